"""Keys by their names."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_SAME = {Qt.Key.Key_Enter: Qt.Key.Key_Return, Qt.Key.Key_Backtab: Qt.Key.Key_Tab}


def key_name(keys: QKeySequence) -> str:
    """Return ``keys`` as ``"Ctrl+F"``."""
    return keys.toString(QKeySequence.SequenceFormat.PortableText)


def key_of(event: QKeyEvent) -> str:
    """Return the pressed keys as ``"Ctrl+F"``, the same for both Enter keys and on every layout."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    key = _SAME.get(key, key)
    if key == Qt.Key.Key_Slash:  # on many layouts it needs Shift
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return key_name(QKeySequence(modifiers.value | key.value))
