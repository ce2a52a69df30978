"""The picture of the graph, kept as it was painted: what lies above it changes, and what moves over it, at little cost.

While somebody zooms into many boxes it is shown enlarged or reduced: painted whole, each picture would take longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSizeF, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from gradviz.ui.canvas.camera import Camera

REST = 120
"""Milliseconds after the last movement at which everything is painted whole again."""
_MOST = 1.5
"""How much larger or smaller than it was painted a picture may be shown."""
_HIDDEN = 2
"""Rows of the picture below the widget."""
_RAGGED = 48
"""Of a region with more parts than these, what surrounds it is taken."""

Paint = Callable[[QPainter, QRegion, Camera], None]
"""Paints what ``Camera`` sees in a part of the widget, the ground too; the painter is clipped to that part."""


class Layer(QObject):
    """The picture in ``widget`` as ``paint`` paints it, and the parts of it that have to be painted again.

    ``rested`` tells that it has been coarse, and is to be painted whole now.
    """

    rested = Signal()

    def __init__(self, widget: QWidget, paint: Paint) -> None:
        super().__init__(widget)
        self._widget = widget
        self._paint = paint
        self._picture = QPixmap()
        self._camera = Camera()
        self._shown = Camera()
        self._spoiled = QRegion()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._on_rest)

    @property
    def is_coarse(self) -> bool:
        """Whether it is about to be painted for where one looks from."""
        return self._rest.isActive()

    def spoil(self, region: QRegion) -> None:
        """These parts have to be painted again."""
        self._spoiled += region

    def renew(self, camera: Camera) -> None:
        """All of it has to be painted again, as ``camera`` sees it."""
        self._rest.stop()
        self._camera = self._shown = camera
        self._spoiled = QRegion(self._whole)

    def shift(self, by: QPoint, camera: Camera) -> None:
        """Keep what is still in sight after a movement by whole pixels."""
        ratio = round(self._picture.devicePixelRatioF())
        self._picture.scroll(by.x() * ratio, by.y() * ratio, self._pixels(QRectF(self._whole)).toRect())
        whole = QRegion(self._whole)
        self._spoiled = self._spoiled.translated(by) + whole.subtracted(whole.translated(by))
        self._camera = self._shown = camera

    def stretch(self, camera: Camera) -> None:
        """Show it as ``camera`` sees it until it rests; where it would be too coarse it is painted anew."""
        if 1 / _MOST < camera.zoom / self._camera.zoom < _MOST:
            self._shown = camera
        else:
            self.renew(camera)
        self._rest.start()

    @property
    def reach(self) -> QRectF:
        """The part of the widget that it covers: all of it, but for one that is shown reduced."""
        return self._shown.to_widget(self._camera.seen(QRectF(self._whole)))

    def draw(self, painter: QPainter, region: QRegion) -> None:
        """Draw what of the picture lies in ``region``; what is missing of it is painted first."""
        if self._shown == self._camera:
            self._complete(region)
            for rect in parts(region):
                painter.drawPixmap(QRectF(rect), self._picture, self._pixels(QRectF(rect)))
            return
        self._complete(QRegion(self._whole))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self.reach, self._picture, self._pixels(QRectF(self._whole)))

    @property
    def _whole(self) -> QRect:
        return self._widget.rect()

    def _pixels(self, rect: QRectF) -> QRectF:
        ratio = self._picture.devicePixelRatioF()
        return QRectF(rect.topLeft() * ratio, rect.size() * ratio)

    def _complete(self, region: QRegion) -> None:
        ratio = self._widget.devicePixelRatioF()
        size = (QSizeF(self._whole.adjusted(0, 0, 0, _HIDDEN).size()) * ratio).toSize()
        if self._picture.size() != size or self._picture.devicePixelRatioF() != ratio:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._spoiled = QRegion(self._whole)
        missing = self._spoiled.intersected(region)
        if missing.isEmpty():
            return
        self._spoiled -= missing
        painter = QPainter(self._picture)
        if missing.rectCount() > 1:
            painter.setClipRegion(missing)
        elif missing.boundingRect() != self._whole:
            # Qt rounds a little differently where it clips to one rectangle: a second one, below what is seen.
            painter.setClipRegion(missing + QRect(0, self._whole.bottom() + _HIDDEN, 1, 1))
        self._paint(painter, missing, self._camera)
        painter.end()

    def _on_rest(self) -> None:
        if self._shown != self._camera:
            self.renew(self._shown)
            self.rested.emit()


def parts(region: QRegion) -> list[QRect]:
    """Return the parts of ``region``; of a very ragged one, what surrounds it."""
    if region.rectCount() > _RAGGED:
        return [region.boundingRect()]
    # QRegion can be iterated over, its stub does not know.
    return list(cast("Iterable[QRect]", region))
