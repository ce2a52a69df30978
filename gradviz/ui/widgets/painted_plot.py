"""What the plots of a run have in common as widgets: their size, and a ring that shows the focus."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QFocusEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.ui.widgets.roles import speak_as


class PaintedPlot(QWidget):
    """A plot that paints itself, again when the keys come to it or leave it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, QAccessible.Role.Chart)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 150)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 70)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
