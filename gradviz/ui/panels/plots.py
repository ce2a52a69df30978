"""Live curves: the loss, and beside it what else is known of a run by iteration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.histograms import GRADIENT, VALUE
from gradviz.core.history import History
from gradviz.core.series import Series
from gradviz.core.smooth import WINDOWS
from gradviz.ui.theme import LIGHT, Theme, series_colors
from gradviz.ui.widgets.chart import Chart
from gradviz.ui.widgets.choice import Choice
from gradviz.ui.widgets.curve_legend import CurveLegend
from gradviz.ui.widgets.curve_plot import CurvePlot, Guide, Line
from gradviz.ui.widgets.density_map import DensityMap, part_of
from gradviz.ui.widgets.flow_bars import FlowBars
from gradviz.ui.widgets.pace import Pace
from gradviz.ui.widgets.tint import scale_text, tint

_REDRAW_MS = 100
"""Ten times a second: a curve that grows looks smooth at that, and the training beside it keeps its speed."""

USUAL_RATIO = 1e-3
"""An update is often of about this size, relative to its parameter, when training goes well."""


class View(StrEnum):
    """What is shown beside the loss."""

    NORMS = "norms"
    RATIOS = "ratios"
    SIZES = "sizes"
    RATES = "rates"
    FLOW = "flow"
    VALUES = "values"
    GRADIENTS = "gradients"


_SERIES = (View.NORMS, View.RATIOS, View.SIZES, View.RATES)
_DENSITIES = {View.VALUES: (VALUE, "forward"), View.GRADIENTS: (GRADIENT, "backward")}


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """How the curves are shown; ``smoothing`` is over so many iterations, 0 for none."""

    view: View = View.NORMS
    loss_log: bool = True
    view_log: bool = True
    smoothing: int = 0


class PlotsPanel(QWidget):
    """Loss and one other view of a run, side by side or one above the other.

    `show_history` may be called as often as something is added: the curves are drawn a few times a second, and not
    while the panel is hidden.
    """

    iteration_requested = Signal(int)
    parameter_requested = Signal(str)
    options_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self._compared: tuple[tuple[str, Series], ...] = ()
        self._order: tuple[str, ...] = ()
        self._current: int | None = None
        self._is_live = False
        self._theme = LIGHT
        self._pace = Pace(self, _REDRAW_MS)
        self._pace.due.connect(self._draw)
        self.smoothing = Choice()
        self.view = Choice()
        self.which = Choice()
        self.loss = Chart()
        self.norms = Chart(self.view, self.which)
        self.legend = CurveLegend()
        self.flow = FlowBars()
        self.density = DensityMap()
        self._empty = QLabel()
        self._full = QWidget()
        self._stack = QStackedLayout()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._full)
        self._arrange()
        self._connect()
        self.set_theme(LIGHT)
        self._retranslate()

    def _arrange(self) -> None:
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._full)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 6)
        outer.addLayout(self._stack)
        for view in View:
            self.view.addItem("", view)
        for window in (0, *WINDOWS):
            self.smoothing.addItem("", window)
        self.loss.top.insertWidget(2, self.smoothing)
        for page in (self.flow, self.density):
            self.norms.pages.addWidget(page)
        self.norms.middle.addWidget(self.legend)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self.loss, 3)
        self._row.addWidget(self.norms, 5)

    def _connect(self) -> None:
        for chart in (self.loss, self.norms):
            chart.plot.iteration_requested.connect(self.iteration_requested)
            chart.plot.cursor_moved.connect(self._read)
            chart.log.setChecked(True)
            chart.log.toggled.connect(self._on_option)
        self.loss.plot.cursor_moved.connect(self._draw_flow)
        self.density.iteration_requested.connect(self.iteration_requested)
        self.density.cursor_moved.connect(self._read)
        self.flow.chosen_changed.connect(self._read)
        self.flow.parameter_requested.connect(self.parameter_requested)
        self.legend.itemChanged.connect(self._draw)
        self.which.currentIndexChanged.connect(self._draw)
        self.view.currentIndexChanged.connect(self._on_option)
        self.smoothing.currentIndexChanged.connect(self._on_option)

    # What is shown

    def show_history(self, history: History | None) -> None:
        """Show ``history``; call it again when something was added to it."""
        if history is not self._history:
            self._history = history
            self.legend.clear()
            with QSignalBlocker(self.which):
                self.which.clear()
            self.loss.plot.show_all()
            self.norms.plot.show_all()
        self._pace.request()

    def show_current(self, iteration: int | None, *, is_live: bool = False) -> None:
        """Mark the iteration that the other panels show; while a run ``is_live`` the flow is that of the newest."""
        self._current, self._is_live = iteration, is_live
        self.loss.plot.show_current(iteration)
        self.norms.plot.show_current(iteration)
        self._draw_flow()

    def show_compared(self, compared: Sequence[tuple[str, Series]]) -> None:
        """Draw the losses of other runs, by their names, as pale curves."""
        self._compared = tuple(compared)
        self._draw()

    def set_depth_order(self, names: Sequence[str]) -> None:
        """Show the flow in the order in which the net uses its parameters."""
        self._order = tuple(names)
        self._draw_flow()

    def options(self) -> PlotOptions:
        """Return how the curves are shown."""
        return PlotOptions(
            View(self.view.currentData()),
            self.loss.log.isChecked(),
            self.norms.log.isChecked(),
            int(self.smoothing.currentData()),
        )

    def set_options(self, options: PlotOptions) -> None:
        """Show the curves like this."""
        blockers = [QSignalBlocker(box) for box in (self.view, self.smoothing, self.loss.log, self.norms.log)]
        self.view.setCurrentIndex(self.view.findData(options.view))
        self.smoothing.setCurrentIndex(max(self.smoothing.findData(options.smoothing), 0))
        self.loss.log.setChecked(options.loss_log)
        self.norms.log.setChecked(options.view_log)
        for blocker in blockers:
            blocker.unblock()
        self.set_theme(self._theme)

    def _on_option(self) -> None:
        self._draw()
        self.options_changed.emit(self.options())

    def view_title(self) -> str:
        """Return what is shown beside the loss."""
        view = self.view.currentText()
        return f"{view}: {self.which.currentText()}" if self.options().view in _DENSITIES else view

    def paint_page(self, painter: QPainter, page: QWidget) -> None:
        """Paint one of the charts, for a file."""
        if isinstance(page, CurvePlot | FlowBars | DensityMap):
            page.picture_on(painter)

    def empty_text(self) -> str:
        """Return the sentence that is shown while there is nothing to draw; empty when there is something."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._draw()

    # Drawing

    def _draw(self) -> None:
        history = self._history
        if history is None or history.is_empty:
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentWidget(self._full)
        if not self.isVisible():
            return
        has_norms = any(series.finite or series.nan or series.inf for series in history.norms.values())
        self.norms.setVisible(has_norms)
        if self.legend.take_names(history.norms):
            self._fit_legend()
            self._name_parameters(history)
        self._draw_loss(history)
        if has_norms:
            self._draw_view(history)
        self._read()

    def _draw_loss(self, history: History) -> None:
        loss, color = history.loss, self._theme.color("forward")
        smooth = history.smooth.get(self.options().smoothing)
        colors = series_colors(self._theme)
        lines = [Line(name, series, colors[i % len(colors)], is_pale=True) for i, (name, series) in self._numbered()]
        lines.append(Line("", loss, color, is_pale=smooth is not None))
        if smooth is not None:
            lines.append(Line(self.tr("mean"), smooth.series, color))
        self.loss.say(self._about_loss(loss), loss.nan + loss.inf > 0)
        self.loss.plot.show_lines(lines, self.loss.log.isChecked())

    def _numbered(self) -> list[tuple[int, tuple[str, Series]]]:
        # Not the first colour: it is nearly that of the run itself.
        return list(enumerate(self._compared, 1))

    def _draw_view(self, history: History) -> None:
        view = self.options().view
        page = self.flow if view is View.FLOW else self.density if view in _DENSITIES else self.norms.plot
        self.norms.pages.setCurrentWidget(page)
        self.legend.setVisible(view in _SERIES and view is not View.RATES)
        self.which.setVisible(view in _DENSITIES)
        self.norms.log.setVisible(view is not View.FLOW)
        self.norms.say(*self._about_view(history, view))
        if view is View.FLOW:
            self._draw_flow()
        elif view in _DENSITIES:
            kind, hue = _DENSITIES[view]
            slices = history.histograms.of(self.which.currentText(), kind)
            self.density.show_slices(slices, history.last or 0, hue, log=self.norms.log.isChecked())
        else:
            guides = [Guide(USUAL_RATIO, self.tr("usual: {0}").format(text.number(USUAL_RATIO)))]
            lines, log = self._lines(history, view), self.norms.log.isChecked()
            self.norms.plot.show_lines(lines, log, guides if view is View.RATIOS else (), history.last or 0)

    def _draw_flow(self) -> None:
        history = self._history
        if history is None or self.norms.pages.currentWidget() is not self.flow:
            return
        at = self._flow_at(history)
        order = [*(name for name in self._order if name in history.norms)]
        order += [name for name in history.norms if name not in self._order]
        bars = [(name, None if at is None else history.norms[name].at(at)) for name in order]
        shown = [(name, None if point is None else self._norm(history.norms[name], point[1])) for name, point in bars]
        self.flow.show_bars(shown)
        self._read()

    @staticmethod
    def _norm(series: Series, value: float) -> float | None:
        return None if value != value and not series.nan else value

    def _flow_at(self, history: History) -> int | None:
        """Return the iteration whose gradients are shown by depth: that at the cursor, or else the one on show."""
        if self.loss.plot.cursor_iteration is not None:
            return self.loss.plot.cursor_iteration
        return history.last if self._is_live or self._current is None else self._current

    def _lines(self, history: History, view: View) -> list[Line]:
        if view is View.RATES:
            return [Line(name, history.rates[name], *self.legend.look(i)) for i, name in enumerate(history.rates)]
        group = {View.RATIOS: history.ratios, View.SIZES: history.sizes}.get(view, history.norms)
        return [Line(name, group[name], *self.legend.look(i)) for i, name in self.legend.chosen if name in group]

    def _name_parameters(self, history: History) -> None:
        with QSignalBlocker(self.which):
            for name in list(history.norms)[self.which.count() :]:
                self.which.addItem(name)

    def _fit_legend(self) -> None:
        self.legend.fit(max(self.norms.width() // 2, 110))

    # In words

    def _about_loss(self, loss: Series) -> str:
        if not loss.count or loss.missing == loss.count:
            return self.tr("No loss yet: it is what backward() is called on.")
        notes = [self._gaps(loss)]
        if self.loss.log.isChecked() and loss.not_positive:
            notes.append(self.tr("%n value(s) ≤ 0 have no logarithm", "", loss.not_positive))
        if loss.missing:
            notes.append(self.tr("%n iteration(s) without a loss", "", loss.missing))
        return " · ".join(note for note in notes if note)

    def _about_view(self, history: History, view: View) -> tuple[str, bool]:
        if view not in _SERIES:
            return self._about_others(history, view), False
        lines = self._lines(history, view)
        if not lines:
            return self._why_none(view), False
        notes = []
        broken = [line.name for line in lines if line.series.nan or line.series.inf]
        if broken:
            names = ", ".join(broken[:3]) + (" …" if len(broken) > 3 else "")
            notes.append(self.tr("NaN or Inf in {0}").format(names))
        zeros = sum(line.series.not_positive for line in lines)
        if zeros and self.norms.log.isChecked():
            notes.append(self.tr("%n value(s) of 0 have no logarithm", "", zeros))
        if view is not View.RATES and len(lines) < len(history.norms):
            notes.append(self.tr("{0} of {1} parameters").format(len(lines), len(history.norms)))
        if history.left_out:
            notes.append(self.tr("%n more are not recorded", "", len(history.left_out)))
        return " · ".join(notes), bool(broken)

    def _why_none(self, view: View) -> str:
        if view is View.RATES:
            return self.tr("No learning rate is known: it is that of an optimizer of torch.optim that has stepped.")
        if view is View.RATIOS:
            return self.tr("No update yet: it is what changes a parameter from one backward pass to the next.")
        return self.tr("No parameter is chosen in the list.")

    def _about_others(self, history: History, view: View) -> str:
        if view is View.FLOW:
            return self.tr("Norm of each gradient, from the first parameter that the net uses to the last")
        kind, _ = _DENSITIES[view]
        if not history.histograms.of(self.which.currentText(), kind):
            return self.tr("Nothing was recorded of it.")
        return self.tr("The darker, the more elements. Of large tensors those of the heat map are counted.")

    def _gaps(self, series: Series) -> str:
        counts = []
        if series.nan:
            counts.append(self.tr("{0} NaN").format(series.nan))
        if series.inf:
            counts.append(self.tr("{0} Inf").format(series.inf))
        return self.tr("{0}: gaps in the line").format(", ".join(counts)) if counts else ""

    def _read(self) -> None:
        """Write the values at the cursors, or the last ones."""
        history = self._history
        if history is None:
            return
        loss = [("", history.loss)]
        smooth = history.smooth.get(self.options().smoothing)
        if smooth is not None:
            loss.append((self.tr("mean"), smooth.series))
        self.loss.read(self._reading(self.loss.plot, [*loss, *self._compared], history.loss.last))
        self.norms.read(self._read_view(history))

    def _read_view(self, history: History) -> str:
        view = self.options().view
        if view is View.FLOW:
            return self._read_flow(history)
        if view in _DENSITIES:
            return self._read_density()
        lines = [(line.name, line.series) for line in self._lines(history, view)]
        cursor = self.norms.plot.cursor_iteration
        return "" if cursor is None else self._reading(self.norms.plot, lines, cursor)

    def _read_flow(self, history: History) -> str:
        bar, at = self.flow.chosen, self._flow_at(history)
        if at is None:
            return ""
        if bar is None:
            return self.tr("at {0}").format(at)
        return self.tr("at {0}: {1}").format(at, f"{bar[0]} {'–' if bar[1] is None else text.number(bar[1])}")

    def _read_density(self) -> str:
        one = self.density.at
        if one is None:
            return ""
        ends = (one.low, *part_of(one), one.high)
        words = self.tr("from {0} to {3}, half of it from {1} to {2}").format(*map(text.number, ends))
        return self.tr("at {0}: {1}").format(one.iteration, words)

    def _reading(self, plot: CurvePlot, named: list[tuple[str, Series]], last: int | None) -> str:
        cursor = plot.cursor_iteration
        at = last if cursor is None else cursor
        if at is None:
            return ""
        points = [(name, series, series.at(at)) for name, series in named]
        known = [(name, series, point) for name, series, point in points if point is not None]
        if not known:
            return ""
        values = [f"{name} {_written(series, point[1])}".strip() for name, series, point in known]
        return self.tr("at {0}: {1}").format(known[0][2][0], ", ".join(values))

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for part in (self.loss, self.norms, self.legend, self.flow, self.density):
            part.set_theme(theme)
        tint(self._empty, theme.color("muted"))
        self._draw()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        for plot in (self.loss.plot, self.norms.plot):
            plot.set_tick_font(self.font())
        self._draw()

    def _retranslate(self) -> None:
        self._empty.setText(
            self.tr("Run a program that trains in a loop: its loss and its gradient norms will be drawn here.")
        )
        self.loss.set_title(self.tr("Loss"), self.tr("Log"))
        self.norms.set_title(self.tr("Gradient norms"), self.tr("Log"))
        names = {
            View.NORMS: self.tr("Gradient norms"),
            View.RATIOS: self.tr("Update ÷ parameter"),
            View.SIZES: self.tr("Parameter norms"),
            View.RATES: self.tr("Learning rates"),
            View.FLOW: self.tr("Gradient flow by depth"),
            View.VALUES: self.tr("Values over time"),
            View.GRADIENTS: self.tr("Gradients over time"),
        }
        for number, view in enumerate(View):
            self.view.setItemText(number, names[view])
        for number in range(self.smoothing.count()):
            window = int(self.smoothing.itemData(number))
            words = self.tr("mean of {0}").format(window) if window else self.tr("raw")
            self.smoothing.setItemText(number, words)
        self.view.setAccessibleName(self.tr("What is shown beside the loss"))
        self.which.setAccessibleName(self.tr("Parameter"))
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setToolTip(self.tr("Running mean of the loss over about so many iterations"))
        self.flow.setAccessibleName(names[View.FLOW])
        self.density.setAccessibleName(self.tr("Distribution over time"))
        self.legend.setAccessibleName(self.tr("Parameters whose curve is drawn"))
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() > 1.6 * self.height()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)
        self._fit_legend()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _written(series: Series, value: float) -> str:
    """Return ``value`` in words; what is missing in a series without NaN is not NaN but not there."""
    return "–" if value != value and not series.nan else text.number(value)
