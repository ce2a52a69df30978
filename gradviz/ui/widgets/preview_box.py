"""Shows a small picture of what is to come, as large as its place allows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme

_SIZE = QSize(320, 300)
_PAD = 8.0
_CHECK = 8.0
"""The side of a square of the pattern that stands for no ground at all."""


class PreviewBox(QWidget):
    """A picture in a frame; or some words, where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._image: QImage | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_SIZE * 0.75)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def words(self) -> str:
        """What is said instead of a picture."""
        return self._words

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image, self._words = image, ""
        self.update()

    def show_words(self, words: str) -> None:
        """Show no picture, and say why."""
        self._image, self._words = None, words
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @property
    def pixels(self) -> int:
        """How large a side of a picture can be and still be of use."""
        return round(max(self.width(), self.height(), _SIZE.width()) * self.devicePixelRatioF())

    @override
    def sizeHint(self) -> QSize:
        return _SIZE

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self._theme.color("line"), 1.0))
        painter.setBrush(self._theme.color("canvas"))
        painter.drawRect(frame)
        if self._image is not None:
            place = _fitted(QSizeF(self._image.size()) / self.devicePixelRatioF(), frame.adjusted(*_INSET))
            if self._image.hasAlphaChannel():
                self._paint_squares(painter, place)
            painter.drawImage(place, self._image)
        elif self._words:
            painter.setPen(self._theme.color("muted"))
            painter.drawText(
                frame.adjusted(*_INSET), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words
            )
        painter.end()

    def _paint_squares(self, painter: QPainter, place: QRectF) -> None:
        painter.save()
        painter.setClipRect(place)
        painter.fillRect(place, self._theme.color("panel"))
        for row in range(int(place.height() / _CHECK) + 1):
            for column in range(row % 2, int(place.width() / _CHECK) + 1, 2):
                corner = place.topLeft() + QPointF(column * _CHECK, row * _CHECK)
                painter.fillRect(QRectF(corner, QSizeF(_CHECK, _CHECK)), self._theme.color("line"))
        painter.restore()


_INSET = (_PAD, _PAD, -_PAD, -_PAD)


def _fitted(size: QSizeF, room: QRectF) -> QRectF:
    """Return ``room`` or the part of it that has the form of ``size``; nothing is enlarged."""
    share = min(1.0, room.width() / max(size.width(), 1.0), room.height() / max(size.height(), 1.0))
    place = QRectF(QPointF(0.0, 0.0), size * share)
    place.moveCenter(room.center())
    return place
