"""What colours and widths mean, in a corner of the graph: scales of the boxes, and of gradients on edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from gradviz.core.tones import Quality, Scale
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.legend_parts import BAR, EdgePart, Part, ScalePart
from gradviz.ui.canvas.look import Look
from gradviz.ui.theme import Theme

_INSET, _PAD, _GAP = 14.0, 9.0, 7.0


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
        parts = self._parts
        inner = sum(part.size.height() for part in parts) + _GAP * max(len(parts) - 1, 0)
        width = math.ceil((BAR.width() + 2 * _PAD) * self.size)
        height = math.ceil((inner + 2 * _PAD) * self.size)
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
        for part in self._parts:
            part.draw(painter, self.theme, BAR.width())
            painter.translate(0.0, part.size.height() + _GAP)
        painter.end()
        return pixmap

    @property
    def _parts(self) -> list[Part]:
        parts: list[Part] = [] if self.scale is None else [ScalePart(self.quality, self.scale)]
        return [*parts, EdgePart()] if self.has_gradients else parts
