"""What plots have in common that are read point by point: where a cursor is, and what is told of it."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.roles import speak_as

Place = TypeVar("Place")


class ReadPlot(QWidget, Generic[Place]):
    """Has a cursor, for mouse and keys, that is put away when the keys leave; subclasses say what is read at it."""

    reading_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, QAccessible.Role.Chart)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = LIGHT
        self._cursor: Place | None = None

    def reading(self) -> str:
        """Return what is at the cursor; nothing without one."""
        return ""

    def _read(self, cursor: Place | None) -> None:
        """Move the cursor, and tell what is there."""
        self._cursor = cursor
        words = self.reading()
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.reading_changed.emit(words)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._read(None)

    def _paint_focus(self, painter: QPainter) -> None:
        """Paint a ring if the keys are here."""
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
