"""How the elements of a tensor were distributed over the iterations: the darker, the more of them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from operator import is_

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core.histograms import Slice, Symlog, density, symlog_of
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets import plot_area
from gradviz.ui.widgets.painted_plot import PaintedPlot
from gradviz.ui.widgets.plot_area import Area
from gradviz.ui.widgets.ticks import Tick, symmetric

_ROWS = 64
_COLUMNS = 320
"""At most; a slice is wider than a pixel anyway."""


class DensityMap(PaintedPlot):
    """Iterations to the right, values upwards.

    The mouse, or with the focus Left, Right, Home and End, move a cursor from slice to slice; a click or Return asks
    for the iteration of the slice, and Escape puts the cursor away.
    """

    iteration_requested = Signal(int)
    cursor_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = LIGHT
        self._hue = "forward"
        self._slices: tuple[Slice, ...] = ()
        self._scale: Symlog | None = None
        self._last = 0
        self._cursor: int | None = None
        self._image: QImage | None = None

    def show_slices(self, slices: Sequence[Slice], last: int, hue: str, *, log: bool = False) -> None:
        """Show ``slices`` of a run up to iteration ``last``, in the colour of the role ``hue``.

        ``log`` spreads values on both sides of zero logarithmically.
        """
        slices = tuple(slices)
        is_known = len(slices) == len(self._slices) and all(map(is_, slices, self._slices))
        if is_known and (last, hue, log) == (self._last, self._hue, self._scale is not None):
            return
        self._slices, self._last, self._hue = slices, last, hue
        self._scale = symlog_of(slices) if log else None
        self._image = None
        self._cursor = None if self._cursor is None or not slices else min(self._cursor, len(slices) - 1)
        self.update()

    @property
    def at(self) -> Slice | None:
        """The slice at the cursor, or the last one."""
        if not self._slices:
            return None
        return self._slices[-1 if self._cursor is None else self._cursor]

    def _area(self) -> Area:
        known = [one for one in self._slices if one.counts.any()]
        ends = np.array([value for one in known for value in (one.low, one.high)])
        low, high = plot_area.limits([ends if self._scale is None else self._scale.place(ends)], 0.0)
        metrics = self.fontMetrics()
        whole = QRectF(self.rect())
        bottom = metrics.height() + 6
        upright = self._ticks(low, high, whole.height() - bottom)
        left = max((metrics.horizontalAdvance(word) for _, word in upright), default=0) + 10
        frame = whole.adjusted(left, metrics.height() / 2, -6, -bottom)
        return Area(frame, 0.0, float(max(self._last, 1)), low, high, log=False)

    def _ticks(self, low: float, high: float, height: float) -> list[Tick]:
        metrics = self.fontMetrics()
        if self._scale is None:
            return plot_area.upright_ticks(low, high, height, metrics, log=False)
        return symmetric(self._scale, low, high, max(int(height / (1.2 * metrics.height())), 3))

    # Reading

    def _move(self, cursor: int | None) -> None:
        if cursor is not None:
            cursor = min(max(cursor, 0), len(self._slices) - 1)
        if cursor != self._cursor:
            self._cursor = cursor
            self.update()
            self.cursor_moved.emit()

    def _number_at(self, point: QPointF) -> int | None:
        area = self._area()
        if not self._slices or not area.frame.contains(point):
            return None
        return max(bisect_right([one.iteration for one in self._slices], area.iteration(point.x())) - 1, 0)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(self._number_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._move(None)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self._move(number)
            self.iteration_requested.emit(self._slices[number].iteration)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._slices) - 1
        here = last + 1 if self._cursor is None else self._cursor
        steps = {Qt.Key.Key_Left: here - 1, Qt.Key.Key_Right: here + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        key = event.key()
        if key in steps and self._slices:
            self._move(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self.iteration_requested.emit(self._slices[self._cursor].iteration)
        elif key == Qt.Key.Key_Escape and self._cursor is not None:
            self._move(None)
        else:
            event.ignore()

    # Painting

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._image = None
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._image = None

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.picture_on(painter)
        area = self._area()
        if self._cursor is not None:
            x = area.x(self._slices[self._cursor].iteration)
            painter.setPen(QPen(self._theme.color("text"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.frame.top()), QPointF(x, area.frame.bottom()))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def picture_on(self, painter: QPainter) -> None:
        """Paint the map, also for a file."""
        painter.setFont(self.font())
        painter.fillRect(self.rect(), self._theme.color("panel"))
        area = self._area()
        if self._image is None:
            self._image = self._made_image(area)
        painter.drawImage(area.frame, self._image)
        upright = self._ticks(area.low, area.high, area.frame.height())
        level = plot_area.level_ticks(area, self._last, painter.fontMetrics())
        plot_area.paint_axes(painter, area, (upright, level), self._theme)

    def _made_image(self, area: Area) -> QImage:
        columns = min(max(int(area.frame.width()), 1), _COLUMNS)
        edges = np.linspace(area.low, area.high, _ROWS + 1)
        edges = edges if self._scale is None else self._scale.value(edges)
        shares = density(self._slices, edges, (area.start, area.stop), columns)
        most = np.nanmax(shares) if np.isfinite(shares).any() else 0.0
        # The square root shows also where only few elements are.
        strength = np.sqrt(np.nan_to_num(shares) / most) if most > 0 else np.zeros(shares.shape)
        ground, ink = (_rgb(self._theme.color(role)) for role in ("panel", self._hue))
        pixels = np.empty((*shares.shape, 4), np.uint8)
        pixels[..., :3] = (ground + strength[..., None] * (ink - ground)).round()[..., ::-1]
        pixels[..., 3] = 255
        rows, wide = shares.shape
        return QImage(pixels.tobytes(), wide, rows, 4 * wide, QImage.Format.Format_RGB32).copy()


def _rgb(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], np.float64)


def part_of(one: Slice) -> tuple[float, float]:
    """Return between which values the middle half of the elements lies."""
    total = int(one.counts.sum())
    if not total or one.high <= one.low:
        return one.low, one.high
    below = np.concatenate([[0.0], np.cumsum(one.counts) / total])
    quarter, most = np.interp([0.25, 0.75], below, np.linspace(one.low, one.high, len(below)))
    return float(quarter) if math.isfinite(quarter) else one.low, float(most)
