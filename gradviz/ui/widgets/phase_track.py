"""The events of an iteration as blocks, one per phase and backward call, with a scrubber."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gradviz.core.timeline import Phase, Stretch, Timeline
from gradviz.ui.theme import LIGHT, Theme

_GAP = 8
_EDGE = 4
"""Pixels around the blocks, for the focus ring."""

_KNOB = 7
"""The height of the scrubber's knob, which hangs below the blocks."""

_PAD = 8
_TICK_ROOM = 3.5
"""Pixels per event below which single ticks run together."""

_DEFAULT_LABELS = {Phase.FORWARD: "forward", Phase.BACKWARD: "backward", Phase.UPDATE: "update"}


@dataclass(frozen=True, slots=True)
class _Block:
    stretch: Stretch
    label: str
    area: QRectF

    @property
    def phase(self) -> Phase:
        return self.stretch.phase

    @property
    def first(self) -> int:
        return self.stretch.first

    @property
    def count(self) -> int:
        return self.stretch.count

    def centers(self, events: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return where the events with these numbers (of the iteration) are drawn."""
        return self.area.left() + _PAD + (events.astype(np.float64) - self.first + 0.5) * self.room

    @property
    def room(self) -> float:
        """The pixels that one event has."""
        return max(self.area.width() - 2 * _PAD, 1.0) / self.count


class PhaseTrack(QAbstractSlider):
    """Forward, backward and update as blocks with a tick per event, and the position as a scrubber over them.

    Several backward calls, and the ops between them, are blocks of their own, in the order in which they happened.

    It moves nothing itself: dragging, clicking and Left, Right, Home, End, PageUp and PageDown (the phase before, the
    phase after) say where to go, and `show_position` shows where we are.
    """

    position_requested = Signal(int)

    def __init__(self, words: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = words
        self._theme = LIGHT
        self._labels = _DEFAULT_LABELS
        self._stretches: tuple[Stretch, ...] = ()
        self._marked: NDArray[np.intp] = np.empty(0, np.intp)
        self._blocks: tuple[_Block, ...] = ()
        self._asked: int | None = None
        self._shown = 0
        # A screen reader sets the value; everything else says what it wants by itself.
        self.valueChanged.connect(self._ask)

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show the events of ``timeline``, at position 0."""
        self._stretches = () if timeline is None else timeline.stretches
        self._marked = np.empty(0, np.intp) if timeline is None else np.array(timeline.not_finite, np.intp)
        self._blocks = ()
        with QSignalBlocker(self):
            self.setRange(0, 0 if timeline is None else len(timeline))
            self.setValue(0)
        self._shown = 0
        self.update()

    def show_position(self, position: int) -> None:
        """Put the scrubber at ``position``."""
        self._asked = None
        if position != self._shown or position != self.value():
            self._shown = position
            with QSignalBlocker(self):
                self.setValue(position)
            self.update()

    def set_labels(self, labels: dict[Phase, str]) -> None:
        """Write these names into the blocks."""
        self._labels = labels
        self._blocks = ()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, self.fontMetrics().height() + 35)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    # Where things are

    def _laid_out(self) -> tuple[_Block, ...]:
        if not self._blocks:
            self._blocks = self._lay_out()
        return self._blocks

    def _lay_out(self) -> tuple[_Block, ...]:
        shown = self._stretches
        if not shown:
            return ()
        labels = [self._label(stretch) for stretch in shown]
        least = [self.fontMetrics().horizontalAdvance(label) + 3 * _PAD for label in labels]
        free = self.width() - 2 * _EDGE - _GAP * (len(shown) - 1)
        spare, total = free - sum(least), self.maximum()
        blocks, left = [], _EDGE + 0.5
        for stretch, label, need in zip(shown, labels, least, strict=True):
            width = need + spare * stretch.count / total if spare >= 0 else free / len(shown)
            area = QRectF(left, _EDGE + 0.5, max(width - 1, 4), self.height() - 2 * _EDGE - _KNOB)
            blocks.append(_Block(stretch, label, area))
            left += width + _GAP
        return tuple(blocks)

    def _label(self, stretch: Stretch) -> str:
        """Return the name of a block; of several backward calls each one has its number."""
        name = self._labels[stretch.phase]
        several = sum(other.call is not None for other in self._stretches) > 1
        return f"{name} {stretch.call + 1}" if several and stretch.call is not None else name

    def block_labels(self) -> tuple[str, ...]:
        """Return the names of the blocks from left to right."""
        return tuple(block.label for block in self._laid_out())

    def x_of(self, position: int) -> float:
        """Return where the scrubber stands at ``position``."""
        block = self._block_of(position)
        if block is None:
            return 0.0
        return float(block.centers(np.array([position - 1]))[0]) if position > 0 else block.area.left()

    def _block_of(self, position: int) -> _Block | None:
        blocks = self._laid_out()
        return next(
            (block for block in blocks if position <= block.first + block.count), blocks[-1] if blocks else None
        )

    def _row(self, block: _Block) -> QRectF:
        """Return the room of the ticks of ``block``, which is below its label."""
        top = block.area.top() + 4 + self.fontMetrics().height()
        return QRectF(block.area.left(), top, block.area.width(), block.area.bottom() - top - 4)

    def position_at(self, x: float) -> int:
        """Return the position whose place is nearest to ``x``."""
        best, distance = 0, abs(x - self.x_of(0))
        for block in self._laid_out():
            number = int((x - block.area.left() - _PAD) / block.room)
            position = block.first + min(max(number, 0), block.count - 1) + 1
            if abs(x - self.x_of(position)) < distance:
                best, distance = position, abs(x - self.x_of(position))
        return best

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._blocks = ()
            self.updateGeometry()

    # Moving

    def _ask(self, position: int) -> None:
        position = min(max(position, 0), self.maximum())
        if position not in (self._asked, self._shown):
            self._asked = position
            self.position_requested.emit(position)

    def _boundaries(self) -> list[int]:
        return [0, *(block.first + block.count for block in self._laid_out())]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self._shown
        before = [boundary for boundary in self._boundaries() if boundary < here]
        after = [boundary for boundary in self._boundaries() if boundary > here]
        targets = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.maximum(),
            Qt.Key.Key_PageUp: before[-1] if before else here,
            Qt.Key.Key_PageDown: after[0] if after else here,
        }
        target = targets.get(Qt.Key(event.key()))
        if target is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        self._asked = None
        self._ask(target)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._asked = None
            self.setSliderDown(True)
            self._ask(self.position_at(event.position().x()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._ask(self.position_at(event.position().x()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            position = self.position_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._words(position), self)
            return True
        if event.type() == QEvent.Type.Resize:
            self._blocks = ()
        return super().event(event)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block in self._laid_out():
            self._paint_block(painter, block)
        current = self._block_of(self._shown)
        if current is not None:
            self._paint_scrubber(painter, current)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_block(self, painter: QPainter, block: _Block) -> None:
        color = self._theme.color(block.phase)
        painter.setPen(QPen(color, 1))
        painter.setBrush(self._theme.color(f"{block.phase}_tint"))
        painter.drawRoundedRect(block.area, 4, 4)
        line = self.fontMetrics().height()
        label = QRectF(block.area.left() + _PAD, block.area.top() + 1, block.area.width() - _PAD, line)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        room = int(label.width())
        label_text = self.fontMetrics().elidedText(block.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(label, align, label_text)
        painter.setPen(Qt.PenStyle.NoPen)
        row = self._row(block)
        if block.room >= _TICK_ROOM:
            self._paint_ticks(painter, block, row, color)
        else:
            self._paint_density(painter, block, row, color)
        self._paint_marked(painter, block, row)

    def _paint_ticks(self, painter: QPainter, block: _Block, row: QRectF, color: QColor) -> None:
        width = min(5.0, block.room * 0.6)
        events = np.arange(block.first, block.first + block.count)
        lefts = block.centers(events) - width / 2
        done = min(max(self._shown - block.first, 0), block.count)
        painter.setBrush(color)
        painter.drawRects([QRectF(x, row.top(), width, row.height()) for x in lefts[:done]])
        painter.setBrush(_pale(color))
        painter.drawRects([QRectF(x, row.top(), width, row.height()) for x in lefts[done:]])

    def _paint_density(self, painter: QPainter, block: _Block, row: QRectF, color: QColor) -> None:
        """Paint a band instead of ticks that would run together."""
        left, right = block.area.left() + _PAD, block.area.right() - _PAD
        done = min(max(self._shown - block.first, 0), block.count)
        middle = left + done * block.room
        painter.fillRect(QRectF(left, row.top() + 1, middle - left, row.height() - 2), color)
        painter.fillRect(QRectF(middle, row.top() + 1, right - middle, row.height() - 2), _pale(color))

    def _paint_marked(self, painter: QPainter, block: _Block, row: QRectF) -> None:
        """Mark the events that had NaN or infinite values, with a triangle above the tick and in their own colour."""
        low, high = np.searchsorted(self._marked, (block.first, block.first + block.count))
        if low == high:
            return
        painter.setBrush(self._theme.color("nonfinite"))
        painter.setPen(Qt.PenStyle.NoPen)
        for x in np.unique(block.centers(self._marked[low:high]).round(0 if block.room < _TICK_ROOM else 2)):
            painter.drawRect(QRectF(x - 1.5, row.top(), 3, row.height()))
            painter.drawPolygon(
                QPolygonF([QPointF(x - 3.5, row.top() - 4), QPointF(x + 3.5, row.top() - 4), QPointF(x, row.top() + 1)])
            )

    def _paint_scrubber(self, painter: QPainter, block: _Block) -> None:
        """Paint a frame around the current tick (a line where there is none) and a knob that hangs below it."""
        x, row = self.x_of(self._shown), self._row(block)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("text"), 2))
        if self._shown and block.room >= _TICK_ROOM:
            half = min(5.0, block.room * 0.6) / 2 + 2
            painter.drawRect(QRectF(x - half, row.top() - 2, 2 * half, row.height() + 4))
        else:
            painter.drawLine(QPointF(x, row.top() - 2), QPointF(x, block.area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text"))
        top = block.area.bottom()
        corners = [(0, 0), (5, 4), (5, _KNOB + 1), (-5, _KNOB + 1), (-5, 4)]
        painter.drawPolygon(QPolygonF([QPointF(x + across, top + down) for across, down in corners]))


def _pale(color: QColor) -> QColor:
    pale = QColor(color)
    pale.setAlphaF(0.35)
    return pale
