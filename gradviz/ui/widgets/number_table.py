"""The numbers of a small tensor as a table that can be copied."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets import cells

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROWS_SEEN = 8


class NumberModel(QAbstractTableModel):
    """The elements of a summary that holds all of them, in the rows and columns of its heat map."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary: TensorSummary | None = None
        self._held: NDArray[np.generic] | None = None
        self._theme = LIGHT

    def show_summary(self, summary: TensorSummary | None) -> None:
        """Hold the elements of ``summary``; none if it has only a thumbnail."""
        if summary == self._summary:
            return
        held = cells.held_matrix(summary) if summary is not None and summary.is_whole else None
        same = held is not None and self._held is not None and held.shape == self._held.shape
        if same and held is not None:
            self._summary, self._held = summary, held
            self.dataChanged.emit(self.index(0, 0), self.index(held.shape[0] - 1, held.shape[1] - 1))
            return
        self.beginResetModel()
        self._summary, self._held = summary, held
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if self._held is None or parent.isValid() else self._held.shape[0]

    @override
    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if self._held is None or parent.isValid() else self._held.shape[1]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._held is None or self._summary is None:
            return None
        value = self._held[index.row(), index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text.number(float(value)) if isinstance(value, np.floating) else cells.exact(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            where = cells.subscript(self._summary, index.row(), index.column())
            return f"{where} = {cells.exact(value)}" if where else cells.exact(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and not np.isfinite(value):
            return self._theme.color("nonfinite")
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or self._summary is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return str(section)
        shape = self._summary.shape
        return ", ".join(map(str, np.unravel_index(section, shape[:-1]))) if len(shape) > 1 else ""

    def exact(self, row: int, column: int) -> str:
        """Return the value at ``row``, ``column`` with all its digits."""
        return "" if self._held is None else cells.exact(self._held[row, column])


class NumberTable(QTableView):
    """A table of numbers: four digits each, exact in the tool tip and when copied (Ctrl+C, tab-separated)."""

    def __init__(self, parent: QWidget | None = None, model: type[NumberModel] = NumberModel) -> None:
        super().__init__(parent)
        self._model = model(self)
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_summary(self, summary: TensorSummary | None) -> None:
        """Show the elements of ``summary``."""
        self._model.show_summary(summary)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._model.set_theme(theme)

    def _fit(self) -> None:
        """Size rows and columns by the font: the contents of 4096 cells need not be measured for that."""
        metrics = self.fontMetrics()
        for header, size in (
            (self.verticalHeader(), metrics.height() + 6),
            (self.horizontalHeader(), metrics.horizontalAdvance("−0.0001234") + 12),
        ):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(8)
            header.setDefaultSectionSize(size)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        rows = min(max(self._model.rowCount(), 1), _ROWS_SEEN)
        line = self.fontMetrics().height() + 6
        return QSize(160, (rows + 1) * line + self.horizontalScrollBar().sizeHint().height() + 8)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected numbers, exact, on the clipboard."""
        chosen = self.selectionModel().selection()
        if chosen.isEmpty():
            return
        first = chosen.first()
        rows = range(first.top(), first.bottom() + 1)
        columns = range(first.left(), first.right() + 1)
        lines = ("\t".join(self._model.exact(row, column) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))
