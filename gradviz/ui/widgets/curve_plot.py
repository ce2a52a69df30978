"""Curves over the iterations of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets import plot_area, plot_lines
from gradviz.ui.widgets.painted_plot import PaintedPlot
from gradviz.ui.widgets.plot_area import Area, Guide
from gradviz.ui.widgets.plot_lines import Drawn, Line
from gradviz.ui.widgets.still_curves import StillCurves

__all__ = ["CurvePlot", "Guide", "Line"]

_CLICK = 4
"""A press that moves by fewer pixels is a click, not a drag."""

_LEAST_SPAN = 2.0
_ZOOM = 1.25
_KEYS = frozenset({Qt.Key.Key_0, Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus})


class CurvePlot(PaintedPlot):
    """Draws lines; the wheel zooms into iterations, a drag moves, a double click or ``0`` shows all.

    The mouse, or with the focus Left, Right, Home, End, PageUp and PageDown, move a cursor from iteration to iteration;
    a click or Return asks for the iteration at it, and Escape puts it away. ``+`` and ``-`` zoom too.
    """

    iteration_requested = Signal(int)
    cursor_moved = Signal()

    plain_keys = _KEYS
    """Keys that it has a use of its own for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = LIGHT
        self._lines: tuple[Line, ...] = ()
        self._guides: tuple[Guide, ...] = ()
        self._drawn: tuple[Drawn, ...] = ()
        self._log = False
        self._least_last = 0
        self._span: tuple[float, float] | None = None
        self._area = Area(QRectF(0, 0, 1, 1), -1.0, 1.0, 0.0, 1.0, log=False)
        self._limits: tuple[float, float] | None = None
        self._still = StillCurves()
        self._cursor: int | None = None
        self._current: int | None = None
        self._pressed: QPointF | None = None
        self._held: tuple[float, float] = (0.0, 1.0)
        self._is_dragged = False

    # What is shown

    def show_lines(self, lines: Sequence[Line], log: bool, guides: Sequence[Guide] = (), last: int = 0) -> None:
        """Draw ``lines``, on a logarithmic scale if ``log``; iterations go up to ``last``, or as far as the lines.

        Of lines that were drawn before only what has been added is painted, for as long as the axes can stay.
        """
        if log != self._log or tuple(guides) != self._guides or not plot_lines.are_same(lines, self._lines):
            self._limits = None
            self._still.drop()
        self._lines, self._guides, self._least_last = tuple(lines), tuple(guides), last
        self._log = log
        self._look()

    def show_current(self, iteration: int | None) -> None:
        """Mark ``iteration`` as the one that the other panels show."""
        if iteration != self._current:
            self._current = iteration
            self.update()

    def lines(self) -> tuple[Line, ...]:
        """Return the lines that are drawn."""
        return self._lines

    @property
    def cursor_iteration(self) -> int | None:
        """The iteration at the cursor."""
        return self._cursor

    def _last(self) -> int:
        return max([self._least_last, *(line.series.last or 0 for line in self._lines)])

    def _draw(self) -> None:
        """Find out anew what is to be painted."""
        self._limits = None
        self._still.drop()
        self._look()

    def _look(self) -> None:
        """Find out what is to be painted."""
        self._area = self._made_area(QRectF(self.rect()))
        self.update()

    def _made_area(self, whole: QRectF) -> Area:
        start, stop = self._span or self._all()
        columns = max(round(whole.width()), 50)
        self._drawn = tuple(plot_lines.drawn(line, columns, start, stop, log=self._log) for line in self._lines)
        shown = [one.y for one in self._drawn]
        self._limits = low, high = plot_area.still_limits(shown, 0.5 if self._log else 0.0, self._limits)
        was = self._area
        if (low, high, self._log) == (was.low, was.high, was.log) and self._still.is_for(self.size()):
            return replace(was, start=start, stop=stop)
        frame = plot_area.frame_in(whole, low, high, self.fontMetrics(), log=self._log)
        return Area(frame, start, stop, low, high, self._log)

    def _all(self) -> tuple[float, float]:
        end = float(plot_area.roomy(self._last()))
        return (-0.02 * end, 1.02 * end) if end else (-1.0, 1.0)

    def show_all(self) -> None:
        """Show all iterations, and follow the run again."""
        self._span = None
        self._draw()

    def zoom(self, factor: float, around: float) -> None:
        """Show ``factor`` times fewer iterations, and leave ``around`` where it is."""
        area, (first, last) = self._area, self._all()
        width = max((area.stop - area.start) / factor, _LEAST_SPAN)
        if width >= last - first:
            self.show_all()
            return
        start = around - (around - area.start) * width / (area.stop - area.start)
        self._look_at(start, width)

    def _look_at(self, start: float, width: float) -> None:
        first, last = self._all()
        start = min(max(start, first), max(last - width, first))
        self._span = (start, start + width)
        self._draw()

    # Reading

    def _move_cursor(self, iteration: int | None) -> None:
        if iteration is not None:
            iteration = min(max(iteration, 0), self._last())
        if iteration != self._cursor:
            self._cursor = iteration
            self.update()
        self.cursor_moved.emit()

    def iteration_at(self, point: QPointF) -> int | None:
        """Return the iteration at ``point``; ``None`` outside of the curves."""
        if not self._lines or not self._area.frame.adjusted(-6, -6, 6, 6).contains(point):
            return None
        return min(max(round(self._area.iteration(point.x())), 0), self._last())

    def point_of(self, iteration: int) -> QPoint:
        """Return where ``iteration`` is, at half height."""
        return QPoint(round(self._area.x(iteration)), round(self._area.frame.center().y()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._move_cursor(self.iteration_at(event.position()))
        elif self._pressed is not None:
            moved = event.position().x() - self._pressed.x()
            self._is_dragged = self._is_dragged or abs(moved) >= _CLICK
            start, stop = self._held
            if self._is_dragged and self._span is not None:
                self._look_at(start - moved / self._area.frame.width() * (stop - start), stop - start)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        self._held, self._is_dragged = (self._area.start, self._area.stop), False

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click = self._pressed is not None and not self._is_dragged
        self._pressed = None
        iteration = self.iteration_at(event.position())
        if was_click and iteration is not None:
            self._move_cursor(iteration)
            self.iteration_requested.emit(iteration)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_all()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if not turned or not self._lines:
            event.ignore()
            return
        self.zoom(_ZOOM ** (turned / 120), self._area.iteration(event.position().x()))
        event.accept()

    @override
    def leaveEvent(self, event: QEvent) -> None:
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
        elif key in _KEYS:
            self._zoom_by_key(Qt.Key(key))
        else:
            event.ignore()

    def _zoom_by_key(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_0:
            self.show_all()
            return
        middle = (self._area.start + self._area.stop) / 2
        around = middle if self._cursor is None else float(self._cursor)
        self.zoom(1 / _ZOOM if key == Qt.Key.Key_Minus else _ZOOM, around)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._draw()

    def set_tick_font(self, font: QFont) -> None:
        """Write the numbers of the axes in ``font``."""
        self.setFont(font)
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._draw()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        size, ratio = self.size(), self.devicePixelRatio()
        if not self._still.holds(self._area, self._drawn, size, ratio):
            # The curves' ends change more often than the rest, and the cursor more often than both.
            painter = self._still.make(self._area, self._drawn, size, ratio)
            painter.setFont(self.font())
            self._paint_ground(painter)
            self._clip(painter)
            plot_area.paint_guides(painter, self._area, self._guides, self._theme)
            self._still.paint_settled(painter, self._theme)
            painter.end()
        painter = QPainter(self)
        self._still.paint(painter, self._drawn, self._theme, self._clip)
        current, cursor = self._theme.color("selection"), self._theme.color("text")
        plot_area.paint_upright(painter, self._area, self._current, QPen(current, 1))
        plot_area.paint_upright(painter, self._area, self._cursor, QPen(cursor, 1, Qt.PenStyle.DashLine))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        """Paint the axes."""
        area = self._area
        painter.fillRect(QRectF(self.rect()), self._theme.color("panel"))
        metrics = painter.fontMetrics()
        upright = plot_area.upright_ticks(area.low, area.high, area.frame.height(), metrics, log=area.log)
        level = plot_area.level_ticks(area, self._last(), metrics)
        plot_area.paint_axes(painter, area, (upright, level), self._theme)

    def _clip(self, painter: QPainter) -> None:
        painter.setClipRect(self._area.frame.adjusted(0, -2, 2, 2))

    def picture_on(self, painter: QPainter) -> None:
        """Paint the curves as they are, for a file."""
        painter.setFont(self.font())
        self._paint_ground(painter)
        painter.save()
        self._clip(painter)
        plot_area.paint_guides(painter, self._area, self._guides, self._theme)
        for shown in self._drawn:
            plot_lines.paint_line(painter, self._area, shown)
        plot_lines.paint_gaps(painter, self._area, plot_lines.gaps(self._drawn), self._theme)
        painter.restore()
