"""The tensors of all runs beside each other, at one iteration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.conductor import LaneSpec
from gradviz.core.lanes import Lanes
from gradviz.core.lockstep.align import Pair
from gradviz.core.lockstep.picture import of_pair, tensor_of
from gradviz.core.lockstep.steps import Step
from gradviz.core.lockstep.tolerance import coarser, tolerance
from gradviz.core.lockstep.verdict import Moment
from gradviz.core.lockstep.words import scale
from gradviz.ui.theme import LIGHT, Theme

MOST_ROWS = 200
"""Of larger nets the first tensors are listed."""


class Row(NamedTuple):
    """A tensor of the first run, and which of its two sides: the value, or the gradient."""

    name: str
    moment: Moment

    @property
    def title(self) -> str:
        """How the program would call it."""
        return f"{self.name}.grad" if self.moment is Moment.GRADIENT else self.name


class TensorTable(QTableWidget):
    """Rows are tensors, columns are runs: the norm, and of all but the first how far it is from the first."""

    cell_chosen = Signal(object, int)
    """A `Row` and the number of a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._rows: tuple[Row, ...] = ()
        self._titles: tuple[str, ...] = ()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(64)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.currentCellChanged.connect(lambda *_cells: self._choose())
        self.fit_rows()
        self.retranslate()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows

    @property
    def chosen(self) -> tuple[Row, int] | None:
        """The tensor and the run that are chosen; the second run where none is."""
        row, column = self.currentRow(), self.currentColumn()
        if not 0 <= row < len(self._rows) or self.columnCount() < 3:
            return None
        return self._rows[row], max(column - 1, 1)

    def choose(self, row: Row, lane: int) -> None:
        """Choose a tensor of a run."""
        if row in self._rows:
            self.setCurrentCell(self._rows.index(row), lane + 1)
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
            # The names of the tensors stay in sight.
            self.horizontalScrollBar().setValue(0)

    def show_iteration(self, specs: Sequence[LaneSpec], lanes: Lanes, steps: dict[int, Step]) -> None:
        """Show the tensors of one iteration, of which ``steps`` are kept, by runs."""
        first = steps.get(0)
        # The backward pass comes to the last layer first.
        names = [] if first is None else [one.name for one in reversed(first.parameters)]
        rows = tuple(Row(name, moment) for name in names for moment in (Moment.START, Moment.GRADIENT))[:MOST_ROWS]
        titles = tuple(spec.title for spec in specs)
        if (rows, titles) != (self._rows, self._titles):
            self._rebuild(rows, titles)
        for lane in range(1, len(specs)):
            pairs = {pair.name: pair for pair in lanes.alignment(lane).pairs}
            for number, row in enumerate(rows):
                self._fill(number, lane, row, first, steps.get(lane), pairs.get(row.name))
        for number, row in enumerate(rows):
            tensor = None if first is None else tensor_of(first.get(row.name), row.moment)
            self._write(number, 1, "–" if tensor is None else text.number(tensor.norm))

    def _rebuild(self, rows: tuple[Row, ...], titles: tuple[str, ...]) -> None:
        chosen = self.chosen
        with QSignalBlocker(self):
            self._rows, self._titles = rows, titles
            self.setRowCount(len(rows))
            self.setColumnCount(len(titles) + 1)
            self.retranslate()
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
            for number, row in enumerate(rows):
                self._write(number, 0, row.title)
        if rows:
            row, lane = chosen if chosen is not None and chosen[0] in rows else (rows[0], 1)
            self.choose(row, min(lane, len(titles) - 1))

    def _fill(
        self, number: int, lane: int, row: Row, first: Step | None, second: Step | None, pair: Pair | None
    ) -> None:
        tensor = None if pair is None or second is None else tensor_of(second.get(pair.other), row.moment)
        if tensor is None or first is None or second is None or pair is None:
            self._write(number, lane + 1, "–")
            return
        found = of_pair(first, second, pair, row.moment)
        if found is None:
            self._write(number, lane + 1, text.number(tensor.norm))
            return
        one = tensor_of(first.get(row.name), row.moment)
        most = tolerance(coarser(tensor.dtype, tensor.dtype if one is None else one.dtype))
        apart = self.tr("equal") if found.is_identical else scale(found.relative)
        sign = "" if found.is_identical else "≈ " if found.relative <= most else "≠ "
        self._write(number, lane + 1, f"{text.number(tensor.norm)}\n{sign}{apart}", is_apart=sign == "≠ ")
        name = pair.other if not pair.flipped else self.tr("{name}, rows and columns exchanged").format(name=pair.other)
        place = "" if found.is_identical else self.tr("largest difference at {place}").format(place=found.place)
        item = self.item(number, lane + 1)
        if item is not None:
            item.setToolTip(" · ".join(part for part in (name, place) if part))

    def _write(self, row: int, column: int, words: str, *, is_apart: bool = False) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        if item.text() != words:
            item.setText(words)
        item.setForeground(self._theme.color("error" if is_apart else "text"))

    def fit_rows(self) -> None:
        """Give every row room for two lines."""
        self.verticalHeader().setDefaultSectionSize(2 * self.fontMetrics().lineSpacing() + 6)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.setAccessibleName(self.tr("Norms of the tensors, and how far they are from the first run"))
        names = [f"{number + 1}  {title}" for number, title in enumerate(self._titles)]
        self.setHorizontalHeaderLabels([self.tr("Tensor"), *names])
        for number, title in enumerate(self._titles):
            if (item := self.horizontalHeaderItem(number + 1)) is not None:
                item.setToolTip(title)

    def _choose(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.cell_chosen.emit(*chosen)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.FontChange:
            self.fit_rows()
