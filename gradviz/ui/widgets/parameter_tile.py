"""One parameter as heat maps: its value, its gradient and its update, side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gradviz.core import text
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.cell_map import CellMap
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.pace import Pace
from gradviz.ui.widgets.row_button import RowButton
from gradviz.ui.widgets.tint import tint
from gradviz.ui.wording import shape

_WRITE_MS = 100
"""Ten times a second: nobody reads numbers that change faster, and letters take longer to paint than cells."""


class ParameterTile(QWidget):
    """Name and shape above, value, gradient and update side by side, what is known of them below.

    What is read in one of the three is read in the others too: the same element. Numbers follow the cells at a pace at
    which they can be read.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name = ""
        self._theme = LIGHT
        self._sample: ParameterSample | None = None
        self._update: UpdateSample | None = None
        self._limits: tuple[float, float, float] | None = None
        self._words = Pace(self, _WRITE_MS)
        self._words.due.connect(self._write)
        self.title = RowButton()
        self.value = CellMap("forward")
        self.gradient = CellMap("backward")
        self.update_map = CellMap("update")
        self.about_value = ElidedLabel()
        self.about_gradient = ElidedLabel()
        self.about_update = ElidedLabel()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.title, 0, 0, 1, 3)
        abouts = (self.about_value, self.about_gradient, self.about_update)
        for column, (cells, about) in enumerate(zip(self.maps, abouts, strict=True)):
            grid.addWidget(cells, 1, column)
            grid.addWidget(about, 2, column)
            grid.setColumnStretch(column, 1)
            cells.pointed.connect(self._point_to)
            cells.reading_changed.connect(lambda _reading: self._describe())
        self.title.clicked.connect(lambda: self.chosen.emit(self.name))

    @property
    def maps(self) -> tuple[CellMap, CellMap, CellMap]:
        """Value, gradient and update."""
        return self.value, self.gradient, self.update_map

    def show_parameter(self, sample: ParameterSample, update: UpdateSample | None, *, is_awaited: bool = False) -> None:
        """Show ``sample`` and its latest ``update``; its gradient may be still to come."""
        is_other = sample.name != self.name
        self.name = sample.name
        self._sample, self._update = sample, update
        self.value.show_summary(sample.value)
        self.gradient.show_summary(sample.grad, self.tr("not yet") if is_awaited else self.tr("no gradient"))
        self.update_map.show_summary(None if update is None else update.update, self.tr("no update yet"))
        if is_other:
            self._write()
        else:
            self._words.request()

    def _write(self) -> None:
        """Write what is known of the parameter, above and below the maps."""
        sample = self._sample
        if sample is None:
            return
        detail = f"{shape(sample.value.shape)} {text.dtype(sample.value.dtype)}"
        ratio = None if self._update is None else self._update.ratio
        change = "" if ratio is None else self.tr("update ÷ value {0}").format(text.number(ratio))
        self.title.show_row(sample.name, detail, change, "update")
        self.value.setAccessibleName(sample.name)
        self.gradient.setAccessibleName(f"{sample.name}.grad")
        self.update_map.setAccessibleName(self.tr("update of {0}").format(sample.name))
        self._describe()

    def set_limits(self, limits: tuple[float, float, float] | None) -> None:
        """Colour values, gradients and updates on scales up to these magnitudes; ``None``: each on its own."""
        if limits == self._limits:
            return
        self._limits = limits
        for number, cells in enumerate(self.maps):
            cells.set_common_limit(None if limits is None else limits[number])
        self._describe()

    def set_symlog(self, on: bool) -> None:
        """Use symmetric logarithmic scales."""
        for cells in self.maps:
            cells.set_symlog(on)

    def _point_to(self, element: tuple[int, int] | None) -> None:
        for cells in self.maps:
            if cells is not self.sender():
                cells.mark(element)

    def _describe(self) -> None:
        """Write below each map what is read in it, or else its norm and the ends of its scale."""
        if self._sample is None:
            return
        self._say(self.about_value, "‖w‖", self._sample.value, self.value)
        self._say(self.about_gradient, "‖g‖", self._sample.grad, self.gradient)
        self._say(self.about_update, "‖Δ‖", None if self._update is None else self._update.update, self.update_map)

    def _say(self, label: ElidedLabel, symbol: str, summary: TensorSummary | None, cells: CellMap) -> None:
        if summary is None:
            label.set_text("")
            return
        # Of a large update only some elements are known, and no norm.
        words = [] if summary.norm is None else [f"{symbol} {text.number(summary.norm)}"]
        if summary.nan:
            words.append(self.tr("{0} NaN").format(summary.nan))
        if summary.inf:
            words.append(self.tr("{0} Inf").format(summary.inf))
        if cells.has_cells:
            words.append(f"±{text.number(cells.limit)}")
        label.set_text(cells.reading() or " · ".join(words))
        color = self._theme.color("muted" if summary.is_finite else "nonfinite")
        # A palette costs much more to set than to look at.
        if label.palette().color(label.foregroundRole()) != color:
            tint(label, color)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for part in (self.title, *self.maps):
            part.set_theme(theme)
        for label in (self.about_value, self.about_gradient, self.about_update):
            tint(label, theme.color("muted"))
        self._describe()
