"""Every parameter and its gradient as heat maps, live."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.pace import REDRAW_MS, Pace
from gradviz.ui.widgets.parameter_tile import ParameterTile
from gradviz.ui.widgets.tint import join_text, scale_text, tint
from gradviz.ui.widgets.toggle_button import ToggleButton

_TOP = Qt.AlignmentFlag.AlignTop

TILE_LIMIT = 40
"""So many parameters are shown at once; others are found by their name."""

_FILTER_FROM = 9
"""With so many parameters there is a field to filter them."""


@dataclass(frozen=True, slots=True)
class HeatmapOptions:
    """How heat maps are coloured: on logarithmic scales, and on scales that all parameters share."""

    log: bool = False
    shared: bool = False


class HeatmapsPanel(QWidget):
    """A tile per parameter: its value, its gradient, its update, their norms, and how much an update changes it.

    `show_parameters` may be called as often as there are new values: they are drawn at most 30 times a second, into
    the tiles that are there already, and not while the panel is hidden.
    """

    parameter_requested = Signal(str)
    options_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._parameters: tuple[ParameterSample, ...] = ()
        self._awaited: frozenset[str] = frozenset()
        self._updates: dict[str, UpdateSample] = {}
        self._pace = Pace(self, REDRAW_MS)
        self._pace.due.connect(self._draw)
        self.filter = QLineEdit()
        self.log = ToggleButton()
        self.shared = ToggleButton()
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
        for toggle in (self.log, self.shared):
            toggle.toggled.connect(self._on_option)
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
        inside.setContentsMargins(12, 2, 12, 4)
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
        top.setContentsMargins(12, 2, 12, 0)
        top.addWidget(self.filter, 1)
        top.addStretch(0)
        top.addWidget(self.shared)
        top.addWidget(self.log)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)

    # What is shown

    def show_parameters(self, parameters: Sequence[ParameterSample], awaited: Collection[str] = ()) -> None:
        """Show ``parameters`` as they are now; the gradients of those with ``awaited`` names are still to come."""
        self._parameters = tuple(parameters)
        self._awaited = frozenset(awaited)
        self._pace.request()

    def show_updates(self, updates: Mapping[str, UpdateSample]) -> None:
        """Show the updates of the parameters with these names, and of no others."""
        self._updates = dict(updates)
        self._pace.request()

    def options(self) -> HeatmapOptions:
        """Return how the heat maps are coloured."""
        return HeatmapOptions(self.log.isChecked(), self.shared.isChecked())

    def set_options(self, options: HeatmapOptions) -> None:
        """Colour the heat maps like this."""
        self.log.setChecked(options.log)
        self.shared.setChecked(options.shared)

    def _on_option(self) -> None:
        for tile in self.tiles:
            tile.set_symlog(self.log.isChecked())
        self._draw()
        self.options_changed.emit(self.options())

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
                tile.show_parameter(shown[number], self._updates.get(name), is_awaited=name in self._awaited)
        self._share_scales(self.tiles[: len(shown)])
        self._say(len(shown), len(matching))

    def _share_scales(self, tiles: Sequence[ParameterTile]) -> None:
        """Let the values of all tiles have one scale, and so their gradients and updates; or each its own."""
        if not self.shared.isChecked():
            for tile in tiles:
                tile.set_limits(None)
            return
        own = [tuple(cells.own_limit for cells in tile.maps) for tile in tiles]
        values, gradients, updates = (max(limits) for limits in zip(*own, strict=True)) if own else (0.0, 0.0, 0.0)
        for tile in tiles:
            tile.set_limits((values, gradients, updates))

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
        tile.set_symlog(self.log.isChecked())
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
        for toggle in (self.log, self.shared):
            toggle.set_theme(theme)
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
        self.log.setText(self.tr("Log"))
        self.log.setToolTip(self.tr("Colours on a symmetric logarithmic scale: small values show beside large ones"))
        self.shared.setText(self.tr("Shared scale"))
        self.shared.setToolTip(self.tr("The same colours mean the same numbers in every parameter"))
        self.filter.setPlaceholderText(self.tr("Filter by name"))
        self.filter.setAccessibleName(self.tr("Filter parameters by name"))
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
