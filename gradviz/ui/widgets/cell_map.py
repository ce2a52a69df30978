"""The cells of a heat map: coloured by value, every element readable by mouse and by key."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.place import Part
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme, diverging, heat_colors
from gradviz.ui.widgets import cells
from gradviz.ui.widgets.cells import Picked
from gradviz.ui.widgets.roles import speak_as
from gradviz.ui.wording import shape

MARGIN = 2
"""Pixels around the cells, for the frame and the focus ring."""

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-10, 0),
    Qt.Key.Key_PageDown: (10, 0),
}


_ZOOM = 2.0

_ZOOMS = {Qt.Key.Key_Plus: _ZOOM, Qt.Key.Key_Equal: _ZOOM, Qt.Key.Key_Minus: 1 / _ZOOM, Qt.Key.Key_0: 0.0}


class CellMap(QWidget):
    """The cells alone. A single number is written as a number; a tensor without values as a sentence.

    The mouse reads the cell under it. With the focus the arrow keys move a cursor from element to element, Home and End
    go to the ends of a row, Escape puts the cursor away and Ctrl+C copies the exact value at it (without a cursor: all
    values, as lines of tab-separated numbers). Where one can look closer, the wheel and ``+`` ``-`` ``0`` ask for that.
    """

    zoom_requested = Signal(float, int, int)
    """So many times closer, around this row and column of the tensor; 0: all of it."""
    element_wanted = Signal(int, int)
    """The cursor would go to this row and column of the tensor, outside of what is shown."""

    cursor_moved = Signal()
    pointed = Signal(object)
    """The row and column of the tensor that the mouse or else the cursor is on have changed; ``None``: on none."""

    reading_changed = Signal(str)
    """What is under the mouse or at the cursor, such as ``[3, 4] = 0.25``; empty when nothing is."""

    def __init__(self, hue: str = "forward", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, QAccessible.Role.Graphic)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        # Not smaller than its hint: panels scroll rather than squeeze it.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._hue = hue
        self._theme = LIGHT
        self._tooltips = False
        self._symlog = False
        self._summary: TensorSummary | None = None
        self._sentence = ""
        self._matrix: NDArray[np.float64] | None = None
        self._held: NDArray[np.generic] | None = None
        self._limit = 0.0
        self._common: float | None = None
        self._picked: Picked | None = None
        self._item = pg.ImageItem(axisOrder="row-major")
        self._cursor: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._element_marked: tuple[int, int] | None = None
        self._marked: tuple[int, int] | None = None
        self._pointed: tuple[int, int] | None = None
        self._reading = ""
        self._part: Part | None = None
        self._can_zoom = False

    @property
    def plain_keys(self) -> frozenset[Qt.Key]:
        """Keys that it has a use of its own for."""
        return frozenset(_ZOOMS) if self._can_zoom else frozenset()

    def set_zoomable(self, on: bool) -> None:
        """Let one ask to look closer."""
        self._can_zoom = on

    def show_part(self, part: Part, held: NDArray[np.generic]) -> None:
        """Show only the elements ``held`` of the summary's tensor, which stand at ``part`` of it."""
        cursor = None if self._cursor is None else self.element_at(*self._cursor)
        self._part, self._held, self._matrix, self._picked = part, held, cells.real(held), None
        self._hovered = None
        self._cursor = None if cursor is None else self._kept(self._cell_of(*cursor))
        self._read()
        self.update()

    def element_at(self, row: int, column: int) -> tuple[int, int]:
        """Return the row and column of the tensor seen as a matrix that the cell ``row``, ``column`` shows."""
        if self._part is not None:
            rows, columns = self._part.rows, self._part.columns
            return rows.start + row * rows.step, columns.start + column * columns.step
        steps = (1, 1) if self._summary is None else self._summary.strides()
        return row * steps[0], column * steps[1]

    @property
    def cursor_element(self) -> tuple[int, int] | None:
        """The row and column of the tensor that the cursor is on."""
        return None if self._cursor is None else self.element_at(*self._cursor)

    @property
    def cursor_cell(self) -> tuple[int, int] | None:
        """The row and column of the cells that the cursor is on."""
        return self._cursor

    def _cell_of(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that an element is in, or would be in further out."""
        if self._part is None:
            steps = (1, 1) if self._summary is None else self._summary.strides()
            return row // steps[0], column // steps[1]
        rows, columns = self._part.rows, self._part.columns
        return (row - rows.start) // rows.step, (column - columns.start) // columns.step

    @property
    def limit(self) -> float:
        """The magnitude at both ends of the colour scale."""
        return self._limit if self._common is None else self._common

    @property
    def own_limit(self) -> float:
        """The magnitude that the scale of its own would have at its ends."""
        return self._limit

    def set_common_limit(self, limit: float | None) -> None:
        """Use a scale that others use too; ``None``: its own."""
        if limit != self._common:
            self._common = limit
            self._picked = None
            self.update()

    def mark(self, element: tuple[int, int] | None) -> None:
        """Show and read the element at this row and column of the tensor, as if the cursor was there."""
        if element != self._element_marked:
            self._element_marked = element
            self._mark()
            self._read()
            self.update()

    def _mark(self) -> None:
        element = self._element_marked
        self._marked = None if element is None else self._kept(self._cell_of(*element))

    @property
    def sentence(self) -> str:
        """What is written instead of cells; empty when there are cells."""
        return self._sentence

    @property
    def has_cells(self) -> bool:
        """Whether colours are shown, rather than one number or a sentence."""
        return self._matrix is not None and self._matrix.size > 1

    def reading(self) -> str:
        """Return what is under the mouse or else at the cursor."""
        return self._reading

    def show_summary(self, summary: TensorSummary | None, sentence: str = "") -> None:
        """Show ``summary``, or ``sentence`` when it is ``None``. The cursor stays where it is if that still exists."""
        if summary == self._summary and (summary is not None or sentence == self._sentence):
            return
        hint = self.sizeHint()
        self._summary = summary
        self._part = None
        self._matrix = None if summary is None else summary.matrix()
        self._held = None if summary is None else cells.held_matrix(summary)
        self._sentence = sentence if summary is None else self._why_empty(summary)
        self._limit = 0.0
        if summary is not None and self._matrix is not None:
            self._limit = cells.color_limit(summary, self._matrix)
        self._picked = None
        self._cursor = self._kept(self._cursor)
        self._hovered = self._kept(self._hovered)
        self._mark()
        self._read()
        if hint != self.sizeHint():
            self.updateGeometry()
        self.update()

    def _kept(self, place: tuple[int, int] | None) -> tuple[int, int] | None:
        if place is None or self._matrix is None:
            return None
        rows, columns = self._matrix.shape
        return place if 0 <= place[0] < rows and 0 <= place[1] < columns else None

    def _why_empty(self, summary: TensorSummary) -> str:
        if self._matrix is not None:
            return ""
        if summary.count == 0:
            return self.tr("No elements: the shape is {0}.").format(shape(summary.shape))
        if summary.device == "meta":
            return self.tr("On the device “meta” a tensor has a shape but no values.")
        return self.tr("Its values were not recorded.")

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._summary is not None:
            self._sentence = self._why_empty(self._summary)
            self._read()
            self.update()

    def set_hue(self, hue: str) -> None:
        """Frame the cells in the colour of the role ``hue``."""
        self._hue = hue
        self.update()

    def set_symlog(self, on: bool) -> None:
        """Use a symmetric logarithmic scale, which shows small values beside large ones."""
        self._symlog = on
        self._picked = None
        self.update()

    def set_tooltips(self, on: bool) -> None:
        """Show what is under the mouse in a tool tip, where nothing else shows it."""
        self._tooltips = on

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._picked = None
        self.update()

    @override
    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        if self._sentence:
            return QSize(16 * line, 2 * line + 12)
        if self._matrix is None or self._matrix.shape[0] == 1:
            return QSize(16 * line, line + 12)
        rows = self._matrix.shape[0]
        return QSize(16 * line, (line + 6) * min(rows, 4) + (line if rows > 4 else 0) + 2 * MARGIN)

    @override
    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(4 * line, min(line + 8, self.sizeHint().height()))

    # Reading and copying

    def _read(self) -> None:
        own = self._hovered or self._cursor
        element = None if own is None else self.element_at(*own)
        if element != self._pointed:
            self._pointed = element
            self.pointed.emit(element)
        place = own or self._marked
        reading = self.text_at(*place) if place is not None and self._summary is not None else ""
        if reading == self._reading:
            return
        self._reading = reading
        self.setAccessibleDescription(reading)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.reading_changed.emit(reading)

    def text_at(self, row: int, column: int) -> str:
        """Return index and exact value of the element shown at ``row``, ``column``."""
        if self._summary is None or self._held is None:
            return ""
        index = cells.subscript_at(self._summary.shape, *self.element_at(row, column))
        value = self._held[row, column]
        written = cells.exact(value)
        if isinstance(value, np.complexfloating):
            written = self.tr("{0}, magnitude {1}").format(written, text.number(float(abs(value))))
        return f"{index} = {written}" if index else written

    def copy(self) -> None:
        """Put the exact value at the cursor on the clipboard, or all values if there is no cursor."""
        if self._held is None:
            return
        place = self._cursor
        if place is not None:
            copied = cells.exact(self._held[place])
        else:
            copied = "\n".join("\t".join(map(cells.exact, row)) for row in self._held)
        QGuiApplication.clipboard().setText(copied)

    def move_cursor(self, row: int, column: int) -> None:
        """Put the cursor on the element nearest to ``row``, ``column``."""
        if self._matrix is None:
            return
        rows, columns = self._matrix.shape
        self._cursor = (min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))
        self._hovered = None
        self._read()
        self.update()
        self.cursor_moved.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif not self._moved_by(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _moved_by(self, key: Qt.Key) -> bool:
        if self._matrix is None:
            return False
        here = self._cursor
        if key in _ZOOMS and self._can_zoom:
            self._ask_zoom(_ZOOMS[key], here)
        elif key == Qt.Key.Key_Escape and here is not None:
            self._cursor = None
            self._read()
            self.update()
        elif key in _STEPS:
            down, across = _STEPS[key] if here is not None else (0, 0)
            row, column = here or (0, 0)
            self._go_to(row + down, column + across)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.move_cursor(here[0] if here else 0, 0 if key == Qt.Key.Key_Home else self._matrix.shape[1])
        else:
            return False
        return True

    def _go_to(self, row: int, column: int) -> None:
        """Move the cursor; beyond the edge of a part, ask for the element there."""
        if self._part is not None and self._kept((row, column)) is None:
            self.element_wanted.emit(*self.element_at(row, column))
        else:
            self.move_cursor(row, column)

    def put_cursor(self, row: int, column: int) -> None:
        """Put the cursor on an element of the tensor, or as near to it as is shown."""
        self.move_cursor(*self._cell_of(row, column))

    def _ask_zoom(self, factor: float, cell: tuple[int, int] | None) -> None:
        if self._matrix is not None:
            rows, columns = self._matrix.shape
            self.zoom_requested.emit(factor, *self.element_at(*(cell or (rows // 2, columns // 2))))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        place = self._place_at(event.position())
        if not self._can_zoom or not turned or place is None or not self.hasFocus():
            # Without the focus the wheel belongs to the panel, which it scrolls.
            event.ignore()
            return
        self._ask_zoom(_ZOOM if turned > 0 else 1 / _ZOOM, place)
        event.accept()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._place_at(event.position())
        self._read()
        self.update()
        if self._tooltips:
            QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 12), self._reading, self)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.move_cursor(*place)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self._read()
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # Where things are

    def _area(self) -> QRect:
        return self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def _pick(self) -> Picked | None:
        """Return what is drawn, made anew only when the values, the colours or the size have changed."""
        area = self._area()
        if self._matrix is None or area.width() < 1 or area.height() < 1:
            return None
        if self._picked is None:
            self._picked = cells.pick(self._matrix, area.height(), area.width())
            values = cells.symlog(self._picked.values, self.limit) if self._symlog else self._picked.values
            limit = self.limit or 1.0
            # ImageItem leaves NaN transparent: the ground shows through in the colour for what is not finite.
            shown = np.where(np.isfinite(values), values, np.nan)
            self._item.setImage(shown, autoLevels=False, levels=(-limit, limit), lut=diverging(self._theme))
        return self._picked

    def _place_at(self, point: QPointF) -> tuple[int, int] | None:
        area, picked = QRectF(self._area()), self._pick()
        if picked is None or not area.contains(point):
            return None
        rows, columns = picked.values.shape
        row = min(int((point.y() - area.top()) / area.height() * rows), rows - 1)
        column = min(int((point.x() - area.left()) / area.width() * columns), columns - 1)
        return int(picked.rows[row, column]), int(picked.columns[row, column])

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where the element at ``row``, ``column`` is drawn."""
        area, picked = QRectF(self._area()), self._pick()
        if picked is None or self._matrix is None:
            return QRectF()
        rows, columns = picked.values.shape
        tall, wide = -(-self._matrix.shape[0] // rows), -(-self._matrix.shape[1] // columns)
        height, width = area.height() / rows, area.width() / columns
        return QRectF(area.left() + column // wide * width, area.top() + row // tall * height, width, height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picked = None

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._matrix is None:
            self._paint_sentence(painter)
        elif self._matrix.size == 1:
            self._paint_number(painter)
        else:
            self._paint_cells(painter)
        self._paint_frame(painter)
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        picked, area = self._pick(), self._area()
        if picked is None:
            return
        painter.fillRect(area, self._theme.color("nonfinite"))
        rows, columns = picked.values.shape
        painter.save()
        painter.translate(area.topLeft())
        painter.scale(area.width() / columns, area.height() / rows)
        self._item.paint(painter)
        painter.restore()
        self._paint_numbers(painter, picked)
        place = self._hovered or self._cursor or self._marked
        if place is not None:
            self._paint_cursor(painter, self.cell_rect(*place))

    def _paint_numbers(self, painter: QPainter, picked: Picked) -> None:
        """Write the numbers into the cells when all of them have room for theirs."""
        rows, columns = picked.values.shape
        area, metrics = QRectF(self._area()), self.fontMetrics()
        width, height = area.width() / columns, area.height() / rows
        if height < metrics.height() or width < metrics.horizontalAdvance("0.0") or picked.values.size > 400:
            return
        words = [[text.number(float(value)) for value in row] for row in picked.values]
        if max(metrics.horizontalAdvance(word) for row in words for word in row) > width - 4:
            return
        dark = self._theme.color("text" if not self._theme.is_dark else "canvas")
        light = self._theme.color("panel" if not self._theme.is_dark else "text")
        grounds = self._grounds(picked.values)
        for row, line in enumerate(words):
            for column, word in enumerate(line):
                painter.setPen(dark if _luminance(grounds[row, column]) > 0.2 else light)
                cell = QRectF(area.left() + column * width, area.top() + row * height, width, height)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, word)

    def _grounds(self, values: NDArray[np.float64]) -> NDArray[np.uint8]:
        shown = cells.symlog(values, self.limit) if self._symlog else values
        return heat_colors(shown, self.limit, self._theme)

    def _paint_cursor(self, painter: QPainter, cell: QRectF) -> None:
        cell = cell.adjusted(-1, -1, 1, 1)
        if cell.width() < 6 or cell.height() < 6:
            cell = cell.adjusted(-2, -2, 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("panel"), 3))
        painter.drawRect(cell)
        painter.setPen(QPen(self._theme.color("text"), 1))
        painter.drawRect(cell)

    def _paint_number(self, painter: QPainter) -> None:
        value = float(self._matrix[0, 0]) if self._matrix is not None else 0.0
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._theme.color("text" if np.isfinite(value) else "nonfinite"))
        room = self._area().adjusted(4, 0, -4, 0)
        words = text.number(value)
        if painter.fontMetrics().horizontalAdvance(words) > room.width():
            words = f"{value:.1e}".replace("-", "−", 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_sentence(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("muted"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self._area().adjusted(6, 2, -6, -2), flags, self._sentence)

    def _paint_frame(self, painter: QPainter) -> None:
        frame = QRectF(self._area()).adjusted(-0.5, -0.5, 0.5, 0.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(self._theme.color("line" if self._matrix is None else self._hue), 1)
        if self._matrix is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(frame)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


def _luminance(rgb: NDArray[np.uint8]) -> float:
    channels = np.asarray(rgb, np.float64) / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
