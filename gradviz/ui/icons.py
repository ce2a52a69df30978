"""The pictograms of the toolbar, drawn here: fonts lack some of them, and they follow the theme."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

_SIDE = 16
_SIZES = (16, 20, 24, 32, 48, 64)

Draw = Callable[[QPainter, QColor], None]


@lru_cache(maxsize=128)
def icon(name: str, color: str, disabled: str) -> QIcon:
    """Return the pictogram ``name`` in ``color``; ``disabled`` is its colour when there is nothing to do."""
    result = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled)):
        for size in _SIZES:
            result.addPixmap(_pixmap(name, QColor(ink), size), mode)
    return result


def names() -> tuple[str, ...]:
    """Return every pictogram there is."""
    return tuple(_DRAWINGS)


def _pixmap(name: str, ink: QColor, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(size / _SIDE, size / _SIDE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    _DRAWINGS[name](painter, ink)
    painter.end()
    return pixmap


def _shapes(*polygons: tuple[tuple[float, float], ...]) -> Draw:
    def draw(painter: QPainter, _: QColor) -> None:
        for polygon in polygons:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in polygon]))

    return draw


def _bar(left: float, width: float = 2.6) -> tuple[tuple[float, float], ...]:
    return ((left, 3), (left + width, 3), (left + width, 13), (left, 13))


def _right(left: float, width: float = 8.0) -> tuple[tuple[float, float], ...]:
    return ((left, 3), (left + width, 8), (left, 13))


def _left(right: float, width: float = 8.0) -> tuple[tuple[float, float], ...]:
    return ((right, 3), (right - width, 8), (right, 13))


def _stroke(painter: QPainter, ink: QColor, width: float = 1.7) -> None:
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _loss(painter: QPainter, ink: QColor) -> None:
    """Draw a curve that falls to a point."""
    _stroke(painter, ink)
    path = QPainterPath(QPointF(2, 3))
    path.cubicTo(QPointF(4, 11), QPointF(7, 12), QPointF(11, 12))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(12.4, 12), 2.2, 2.2)


def _search(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink)
    painter.drawEllipse(QPointF(7, 7), 4.2, 4.2)
    painter.drawLine(QPointF(10.2, 10.2), QPointF(13.5, 13.5))


def _sun(painter: QPainter, ink: QColor) -> None:
    painter.drawEllipse(QPointF(8, 8), 3.2, 3.2)
    _stroke(painter, ink, 1.5)
    for i in range(8):
        x, y = math.cos(i * math.pi / 4), math.sin(i * math.pi / 4)
        painter.drawLine(QPointF(8 + 5.2 * x, 8 + 5.2 * y), QPointF(8 + 6.8 * x, 8 + 6.8 * y))


def _moon(painter: QPainter, _: QColor) -> None:
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(QPointF(8, 8), 6, 6)
    bite.addEllipse(QPointF(11, 6), 5.2, 5.2)
    painter.drawPath(whole.subtracted(bite))


def _cross(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.5)
    painter.drawLine(QPointF(4.5, 4.5), QPointF(11.5, 11.5))
    painter.drawLine(QPointF(11.5, 4.5), QPointF(4.5, 11.5))


def _info(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.5)
    painter.drawEllipse(QPointF(8, 8), 6.2, 6.2)
    painter.drawLine(QPointF(8, 7.4), QPointF(8, 11.4))
    painter.drawPoint(QPointF(8, 4.7))


def _error(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.5)
    painter.drawPolygon(QPolygonF([QPointF(8, 1.8), QPointF(14.6, 13.6), QPointF(1.4, 13.6)]))
    painter.drawLine(QPointF(8, 6.2), QPointF(8, 9.4))
    painter.drawPoint(QPointF(8, 11.6))


def _stop(painter: QPainter, _: QColor) -> None:
    painter.drawRoundedRect(QRectF(3.5, 3.5, 9, 9), 1.2, 1.2)


_DRAWINGS: dict[str, Draw] = {
    "run": _shapes(_right(4, 9)),
    "stop": _stop,
    "pause": _shapes(_bar(3.8, 3), _bar(9.2, 3)),
    "play": _shapes(_right(4, 9)),
    "start": _shapes(_bar(2.5, 2), _left(13.5)),
    "back": _shapes(_left(12)),
    "step": _shapes(_right(4)),
    "live": _shapes(_right(1.5, 6.5), _bar(9, 2), _bar(12.4, 2)),
    "end": _shapes(_right(2.5), _bar(11.5, 2)),
    "loss": _loss,
    "search": _search,
    "sun": _sun,
    "moon": _moon,
    "cross": _cross,
    "info": _info,
    "error": _error,
}
