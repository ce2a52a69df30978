"""A picture of a graph with what stands around it: a caption above, a legend beside or below. For any thread."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gradviz.ui.canvas.cut import MARGIN, Cut
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.legend_parts import Part
from gradviz.ui.canvas.measure import TITLE, font
from gradviz.ui.theme import Theme

Caption = tuple[str, str]
"""Two lines: what it is, and where in it."""

_HEAD, _BODY = TITLE + 2, TITLE
_LINE_GAP = 3.0
_ABOVE = 18.0
"""Units above a caption, and below it as far as the graph has no margin of its own."""
_TRIES = 12
_GAP = 26.0
"""Between two parts of a legend."""


@dataclass(frozen=True)
class Page:
    """What is drawn of a graph (``cut``), and its place among what explains it; ``scale`` is that of all around it.

    Sizes are in pixels. ``captions`` are of those that it will carry in turn: there is room for each.
    """

    cut: Cut
    scale: float = 1.0
    legend: tuple[Part, ...] = ()
    captions: tuple[Caption, ...] = ()
    more: tuple[int, int] = (0, 0)
    """Columns and rows of ground beyond what it needs."""

    @cached_property
    def width(self) -> int:
        """Pixels from left to right."""
        beside = self._legend_size.width() if self._is_beside else 0.0
        below = 0.0 if self._is_beside else self._legend_size.width()
        return max(1, math.floor(max(self.cut.width + beside, below, self._caption_size.width())) + self.more[0])

    @cached_property
    def height(self) -> int:
        """Pixels from top to bottom."""
        size = self._legend_size.height()
        body = max(self.cut.height, size) if self._is_beside else self.cut.height + size
        return max(1, math.floor(body + self._caption_size.height()) + self.more[1])

    @cached_property
    def place(self) -> QRectF:
        """Where the graph is."""
        beside = self._legend_size.width() if self._is_beside else 0.0
        left = math.floor(max(0.0, self.width - self.more[0] - beside - self.cut.width) / 2)
        return QRectF(left, math.floor(self._caption_size.height()), self.cut.width, self.cut.height)

    @cached_property
    def surroundings(self) -> tuple[QRectF, ...]:
        """What is around the graph, in pieces; none where it fills the page."""
        place, right, bottom = self.place, float(self.width), float(self.height)
        pieces = (
            QRectF(0.0, 0.0, right, place.top()),
            QRectF(0.0, place.top(), place.left(), place.height()),
            QRectF(place.right(), place.top(), right - place.right(), place.height()),
            QRectF(0.0, place.bottom(), right, bottom - place.bottom()),
        )
        return tuple(piece for piece in pieces if not piece.isEmpty())

    def within(self, most: int, least: float = 0.0) -> Page:
        """Return the same, made smaller where a side has more than ``most`` pixels.

        What explains it keeps a scale of ``least``, if it had that and there is room: it is there to be read.
        """
        if max(self.width, self.height) <= most:
            return self
        share = (most - 1) / max(self.width, self.height)
        small = replace(self, cut=self.cut.shrunk(share), scale=self.scale * share)
        fixed = min(least, self.scale)
        if small.scale >= fixed:
            return small
        for _ in range(_TRIES):
            page = replace(self, cut=self.cut.shrunk(share), scale=fixed)
            longest = max(page.width, page.height)
            if longest <= most:
                return page
            share *= (most - 1) / longest
        return small

    def even(self) -> Page:
        """Return the same with even sides, as video needs them: a row or a column of ground more."""
        return replace(self, more=(self.width % 2, self.height % 2))

    def paint(self, painter: QPainter, theme: Theme, caption: Caption | None) -> None:
        """Draw the caption and the legend; ``painter`` has the page's pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if caption is not None and self.captions:
            self._paint_caption(painter, theme, caption)
        if self.legend:
            self._paint_legend(painter, theme)

    # Within

    @cached_property
    def _is_beside(self) -> bool:
        """Whether the legend stands at the right: of a tall graph it does, since slides and screens are wide."""
        if not self.legend:
            return False
        column, row = self._column, self._row
        beside = (self.cut.width + column.width()) * max(self.cut.height, column.height())
        below = max(self.cut.width, row.width()) * (self.cut.height + row.height())
        return self.cut.height >= self.cut.width or beside <= below

    @cached_property
    def _legend_size(self) -> QSizeF:
        if not self.legend:
            return QSizeF(0.0, 0.0)
        return self._column if self._is_beside else self._row

    @cached_property
    def _column(self) -> QSizeF:
        sizes = [part.size for part in self.legend]
        inner = sum(size.height() for size in sizes) + _GAP * (len(sizes) - 1)
        return QSizeF(self._before + max(size.width() for size in sizes) + MARGIN, inner + 2 * MARGIN) * self.scale

    @cached_property
    def _row(self) -> QSizeF:
        sizes = [part.size for part in self.legend]
        inner = sum(size.width() for size in sizes) + _GAP * (len(sizes) - 1)
        return QSizeF(inner + 2 * MARGIN, self._before + max(size.height() for size in sizes) + MARGIN) * self.scale

    @cached_property
    def _before(self) -> float:
        """Units between the graph and the legend: a whole graph has a margin already."""
        return MARGIN if self.cut.is_part else 0.0

    @cached_property
    def _caption_size(self) -> QSizeF:
        if not self.captions:
            return QSizeF(0.0, 0.0)
        heads = {caption[0] for caption in self.captions}
        bodies = {caption[1] for caption in self.captions}
        bold, plain = QFontMetricsF(font(_HEAD, bold=True)), QFontMetricsF(font(_BODY))
        width = max([*map(bold.horizontalAdvance, heads), *map(plain.horizontalAdvance, bodies)])
        below = _ABOVE if self.cut.is_part else 0.0
        height = _ABOVE + bold.height() + _LINE_GAP + plain.height() + below
        return QSizeF(width + 2 * MARGIN, height) * self.scale

    def _paint_caption(self, painter: QPainter, theme: Theme, caption: Caption) -> None:
        painter.save()
        painter.scale(self.scale, self.scale)
        bold, plain = QFontMetricsF(font(_HEAD, bold=True)), QFontMetricsF(font(_BODY))
        painter.setPen(ink(theme, "text"))
        painter.setFont(font(_HEAD, bold=True))
        painter.drawText(QPointF(MARGIN, _ABOVE + bold.ascent()), caption[0])
        painter.setPen(mix(theme, "text", "muted", 0.35))
        painter.setFont(font(_BODY))
        painter.drawText(QPointF(MARGIN, _ABOVE + bold.height() + _LINE_GAP + plain.ascent()), caption[1])
        painter.restore()

    def _paint_legend(self, painter: QPainter, theme: Theme) -> None:
        painter.save()
        place = self.place
        if self.cut.is_part:
            self._paint_frame(painter, theme, place)
        painter.translate(place.topRight() if self._is_beside else QPointF(0.0, place.bottom()))
        painter.scale(self.scale, self.scale)
        across, down = (self._before, MARGIN) if self._is_beside else (MARGIN, self._before)
        painter.translate(across, down)
        for part in self.legend:
            size = part.size
            painter.save()
            part.draw(painter, theme, size.width())
            painter.restore()
            painter.translate(*((0.0, size.height() + _GAP) if self._is_beside else (size.width() + _GAP, 0.0)))
        painter.restore()

    def _paint_frame(self, painter: QPainter, theme: Theme, place: QRectF) -> None:
        """Draw where the part of the graph ends that is seen."""
        painter.setPen(QPen(ink(theme, "line"), max(1.0, self.scale)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
