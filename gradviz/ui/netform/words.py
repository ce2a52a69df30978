"""What the core says of the net form, in the user's language."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from gradviz.core.net.check import Fault
from gradviz.core.net.form import TITLES
from gradviz.core.net.recipe import CONTEXT


def said(text: str) -> str:
    """Return a text of the core."""
    return QCoreApplication.translate(CONTEXT, text)


def title(choice: StrEnum) -> str:
    """Return what a choice is called."""
    return said(TITLES[choice])


def fault(one: Fault) -> str:
    """Return the sentence about a field."""
    return said(one.template).format(**dict(one.values))
