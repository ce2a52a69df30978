"""A plane through the parameters: the loss as colours and contour lines, and the path that training has taken."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.contours import contour, levels
from gradviz.core.probe import PlaneAnswer
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.read_plot import ReadPlot
from gradviz.ui.widgets.shades import shaded, shades_of

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
}
_BAR = 10
_WIDEST = 2.2
"""The plane may be drawn so many times as wide as high."""


class LossMap(ReadPlot[tuple[int, int]]):
    """Draws one `PlaneAnswer`; the mouse and the arrow keys read its points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: PlaneAnswer | None = None
        self._losses: NDArray[np.float64] = np.empty((0, 0))
        self._shades: NDArray[np.float64] = np.empty((0, 0))
        self._image = QImage()
        self._lines: list[list[QLineF]] = []
        self.axes = ("", "")
        """What the axes are called, across and up."""

    def show_answer(self, answer: PlaneAnswer | None) -> None:
        """Show ``answer``, or nothing."""
        self._answer = answer
        self._losses = np.empty((0, 0)) if answer is None else answer.losses.numpy().astype(np.float64)
        self._shades = shades_of(self._losses)
        # Contours are in columns and rows of the grid; where these are drawn depends on the size.
        self._lines = [
            [QLineF(*piece) for piece in contour(self._shades, level).tolist()] for level in levels(self._shades)
        ]
        self._draw()
        self._read(None)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._draw()

    @property
    def is_logarithmic(self) -> bool:
        """Whether colours and contours stand for the logarithm of the loss."""
        return self._shades is not self._losses

    def _draw(self) -> None:
        """Make the picture of the colours; the first row is at the bottom."""
        if not self._losses.size:
            self._image = QImage()
            return
        colors = np.ascontiguousarray(shaded(self._shades, self._theme)[::-1])
        rows, columns = self._losses.shape
        self._image = QImage(colors.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()

    # Reading

    @override
    def reading(self) -> str:
        answer = self._answer
        if answer is None or self._cursor is None:
            return ""
        row, column = self._cursor
        x, y, loss = answer.xs[column], answer.ys[row], float(self._losses[row, column])
        words = self.tr("{x} across, {y} up: loss {loss}")
        return words.format(x=text.number(x), y=text.number(y), loss=text.number(loss))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._answer is None or key not in _STEPS:
            super().keyPressEvent(event)
            return
        rows, columns = self._losses.shape
        if self._cursor is None:
            self._read((rows // 2, columns // 2))
            return
        down, across = _STEPS[key]
        row, column = self._cursor[0] + down, self._cursor[1] + across
        self._read((min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area()
        if self._answer is None or not area.contains(event.position()):
            return
        rows, columns = self._losses.shape
        column = round((event.position().x() - area.left()) / area.width() * (columns - 1))
        row = round((area.bottom() - event.position().y()) / area.height() * (rows - 1))
        self._read((row, column))

    # Where things are

    @override
    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(22 * line, 14 * line)

    @override
    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(12 * line, 8 * line)

    def _area(self) -> QRectF:
        """Return where the plane is drawn, beside its legend."""
        metrics = self.fontMetrics()
        left = metrics.height() + 6
        right = _BAR + 14 + metrics.horizontalAdvance("−0.0000e−00")
        room = QRectF(self.rect()).adjusted(left, 6, -right, -metrics.height() - 8)
        # A low window shows a wide picture rather than a tiny one.
        height = max(1.0, min(room.height(), room.width()))
        width = max(1.0, min(room.width(), _WIDEST * height))
        middle = room.center()
        return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)

    def place(self, x: float, y: float) -> QPointF:
        """Return where a place of the plane is drawn."""
        answer, area = self._answer, self._area()
        if answer is None:
            return area.center()
        across = (x - answer.xs[0]) / ((answer.xs[-1] - answer.xs[0]) or 1.0)
        up = (y - answer.ys[0]) / ((answer.ys[-1] - answer.ys[0]) or 1.0)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        answer = self._answer
        if answer is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self._area()
        rows, columns = self._losses.shape
        # The middles of the outer pixels are the edges of the plane.
        spare = QRectF(0.5, 0.5, columns - 1.0, rows - 1.0)
        painter.drawImage(area, self._image, spare)
        painter.setClipRect(area)
        self._paint_contours(painter, area)
        self._paint_path(painter, answer)
        painter.setClipping(False)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        self._paint_words(painter, area, answer)
        self._paint_legend(painter, area)
        self._paint_focus(painter)
        painter.end()

    def _paint_contours(self, painter: QPainter, area: QRectF) -> None:
        rows, columns = self._losses.shape
        painter.save()
        painter.translate(area.left(), area.bottom())
        painter.scale(area.width() / (columns - 1), -area.height() / (rows - 1))
        color = self._theme.color("text")
        color.setAlphaF(0.45)
        pen = QPen(color, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for pieces in self._lines:
            painter.drawLines(pieces)
        painter.restore()

    def _paint_path(self, painter: QPainter, answer: PlaneAnswer) -> None:
        points = [self.place(point.x, point.y) for point in answer.path]
        for color, width in (("panel", 4), ("backward", 2)):
            painter.setPen(QPen(self._theme.color(color), width))
            painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(self._theme.color("panel"), 1))
        painter.setBrush(self._theme.color("backward"))
        for point in points:
            painter.drawEllipse(point, 2.5, 2.5)
        # The iteration on show is a circle; where its update went, a square.
        painter.setBrush(self._theme.color("text"))
        painter.drawEllipse(self.place(0.0, 0.0), 5, 5)
        if answer.path and (answer.path[-1].x, answer.path[-1].y) != (0.0, 0.0):
            painter.setBrush(self._theme.color("update"))
            painter.drawRect(QRectF(points[-1] - QPointF(4.5, 4.5), QSize(9, 9).toSizeF()))
        if self._cursor is not None:
            row, column = self._cursor
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for color, width in (("panel", 4), ("selection", 2)):
                painter.setPen(QPen(self._theme.color(color), width))
                painter.drawEllipse(self.place(answer.xs[column], answer.ys[row]), 7, 7)

    def _paint_words(self, painter: QPainter, area: QRectF, answer: PlaneAnswer) -> None:
        painter.setPen(self._theme.color("muted"))
        align, height = Qt.AlignmentFlag, self.fontMetrics().height()
        below = QRectF(area.left() - height, area.bottom() + 4, area.width() + 2 * height, height)
        painter.drawText(below.adjusted(height, 0, 0, 0), align.AlignLeft, text.number(answer.xs[0]))
        painter.drawText(below.adjusted(0, 0, -height, 0), align.AlignRight, text.number(answer.xs[-1]))
        metrics = self.fontMetrics()
        ends = max(metrics.horizontalAdvance(text.number(answer.xs[end])) for end in (0, -1))
        across = metrics.elidedText(self.axes[0], Qt.TextElideMode.ElideRight, int(area.width()) - 2 * ends - 12)
        painter.drawText(below, align.AlignHCenter, across)
        painter.save()
        painter.translate(area.left() - 4, area.bottom())
        painter.rotate(-90)
        up = metrics.elidedText(self.axes[1], Qt.TextElideMode.ElideRight, int(area.height()))
        painter.drawText(QRectF(0, -height, area.height(), height), align.AlignHCenter, up)
        painter.restore()

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        finite = self._losses[np.isfinite(self._losses)]
        if not finite.size:
            return
        bar = QRectF(area.right() + 8, area.top(), _BAR, area.height())
        fill = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        stops = np.linspace(0.0, 1.0, 9)
        for stop, color in zip(stops, shaded(stops[None, :], self._theme)[0].tolist(), strict=True):
            ink = self._theme.color("panel")
            ink.setRgb(*color)
            fill.setColorAt(float(stop), ink)
        painter.fillRect(bar, fill)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawRect(bar)
        painter.setPen(self._theme.color("muted"))
        height = self.fontMetrics().height()
        low, high = float(finite.min()), float(finite.max())
        middle = math.sqrt(low * high) if self.is_logarithmic else (low + high) / 2
        for value, y in ((high, bar.top()), (middle, bar.center().y() - height / 2), (low, bar.bottom() - height)):
            beside = QRectF(bar.right() + 5, y, self.width() - bar.right() - 5, height)
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft, text.number(value))
