"""What is shown of a run beside its loss: curves of its parameters, gradients by depth, or distributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from typing_extensions import override

from gradviz.core import text
from gradviz.core.history import History
from gradviz.core.series import Series
from gradviz.ui import plotwords
from gradviz.ui.plotviews import DENSITIES, SERIES, USUAL_RATIO, View
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.chart import Chart
from gradviz.ui.widgets.choice import Choice
from gradviz.ui.widgets.curve_legend import CurveLegend
from gradviz.ui.widgets.curve_plot import Guide, Line
from gradviz.ui.widgets.density_map import DensityMap, part_of
from gradviz.ui.widgets.flow_bars import FlowBars


class SideChart(Chart):
    """`draw` is for the eyes, as often as something has come; `write` is for reading, and costs more."""

    chosen = Signal()
    """Other curves are to be drawn."""
    view_chosen = Signal()

    def __init__(self) -> None:
        self.view = Choice()
        self.which = Choice()
        super().__init__(self.view, self.which)
        self.legend = CurveLegend()
        self.flow = FlowBars()
        self.density = DensityMap()
        self._history: History | None = None
        self._order: tuple[str, ...] = ()
        self._at: int | None = None
        for box in (self.view, self.which):
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        for view in View:
            self.view.addItem("", view)
        for page in (self.flow, self.density):
            self.pages.addWidget(page)
        self.middle.addWidget(self.legend)
        self.legend.chosen_changed.connect(self.chosen)
        self.legend.pointed_changed.connect(self._draw_again)
        self.which.currentIndexChanged.connect(self.chosen)
        self.view.currentIndexChanged.connect(self.view_chosen)
        for moved in (self.plot.cursor_moved, self.density.cursor_moved, self.flow.chosen_changed):
            moved.connect(self.read_again)

    @property
    def chosen_view(self) -> View:
        """What is shown."""
        return View(self.view.currentData())

    def full_title(self) -> str:
        """Return what is shown, and of which parameter, for a file."""
        view = self.view.currentText()
        return f"{view}: {self.which.currentText()}" if self.chosen_view in DENSITIES else view

    # What is shown

    def clear(self) -> None:
        """Begin with another run."""
        self.legend.clear()
        with QSignalBlocker(self.which):
            self.which.clear()
        self.plot.show_all()

    def show_flow_at(self, iteration: int | None) -> None:
        """Show the gradients by depth as they were in this iteration."""
        self._at = iteration
        self._draw_flow()

    def set_depth_order(self, names: Sequence[str]) -> None:
        """Show the flow in the order in which the net uses its parameters."""
        self._order = tuple(names)
        self._draw_flow()

    def draw(self, history: History) -> None:
        """Draw what is known, as it is chosen."""
        self._history = history
        if self.legend.take_names(history.norms):
            self.fit_legend()
            with QSignalBlocker(self.which):
                for name in list(history.norms)[self.which.count() :]:
                    self.which.addItem(name)
        view = self.chosen_view
        self.pages.setCurrentWidget(
            self.flow if view is View.FLOW else self.density if view in DENSITIES else self.plot
        )
        self.legend.setVisible(view in SERIES and view is not View.RATES)
        self.which.setVisible(view in DENSITIES)
        self.log.setVisible(view is not View.FLOW)
        if view is View.FLOW:
            self._draw_flow()
        elif view in DENSITIES:
            kind, hue = DENSITIES[view]
            slices = history.histograms.of(self.which.currentText(), kind)
            self.density.show_slices(slices, history.last or 0, hue, log=self.log.isChecked())
        else:
            guides = [Guide(USUAL_RATIO, self.tr("usual: {0}").format(text.number(USUAL_RATIO)))]
            lines = self._pointed_out(self._lines(history))
            self.plot.show_lines(lines, self.log.isChecked(), guides if view is View.RATIOS else (), history.last or 0)

    def _draw_again(self) -> None:
        if self._history is not None:
            self.draw(self._history)

    def _pointed_out(self, lines: list[Line]) -> list[Line]:
        """Return the lines with the one that is pointed at in the legend last, and all others pale."""
        pointed = self.legend.pointed
        name = None if pointed is None else self.legend.item(pointed).text()
        if self.chosen_view is View.RATES or not any(line.name == name for line in lines):
            return lines
        others = [replace(line, is_pale=True) for line in lines if line.name != name]
        return others + [line for line in lines if line.name == name]

    def _lines(self, history: History) -> list[Line]:
        view = self.chosen_view
        if view is View.RATES:
            return [Line(name, history.rates[name], *self.legend.look(i)) for i, name in enumerate(history.rates)]
        group = {View.RATIOS: history.ratios, View.SIZES: history.sizes}.get(view, history.norms)
        return [Line(name, group[name], *self.legend.look(i)) for i, name in self.legend.chosen if name in group]

    def _draw_flow(self) -> None:
        history, at = self._history, self._at
        if history is None or self.pages.currentWidget() is not self.flow:
            return
        order = [*(name for name in self._order if name in history.norms)]
        order += [name for name in history.norms if name not in self._order]
        points = [(name, None if at is None else history.norms[name].at(at)) for name in order]
        norms = history.norms
        self.flow.show_bars([(name, None if point is None else _norm(norms[name], point[1])) for name, point in points])
        self.read_again()

    def fit_legend(self) -> None:
        """Let the legend be as wide as its names need, within half of the chart."""
        self.legend.fit(max(self.width() // 2, 110))

    # In words

    def write(self, history: History) -> None:
        """Say what cannot be drawn, and what is read at the cursor."""
        self._history = history
        self.say(*self._about(history))
        self.read_again()

    def _about(self, history: History) -> tuple[str, bool]:
        view = self.chosen_view
        if view is View.FLOW:
            return plotwords.about_flow(), False
        if view in DENSITIES:
            slices = history.histograms.of(self.which.currentText(), DENSITIES[view][0])
            return plotwords.about_density(is_empty=not slices), False
        lines = [(line.name, line.series) for line in self._lines(history)]
        if not lines:
            return plotwords.why_none(view), False
        words, is_alarming = plotwords.about_lines(lines, log=self.log.isChecked())
        known = len(lines) if view is View.RATES else len(history.norms)
        choice = plotwords.about_choice(len(lines), known, len(history.left_out))
        return " · ".join(part for part in (words, choice) if part), is_alarming

    def read_again(self) -> None:
        """Write the values at the cursor, or the last ones."""
        if self._history is not None:
            self.read(self._reading(self._history))

    def _reading(self, history: History) -> str:
        view = self.chosen_view
        if view is View.FLOW:
            return self._read_flow()
        if view in DENSITIES:
            return self._read_density()
        lines = [(line.name, line.series) for line in self._lines(history)]
        return plotwords.reading(self.plot.cursor_iteration, lines, None)

    def _read_flow(self) -> str:
        bar, at = self.flow.chosen, self._at
        if at is None:
            return ""
        if bar is None:
            return plotwords.at_iteration(at)
        return plotwords.at_iteration(at, f"{bar[0]} {'–' if bar[1] is None else text.number(bar[1])}")

    def _read_density(self) -> str:
        one = self.density.at
        if one is None:
            return ""
        return plotwords.at_iteration(one.iteration, plotwords.spread(one.low, *part_of(one), one.high))

    # How it is shown

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.legend, self.flow, self.density):
            part.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        names = plotwords.view_names()
        for number, view in enumerate(View):
            self.view.setItemText(number, names[view])
        self.view.setAccessibleName(self.tr("What is shown beside the loss"))
        self.which.setAccessibleName(self.tr("Parameter"))
        self.flow.setAccessibleName(names[View.FLOW])
        self.density.setAccessibleName(self.tr("Distribution over time"))
        self.legend.setAccessibleName(self.tr("Parameters whose curve is drawn"))
        self.legend.setAccessibleDescription(
            self.tr("A click or Space hides the curve or shows it; a double click or Enter shows it alone, Ctrl+A all")
        )


def _norm(series: Series, value: float) -> float | None:
    """Return a norm; ``None`` where there was no gradient, which in a series without NaN is what NaN means."""
    return None if value != value and not series.nan else value
