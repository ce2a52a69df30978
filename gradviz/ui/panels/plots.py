"""Live curves: the loss, and beside it what else is known of a run by iteration."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.history import History
from gradviz.core.series import Series
from gradviz.core.smooth import WINDOWS
from gradviz.ui import plotwords
from gradviz.ui.plotviews import PlotOptions
from gradviz.ui.theme import LIGHT, Theme, series_colors
from gradviz.ui.widgets.chart import Chart
from gradviz.ui.widgets.choice import Choice
from gradviz.ui.widgets.curve_plot import CurvePlot, Line
from gradviz.ui.widgets.density_map import DensityMap
from gradviz.ui.widgets.flow_bars import FlowBars
from gradviz.ui.widgets.pace import REDRAW_MS, Pace
from gradviz.ui.widgets.side_chart import SideChart
from gradviz.ui.widgets.tint import scale_text, tint

_WRITE_MS = 100
"""Ten times a second: nobody reads numbers that change faster, and letters take longer to paint than lines."""


_SIDE_MS = 66
"""Fifteen times a second for what stands beside the loss: what the window does for it is taken from the training."""


class PlotsPanel(QWidget):
    """Loss and one other view of a run, side by side or one above the other.

    `show_history` may be called as often as something is added: the loss is drawn at most 30 times a second, the other
    view half as often, and nothing while the panel is hidden.
    """

    iteration_requested = Signal(int)
    parameter_requested = Signal(str)
    options_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self._compared: tuple[tuple[str, Series], ...] = ()
        self._current: int | None = None
        self._is_live = False
        self._theme = LIGHT
        self._pace = Pace(self, REDRAW_MS)
        self._pace.due.connect(self._follow)
        self._sides = Pace(self, _SIDE_MS)
        self._sides.due.connect(self._draw_side)
        self._words = Pace(self, _WRITE_MS)
        self._words.due.connect(self._write)
        self.smoothing = Choice()
        self.loss = Chart()
        self.norms = SideChart()
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
        self.smoothing.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        for window in (0, *WINDOWS):
            self.smoothing.addItem("", window)
        self.loss.top.insertWidget(2, self.smoothing)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self.loss, 3)
        self._row.addWidget(self.norms, 5)

    def _connect(self) -> None:
        norms = self.norms
        for chart in (self.loss, norms):
            chart.plot.iteration_requested.connect(self.iteration_requested)
            chart.log.setChecked(True)
            chart.log.toggled.connect(self._on_option)
        self.loss.plot.cursor_moved.connect(self._on_cursor)
        norms.density.iteration_requested.connect(self.iteration_requested)
        norms.flow.parameter_requested.connect(self.parameter_requested)
        norms.chosen.connect(self._draw)
        norms.view_chosen.connect(self._on_option)
        self.smoothing.currentIndexChanged.connect(self._on_option)

    # What is shown

    def show_history(self, history: History | None) -> None:
        """Show ``history``; call it again when something was added to it."""
        if history is not self._history:
            self._history = history
            self.norms.clear()
            self.loss.plot.show_all()
        self._pace.request()

    def show_current(self, iteration: int | None, *, is_live: bool = False) -> None:
        """Mark the iteration that the other panels show; while a run ``is_live`` the flow is that of the newest."""
        self._current, self._is_live = iteration, is_live
        self.loss.plot.show_current(iteration)
        self.norms.plot.show_current(iteration)
        self._place_flow()

    def show_compared(self, compared: Sequence[tuple[str, Series]]) -> None:
        """Draw the losses of other runs, by their names, as pale curves."""
        self._compared = tuple(compared)
        self._draw()

    def set_depth_order(self, names: Sequence[str]) -> None:
        """Show the flow in the order in which the net uses its parameters."""
        self.norms.set_depth_order(names)

    def options(self) -> PlotOptions:
        """Return how the curves are shown."""
        return PlotOptions(
            self.norms.chosen_view,
            self.loss.log.isChecked(),
            self.norms.log.isChecked(),
            int(self.smoothing.currentData()),
        )

    def set_options(self, options: PlotOptions) -> None:
        """Show the curves like this."""
        blockers = [QSignalBlocker(box) for box in (self.norms.view, self.smoothing, self.loss.log, self.norms.log)]
        self.norms.view.setCurrentIndex(self.norms.view.findData(options.view))
        self.smoothing.setCurrentIndex(max(self.smoothing.findData(options.smoothing), 0))
        self.loss.log.setChecked(options.loss_log)
        self.norms.log.setChecked(options.view_log)
        for blocker in blockers:
            blocker.unblock()
        self.set_theme(self._theme)

    def _on_option(self) -> None:
        self._draw()
        self.options_changed.emit(self.options())

    def paint_page(self, painter: QPainter, page: QWidget) -> None:
        """Paint one of the charts, for a file."""
        if isinstance(page, CurvePlot | FlowBars | DensityMap):
            page.picture_on(painter)

    def empty_text(self) -> str:
        """Return the sentence that is shown while there is nothing to draw; empty when there is something."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        # A sentence fits into less room than curves.
        return QSize(0, hint.height()) if self._stack.currentWidget() is self._empty else hint

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._draw()

    # Drawing

    def _draw(self) -> None:
        """Show all as it is now."""
        if self._draw_curves():
            self._draw_side()
            self._write()

    def _follow(self) -> None:
        """Show what has come."""
        if self._draw_curves():
            self._sides.request()
            self._words.request()

    def _draw_curves(self) -> bool:
        """Draw the loss as far as it is known; return whether anything can be seen."""
        history = self._history
        if history is None or history.is_empty:
            self._stack.setCurrentWidget(self._empty)
            return False
        self._stack.setCurrentWidget(self._full)
        if not self.isVisible():
            return False
        has_norms = any(series.finite or series.nan or series.inf for series in history.norms.values())
        self.norms.setVisible(has_norms)
        self._draw_loss(history)
        return True

    def _draw_side(self) -> None:
        """Draw what stands beside the loss."""
        if self._history is not None and not self.norms.isHidden() and self.isVisible():
            self._place_flow()
            self.norms.draw(self._history)

    def _draw_loss(self, history: History) -> None:
        loss, color = history.loss, self._theme.color("forward")
        smooth = history.smooth.get(self.options().smoothing)
        colors = series_colors(self._theme)
        lines = [Line(name, series, colors[i % len(colors)], is_pale=True) for i, (name, series) in self._numbered()]
        lines.append(Line("", loss, color, is_pale=smooth is not None))
        if smooth is not None:
            lines.append(Line(self.tr("mean"), smooth.series, color))
        self.loss.plot.show_lines(lines, self._has_logarithm(loss))

    def _has_logarithm(self, loss: Series) -> bool:
        """Return whether the loss is drawn on a logarithmic scale: if asked for, and some of it can be."""
        return self.loss.log.isChecked() and not 0 < loss.finite == loss.not_positive

    def _numbered(self) -> list[tuple[int, tuple[str, Series]]]:
        # Not the first colour: it is nearly that of the run itself.
        return list(enumerate(self._compared, 1))

    def _place_flow(self) -> None:
        """Show by depth the gradients of the iteration at the cursor, or else of the one on show."""
        history, at = self._history, self.loss.plot.cursor_iteration
        if history is not None and at is None:
            at = history.last if self._is_live or self._current is None else self._current
        self.norms.show_flow_at(at)

    # In words

    def _write(self) -> None:
        """Say what cannot be drawn, and write the values at the cursors, or the last ones."""
        history = self._history
        if history is None:
            return
        loss = history.loss
        self.loss.say(plotwords.about_loss(loss, log=self.loss.log.isChecked()), loss.nan + loss.inf > 0)
        self._read_loss()
        if not self.norms.isHidden():
            self.norms.write(history)

    def _on_cursor(self) -> None:
        self._read_loss()
        self._place_flow()

    def _read_loss(self) -> None:
        history = self._history
        if history is None:
            return
        named = [("", history.loss)]
        smooth = history.smooth.get(self.options().smoothing)
        if smooth is not None:
            named.append((self.tr("mean"), smooth.series))
        self.loss.read(plotwords.reading(self.loss.plot.cursor_iteration, [*named, *self._compared], history.loss.last))

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for part in (self.loss, self.norms):
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
        self.norms.retranslate()
        for number in range(self.smoothing.count()):
            window = int(self.smoothing.itemData(number))
            words = self.tr("mean of {0}").format(window) if window else self.tr("raw")
            self.smoothing.setItemText(number, words)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setToolTip(self.tr("Running mean of the loss over about so many iterations"))
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() > 1.6 * self.height()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)
        self.norms.fit_legend()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
