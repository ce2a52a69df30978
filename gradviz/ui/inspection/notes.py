"""Sentences that stand apart, with a sign before them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme

_SIGN = 22


class Notes(QLabel):
    """A quiet box of sentences with the sign of an information; hidden when there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(_SIGN + 8, 6, 8, 6)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Show ``sentences``, each in a line of its own."""
        self.setText("\n".join(sentences))
        self.setAccessibleName(" ".join(sentences))
        self.setVisible(bool(sentences))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("canvas"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        middle = QPointF(8 + _SIGN / 2 - 3, 6 + self.fontMetrics().height() / 2)
        painter.setPen(QPen(self._theme.color("muted"), 1.4))
        painter.drawEllipse(middle, 7.0, 7.0)
        sign = self.font()
        sign.setBold(True)
        sign.setPixelSize(11)
        painter.setFont(sign)
        painter.setPen(self._theme.color("text"))
        painter.drawText(QRectF(middle.x() - 8, middle.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, "i")
        painter.end()
        super().paintEvent(event)
