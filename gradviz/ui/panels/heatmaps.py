"""Every parameter and its gradient as heat maps, live."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core import text
from gradviz.core.messages import ParameterSample
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.cell_map import CellMap
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.pace import Pace
from gradviz.ui.widgets.row_button import RowButton
from gradviz.ui.widgets.tint import join_text, scale_text, tint
from gradviz.ui.wording import shape

_REDRAW_MS = 50
"""Twenty times a second; drawing takes time from the training beside it."""
_TOP = Qt.AlignmentFlag.AlignTop

TILE_LIMIT = 40
"""So many parameters are shown at once; others are found by their name."""

_FILTER_FROM = 9
"""With so many parameters there is a field to filter them."""


class HeatmapsPanel(QWidget):
    """A tile per parameter: its value, its gradient, their norms, and how much an update changes it.

    `show_parameters` may be called as often as there are new values: they are drawn at most 30 times a second, into
    the tiles that are there already, and not while the panel is hidden.
    """

    parameter_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._parameters: tuple[ParameterSample, ...] = ()
        self._awaited: frozenset[str] = frozenset()
        self._ratios: dict[str, float] = {}
        self._pace = Pace(self, _REDRAW_MS)
        self._pace.due.connect(self._draw)
        self.filter = QLineEdit()
        self.tiles: list[ParameterTile] = []
        self._note = QLabel()
        self._empty = QLabel()
        self._full = QWidget()
        self._scroll = QScrollArea()
        self._grid = QGridLayout()
        self._stack = QStackedLayout()
        self._columns = 0
        self._arrange()
        self.filter.textChanged.connect(self._draw)
        self._scroll.verticalScrollBar().valueChanged.connect(self._pace.request)
        self.set_theme(LIGHT)
        self._retranslate()

    def _arrange(self) -> None:
        for label in (self._empty, self._note):
            label.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._full)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._stack)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.addLayout(self._grid)
        inside.addWidget(self._note)
        inside.addStretch(1)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(12)
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.filter.setClearButtonEnabled(True)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(12, 6, 12, 0)
        top.addWidget(self.filter)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)

    # What is shown

    def show_parameters(self, parameters: Sequence[ParameterSample], awaited: Collection[str] = ()) -> None:
        """Show ``parameters`` as they are now; the gradients of those with ``awaited`` names are still to come."""
        self._parameters = tuple(parameters)
        self._awaited = frozenset(awaited)
        self._pace.request()

    def show_ratios(self, ratios: Mapping[str, float]) -> None:
        """Show ‖update‖ ÷ ‖parameter‖ of the parameters with these names, and of no others."""
        self._ratios = dict(ratios)
        self._pace.request()

    def empty_text(self) -> str:
        """Return the sentence that is shown without parameters; empty with some."""
        return "" if self._parameters else self._empty.text()

    def note(self) -> str:
        """Return the sentence about what is not shown."""
        return self._note.text()

    def shown_names(self) -> list[str]:
        """Return the names of the parameters that have a tile."""
        return [tile.name for tile in self.tiles if not tile.isHidden()]

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._draw()

    def _draw(self) -> None:
        self._stack.setCurrentWidget(self._full if self._parameters else self._empty)
        if not self.isVisible() or not self._parameters:
            return
        self.filter.setVisible(len(self._parameters) >= _FILTER_FROM)
        wanted = self.filter.text().strip().casefold() if not self.filter.isHidden() else ""
        matching = [sample for sample in self._parameters if wanted in sample.name.casefold()]
        shown = matching[:TILE_LIMIT]
        while len(self.tiles) < len(shown):
            self._add_tile()
        for number, tile in enumerate(self.tiles):
            tile.setVisible(number < len(shown))
            if number < len(shown) and (tile.name != shown[number].name or self._in_view(tile)):
                name = shown[number].name
                tile.show_parameter(shown[number], self._ratios.get(name), is_awaited=name in self._awaited)
        self._say(len(shown), len(matching))

    def ensure_visible(self, name: str) -> None:
        """Scroll to the tile of the parameter ``name``, if it has one."""
        tile = next((tile for tile in self.tiles if tile.name == name and not tile.isHidden()), None)
        if tile is not None:
            self._scroll.ensureWidgetVisible(tile)

    def _in_view(self, tile: ParameterTile) -> bool:
        """Return whether ``tile`` can be seen; the others are brought up to date when they are scrolled to."""
        top = tile.mapTo(self._scroll.viewport(), QPoint(0, 0)).y()
        return top < self._scroll.viewport().height() and top + tile.height() > 0

    def _say(self, shown: int, matching: int) -> None:
        words = ""
        if not matching:
            words = self.tr("No parameter has this in its name.")
        elif shown < matching:
            words = self.tr("{0} of {1} parameters. Filter by name to see others.").format(shown, matching)
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _add_tile(self) -> None:
        tile = ParameterTile()
        tile.set_theme(self._theme)
        tile.chosen.connect(self.parameter_requested)
        self.tiles.append(tile)
        columns = max(self._columns, 1)
        self._grid.addWidget(tile, (len(self.tiles) - 1) // columns, (len(self.tiles) - 1) % columns, _TOP)
        join_text(tile)

    def _flow(self) -> None:
        """Put the tiles into as many columns as there is room for."""
        columns = max(1, self.width() // (22 * self.fontMetrics().height()))
        if columns == self._columns:
            return
        for number in range(max(self._columns, columns)):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns, _TOP)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._flow()
        self._pace.request()

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for tile in self.tiles:
            tile.set_theme(theme)
        tint(self._empty, theme.color("muted"))
        tint(self._note, theme.color("muted"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self._flow()

    def _retranslate(self) -> None:
        self._empty.setText(
            self.tr("Run a program that trains: every parameter and its gradient will be shown here, live.")
        )
        self.filter.setPlaceholderText(self.tr("Filter by name"))
        self.filter.setAccessibleName(self.tr("Filter parameters by name"))
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class ParameterTile(QWidget):
    """One parameter: name and shape above, value and gradient side by side, what is known of them below."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name = ""
        self._theme = LIGHT
        self.title = RowButton()
        self.value = CellMap("forward")
        self.gradient = CellMap("backward")
        self.about_value = ElidedLabel()
        self.about_gradient = ElidedLabel()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.title, 0, 0, 1, 2)
        for column, (cells, about) in enumerate(((self.value, self.about_value), (self.gradient, self.about_gradient))):
            cells.set_tooltips(True)
            grid.addWidget(cells, 1, column)
            grid.addWidget(about, 2, column)
            grid.setColumnStretch(column, 1)
        self.title.clicked.connect(lambda: self.chosen.emit(self.name))

    def show_parameter(self, sample: ParameterSample, ratio: float | None, *, is_awaited: bool = False) -> None:
        """Show ``sample``, of which an update changes the part ``ratio``; its gradient may be still to come."""
        self.name = sample.name
        value = sample.value
        detail = f"{shape(value.shape)} {text.dtype(value.dtype)}"
        change = "" if ratio is None else self.tr("update ÷ value {0}").format(text.number(ratio))
        self.title.show_row(sample.name, detail, change, "update")
        self.value.setAccessibleName(sample.name)
        self.value.show_summary(value)
        self.gradient.setAccessibleName(f"{sample.name}.grad")
        self.gradient.show_summary(sample.grad, self.tr("not yet") if is_awaited else self.tr("no gradient"))
        self._say(self.about_value, "‖w‖", value)
        self._say(self.about_gradient, "‖g‖", sample.grad)

    def _say(self, label: ElidedLabel, symbol: str, summary: TensorSummary | None) -> None:
        if summary is None:
            label.set_text("")
            return
        words = [f"{symbol} {text.number(summary.norm)}"]
        if summary.nan:
            words.append(self.tr("{0} NaN").format(summary.nan))
        if summary.inf:
            words.append(self.tr("{0} Inf").format(summary.inf))
        label.set_text(" · ".join(words))
        tint(label, self._theme.color("muted" if summary.is_finite else "nonfinite"))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for part in (self.title, self.value, self.gradient):
            part.set_theme(theme)
        tint(self.about_value, theme.color("muted"))
        tint(self.about_gradient, theme.color("muted"))
