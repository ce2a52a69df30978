"""A scene as a picture of its own, drawn by the same code as in the window. For any thread."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from gradviz.core.frame import Frame
from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.page import Caption, Page
from gradviz.ui.canvas.painter import Mark, ScenePainter, set_up
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import Theme

_STRIP = 2_000_000
"""Pixels that are in memory at once while a large image is drawn."""
_TILE = 8192
"""Pixels of a side: Qt's painter is exact in images of this size."""

_POINTS = 0.75
"""Points of a page per unit: 72 to 96."""


class Shot(NamedTuple):
    """What is drawn at one position: ``frame`` is that of the graph that is shown, ``mark`` what stands out in it."""

    frame: Frame | None
    mark: Mark = Mark()
    caption: Caption | None = None


class Drawing:
    """Draws one scene on a ``page`` in one theme, position by position; ``transparent``: without the ground."""

    def __init__(self, scene: Scene, theme: Theme, page: Page, *, transparent: bool = False) -> None:
        self.page = page
        self._scene = scene
        self._theme = theme
        self._painter = ScenePainter(scene, theme)
        self._is_transparent = transparent
        self._look: Look | None = None

    def image(self, shot: Shot) -> QImage:
        """Return the whole picture of ``shot``."""
        return self._tile(shot, self._resolve(shot.frame), QRect(0, 0, self.page.width, self.page.height))

    def strips(self, shot: Shot) -> Iterator[list[QImage]]:
        """Yield the picture of ``shot``, however large: strips from top to bottom, of tiles from left to right."""
        look, width, height = self._resolve(shot.frame), self.page.width, self.page.height
        rows = max(1, min(_STRIP // width, _TILE))
        for top in range(0, height, rows):
            down = min(rows, height - top)
            lefts = range(0, width, _TILE)
            yield [self._tile(shot, look, QRect(x, top, min(_TILE, width - x), down)) for x in lefts]

    def svg(self, shot: Shot, title: str = "") -> bytes:
        """Return the picture of ``shot`` as an SVG document; one pixel of the page is one px."""
        held = QByteArray()
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(buffer := QBuffer(held))
        size = QSize(self.page.width, self.page.height)
        generator.setSize(size)
        generator.setViewBox(QRect(0, 0, size.width(), size.height()))
        # Qt's unit is a 96th of an inch on the screen; so one pixel of the page is one px of the file.
        generator.setResolution(96)
        generator.setTitle(title)
        with _painting(generator) as painter:
            self._paint(painter, shot, self._resolve(shot.frame), QRectF(QPointF(0, 0), QSizeF(size)))
        buffer.close()
        return bytes(held.data())

    def pdf(self, shots: Iterable[Shot], title: str = "") -> bytes:
        """Return a PDF document with a page for each of ``shots``, just as large as the picture."""
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(title)
        page = QSizeF(self.page.width, self.page.height) * _POINTS
        writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        scale = writer.resolution() / 96
        with _painting(writer) as painter:
            for number, shot in enumerate(shots):
                if number:
                    writer.newPage()
                painter.save()
                painter.scale(scale, scale)
                self._paint(painter, shot, self._resolve(shot.frame), QRectF(0, 0, self.page.width, self.page.height))
                painter.restore()
        buffer.close()
        return bytes(held.data())

    def _resolve(self, frame: Frame | None) -> Look:
        self._look = Look.resolve(self._scene, frame, self._look)
        return self._look

    def _tile(self, shot: Shot, look: Look, rect: QRect) -> QImage:
        kind = QImage.Format.Format_ARGB32_Premultiplied if self._is_transparent else QImage.Format.Format_RGB32
        image = QImage(rect.size(), kind)
        if image.isNull():
            raise MemoryError
        if self._is_transparent:
            image.fill(0)
        with _painting(image) as painter:
            painter.translate(-rect.topLeft())
            self._paint(painter, shot, look, QRectF(rect))
        return image

    def _paint(self, painter: QPainter, shot: Shot, look: Look, rect: QRectF) -> None:
        """Paint what lies in ``rect`` of the page."""
        if not self._is_transparent:
            self._painter.fill(painter, rect)
        page = self.page
        seen = page.place.intersected(rect)
        if not seen.isEmpty():
            painter.save()
            if page.cut.is_part and page.surroundings:
                painter.setClipRect(page.place)
            self._paint_graph(painter, shot, look, seen)
            painter.restore()
        if page.cut.is_part and not self._is_transparent:
            # Not every program that shows an SVG knows how to clip.
            for around in page.surroundings:
                self._painter.fill(painter, around.intersected(rect))
        page.paint(painter, self._theme, shot.caption)

    def _paint_graph(self, painter: QPainter, shot: Shot, look: Look, seen: QRectF) -> None:
        cut, corner = self.page.cut, self.page.place.topLeft()
        set_up(painter, corner + QPointF(cut.x, cut.y), cut.zoom)
        areas = [Camera(cut.zoom, cut.x, cut.y).seen(seen.translated(-corner))]
        self._painter.paint(painter, look, areas, shot.mark, (cut.zoom, cut.reading))


@contextlib.contextmanager
def _painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Paint on ``device``. It must never go while somebody paints on it, whatever happens in between."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()
