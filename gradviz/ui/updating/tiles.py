"""The tensors of an update side by side, with one cursor for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.cell_map import CellMap
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.tint import join_text, tint

_NARROWEST = 12
"""Characters that a tile has room for, at least."""


class Shown(NamedTuple):
    """What a tile shows: its symbol and name, the tensor, and the role of its colour."""

    symbol: str
    name: str
    summary: TensorSummary
    hue: str


class Tile(QWidget):
    """One tensor: its name above, its cells, its norm below."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.title = ElidedLabel()
        self.cells = CellMap()
        self.cells.set_tooltips(True)
        self.about = ElidedLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.title, self.cells, self.about):
            column.addWidget(widget)

    def show_tensor(self, shown: Shown) -> None:
        """Show ``shown``."""
        self.title.set_text(f"{shown.symbol}  {shown.name}" if shown.symbol else shown.name)
        self.cells.setAccessibleName(shown.name)
        self.cells.set_hue(shown.hue)
        self.cells.show_summary(shown.summary)
        number = shown.summary.item()
        self.about.set_text("" if number is not None else f"‖·‖ {text.number(shown.summary.norm)}")

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.cells.set_theme(theme)
        tint(self.about, theme.color("muted"))


class Tiles(QWidget):
    """Tiles in as many columns as there is room for; the cursor of one is the cursor of all."""

    element_changed = Signal(int, int)
    """A row and a column, as heat maps count them."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._columns = 0
        self._is_moving = False
        self.tiles: list[Tile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)

    def show_tensors(self, shown: Sequence[Shown]) -> None:
        """Show a tile for each of ``shown``."""
        while len(self.tiles) < len(shown):
            self._add()
        for number, tile in enumerate(self.tiles):
            tile.setVisible(number < len(shown))
            if number < len(shown):
                tile.show_tensor(shown[number])
        self._flow()

    def choose(self, row: int, column: int) -> None:
        """Put the cursor of every tile that has cells on this element."""
        self._is_moving = True
        for tile in self.tiles:
            if not tile.isHidden() and tile.cells.has_cells:
                tile.cells.move_cursor(row, column)
        self._is_moving = False

    def _add(self) -> None:
        tile = Tile()
        tile.set_theme(self._theme)
        tile.cells.cursor_moved.connect(lambda: self._on_moved(tile))
        self.tiles.append(tile)
        self._columns = 0
        self._grid.addWidget(tile, 0, 0)
        join_text(tile)

    def _on_moved(self, tile: Tile) -> None:
        place = tile.cells.cursor_cell
        if not self._is_moving and place is not None:
            self.choose(*place)
            self.element_changed.emit(*place)

    def _flow(self) -> None:
        shown = [tile for tile in self.tiles if not tile.isHidden()]
        room = self.fontMetrics().horizontalAdvance("M") * _NARROWEST
        columns = max(1, min(len(shown), self.width() // room))
        height = max((tile.cells.sizeHint().height() for tile in shown), default=0)
        for tile in shown:
            tile.cells.setFixedHeight(height)
        if columns == self._columns:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for tile in self.tiles:
            tile.set_theme(theme)
