"""The iterations of a run as a line, with a tick for each one that is here, the taller the more of it is left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gradviz.core.demote import Detail
from gradviz.core.remains import Remains
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.roles import speak_as

_PAD = 8
_CLOSE = 3.0
"""Pixels from a tick within which a click means it."""

_HEIGHTS = {Detail.STATISTICS: 1.5, Detail.THUMBNAILS: 3.0, Detail.RECORDED: 5.0}
"""Half the height of a tick."""


class IterationStrip(QWidget):
    """Chooses an iteration: by a click, near a tick the recorded one; with Left, Right, Home and End a recorded one.

    Up and Down move a mark to any iteration, and Enter asks for it.
    """

    iteration_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, QAccessible.Role.Slider)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._recorded: tuple[int, ...] = ()
        self._total = 0
        self._current: int | None = None
        self._marked: int | None = None
        self._details = Remains.of({})
        # By detail, the iterations that have a tick of its height; `None`: to be found out.
        self._ticks: dict[Detail, NDArray[np.int64]] | None = None
        self._remarks: Mapping[int, str] = {}

    def show_iterations(self, recorded: Sequence[int], total: int, current: int | None) -> None:
        """Show the ``recorded`` ones of ``total`` iterations, of which ``current`` is looked at."""
        if recorded != self._recorded:
            self._recorded = tuple(sorted(recorded))
            self._ticks = None
        self._total = max(total, self._recorded[-1] + 1 if self._recorded else 0)
        self._current = current
        self.update()

    def show_details(self, details: Mapping[int, Detail]) -> None:
        """Show how much is left of each iteration; without this all recorded ones are complete."""
        if details is not self._details:
            self._details = Remains.of(details)
            self._ticks = None
        self.update()

    def show_remarks(self, remarks: Mapping[int, str]) -> None:
        """Put a sign at iterations of which there is something to say; the tool tip says it."""
        self._remarks = dict(remarks)
        self.update()

    def remark_at(self, x: float) -> str:
        """Return what there is to say of an iteration close to ``x``."""
        close = [index for index in self._remarks if abs(self.x_of(index) - x) <= _CLOSE + 1]
        return self._remarks[min(close, key=lambda index: abs(self.x_of(index) - x))] if close else ""

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

    def at(self, x: float) -> int | None:
        """Return the iteration that a click at ``x`` means: a recorded one close by, else the one that stands there."""
        if not self._total:
            return None
        nearest = self.nearest(x)
        if nearest is not None and abs(self.x_of(nearest) - x) <= _CLOSE:
            return nearest
        at = (x - _PAD) / max(self.width() - 2 * _PAD, 1) * max(self._total - 1, 1)
        return min(max(round(at), 0), self._total - 1)

    def words_of(self, iteration: int) -> str:
        """Return what would happen at ``iteration``: a recorded one opens at once, any other is computed again."""
        if iteration in self._recorded:
            return self.tr("iteration {0}, recorded").format(iteration)
        return self.tr("iteration {0}, not recorded: a click or Enter runs the program again up to it").format(
            iteration
        )

    @property
    def marked(self) -> int | None:
        """The iteration that Enter asks for."""
        return self._marked

    def _mark(self, step: int) -> None:
        here = self._marked if self._marked is not None else self._current or 0
        self._marked = min(max(here + step, 0), max(self._total - 1, 0))
        words = self.words_of(self._marked)
        self.setAccessibleDescription(words)
        QToolTip.showText(self.mapToGlobal(QPoint(round(self.x_of(self._marked)), self.height())), words, self)
        self.update()

    def _ask(self, iteration: int | None) -> None:
        if iteration is not None and iteration != self._current:
            self.iteration_requested.emit(iteration)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._marked = None
            self._ask(self.at(event.position().x()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._mark(1 if key == Qt.Key.Key_Up else -1)
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self._marked)
            return
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
            nearest = self.at(event.pos().x())
            if nearest is not None:
                words = self.remark_at(event.pos().x()) or self.words_of(nearest)
                QToolTip.showText(event.globalPos(), words, self)
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
        if self._ticks is None:
            self._ticks = self._found_ticks()
        for detail, half in _HEIGHTS.items():
            # At most one tick per pixel and height, however many iterations there are.
            places = (_PAD + self._ticks[detail] * span).round()
            places = places[np.diff(places, prepend=-1.0) > 0]
            painter.drawRects([QRectF(x - 1, middle - half, 2, 2 * half) for x in places.tolist()])
        self._paint_remarks(painter)
        if self._marked is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawEllipse(QPointF(self.x_of(self._marked), middle), 5, 5)
            painter.setPen(Qt.PenStyle.NoPen)
        if self._current is not None:
            painter.setBrush(self._theme.color("selection"))
            painter.drawEllipse(QPointF(self.x_of(self._current), middle), 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _found_ticks(self) -> dict[Detail, NDArray[np.int64]]:
        """Return which iterations have a tick of which height; a recorded one of which nothing is said is complete."""
        ticks = {detail: self._details.of_kind(detail) for detail in Detail}
        told = ticks[Detail.THUMBNAILS], ticks[Detail.RECORDED]
        if sum(map(len, told)) != len(self._recorded):
            complete = np.setdiff1d(np.array(self._recorded, np.int64), self._details.numbers)
            ticks[Detail.RECORDED] = np.union1d(told[1], complete)
        return ticks

    def _paint_remarks(self, painter: QPainter) -> None:
        """Paint a small triangle above the line for each remark: a shape of its own, not only a colour."""
        painter.setBrush(self._theme.color("update"))
        for x in {round(self.x_of(index)) for index in self._remarks}:
            painter.drawPolygon([QPointF(x - 4, 1), QPointF(x + 4, 1), QPointF(x, 7)])
