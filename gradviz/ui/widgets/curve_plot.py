"""Curves over the iterations of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core.series import Curve, Floats, Series
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets import ticks

_DOTTED = 48
"""A curve of so few points shows each of them."""

_SMOOTH = 1000
"""A curve of so few points is drawn with smooth edges."""

_LARGEST = 1e300
_CLICK = 4
"""A press that moves by fewer pixels is a click, not a drag."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series and how it is drawn."""

    name: str
    series: Series
    color: QColor
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


class _Drawn:
    """The items of one line: the line, and dots where a point has no neighbour to be joined with."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.curve = pg.PlotCurveItem(connect="finite")
        self.dots = pg.ScatterPlotItem(size=5, pen=None)
        plot.addItem(self.curve)
        plot.addItem(self.dots)

    def show(self, line: Line, curve: Curve, y: Floats) -> None:
        # Width 1: Qt draws wider lines ten times slower.
        self.curve.setPen(pg.mkPen(line.color, width=1, style=line.style))
        self.curve.setData(curve.x, y, connect="finite", antialias=len(y) <= _SMOOTH)
        finite = np.isfinite(y)
        chosen = finite
        if len(y) > _DOTTED:
            around = np.pad(finite, 1)
            chosen = finite & ~around[:-2] & ~around[2:]
        self.dots.setBrush(line.color)
        self.dots.setData(curve.x[chosen], y[chosen])
        self.dots.setVisible(bool(chosen.any()))

    def remove_from(self, plot: pg.PlotItem) -> None:
        plot.removeItem(self.curve)
        plot.removeItem(self.dots)


class CurvePlot(pg.PlotWidget):
    """Draws lines; the wheel zooms into iterations, a drag moves, a double click or ``0`` shows all.

    The mouse, or with the focus Left, Right, Home, End, PageUp and PageDown, move a cursor from iteration to iteration;
    a click or Return asks for the iteration at it, and Escape puts it away.
    """

    iteration_requested = Signal(int)
    cursor_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=LIGHT.panel, enableMenu=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = LIGHT
        self._lines: tuple[Line, ...] = ()
        self._drawn: list[_Drawn] = []
        self._log = False
        self._all = True
        self._drawing = False
        self._cursor: int | None = None
        self._pressed: QPoint | None = None
        self._numbered: tuple[list[ticks.Tick], int, list[ticks.Tick], int] | None = None
        self._plot = self.getPlotItem()
        self._view = self._plot.getViewBox()
        self._axes = (self._plot.getAxis("left"), self._plot.getAxis("bottom"))
        self._cursor_line = pg.InfiniteLine(angle=90, movable=False)
        self._current_line = pg.InfiniteLine(angle=90, movable=False)
        self._gaps = pg.ScatterPlotItem(size=8, pen=None, symbol="t")
        self._prepare()
        self.set_theme(LIGHT)

    def _prepare(self) -> None:
        self._plot.hideButtons()
        # pyqtgraph makes this menu although it is never shown; it has no parent and would outlive the plot.
        self.destroyed.connect(self._plot.ctrlMenu.deleteLater)
        self._plot.setMouseEnabled(x=True, y=False)
        self._view.disableAutoRange()
        self._view.setLimits(xMin=-1.0, minXRange=2.0)
        self._view.sigXRangeChanged.connect(self._zoom)
        for axis in self._axes:
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=-4, tickTextOffset=4, hideOverlappingLabels=False)
        for line in (self._cursor_line, self._current_line, self._gaps):
            self._plot.addItem(line)
        self._cursor_line.hide()
        self._current_line.hide()

    # What is shown

    def show_lines(self, lines: Sequence[Line], log: bool) -> None:
        """Draw ``lines``, on a logarithmic scale if ``log``."""
        self._lines = tuple(lines)
        self._log = log
        self._draw()

    def show_current(self, iteration: int | None) -> None:
        """Mark ``iteration`` as the one that the other panels show."""
        self._current_line.setVisible(iteration is not None)
        if iteration is not None:
            self._current_line.setValue(float(iteration))

    @property
    def cursor_iteration(self) -> int | None:
        """The iteration at the cursor."""
        return self._cursor

    def _last(self) -> int:
        return max((line.series.last or 0 for line in self._lines), default=0)

    def _draw(self) -> None:
        if self._drawing:
            return
        self._drawing = True
        try:
            self._draw_lines()
            self._number_axes()
        finally:
            self._drawing = False

    def _draw_lines(self) -> None:
        if self._all:
            last = self._last()
            self._plot.setXRange(*((0.0, float(last)) if last else (-1.0, 1.0)), padding=0.02)
        (start, stop), _ = self._view.viewRange()
        while len(self._drawn) < len(self._lines):
            self._drawn.append(_Drawn(self._plot))
        while len(self._drawn) > len(self._lines):
            self._drawn.pop().remove_from(self._plot)
        columns = max(self.viewport().width(), 50)
        shown: list[Floats] = []
        for drawn, line in zip(self._drawn, self._lines, strict=True):
            curve = line.series.curve(columns, start, stop)
            y = _logarithm(curve.y) if self._log else np.clip(curve.y, -_LARGEST, _LARGEST)
            drawn.show(line, curve, y)
            shown.append(y)
        low, high = _limits(shown, 0.5 if self._log else 0.0)
        self._plot.setYRange(low, high, padding=0.06)
        self._draw_gaps(start, stop, low)

    def _number_axes(self) -> None:
        """Write round numbers at the axes, as many as there is room for."""
        (start, stop), (low, high) = self._view.viewRange()
        metrics = self.fontMetrics()
        rows = max(self.viewport().height() // (3 * metrics.height()), 2)
        made = ticks.logarithmic(low, high, rows) if self._log else ticks.linear(low, high, rows)
        width = max((metrics.horizontalAdvance(word) for _, word in made), default=0) + 12
        room = metrics.horizontalAdvance(f"{int(max(stop, 1)):d}") + 3 * metrics.averageCharWidth()
        most = max(2 * self.viewport().width() // (3 * room), 2)
        inside = ticks.linear(max(start, 0.0), min(stop, self._last()), most, 1.0)
        below = [(value, f"{value:.0f}") for value, _ in inside] or [(0.0, "0")]
        numbered = (made, width, below, metrics.height() + 6)
        if numbered == self._numbered:
            return
        # An axis is laid out and drawn anew after each of these, so they are only called for something new.
        self._numbered = numbered
        left, bottom = self._axes
        left.setWidth(width)
        left.setTicks([made])
        bottom.setHeight(metrics.height() + 6)
        bottom.setTicks([below])

    def _draw_gaps(self, start: float, stop: float, low: float) -> None:
        """Mark at the bottom where a value is NaN or infinite."""
        places = []
        for line in self._lines:
            if line.series.nan or line.series.inf:
                x = line.series.x[~np.isfinite(line.series.y)]
                places.append(x[(x >= start) & (x <= stop)])
        self._gaps.setVisible(bool(places))
        if not places:
            return
        x = np.unique(np.concatenate(places))
        pixel = max((stop - start) / max(self.viewport().width() / 4, 1), 1e-9)
        _, first = np.unique(x // pixel, return_index=True)
        self._gaps.setData(x[first].astype(np.float64), np.full(len(first), low))

    def _zoom(self) -> None:
        if not self._drawing:
            self._all = False
            self._draw()

    def show_all(self) -> None:
        """Show all iterations, and follow the run again."""
        self._all = True
        self._draw()

    # Reading

    def _move_cursor(self, iteration: int | None) -> None:
        if iteration is not None:
            iteration = min(max(iteration, 0), self._last())
        self._cursor = iteration
        self._cursor_line.setVisible(iteration is not None)
        if iteration is not None:
            self._cursor_line.setValue(float(iteration))
        self.cursor_moved.emit()

    def iteration_at(self, point: QPointF) -> int | None:
        """Return the iteration at ``point`` of the viewport; ``None`` outside of the curves."""
        scene = self.mapToScene(point.toPoint())
        if not self._lines or not self._view.sceneBoundingRect().contains(scene):
            return None
        return min(max(round(self._view.mapSceneToView(scene).x()), 0), self._last())

    def point_of(self, iteration: int) -> QPoint:
        """Return where in the viewport ``iteration`` is, at half height."""
        (_, _), (low, high) = self._view.viewRange()
        return self.mapFromScene(self._view.mapViewToScene(QPointF(iteration, (low + high) / 2)))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._move_cursor(self.iteration_at(event.position()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = None if self._pressed is None else event.position().toPoint() - self._pressed
        self._pressed = None
        iteration = self.iteration_at(event.position())
        if moved is not None and moved.manhattanLength() < _CLICK and iteration is not None:
            self._move_cursor(iteration)
            self.iteration_requested.emit(iteration)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_all()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._move_cursor(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        here, last = self._cursor, self._last()
        page = max(1, last // 10)
        key = event.key()
        steps = {
            Qt.Key.Key_Left: (last + 1 if here is None else here) - 1,
            Qt.Key.Key_Right: (-1 if here is None else here) + 1,
            Qt.Key.Key_PageUp: (last if here is None else here) - page,
            Qt.Key.Key_PageDown: (0 if here is None else here) + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in steps and self._lines:
            self._move_cursor(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            self.iteration_requested.emit(here)
        elif key == Qt.Key.Key_Escape and here is not None:
            self._move_cursor(None)
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            event.ignore()

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.setBackground(theme.color("panel"))
        for axis in self._axes:
            axis.setPen(pg.mkPen(theme.color("line"), width=1))
            axis.setTextPen(pg.mkPen(theme.color("muted")))
        self._cursor_line.setPen(pg.mkPen(theme.color("text"), width=1, style=Qt.PenStyle.DashLine))
        self._current_line.setPen(pg.mkPen(theme.color("selection"), width=1))
        self._gaps.setBrush(theme.color("nonfinite"))

    def set_tick_font(self, font: QFont) -> None:
        """Write the numbers of the axes in ``font``."""
        self.setFont(font)
        for axis in self._axes:
            axis.setTickFont(font)
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The first one comes from the constructor of the base class.
        if hasattr(self, "_axes"):
            self._draw()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 150)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 70)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()


def _logarithm(y: Floats) -> Floats:
    """Return log₁₀, NaN where there is none."""
    result = np.full(y.shape, np.nan)
    np.log10(y, out=result, where=y > 0)
    return result


def _limits(shown: Sequence[Floats], room: float) -> tuple[float, float]:
    """Return a range that holds every finite value; around a single one there is ``room``, 0 for half of it."""
    y = np.concatenate(shown) if shown else np.empty(0)
    y = y[np.isfinite(y)]
    if not y.size:
        return 0.0, 1.0
    low, high = float(y.min()), float(y.max())
    if high - low <= max(abs(low), abs(high)) * 1e-9:
        around = room or abs(low) / 2 or 1.0
        return low - around, high + around
    return low, high
