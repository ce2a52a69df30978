"""What stands in the place of a graph: a sentence, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.measure import TITLE, font
from gradviz.ui.theme import Theme


def paint_empty(painter: QPainter, room: QRectF, words: tuple[str, str], scale: float, theme: Theme) -> None:
    """Write ``words``, a sentence and an action (or none), in the middle of ``room``."""
    sentence, action = words
    rect = room.adjusted(24, 0, -24, 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    painter.setFont(font(round(TITLE * scale)))
    painter.setPen(ink(theme, "muted"))
    rect.setTop(rect.center().y() - 24 * scale)
    below = painter.boundingRect(rect, flags, sentence).bottom() + 8 * scale
    painter.drawText(rect, flags, sentence)
    if action:
        painter.setFont(font(round(TITLE * scale), bold=True))
        painter.setPen(ink(theme, "forward"))
        rect.setTop(below)
        painter.drawText(rect, flags, action)
