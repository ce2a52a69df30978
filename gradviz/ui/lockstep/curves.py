"""The losses of all runs in one plot, or how far a tensor of each is from the first run's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.conductor import LaneSpec
from gradviz.core.lanes import Key, Lanes
from gradviz.ui.lockstep.look import look
from gradviz.ui.lockstep.tensor_table import Row
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.curve_plot import CurvePlot, Line
from gradviz.ui.widgets.toggle_button import ToggleButton


class LaneCurves(QWidget):
    """One line for each run, told apart by colour and style. A click, or Return, asks for an iteration."""

    iteration_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._lanes: Lanes | None = None
        self._specs: tuple[LaneSpec, ...] = ()
        self._row: Row | None = None
        self.title = QLabel()
        self.plot = CurvePlot()
        self.differences = ToggleButton()
        self.log = ToggleButton()
        self.log.setChecked(True)
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.differences)
        top.addWidget(self.log)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.plot, 1)
        for button in (self.log, self.differences):
            button.toggled.connect(lambda _on: self._draw())
        self.plot.iteration_requested.connect(self.iteration_requested)
        self.retranslate()

    def show_runs(self, specs: Sequence[LaneSpec], lanes: Lanes | None, row: Row | None) -> None:
        """Draw these runs; ``row`` is the tensor whose differences may be drawn."""
        self._specs, self._lanes, self._row = tuple(specs), lanes, row
        self._draw()

    def _draw(self) -> None:
        row = self._row if self.differences.isChecked() else None
        title = self.tr("Losses") if row is None else self.tr("Differences of {tensor}").format(tensor=row.title)
        self.title.setText(title)
        self.plot.setAccessibleName(title)
        lines = (self._line(number, spec, row) for number, spec in enumerate(self._specs))
        self.plot.show_lines([line for line in lines if line is not None], self.log.isChecked())

    def _line(self, number: int, spec: LaneSpec, row: Row | None) -> Line | None:
        if self._lanes is None:
            return None
        series = self._lanes.losses[number] if row is None else self._lanes.apart.get(Key(number, row.name, row.moment))
        return None if series is None else Line(spec.title, series, *look(number, self._theme))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for part in (self.plot, self.log, self.differences):
            part.set_theme(theme)
        self._draw()

    def set_tick_font(self, font: QFont) -> None:
        """Write the numbers of the axes in ``font``."""
        self.plot.set_tick_font(font)

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.differences.setText(self.tr("Differences"))
        self.differences.setToolTip(self.tr("How far the chosen tensor of each run is from that of the first run"))
        self.log.setText(self.tr("Log"))
        self.log.setToolTip(self.tr("Logarithmic scale"))
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
