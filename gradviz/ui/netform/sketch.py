"""A small picture of the net: the shapes from the data to the loss."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gradviz.core.net.form import NetForm
from gradviz.ui.netform import words
from gradviz.ui.theme import LIGHT, Theme


class Sketch(QWidget):
    """Boxes for the data, the hidden layer and the output; the weights between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: NetForm | None = None
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_form(self, form: NetForm | None) -> None:
        """Show the net of ``form``; of a form with faults nothing is known."""
        self._form = form
        self.setAccessibleName(self.words())
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """Return the shapes and the number of parameters, in a line."""
        form = self._form
        if form is None:
            return ""
        count = form.d_in * form.h + form.h * form.d_out + (form.h + form.d_out if form.bias else 0)
        shapes = f"{form.batch or form.n}×{form.d_in} → {form.h} → {form.d_out}"
        return self.tr("{shapes}: {count} numbers to learn").format(shapes=shapes, count=f"{count:,}")

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, round(QFontMetricsF(self.font()).height() * 4.2))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        form = self._form
        if form is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QFontMetricsF(self.font()).height()
        examples = form.batch or form.n
        boxes = (
            (f"{examples}×{form.d_in}", "x"),
            (f"{examples}×{form.h}", "h"),
            (f"{examples}×{form.d_out}", "y_pred"),
        )
        width = min(self.width() / 5, line * 6.5)
        gap = (self.width() - 3 * width - 2) / 2
        for number, (shape, name) in enumerate(boxes):
            box = QRectF(1 + number * (width + gap), line * 0.5, width, line * 2.4)
            self._box(painter, box, shape, name)
            if number < 2:
                below, above = ((form.d_in, form.h), (form.h, form.d_out))[number]
                self._arrow(painter, QPointF(box.right(), box.center().y()), gap, f"w{number + 1}", f"{below}×{above}")
        painter.setPen(self._theme.color("muted"))
        told = f"{words.title(form.activation)} · {words.title(form.loss)}"
        room = QRectF(0, line * 3.1, self.width(), line * 1.1)
        elided = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, elided)

    def _box(self, painter: QPainter, box: QRectF, shape: str, name: str) -> None:
        painter.setPen(QPen(self._theme.color("forward"), 1.2))
        painter.setBrush(self._theme.color("forward_tint"))
        painter.drawRoundedRect(box, 5, 5)
        half = box.height() / 2
        painter.setPen(self._theme.color("text"))
        self._write(painter, QRectF(box.x(), box.y(), box.width(), half), name)
        self._write(painter, QRectF(box.x(), box.y() + half, box.width(), half), shape)

    def _arrow(self, painter: QPainter, start: QPointF, length: float, above: str, below: str) -> None:
        end = QPointF(start.x() + length - 3, start.y())
        painter.setPen(QPen(self._theme.color("muted"), 1.2))
        painter.drawLine(QPointF(start.x() + 3, start.y()), end)
        for side in (-3.5, 3.5):
            painter.drawLine(end, QPointF(end.x() - 5, end.y() + side))
        line = painter.fontMetrics().height()
        painter.setPen(self._theme.color("text"))
        self._write(painter, QRectF(start.x(), start.y() - line - 2, length, line), above)
        painter.setPen(self._theme.color("muted"))
        self._write(painter, QRectF(start.x(), start.y() + 3, length, line), below)

    def _write(self, painter: QPainter, box: QRectF, text: str) -> None:
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, round(box.width() - 2))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, elided)
