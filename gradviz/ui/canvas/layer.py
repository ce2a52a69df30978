"""The picture of the graph, kept as it was painted: what lies above it changes, and what moves over it, at little cost.

While somebody zooms into many boxes it is shown enlarged or reduced: painted whole, each picture would take longer.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.strips import Paint, Strips, empty, paint_part, parts, size_of

REST = 120
"""Milliseconds after the last movement at which everything is painted whole again."""
_SMALLEST, _LARGEST = 0.85, 1.5
"""How many times its size a picture is shown before a sharper one is made: reduced, it does not reach everywhere."""
_FAR_TOO_MUCH = 6.0
"""How much larger or smaller than it was painted it is shown at most, ready or not."""


class Layer(QObject):
    """The picture in ``widget`` as ``paint`` paints it, and the parts of it that have to be painted again.

    ``changed`` tells that it has become sharper.
    """

    changed = Signal()

    def __init__(self, widget: QWidget, paint: Paint) -> None:
        super().__init__(widget)
        self._widget = widget
        self._paint = paint
        self._picture = QPixmap()
        self._camera = Camera()
        self._shown = Camera()
        self._spoiled = QRegion()
        self._is_stale = False
        self._sharper = Strips(widget, paint)
        self._sharper.done.connect(self._on_sharper)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._on_rest)

    @property
    def is_coarse(self) -> bool:
        """Whether it is about to be painted for where one looks from."""
        return self._rest.isActive() or self._sharper.is_begun

    def spoil(self, region: QRegion) -> None:
        """These parts have to be painted again; of a coarse picture, all of it when it has come to rest."""
        if not self.is_coarse:
            self._spoiled += region
            return
        self._is_stale = True
        if self._sharper.is_begun:
            self._sharper.begin(self._sharper.camera)

    def renew(self, camera: Camera) -> None:
        """All of it has to be painted again, as ``camera`` sees it."""
        self._rest.stop()
        self._sharper.forget()
        self._camera = self._shown = camera
        self._spoiled = QRegion(self._whole)
        self._is_stale = False

    def shift(self, by: QPoint, camera: Camera) -> None:
        """Keep what is still in sight after a movement by whole pixels."""
        ratio = round(self._picture.devicePixelRatioF())
        self._picture.scroll(by.x() * ratio, by.y() * ratio, self._pixels(QRectF(self._whole)).toRect())
        whole = QRegion(self._whole)
        self._spoiled = self._spoiled.translated(by) + whole.subtracted(whole.translated(by))
        self._camera = self._shown = camera

    def stretch(self, camera: Camera) -> None:
        """Show it as ``camera`` sees it until it rests; where that becomes too coarse it is painted anew meanwhile."""
        larger = camera.zoom / self._camera.zoom
        if not 1 / _FAR_TOO_MUCH < larger < _FAR_TOO_MUCH:
            self.renew(camera)
        elif not _SMALLEST < larger < _LARGEST and not self._sharper.is_begun:
            self._sharper.begin(camera)
        self._shown = camera
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
        if self._picture.size() != size_of(self._widget) or self._picture.devicePixelRatioF() != ratio:
            self._picture = empty(self._widget)
            self._spoiled = QRegion(self._whole)
        missing = self._spoiled.intersected(region)
        if missing.isEmpty():
            return
        self._spoiled -= missing
        painter = QPainter(self._picture)
        paint_part(painter, missing, self._whole, self._camera, self._paint)
        painter.end()

    def _on_rest(self) -> None:
        if self._sharper.is_begun and self._sharper.camera == self._shown:
            return
        if self._shown != self._camera or self._is_stale:
            self._sharper.begin(self._shown)

    def _on_sharper(self, picture: QPixmap) -> None:
        self._picture, self._camera, self._spoiled = picture, self._sharper.camera, QRegion()
        self._is_stale = False
        self._sharper.forget()
        if not self._rest.isActive() and self._shown != self._camera:
            self._sharper.begin(self._shown)
        self.changed.emit()
