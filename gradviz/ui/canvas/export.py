"""A scene as a picture of its own, drawn by the same code as in the window. For any thread."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from gradviz.core.frame import Frame
from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.painter import Mark, ScenePainter, set_up
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import Theme

MARGIN = 28.0
"""Units around a whole graph."""

_STRIP = 2_000_000
"""Pixels that are in memory at once while a large image is drawn."""
_TILE = 8192
"""Pixels of a side: Qt's painter is exact in images of this size."""

_POINTS = 0.75
"""Points of a page per unit: 72 to 96."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a scene is drawn: an image of ``width`` × ``height`` pixels, the scene's corner at ``x``, ``y`` in it.

    A unit of the scene has ``zoom`` pixels; ``reading`` is the zoom that decides how much is shown.
    """

    width: int
    height: int
    x: float
    y: float
    zoom: float
    reading: float

    @classmethod
    def whole(cls, scene: Scene, scale: float = 1.0) -> Self:
        """Return all of ``scene`` with ``scale`` pixels per unit."""
        width, height = ((side + 2 * MARGIN) * scale for side in (scene.width, scene.height))
        return cls(max(1, round(width)), max(1, round(height)), MARGIN * scale, MARGIN * scale, scale, scale)

    @classmethod
    def seen(cls, camera: Camera, size: QSizeF, reading: float, scale: float = 1.0) -> Self:
        """Return what ``camera`` shows in a widget of ``size``, with ``scale`` pixels for each of the widget's."""
        width, height = max(1, round(size.width() * scale)), max(1, round(size.height() * scale))
        return cls(width, height, camera.x * scale, camera.y * scale, camera.zoom * scale, reading)

    def within(self, most: int) -> Cut:
        """Return the same, made smaller where a side has more than ``most`` pixels."""
        share = min(1.0, most / max(self.width, self.height))
        if share == 1.0:
            return self
        width, height = max(1, math.floor(self.width * share)), max(1, math.floor(self.height * share))
        return Cut(width, height, self.x * share, self.y * share, self.zoom * share, self.reading * share)

    def even(self) -> Cut:
        """Return the same with even sides, as video needs them: a row or a column of ground more."""
        return Cut(self.width + self.width % 2, self.height + self.height % 2, self.x, self.y, self.zoom, self.reading)


class Drawing:
    """Draws a ``cut`` of one scene in one theme, frame by frame; ``transparent``: without the ground.

    ``mark`` is what stands out, and what the boxes are coloured by.
    """

    def __init__(
        self, scene: Scene, theme: Theme, cut: Cut, *, transparent: bool = False, mark: Mark | None = None
    ) -> None:
        self.cut = cut
        self._scene = scene
        self._mark = mark or Mark()
        self._painter = ScenePainter(scene, theme)
        self._is_transparent = transparent
        self._look: Look | None = None

    def image(self, frame: Frame | None) -> QImage:
        """Return the whole picture of ``frame``."""
        return self._tile(self._resolve(frame), QRect(0, 0, self.cut.width, self.cut.height))

    def strips(self, frame: Frame | None) -> Iterator[list[QImage]]:
        """Yield the picture of ``frame``, however large: strips from top to bottom, of tiles from left to right."""
        look = self._resolve(frame)
        rows = max(1, min(_STRIP // self.cut.width, _TILE))
        for top in range(0, self.cut.height, rows):
            height = min(rows, self.cut.height - top)
            lefts = range(0, self.cut.width, _TILE)
            yield [self._tile(look, QRect(x, top, min(_TILE, self.cut.width - x), height)) for x in lefts]

    def svg(self, frame: Frame | None, title: str = "") -> bytes:
        """Return the picture of ``frame`` as an SVG document; one pixel of the cut is one px."""
        held = QByteArray()
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(buffer := QBuffer(held))
        size = QSize(self.cut.width, self.cut.height)
        generator.setSize(size)
        generator.setViewBox(QRect(0, 0, size.width(), size.height()))
        # Qt's unit is a 96th of an inch on the screen; so one pixel of the cut is one px of the file.
        generator.setResolution(96)
        generator.setTitle(title)
        with _painting(generator) as painter:
            self._paint(painter, self._resolve(frame), QRectF(QPointF(0, 0), QSizeF(size)))
        buffer.close()
        return bytes(held.data())

    def pdf(self, frames: Iterable[Frame | None], title: str = "") -> bytes:
        """Return a PDF document with a page for each of ``frames``, just as large as the picture."""
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(title)
        page = QSizeF(self.cut.width, self.cut.height) * _POINTS
        writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        scale = writer.resolution() / 96
        with _painting(writer) as painter:
            for number, frame in enumerate(frames):
                if number:
                    writer.newPage()
                painter.save()
                painter.scale(scale, scale)
                self._paint(painter, self._resolve(frame), QRectF(0, 0, self.cut.width, self.cut.height))
                painter.restore()
        buffer.close()
        return bytes(held.data())

    def _resolve(self, frame: Frame | None) -> Look:
        self._look = Look.resolve(self._scene, frame, self._look)
        return self._look

    def _tile(self, look: Look, rect: QRect) -> QImage:
        kind = QImage.Format.Format_ARGB32_Premultiplied if self._is_transparent else QImage.Format.Format_RGB32
        image = QImage(rect.size(), kind)
        if image.isNull():
            raise MemoryError
        if self._is_transparent:
            image.fill(0)
        with _painting(image) as painter:
            painter.translate(-rect.topLeft())
            self._paint(painter, look, QRectF(rect))
        return image

    def _paint(self, painter: QPainter, look: Look, rect: QRectF) -> None:
        """Paint what lies in ``rect`` of the cut."""
        if not self._is_transparent:
            self._painter.fill(painter, rect)
        cut = self.cut
        set_up(painter, QPointF(cut.x, cut.y), cut.zoom)
        areas = [Camera(cut.zoom, cut.x, cut.y).seen(rect)]
        self._painter.paint(painter, look, areas, self._mark, (cut.zoom, cut.reading))


@contextlib.contextmanager
def _painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Paint on ``device``. It must never go while somebody paints on it, whatever happens in between."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()
