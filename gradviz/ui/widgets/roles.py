"""What a widget that paints itself is for a screen reader: Qt calls each of them just a client area."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_PROPERTY = "accessible_role"


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Let ``widget`` be told as ``role``; call it before anybody asks, in its constructor."""
    widget.setProperty(_PROPERTY, role.value)
    _install()


@cache
def _install() -> None:
    QAccessible.installFactory(_interface)


def _interface(_: str, widget: QObject | None) -> QAccessibleInterface | None:
    if not isinstance(widget, QWidget):
        return None
    role = widget.property(_PROPERTY)
    return None if role is None else QAccessibleWidget(widget, QAccessible.Role(role))
