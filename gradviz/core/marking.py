"""Texts that are translated where they are shown."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802  lupdate looks for this name
    """Mark ``text`` for translation. PySide6's own function says that it returns an object, and core knows no Qt."""
    return text
