"""What colours and widths mean, in a corner of the graph: scales of the boxes, and of gradients on edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from gradviz.core import text
from gradviz.core.tones import Quality, Scale
from gradviz.ui.canvas.coloring import FIRST, ground_of
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.look import LARGEST_NORM, SMALLEST_NORM, Look, gradient_states
from gradviz.ui.canvas.measure import NAME, font
from gradviz.ui.canvas.strokes import stroke
from gradviz.ui.ramps import LEVELS
from gradviz.ui.theme import Theme

_INSET, _PAD, _GAP = 14.0, 9.0, 7.0
_BAR = QSizeF(156.0, 11.0)
_SAMPLE = 46.0
_BELOW_TITLE = 3.0
_MOST_NAMES = 6


class Corner(Enum):
    """Where it can be; of equally good places the first is taken."""

    LOWER_LEFT = "lower left"
    UPPER_LEFT = "upper left"
    UPPER_RIGHT = "upper right"
    LOWER_RIGHT = "lower right"


@dataclass(frozen=True, slots=True)
class Legend:
    """What there is to explain: a scale for the boxes (or none), and whether gradients are on edges."""

    quality: Quality
    scale: Scale | None
    has_gradients: bool
    theme: Theme
    size: float = 1.0

    @classmethod
    def of(cls, look: Look, shown: tuple[Quality, Scale] | None, theme: Theme, size: float) -> Legend:
        """Return the legend of what is on the screen; ``size`` is how many times its usual size text has."""
        quality, scale = (Quality.STATE, None) if shown is None else shown
        return cls(quality, scale, look.has_gradients, theme, size)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to explain."""
        return self.scale is None and not self.has_gradients

    def rect(self, room: QSizeF, corner: Corner = Corner.LOWER_LEFT) -> QRectF:
        """Return where it is in a widget of the size ``room``."""
        width = math.ceil((_BAR.width() + 2 * _PAD) * self.size)
        height = math.ceil((self._height() + 2 * _PAD) * self.size)
        right, lower = (corner in (Corner.UPPER_RIGHT, Corner.LOWER_RIGHT)), corner.value.startswith("lower")
        left = room.width() - width - _INSET if right else _INSET
        return QRectF(left, room.height() - height - _INSET if lower else _INSET, width, height)

    def painted(self, ratio: float) -> QPixmap:
        """Return it as a picture, for a screen with ``ratio`` pixels per unit."""
        size = self.rect(QSizeF()).size()
        pixmap = QPixmap((size * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink(self.theme, "line"), 1.0))
        painter.setBrush(ink(self.theme, "panel"))
        painter.drawRoundedRect(QRectF(QPointF(0.5, 0.5), size - QSizeF(1.0, 1.0)), 6, 6)
        painter.scale(self.size, self.size)
        painter.translate(_PAD, _PAD)
        painter.setFont(font(NAME))
        if self.scale is not None:
            self._boxes(painter, self.scale)
        if self.has_gradients:
            self._edges(painter)
        painter.end()
        return pixmap

    def _line(self) -> float:
        return _height_of(font(NAME))

    def _height(self) -> float:
        parts = []
        if self.scale is not None:
            names = self.scale.names[:_MOST_NAMES]
            parts.append(
                self._line() * (1 + len(names)) if names else 2 * self._line() + _BELOW_TITLE + _BAR.height() + 2
            )
        if self.has_gradients:
            parts.append(2 * self._line() + 14.0)
        return sum(parts) + _GAP * max(len(parts) - 1, 0)

    def _boxes(self, painter: QPainter, scale: Scale) -> None:
        self._title(painter, title_of(self.quality, is_log=not scale.names))
        if scale.names:
            self._names(painter, scale)
        else:
            self._ramp(painter, scale)
        painter.translate(0.0, _GAP)

    def _ramp(self, painter: QPainter, scale: Scale) -> None:
        painter.translate(0.0, _BELOW_TITLE)
        painter.setPen(Qt.PenStyle.NoPen)
        step = _BAR.width() / LEVELS
        for level in range(LEVELS):
            painter.setBrush(ground_of(FIRST + level, scale, self.theme))
            painter.drawRect(QRectF(level * step, 0.0, step + 0.3, _BAR.height()))
        painter.setPen(QPen(ink(self.theme, "muted"), 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(QPointF(0, 0), _BAR))
        painter.translate(0.0, _BAR.height() + 2)
        numbers = [scale.low, (scale.low * scale.high) ** 0.5, scale.high]
        write = text.size if self.quality is Quality.MEMORY else text.number
        self._numbers(painter, [write(number) for number in numbers])

    def _names(self, painter: QPainter, scale: Scale) -> None:
        for number, name in enumerate(scale.names[:_MOST_NAMES]):
            swatch = QRectF(0.0, 2.0, 18.0, self._line() - 4.0)
            painter.setPen(QPen(ink(self.theme, "muted"), 0.8))
            painter.setBrush(ground_of(FIRST + number, scale, self.theme))
            painter.drawRect(swatch)
            painter.setPen(ink(self.theme, "text"))
            words = name if number < _MOST_NAMES - 1 or len(scale.names) <= _MOST_NAMES else "…"
            painter.drawText(QPointF(26.0, self._base()), words)
            painter.translate(0.0, self._line())

    def _edges(self, painter: QPainter) -> None:
        self._title(painter, QCoreApplication.translate("GraphView", "Gradient on edges, log"))
        norms = [SMALLEST_NORM, 1.0, LARGEST_NORM]
        for number, state in enumerate(gradient_states(np.array(norms)).tolist()):
            style = stroke(self.theme, state, False)
            x = number * (_BAR.width() - _SAMPLE) / 2
            painter.setPen(style.pen)
            painter.drawLine(QPointF(x, 7.0), QPointF(x + _SAMPLE, 7.0))
        painter.translate(0.0, 14.0)
        self._numbers(painter, [f"≤ {text.number(norms[0])}", "1", f"≥ {text.number(norms[2])}"])

    def _title(self, painter: QPainter, words: str) -> None:
        painter.setPen(ink(self.theme, "text"))
        metrics = QFontMetricsF(font(NAME))
        painter.drawText(
            QPointF(0.0, self._base()), metrics.elidedText(words, Qt.TextElideMode.ElideRight, _BAR.width())
        )
        painter.translate(0.0, self._line())

    def _numbers(self, painter: QPainter, numbers: list[str]) -> None:
        """Write numbers below the start, the middle and the end of the bar."""
        painter.setPen(ink(self.theme, "text"))
        row = QRectF(0.0, 0.0, _BAR.width(), self._line())
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for side, words in zip(sides, numbers, strict=True):
            painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.translate(0.0, self._line())

    def _base(self) -> float:
        return QFontMetricsF(font(NAME)).ascent()


@lru_cache(maxsize=4)
def _height_of(type_face: QFont) -> float:
    """Return the height of a line; it is asked for with every picture."""
    return QFontMetricsF(type_face).height()


def title_of(quality: Quality, *, is_log: bool) -> str:
    """Return what a quality is called."""
    translate = QCoreApplication.translate
    titles = {
        Quality.STATE: translate("GraphView", "State"),
        Quality.GRADIENT: translate("GraphView", "Norm of the gradient"),
        Quality.VALUE: translate("GraphView", "Size of the value (rms)"),
        Quality.MEMORY: translate("GraphView", "Memory of the value"),
        Quality.DEVICE: translate("GraphView", "Device"),
        Quality.DTYPE: translate("GraphView", "Type of the numbers"),
    }
    log = translate("GraphView", "{0}, log").format(titles[quality])
    return log if is_log and quality is not Quality.STATE else titles[quality]
