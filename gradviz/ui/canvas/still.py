"""What was painted a moment ago, enlarged or reduced while somebody zooms: painted whole, each picture takes longer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, QSizeF, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap

from gradviz.ui.canvas.camera import Camera

REST = 120
"""Milliseconds after the last movement at which everything is painted whole again."""
_MOST = 1.5
"""How much larger or smaller than it was painted a picture may be shown."""


class Still(QObject):
    """A picture and the camera it was painted for. ``rested`` tells that it is not needed any more."""

    rested = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: tuple[QPixmap, Camera] | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._on_rest)
        self._latest: Camera | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it stands in for the picture."""
        return self._held is not None

    def move(self, camera: Camera, paint: Callable[[], QPixmap]) -> None:
        """Show the picture as ``camera`` sees it; ``paint`` paints it anew when it has become too coarse."""
        if self._held is None or not 1 / _MOST < camera.zoom / self._held[1].zoom < _MOST:
            self._held = paint(), camera
        self._latest = camera
        self._rest.start()

    def forget(self) -> None:
        """Something has changed: it is no longer what is to be seen."""
        self._held = None
        self._rest.stop()

    def paint(self, painter: QPainter, camera: Camera, size: QSizeF) -> None:
        """Draw the picture where it is for ``camera``, in a widget of ``size``."""
        if self._held is not None:
            pixmap, before = self._held
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, camera.zoom != before.zoom)
            place = camera.to_widget(before.seen(QRectF(0.0, 0.0, size.width(), size.height())))
            painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))

    def _on_rest(self) -> None:
        is_exact = self._held is not None and self._held[1] == self._latest
        self._held = None
        if not is_exact:
            self.rested.emit()
