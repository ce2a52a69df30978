"""Boxes as images: a box that comes into sight bit by bit is painted once, and copied from then on."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter

from gradviz.core.frame import NodeFrame

_LARGEST = 2.0
"""Pixels per unit up to which boxes are kept: few of larger ones are seen at once, and they take much memory."""
_BYTES = 16_000_000
"""What all of them may take; the one not used for longest is forgotten first."""


def takes_sprites(painter: QPainter) -> bool:
    """Whether boxes are drawn as images: in a file of lines they stay lines."""
    return painter.paintEngine().type() is QPaintEngine.Type.Raster and painter.transform().m11() <= _LARGEST


class Looks(NamedTuple):
    """What the looks of a box depend on: this very frame, and all the rest."""

    frame: NodeFrame
    rest: tuple[Hashable, ...]


class Sprites:
    """The images of boxes by their numbers, all of one zoom."""

    def __init__(self) -> None:
        self._scale = (0.0, 0.0)
        self._held: OrderedDict[int, tuple[Looks, QImage]] = OrderedDict()
        self._bytes = 0

    def draw(
        self, painter: QPainter, number: int, place: QRectF, looks: Looks, paint: Callable[[QPainter], None]
    ) -> None:
        """Draw what ``paint`` paints in ``place``, in units of the scene, on whole pixels.

        It is kept for as long as the box looks the same.
        """
        to_device = painter.transform()
        found = self._found((to_device.m11(), painter.device().devicePixelRatioF()), number, place, looks, paint)
        painter.resetTransform()
        painter.drawImage(to_device.map(place.topLeft()).toPoint(), found)
        painter.setTransform(to_device)

    def holds(self, scale: tuple[float, float], number: int, frame: NodeFrame) -> bool:
        """Whether there is an image of a box with this frame at ``scale``; see `begun`."""
        found = self._held.get(number)
        return scale == self._scale and found is not None and found[0].frame is frame

    def prepare(
        self, scale: tuple[float, float], number: int, place: QRectF, looks: Looks, paint: Callable[[QPainter], None]
    ) -> None:
        """Make what `draw` will draw, if boxes are still drawn at ``scale``; see `begun`."""
        if scale == self._scale:
            self._found(scale, number, place, looks, paint)

    def _found(
        self, scale: tuple[float, float], number: int, place: QRectF, looks: Looks, paint: Callable[[QPainter], None]
    ) -> QImage:
        if scale != self._scale:
            self._held.clear()
            self._bytes = 0
            self._scale = scale
        found = self._held.get(number)
        if found is None or found[0].frame is not looks.frame or found[0].rest != looks.rest:
            found = looks, self._made(place, paint)
            self._keep(number, found)
        else:
            self._held.move_to_end(number)
        return found[1]

    def _keep(self, number: int, made: tuple[Looks, QImage]) -> None:
        before = self._held.pop(number, None)
        self._held[number] = made
        self._bytes += made[1].sizeInBytes() - (0 if before is None else before[1].sizeInBytes())
        while self._bytes > _BYTES:
            _, (_, image) = self._held.popitem(last=False)
            self._bytes -= image.sizeInBytes()

    def _made(self, place: QRectF, paint: Callable[[QPainter], None]) -> QImage:
        image, painter = begun(place.size(), self._scale)
        painter.translate(-place.topLeft())
        paint(painter)
        painter.end()
        return image


def begun(size: QSizeF, scale: tuple[float, float]) -> tuple[QImage, QPainter]:
    """Return an empty image of ``size`` in units of the scene, and a painter for it set up for these units.

    ``scale`` are the pixels of the widget per unit, and those of the device per pixel of the widget.
    """
    zoom, ratio = scale
    across, down = (max(1, math.ceil(length * zoom * ratio)) for length in (size.width(), size.height()))
    # An image, not a pixmap: pictures are made in other threads too.
    image = QImage(across, down, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(zoom, zoom)
    return image, painter


def moved(painter: QPainter, place: QRectF) -> QRectF:
    """Return ``place`` as it is drawn: moved by less than a pixel."""
    to_device = painter.transform()
    back, _ = to_device.inverted()
    return QRectF(back.map(QPointF(to_device.map(place.topLeft()).toPoint())), place.size())
