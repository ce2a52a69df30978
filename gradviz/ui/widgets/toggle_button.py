"""A small button that is on or off, and shows which."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme


class ToggleButton(QToolButton):
    """On, it has the tint of the forward hue and its text is underlined."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self._theme = LIGHT
        self.toggled.connect(self._color)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._color()

    def _color(self) -> None:
        palette = self.palette()
        on = self.isChecked()
        palette.setColor(QPalette.ColorRole.Button, self._theme.color("forward_tint" if on else "panel"))
        palette.setColor(QPalette.ColorRole.ButtonText, self._theme.color("forward" if on else "text"))
        self.setPalette(palette)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self.isChecked():
            painter.setPen(QPen(self._theme.color("forward"), 2))
            painter.drawLine(4, self.height() - 4, self.width() - 4, self.height() - 4)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
