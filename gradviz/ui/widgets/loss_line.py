"""Losses along a line through the parameters, with the tangent that the gradient promises."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.ui.widgets.read_plot import ReadPlot

_RADIUS = 3.0


@dataclass(frozen=True, slots=True)
class LineShown:
    """Points (``xs``, ``ys``), the tangent at 0 with this ``slope`` through ``base``, and a ``mark`` of its own.

    ``name`` is what the horizontal axis is called.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    base: float
    slope: float
    name: str
    mark: tuple[float, float] | None = None


class LossLine(ReadPlot[int]):
    """Draws one `LineShown`. The arrow keys and the mouse read one point after the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: LineShown | None = None

    def show_line(self, shown: LineShown | None) -> None:
        """Show ``shown``, or nothing."""
        self._shown = shown
        self._read(None)
        self.update()

    # Reading

    @override
    def reading(self) -> str:
        shown = self._shown
        if shown is None or self._cursor is None:
            return ""
        x, y = shown.xs[self._cursor], shown.ys[self._cursor]
        words = self.tr("{name} = {x}: loss {y}, promised {promised}")
        promised = shown.base + shown.slope * x
        return words.format(name=shown.name, x=text.number(x), y=text.number(y), promised=text.number(promised))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self._shown is None or Qt.Key(event.key()) not in steps:
            super().keyPressEvent(event)
            return
        last = len(self._shown.xs) - 1
        here = self._shown.xs.index(0.0) if self._cursor is None and 0.0 in self._shown.xs else self._cursor or 0
        step = steps[Qt.Key(event.key())] if self._cursor is not None else 0
        self._read(min(max(here + step, 0), last))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        x = event.position().x()
        self._read(min(range(len(shown.xs)), key=lambda i: abs(self._place(shown.xs[i], shown.base).x() - x)))

    # Painting

    @override
    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(16 * line, 8 * line)

    @override
    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(8 * line, 7 * line)

    def _area(self) -> QRectF:
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(text.number(y)) for y in self._limits()[2:]) + 8
        return QRectF(self.rect()).adjusted(left, metrics.height() / 2 + 2, -8, -metrics.height() - 6)

    def _limits(self) -> tuple[float, float, float, float]:
        """Return the ends of both axes: all finite losses are inside, and the tangent where it is not far below."""
        shown = self._shown
        if shown is None:
            return 0.0, 1.0, 0.0, 1.0
        marks = [] if shown.mark is None else [shown.mark[1]]
        finite = [y for y in (*shown.ys, *marks) if math.isfinite(y)] or [0.0]
        low, high = min(finite), max(finite)
        room = (high - low) or abs(high) or 1.0
        ends = [shown.base + shown.slope * x for x in (shown.xs[0], shown.xs[-1])]
        low = max(min(low, *ends), low - room / 2)
        high = min(max(high, *ends), high + room / 2)
        return shown.xs[0], shown.xs[-1], low - room * 0.04, high + room * 0.04

    def _place(self, x: float, y: float) -> QPointF:
        left, right, low, high = self._limits()
        area = self._area()
        across = (x - left) / ((right - left) or 1.0)
        return QPointF(area.left() + across * area.width(), area.bottom() - (y - low) / (high - low) * area.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown
        if shown is None or not shown.xs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter, shown)
        painter.setClipRect(self._area().adjusted(-4, -4, 4, 4))
        tangent = [self._place(x, shown.base + shown.slope * x) for x in (shown.xs[0], shown.xs[-1])]
        painter.setPen(QPen(self._theme.color("backward"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(*tangent)
        self._paint_points(painter, shown)
        painter.setClipping(False)
        self._paint_focus(painter)
        painter.end()

    def _paint_axes(self, painter: QPainter, shown: LineShown) -> None:
        area, (left, right, low, high) = self._area(), self._limits()
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawRect(area)
        zero = self._place(0.0, low).x()
        painter.drawLine(QPointF(zero, area.top()), QPointF(zero, area.bottom()))
        painter.setPen(self._theme.color("muted"))
        align, height = Qt.AlignmentFlag, self.fontMetrics().height()
        below = QRectF(area.left() - 20, area.bottom() + 3, area.width() + 28, height)
        painter.drawText(below.adjusted(20, 0, 0, 0), align.AlignLeft, text.number(left))
        painter.drawText(below, align.AlignRight, text.number(right))
        words = f"0 · {shown.name}" if left < 0 < right else shown.name
        middle = QRectF(zero - 60, below.top(), 120, height) if left < 0 < right else below
        painter.drawText(middle, align.AlignHCenter, words)
        for value, y in ((high, area.top()), (low, area.bottom())):
            beside = QRectF(0, y - height / 2, area.left() - 5, height)
            painter.drawText(beside, align.AlignRight | align.AlignVCenter, text.number(value))

    def _paint_points(self, painter: QPainter, shown: LineShown) -> None:
        hue = self._theme.color("forward")
        painter.setPen(QPen(hue, 1.5))
        for run in _finite_runs(zip(shown.xs, shown.ys, strict=True)):
            painter.drawPolyline(QPolygonF([self._place(x, y) for x, y in run]))
        painter.setBrush(hue)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = _RADIUS if len(shown.xs) <= 20 else _RADIUS / 2
        for x, y in zip(shown.xs, shown.ys, strict=True):
            if math.isfinite(y):
                painter.drawEllipse(self._place(x, y), radius, radius)
        painter.setBrush(self._theme.color("text"))
        painter.drawEllipse(self._place(0.0, shown.base), _RADIUS + 1, _RADIUS + 1)
        if shown.mark is not None and math.isfinite(shown.mark[1]):
            painter.setBrush(self._theme.color("update"))
            painter.drawRect(QRectF(self._place(*shown.mark) - QPointF(4, 4), QSize(8, 8).toSizeF()))
        if self._cursor is not None and math.isfinite(shown.ys[self._cursor]):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawEllipse(self._place(shown.xs[self._cursor], shown.ys[self._cursor]), _RADIUS + 3, _RADIUS + 3)


def _finite_runs(points: Iterable[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Return the points in pieces without what is not finite."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if math.isfinite(point[1]):
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
