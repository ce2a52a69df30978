"""What is shown while somebody zooms out: what was shown before, reduced, and around it what comes into sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.layer import Layer
from gradviz.ui.canvas.strips import empty, size_of

Paint = Callable[[QPainter, QRegion], None]
"""Paints a part of the widget, the ground too, as it is seen from afar."""


class Coarse:
    """Draws a reduced ``layer`` in ``widget``, which it does not fill.

    Each picture is kept for the next one: so only a thin rim has to be painted each time, and can be painted with all
    that belongs to it.
    """

    def __init__(self, widget: QWidget, layer: Layer, paint: Paint) -> None:
        self._widget = widget
        self._layer = layer
        self._paint = paint
        self._held: tuple[Camera, QPixmap] | None = None
        self._spare = QPixmap()

    def forget(self) -> None:
        """What was shown is not to be seen any more."""
        self._held = None
        self._spare = QPixmap()

    def draw(self, painter: QPainter, region: QRegion, camera: Camera) -> None:
        """Draw what ``camera`` sees, of the layer and around it."""
        whole = QRegion(self._widget.rect())
        around = whole.subtracted(_inside(self._layer.reach))
        if around.isEmpty():
            self.forget()
            self._layer.draw(painter, region)
            return
        if self._held is None or self._held[0] != camera:
            self._held = camera, self._next(around, camera)
        above = QPainter(self._held[1])
        self._layer.draw(above, whole)
        above.end()
        painter.drawPixmap(QPoint(0, 0), self._held[1])

    def _next(self, around: QRegion, camera: Camera) -> QPixmap:
        """Return a picture with what was shown before, and what comes into sight ``around``."""
        picture = self._spare
        if picture.size() != size_of(self._widget) or picture.devicePixelRatioF() != self._widget.devicePixelRatioF():
            picture = empty(self._widget)
        painter = QPainter(picture)
        if self._held is not None:
            seen, before = self._held
            reach = camera.to_widget(seen.seen(QRectF(self._widget.rect())))
            around = around.subtracted(_inside(reach))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            ratio = before.devicePixelRatioF()
            painter.drawPixmap(reach, before, QRectF(QPoint(0, 0), QSizeF(self._widget.size()) * ratio))
            self._spare = before
        if not around.isEmpty():
            painter.setClipRegion(around)
            self._paint(painter, around)
        painter.end()
        return picture


def _inside(reach: QRectF) -> QRegion:
    """Return the pixels that a stretched picture covers all of."""
    return QRegion(reach.toAlignedRect().adjusted(1, 1, -1, -1))
