"""Which part of a scene is seen, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

from gradviz.ui.canvas.geometry import Area

LARGEST = 4.0
_MARGIN = 28.0


@dataclass(frozen=True, slots=True)
class Camera:
    """``zoom`` pixels per unit of the scene, whose top left corner is at ``x``, ``y`` in the widget."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def on(cls, middle: QPointF, zoom: float, size: QSizeF) -> Camera:
        """Return the camera that has ``middle`` (of the scene) in the middle of a widget of ``size``."""
        return cls(zoom, size.width() / 2 - middle.x() * zoom, size.height() / 2 - middle.y() * zoom)

    @classmethod
    def fitting(cls, area: QRectF, size: QSizeF, most: float) -> Camera:
        """Return the camera that shows all of ``area``, enlarged at most ``most`` times."""
        room = size - QSizeF(2 * _MARGIN, 2 * _MARGIN)
        zoom = min(room.width() / max(area.width(), 1.0), room.height() / max(area.height(), 1.0), most)
        return cls.on(area.center(), max(zoom, 1e-4), size)

    @property
    def origin(self) -> QPointF:
        """Where the scene's top left corner is in the widget."""
        return QPointF(self.x, self.y)

    def to_scene(self, point: QPointF) -> QPointF:
        """Return the place in the scene under a point of the widget."""
        return QPointF((point.x() - self.x) / self.zoom, (point.y() - self.y) / self.zoom)

    def to_widget(self, area: Area) -> QRectF:
        """Return where an area of the scene is in the widget."""
        zoom = self.zoom
        left, top, right, bottom = area[0] * zoom, area[1] * zoom, area[2] * zoom, area[3] * zoom
        return QRectF(left + self.x, top + self.y, right - left, bottom - top)

    def seen(self, rect: QRectF) -> Area:
        """Return the area of the scene in a rectangle of the widget."""
        first, last = self.to_scene(rect.topLeft()), self.to_scene(rect.bottomRight())
        return (first.x(), first.y(), last.x(), last.y())

    def middle(self, size: QSizeF) -> QPointF:
        """Return the place in the scene in the middle of a widget of ``size``."""
        return self.to_scene(QPointF(size.width() / 2, size.height() / 2))

    def panned(self, by: QPointF) -> Camera:
        """Return the camera after the picture was moved."""
        return replace(self, x=self.x + by.x(), y=self.y + by.y())

    def zoomed(self, zoom: float, about: QPointF) -> Camera:
        """Return the camera at ``zoom`` that keeps what is under the point ``about`` of the widget."""
        place = self.to_scene(about)
        return Camera(zoom, about.x() - place.x() * zoom, about.y() - place.y() * zoom)

    def towards(self, other: Camera, share: float, size: QSizeF) -> Camera:
        """Return the camera ``share`` of the way to ``other``."""
        zoom = self.zoom * (other.zoom / self.zoom) ** share
        here, there = self.middle(size), other.middle(size)
        # One point of the picture stays where it is while all others move away from it or towards it.
        span = 1 / self.zoom - 1 / other.zoom
        weight = (1 / self.zoom - 1 / zoom) / span if abs(span) > 1e-9 else share
        return Camera.on(here + (there - here) * weight, zoom, size)
