"""The iterations of a run as a line, with a tick for each one that is recorded."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme

_PAD = 8


class IterationStrip(QWidget):
    """Chooses one of the recorded iterations: by a click near its tick, or with Left, Right, Home and End."""

    iteration_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._recorded: list[int] = []
        self._total = 0
        self._current: int | None = None

    def show_iterations(self, recorded: Sequence[int], total: int, current: int | None) -> None:
        """Show the ``recorded`` ones of ``total`` iterations, of which ``current`` is looked at."""
        self._recorded = sorted(recorded)
        self._total = max(total, self._recorded[-1] + 1 if self._recorded else 0)
        self._current = current
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(16 * self.fontMetrics().height(), self.fontMetrics().height() + 6)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def x_of(self, iteration: int) -> float:
        """Return where ``iteration`` stands."""
        return _PAD + iteration * (self.width() - 2 * _PAD) / max(self._total - 1, 1)

    def nearest(self, x: float) -> int | None:
        """Return the recorded iteration that stands nearest to ``x``."""
        at = (x - _PAD) / max(self.width() - 2 * _PAD, 1) * max(self._total - 1, 1)
        right = bisect_left(self._recorded, at)
        return min(self._recorded[max(right - 1, 0) : right + 1], key=lambda i: abs(i - at), default=None)

    def _ask(self, iteration: int | None) -> None:
        if iteration is not None and iteration != self._current:
            self.iteration_requested.emit(iteration)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(self.nearest(event.position().x()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        here = -1 if self._current is None else self._current
        steps = {
            Qt.Key.Key_Left: bisect_left(self._recorded, here) - 1,
            Qt.Key.Key_Right: bisect_right(self._recorded, here),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._recorded) - 1,
        }
        if key not in steps:
            super().keyPressEvent(event)
        elif 0 <= steps[Qt.Key(key)] < len(self._recorded):
            self._ask(self._recorded[steps[Qt.Key(key)]])

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            nearest = self.nearest(event.pos().x())
            if nearest is not None:
                QToolTip.showText(event.globalPos(), self.tr("iteration {0}").format(nearest), self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(QPen(self._theme.color("muted"), 1))
        painter.drawLine(QPointF(_PAD, middle), QPointF(self.width() - _PAD, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("muted"))
        span = (self.width() - 2 * _PAD) / max(self._total - 1, 1)
        # At most one tick per pixel, however many iterations are recorded.
        for x in np.unique((_PAD + np.array(self._recorded, np.float64) * span).round()):
            painter.drawRect(QRectF(x - 1, middle - 4, 2, 8))
        if self._current is not None:
            painter.setBrush(self._theme.color("selection"))
            painter.drawEllipse(QPointF(self.x_of(self._current), middle), 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()
