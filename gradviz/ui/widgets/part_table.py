"""The numbers of a large tensor as a table: what can be seen is fetched, the rest is not even asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.place import Part, Span
from gradviz.core.tensor import Array, TensorSummary, matrix_shape
from gradviz.ui.widgets import cells
from gradviz.ui.widgets.number_table import NumberModel, NumberTable

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

MOST_ROWS = 1 << 24
"""Rows or columns that the table has: Qt counts the pixels of all of them."""

_AROUND = 16
"""Rows and columns that are fetched around those that can be seen, so that a step further is there already."""

_WAIT_MS = 30
"""After the last movement; while one scrolls nothing is asked for."""

UNKNOWN = "…"


class PartModel(NumberModel):
    """All elements of a tensor by row and column, of which those of one part are known, and those of the thumbnail."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary: TensorSummary | None = None
        self._thumbnail: NDArray[np.generic] | None = None
        self._part: Part | None = None
        self._values: NDArray[np.generic] | None = None
        self._size = (0, 0)

    @override
    def show_summary(self, summary: TensorSummary | None) -> None:
        """Have the size of the tensor of ``summary``, of which no part is known yet."""
        if summary is self.summary:
            return
        self.beginResetModel()
        self.summary = summary
        self._part = self._values = None
        self._thumbnail = None if summary is None else cells.held_matrix(summary)
        rows, columns = (0, 0) if summary is None else matrix_shape(summary.shape)
        self._size = min(rows, MOST_ROWS), min(columns, MOST_ROWS)
        self.endResetModel()

    def show_part(self, part: Part, values: NDArray[np.generic]) -> None:
        """Know the elements of ``part`` from now on, instead of another one's."""
        self._part, self._values = part, values
        last = self.index(self._size[0] - 1, self._size[1] - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def knows(self, part: Part) -> bool:
        """Return whether every element of ``part`` is known."""
        known = self._part
        return (
            known is not None
            and known.rows.start <= part.rows.start
            and part.rows.stop <= known.rows.stop
            and known.columns.start <= part.columns.start
            and part.columns.stop <= known.columns.stop
        )

    def value(self, row: int, column: int) -> np.generic | None:
        """Return the element at ``row``, ``column``, exact; ``None`` where it is not known."""
        if self._part is not None and self._values is not None:
            down, across = row - self._part.rows.start, column - self._part.columns.start
            if 0 <= down < self._values.shape[0] and 0 <= across < self._values.shape[1]:
                found: np.generic = self._values[down, across]
                return found
        if self._thumbnail is None or self.summary is None:
            return None
        rows, columns = self.summary.strides()
        if row % rows or column % columns:
            return None
        sampled: np.generic = self._thumbnail[row // rows, column // columns]
        return sampled

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[0]

    @override
    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[1]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.summary is None:
            return None
        value = self.value(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            if value is None:
                return UNKNOWN
            return text.number(float(value)) if isinstance(value, np.floating) else cells.exact(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            where = cells.subscript_at(self.summary.shape, index.row(), index.column())
            return where if value is None else f"{where} = {cells.exact(value)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            if value is None:
                return self._theme.color("muted")
            return None if np.isfinite(value) else self._theme.color("nonfinite")
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or self.summary is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return str(section)
        shape = self.summary.shape
        return ", ".join(map(str, np.unravel_index(section, shape[:-1]))) if len(shape) > 1 else ""

    @override
    def exact(self, row: int, column: int) -> str:
        """Return the value at ``row``, ``column`` with all its digits; a sign where it is not known."""
        value = self.value(row, column)
        return UNKNOWN if value is None else cells.exact(value)


class PartTable(NumberTable):
    """A table that asks for the elements that can be seen, when one has stopped moving."""

    part_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, PartModel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._asked: Part | None = None
        self.reason = ""
        """Why the elements cannot be had."""
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(lambda _value: self._timer.start())

    @property
    def parts(self) -> PartModel:
        """What it shows."""
        model = self.model()
        if not isinstance(model, PartModel):
            raise TypeError("the table has another model")
        return model

    @override
    def show_summary(self, summary: TensorSummary | None) -> None:
        if summary is not self.parts.summary:
            self._asked, self.reason = None, ""
            super().show_summary(summary)
        if summary is not None:
            self._timer.start()

    def show_part(self, summary: TensorSummary, part: Part, values: Array | None, reason: str) -> bool:
        """Take the elements that were asked for last, or why there are none; others come too late."""
        if summary is not self.parts.summary or part != self._asked:
            return False
        self.reason = reason
        if values is not None:
            self.parts.show_part(part, values.numpy())
        return True

    def go_to(self, row: int, column: int) -> None:
        """Show the element at ``row``, ``column``."""
        index = self.parts.index(min(row, self.parts.rowCount() - 1), min(column, self.parts.columnCount() - 1))
        self.setCurrentIndex(index)
        self.scrollTo(index, PartTable.ScrollHint.PositionAtCenter)

    def visible_part(self) -> Part | None:
        """Return the rows and columns that can be seen; ``None`` where there are none."""
        view = self.viewport().rect()
        rows, columns = self.parts.rowCount(), self.parts.columnCount()
        top, left = self.rowAt(view.top()), self.columnAt(view.left())
        if top < 0 or left < 0:
            return None
        bottom, right = self.rowAt(view.bottom()), self.columnAt(view.right())
        return Part(Span(top, rows if bottom < 0 else bottom + 1), Span(left, columns if right < 0 else right + 1))

    def _ask(self) -> None:
        summary, seen = self.parts.summary, self.visible_part()
        if summary is None or seen is None or not self.isVisible() or self.parts.knows(seen):
            return
        rows, columns = self.parts.rowCount(), self.parts.columnCount()
        wanted = Part(_wider(seen.rows, rows), _wider(seen.columns, columns))
        if wanted != self._asked:
            self._asked = wanted
            self.part_wanted.emit(summary, wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()


def _wider(span: Span, length: int) -> Span:
    return Span(max(span.start - _AROUND, 0), min(span.stop + _AROUND, length))
