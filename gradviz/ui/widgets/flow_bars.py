"""One bar for each parameter, in the order of the net: how large its gradient is, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets import ticks
from gradviz.ui.widgets.painted_plot import PaintedPlot

Bar = tuple[str, float | None]
"""A parameter's name and the norm of its gradient; ``None`` where there is no gradient."""

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class FlowBars(PaintedPlot):
    """Gradients that vanish or explode with depth show as bars that fall or rise.

    The mouse, or with the focus Left, Right, Home and End, choose a bar that is read; Return asks for its parameter.
    """

    chosen_changed = Signal()
    parameter_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = LIGHT
        self._bars: tuple[Bar, ...] = ()
        self._chosen: int | None = None

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show ``bars``, from the first parameter that the net uses to the last."""
        if tuple(bars) != self._bars:
            self._bars = tuple(bars)
            self.update()

    @property
    def chosen(self) -> Bar | None:
        """The bar that is read."""
        return None if self._chosen is None or self._chosen >= len(self._bars) else self._bars[self._chosen]

    def _choose(self, number: int | None) -> None:
        if number is not None and self._bars:
            number = min(max(number, 0), len(self._bars) - 1)
        if number != self._chosen:
            self._chosen = number
            self.update()
            self.chosen_changed.emit()

    # Where things are

    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        return QRectF(self.rect()).adjusted(
            metrics.horizontalAdvance("1e-38") + 10, metrics.height() / 2, -6, -metrics.height() - 6
        )

    def _range(self) -> tuple[float, float]:
        """Return the decades from the smallest to the largest norm, at least two."""
        logs = [math.log10(norm) for _, norm in self._bars if norm and math.isfinite(norm)]
        if not logs:
            return -1.0, 1.0
        low, high = math.floor(min(logs)), math.ceil(max(logs))
        return (low - 1.0 if high - low < 2 else float(low) - 0.2), max(float(high), low + 1.0)

    def _number_at(self, point: QPointF) -> int | None:
        frame = self._frame()
        if not self._bars or not frame.contains(point):
            return None
        return int((point.x() - frame.left()) / frame.width() * len(self._bars))

    # Reading

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose(self._number_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._choose(None)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if number is not None:
            self._choose(number)
            self.parameter_requested.emit(self._bars[number][0])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._bars) - 1
        if key in _STEPS and self._bars:
            self._choose(0 if self._chosen is None else self._chosen + _STEPS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._bars:
            self._choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self.parameter_requested.emit(self.chosen[0])
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self._choose(None)
        else:
            event.ignore()

    # Painting

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.picture_on(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def picture_on(self, painter: QPainter) -> None:
        """Paint the bars, also for a file."""
        painter.setFont(self.font())
        painter.fillRect(self.rect(), self._theme.color("panel"))
        frame, (low, high) = self._frame(), self._range()
        self._paint_scale(painter, frame, low, high)
        for number, (name, norm) in enumerate(self._bars):
            wide = frame.width() / len(self._bars)
            slot = QRectF(frame.left() + number * wide, frame.top(), wide, frame.height())
            self._paint_bar(painter, slot, norm, low, high)
            if number == self._chosen:
                painter.setPen(QPen(self._theme.color("text"), 1, Qt.PenStyle.DashLine))
                painter.drawRect(slot)
            self._paint_name(painter, slot, name)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())

    def _paint_scale(self, painter: QPainter, frame: QRectF, low: float, high: float) -> None:
        height = self.fontMetrics().height()
        for place, word in ticks.logarithmic(low, high, max(int(frame.height() / (2.2 * height)), 2)):
            y = frame.bottom() - (place - low) / (high - low) * frame.height()
            painter.setPen(QPen(self._theme.color("line"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(self._theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - height / 2, frame.left() - 6, height), flags, word)

    def _paint_bar(self, painter: QPainter, slot: QRectF, norm: float | None, low: float, high: float) -> None:
        inside = slot.adjusted(slot.width() * 0.15, 0, -slot.width() * 0.15, 0)
        if norm is not None and math.isfinite(norm) and norm > 0:
            tall = (math.log10(norm) - low) / (high - low) * slot.height()
            bar = QRectF(inside.left(), slot.bottom() - tall, inside.width(), tall)
            painter.fillRect(bar, self._theme.color("backward"))
            self._paint_number(painter, bar, text.number(norm))
            return
        # No bar can be drawn: a word says why.
        word = "–" if norm is None else "0" if norm == 0 else text.number(norm)
        pen = QPen(self._theme.color("muted" if norm is None or norm == 0 else "nonfinite"), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(inside)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_number(self, painter: QPainter, bar: QRectF, word: str) -> None:
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(word) > bar.width():
            return
        inside = bar.height() > metrics.height() + 6
        painter.setPen(self._theme.color("on_accent" if inside else "text"))
        top = bar.top() + 3 if inside else bar.top() - metrics.height() - 1
        box = QRectF(bar.left(), top, bar.width(), metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_name(self, painter: QPainter, slot: QRectF, name: str) -> None:
        metrics = self.fontMetrics()
        word = metrics.elidedText(name, Qt.TextElideMode.ElideLeft, int(slot.width()) - 4)
        if slot.width() < metrics.horizontalAdvance("…w") + 4:
            return
        painter.setPen(self._theme.color("muted"))
        box = QRectF(slot.left(), slot.bottom() + 3, slot.width(), metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
