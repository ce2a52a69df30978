"""The parts of a legend: each explains one thing, and knows how large it is. For any thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gradviz.core import text
from gradviz.core.frame import NodeFrame, NodeState
from gradviz.core.graph import NodeKind
from gradviz.core.timeline import Phase
from gradviz.core.tones import Quality, Scale, number_of
from gradviz.ui.canvas.coloring import FIRST, ground_of
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.look import LARGEST_NORM, SMALLEST_NORM, gradient_states
from gradviz.ui.canvas.marks import draw_state
from gradviz.ui.canvas.measure import NAME, font
from gradviz.ui.canvas.outlines import Outline, draw_outline
from gradviz.ui.canvas.strokes import stroke
from gradviz.ui.canvas.words import state_text
from gradviz.ui.ramps import LEVELS
from gradviz.ui.theme import Theme

BAR = QSizeF(156.0, 11.0)
"""Of a scale: also the least width of a part."""
MOST_NAMES = 6
_SAMPLE = 46.0
_SAMPLE_ROOM = 14.0
_BELOW_TITLE = 3.0
_SWATCH, _INDENT = 18.0, 26.0
_BOX = QSizeF(36.0, 15.0)
_BOX_INDENT = 48.0
_BOX_INSET, _BOX_GAP = 5.0, 8.0
"""Room for a halo."""
_SIGN = 0.8


class Part(Protocol):
    """Something that is explained."""

    @property
    def size(self) -> QSizeF:
        """How much room it takes, with every word written out."""

    def draw(self, painter: QPainter, theme: Theme, width: float) -> None:
        """Draw it at the origin; titles are shortened to ``width``."""


@dataclass(frozen=True, slots=True)
class ScalePart:
    """The colours of boxes: a scale of numbers, or categories."""

    quality: Quality
    scale: Scale

    @property
    def size(self) -> QSizeF:
        """Its width and height."""
        names = self._names
        words = [self._title, *(f"{name}" for name in names)]
        widths = [_width(word) + (_INDENT if number else 0.0) for number, word in enumerate(words)]
        height = line_height() * (1 + len(names)) if names else 2 * line_height() + _BELOW_TITLE + BAR.height() + 2
        return QSizeF(max(BAR.width(), *widths), height)

    def draw(self, painter: QPainter, theme: Theme, width: float) -> None:
        """Draw it at the origin."""
        y = _title(painter, theme, self._title, width)
        if self._names:
            self._draw_names(painter, theme, y)
        else:
            self._draw_ramp(painter, theme, y + _BELOW_TITLE)

    @property
    def _title(self) -> str:
        return title_of(self.quality, is_log=not self.scale.names)

    @property
    def _names(self) -> list[str]:
        names = self.scale.names
        return [*names[: MOST_NAMES - 1], "…"] if len(names) > MOST_NAMES else list(names)

    def _draw_ramp(self, painter: QPainter, theme: Theme, y: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        step = BAR.width() / LEVELS
        for level in range(LEVELS):
            painter.setBrush(ground_of(FIRST + level, self.scale, theme))
            painter.drawRect(QRectF(level * step, y, step + 0.3, BAR.height()))
        painter.setPen(QPen(ink(theme, "muted"), 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(QPointF(0.0, y), BAR))
        numbers = [self.scale.low, (self.scale.low * self.scale.high) ** 0.5, self.scale.high]
        _numbers(painter, theme, y + BAR.height() + 2, [number_of(self.quality, n) for n in numbers])

    def _draw_names(self, painter: QPainter, theme: Theme, y: float) -> None:
        for number, words in enumerate(self._names):
            painter.setPen(QPen(ink(theme, "muted"), 0.8))
            painter.setBrush(ground_of(FIRST + number, self.scale, theme))
            painter.drawRect(QRectF(0.0, y + 2.0, _SWATCH, line_height() - 4.0))
            painter.setPen(ink(theme, "text"))
            painter.drawText(QPointF(_INDENT, y + _ascent()), words)
            y += line_height()


@dataclass(frozen=True, slots=True)
class EdgePart:
    """The widths of gradients on edges."""

    @property
    def size(self) -> QSizeF:
        """Its width and height."""
        return QSizeF(max(BAR.width(), _width(self._title)), 2 * line_height() + _SAMPLE_ROOM)

    def draw(self, painter: QPainter, theme: Theme, width: float) -> None:
        """Draw it at the origin."""
        y = _title(painter, theme, self._title, width)
        norms = [SMALLEST_NORM, 1.0, LARGEST_NORM]
        for number, state in enumerate(gradient_states(np.array(norms)).tolist()):
            x = number * (BAR.width() - _SAMPLE) / 2
            painter.setPen(stroke(theme, state, False).pen)
            painter.drawLine(QPointF(x, y + 7.0), QPointF(x + _SAMPLE, y + 7.0))
        _numbers(painter, theme, y + _SAMPLE_ROOM, [f"≤ {text.number(norms[0])}", "1", f"≥ {text.number(norms[2])}"])

    @property
    def _title(self) -> str:
        return QCoreApplication.translate("GraphView", "Gradient on edges, log")


@dataclass(frozen=True, slots=True)
class StatePart:
    """What boxes look like as they come along, in the hues of the phases.

    ``is_toned``: their ground tells something else, and only border and sign tell this.
    """

    states: tuple[NodeState, ...]
    phase: Phase
    is_toned: bool = False

    @property
    def size(self) -> QSizeF:
        """Its width and height."""
        widths = [_width(title_of(Quality.STATE, is_log=False)), BAR.width()]
        widths += [_BOX_INDENT + _width(self._words(state)) for state in self.states]
        return QSizeF(max(widths), line_height() + len(self.states) * self._row)

    def draw(self, painter: QPainter, theme: Theme, width: float) -> None:
        """Draw it at the origin."""
        y = _title(painter, theme, title_of(Quality.STATE, is_log=False), width) + _BOX_GAP
        tone = ink(theme, "panel").name() if self.is_toned else ""
        for state in self.states:
            box = QRectF(QPointF(_BOX_INSET, y), _BOX)
            outline = Outline(NodeKind.GRAD_FN, state, self.phase, is_root=False, tone=tone)
            painter.save()
            painter.translate(box.topLeft())
            # A whole box's border and corners, on a small one: a third of their size.
            painter.scale(_SIGN, _SIGN)
            draw_outline(painter, QRectF(QPointF(0.0, 0.0), box.size() / _SIGN), outline, theme)
            draw_state(painter, QPointF(box.width(), box.height()) / (2 * _SIGN), state, self.phase, theme)
            painter.restore()
            painter.setPen(ink(theme, "text"))
            painter.setFont(font(NAME))
            middle = y + (_BOX.height() - line_height()) / 2
            painter.drawText(QPointF(_BOX_INDENT, middle + _ascent()), self._words(state))
            y += self._row

    @property
    def _row(self) -> float:
        return max(_BOX.height(), line_height()) + _BOX_GAP

    @staticmethod
    def _words(state: NodeState) -> str:
        if state is NodeState.WAITING:
            return QCoreApplication.translate("GraphView", "waits for gradients")
        return state_text(NodeFrame(state))


@dataclass(frozen=True, slots=True)
class PathPart:
    """That only the paths of one node stand out; ``title`` is its name."""

    title: str

    @property
    def size(self) -> QSizeF:
        """Its width and height."""
        return QSizeF(max(BAR.width(), _width(self._words)), line_height())

    def draw(self, painter: QPainter, theme: Theme, width: float) -> None:
        """Draw it at the origin."""
        _title(painter, theme, self._words, width)

    @property
    def _words(self) -> str:
        return QCoreApplication.translate("GraphView", "Lit: the paths of {0}").format(self.title)


def title_of(quality: Quality, *, is_log: bool) -> str:
    """Return what a quality is called."""
    translate = QCoreApplication.translate
    titles = {
        Quality.STATE: translate("GraphView", "State"),
        Quality.GRADIENT: translate("GraphView", "Norm of the gradient"),
        Quality.VALUE: translate("GraphView", "Size of the value (rms)"),
        Quality.MEMORY: translate("GraphView", "Memory of the value"),
        Quality.TIME: translate("GraphView", "Time while recorded"),
        Quality.DEVICE: translate("GraphView", "Device"),
        Quality.DTYPE: translate("GraphView", "Type of the numbers"),
    }
    log = translate("GraphView", "{0}, log").format(titles[quality])
    return log if is_log and quality is not Quality.STATE else titles[quality]


def line_height() -> float:
    """Return the height of a line of text."""
    return QFontMetricsF(font(NAME)).height()


def _ascent() -> float:
    return QFontMetricsF(font(NAME)).ascent()


def _width(words: str) -> float:
    return QFontMetricsF(font(NAME)).horizontalAdvance(words)


def _title(painter: QPainter, theme: Theme, words: str, width: float) -> float:
    """Write a title, and return how high it is."""
    painter.setFont(font(NAME))
    painter.setPen(ink(theme, "text"))
    shortened = QFontMetricsF(font(NAME)).elidedText(words, Qt.TextElideMode.ElideRight, width + 0.5)
    painter.drawText(QPointF(0.0, _ascent()), shortened)
    return line_height()


def _numbers(painter: QPainter, theme: Theme, y: float, numbers: list[str]) -> None:
    """Write numbers below the start, the middle and the end of the bar."""
    painter.setFont(font(NAME))
    painter.setPen(ink(theme, "text"))
    row = QRectF(0.0, y, BAR.width(), line_height())
    sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
    for side, words in zip(sides, numbers, strict=True):
        painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, words)
