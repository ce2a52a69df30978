"""Paints a whole picture strip by strip, between what else there is to do: nothing has to wait for all of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QObject, QRect, QSize, QSizeF, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from gradviz.ui.canvas.camera import Camera

HIDDEN = 2
"""Rows of a picture below the widget."""
_RAGGED = 48
"""Of a region with more parts than these, what surrounds it is taken."""
_HEIGHT = 48
"""Pixels of a strip."""
_LEAST = 160
"""Pixels across of the smallest part of a strip that is painted at a time."""
_TURN = 0.004
"""Seconds after which nothing more is begun in the same turn of the event loop."""
_PART = 0.0025
"""Seconds that a part of a strip should take at most: where there is much, smaller parts are painted."""

Paint = Callable[[QPainter, QRegion, Camera], None]
"""Paints what ``Camera`` sees in a part of the widget, the ground too; the painter is clipped to that part."""


class Strips(QObject):
    """The picture of ``widget`` that is being made. ``done`` gives it."""

    done = Signal(QPixmap)

    def __init__(self, widget: QWidget, paint: Paint) -> None:
        super().__init__(widget)
        self.camera = Camera()
        self._widget = widget
        self._paint = paint
        self._picture = QPixmap()
        self._left: list[QRect] = []
        self._across = 0
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def is_begun(self) -> bool:
        """Whether there is one to come."""
        return self._turn.isActive()

    def begin(self, camera: Camera) -> None:
        """Make the picture that ``camera`` sees."""
        self.camera = camera
        self._picture = empty(self._widget)
        whole = self._widget.rect()
        tops = range(0, whole.height(), _HEIGHT)
        self._across = whole.width()
        self._left = [QRect(0, top, whole.width(), min(_HEIGHT, whole.height() - top)) for top in reversed(tops)]
        self._turn.start()

    def forget(self) -> None:
        """It is not wanted any more."""
        self._turn.stop()
        self._picture = QPixmap()

    def _go_on(self) -> None:
        until = time.monotonic() + _TURN
        painter = QPainter(self._picture)
        while self._left and time.monotonic() < until:
            start = time.monotonic()
            part = self._next()
            paint_part(painter, QRegion(part), self._widget.rect(), self.camera, self._paint)
            self._adapt(part.width(), time.monotonic() - start)
        painter.end()
        if not self._left:
            self._turn.stop()
            self.done.emit(self._picture)

    def _next(self) -> QRect:
        """Take the next part of what is left."""
        strip = self._left.pop()
        part = strip.intersected(QRect(strip.x(), strip.y(), self._across, strip.height()))
        if part.width() < strip.width():
            self._left.append(strip.adjusted(part.width(), 0, 0, 0))
        return part

    def _adapt(self, across: int, took: float) -> None:
        """Paint more or less at a time from now on, by how long a part has taken."""
        if took > _PART:
            self._across = max(_LEAST, across // 2)
        elif took < _PART / 3:
            self._across = min(self._widget.width(), max(self._across, 2 * across))


def paint_part(painter: QPainter, part: QRegion, whole: QRect, camera: Camera, paint: Paint) -> None:
    """Paint a part of the ``whole`` picture so that it equals the same part of a picture painted at once."""
    painter.save()
    if part.rectCount() > 1:
        painter.setClipRegion(part)
    elif part.boundingRect() != whole:
        # Qt rounds a little differently where it clips to one rectangle: a second one, below what is seen.
        painter.setClipRegion(part + QRect(0, whole.bottom() + HIDDEN, whole.width(), 1))
    paint(painter, part, camera)
    painter.restore()


def size_of(widget: QWidget) -> QSize:
    """Return how many pixels a picture of ``widget`` has."""
    return (QSizeF(widget.rect().adjusted(0, 0, 0, HIDDEN).size()) * widget.devicePixelRatioF()).toSize()


def empty(widget: QWidget) -> QPixmap:
    """Return a picture of ``widget`` in which nothing is painted."""
    picture = QPixmap(size_of(widget))
    picture.setDevicePixelRatio(widget.devicePixelRatioF())
    return picture


def parts(region: QRegion) -> list[QRect]:
    """Return the parts of ``region``; of a very ragged one, what surrounds it."""
    if region.rectCount() > _RAGGED:
        return [region.boundingRect()]
    # QRegion can be iterated over, its stub does not know.
    return list(cast("Iterable[QRect]", region))
