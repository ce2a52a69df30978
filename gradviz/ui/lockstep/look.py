"""How the runs are told apart: by colour, by the style of their lines, and by their numbers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from gradviz.ui.theme import Theme, series_colors

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_SAMPLE = QSize(28, 14)


def look(lane: int, theme: Theme) -> tuple[QColor, Qt.PenStyle]:
    """Return colour and style of the line of run ``lane``."""
    colors = series_colors(theme)
    return colors[lane % len(colors)], _STYLES[lane % len(_STYLES)]


def sample(lane: int, theme: Theme) -> QIcon:
    """Return a picture of its line."""
    color, style = look(lane, theme)
    picture = QPixmap(_SAMPLE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QPen(color, 2, style))
    painter.drawLine(0, _SAMPLE.height() // 2, _SAMPLE.width(), _SAMPLE.height() // 2)
    painter.end()
    return QIcon(picture)
