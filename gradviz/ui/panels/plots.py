"""Live curves: the loss, and the gradient norm of every parameter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core import text
from gradviz.core.history import History
from gradviz.core.series import Series
from gradviz.ui.theme import LIGHT, Theme, series_colors
from gradviz.ui.widgets.curve_plot import CurvePlot, Line
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.pace import Pace
from gradviz.ui.widgets.tint import scale_text, tint
from gradviz.ui.widgets.toggle_button import ToggleButton

_REDRAW_MS = 100
"""Ten times a second: a curve that grows looks smooth at that, and the training beside it keeps its speed."""
_SHOWN_AT_FIRST = 8
"""So many gradient norms are drawn before the user chooses."""

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class PlotsPanel(QWidget):
    """Loss and gradient norms of a run, side by side or one above the other.

    `show_history` may be called as often as something is added: the curves are drawn at most 30 times a second, and
    not while the panel is hidden.
    """

    iteration_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self._theme = LIGHT
        self._pace = Pace(self, _REDRAW_MS)
        self._pace.due.connect(self._draw)
        self.loss = _Chart()
        self.norms = _Chart()
        self.legend = QListWidget()
        self._empty = QLabel()
        self._full = QWidget()
        self._stack = QStackedLayout()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._full)
        self._arrange()
        for chart in (self.loss, self.norms):
            chart.plot.iteration_requested.connect(self.iteration_requested)
            chart.plot.cursor_moved.connect(self._read)
            chart.log.setChecked(True)
            chart.log.toggled.connect(self._draw)
        self.legend.itemChanged.connect(self._draw)
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
        self.legend.setFrameShape(QListWidget.Shape.NoFrame)
        self.legend.setUniformItemSizes(True)
        self.legend.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self.legend.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.legend.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.norms.middle.addWidget(self.legend)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self.loss, 3)
        self._row.addWidget(self.norms, 5)

    # What is shown

    def show_history(self, history: History | None) -> None:
        """Show ``history``; call it again when something was added to it."""
        if history is not self._history:
            self._history = history
            self.legend.clear()
            self.loss.plot.show_all()
            self.norms.plot.show_all()
        self._pace.request()

    def show_current(self, iteration: int | None) -> None:
        """Mark the iteration that the other panels show."""
        self.loss.plot.show_current(iteration)
        self.norms.plot.show_current(iteration)

    def empty_text(self) -> str:
        """Return the sentence that is shown while there is nothing to draw; empty when there is something."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._draw()

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
        self._fill_legend(history)
        lines = self._norm_lines(history)
        self.loss.say(self._about_loss(history.loss), history.loss.nan + history.loss.inf > 0)
        self.norms.say(self._about_norms(history), any(line.series.nan + line.series.inf for line in lines))
        self.loss.plot.show_lines([Line("", history.loss, self._theme.color("forward"))], self.loss.log.isChecked())
        if has_norms:
            self.norms.plot.show_lines(lines, self.norms.log.isChecked())
        self._read()

    def _norm_lines(self, history: History) -> list[Line]:
        names = list(history.norms)
        return [
            Line(names[i], history.norms[names[i]], *self._look(i))
            for i in range(self.legend.count())
            if self.legend.item(i).checkState() == Qt.CheckState.Checked
        ]

    def _look(self, number: int) -> tuple[QColor, Qt.PenStyle]:
        colors = series_colors(self._theme)
        return colors[number % len(colors)], _STYLES[(number + number // len(colors)) % len(_STYLES)]

    def _fill_legend(self, history: History) -> None:
        self.legend.blockSignals(True)
        for number, name in enumerate(history.norms):
            if number == self.legend.count():
                item = QListWidgetItem(self._sample(number), name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                shown = number < _SHOWN_AT_FIRST
                item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
                item.setToolTip(name)
                self.legend.addItem(item)
        self.legend.blockSignals(False)
        self._fit_legend()

    def _fit_legend(self) -> None:
        metrics = self.legend.fontMetrics()
        widest = max(
            (metrics.horizontalAdvance(self.legend.item(i).text()) for i in range(min(self.legend.count(), 32))),
            default=0,
        )
        room = max(self.norms.width() // 2, 110)
        self.legend.setFixedWidth(min(widest + self.legend.iconSize().width() + 64, room))

    def _sample(self, number: int) -> QIcon:
        """Return a picture of the line with this number."""
        color, style = self._look(number)
        picture = QPixmap(QSize(26, 12))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(QPen(color, 2, style))
        painter.drawLine(0, 6, 26, 6)
        painter.end()
        return QIcon(picture)

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

    def _about_norms(self, history: History) -> str:
        lines = self._norm_lines(history)
        notes = []
        broken = [line.name for line in lines if line.series.nan or line.series.inf]
        if broken:
            names = ", ".join(broken[:3]) + (" …" if len(broken) > 3 else "")
            notes.append(self.tr("NaN or Inf in {0}").format(names))
        zeros = sum(line.series.not_positive for line in lines)
        if zeros and self.norms.log.isChecked():
            notes.append(self.tr("%n norm(s) of 0 have no logarithm", "", zeros))
        if len(lines) < len(history.norms):
            notes.append(self.tr("{0} of {1} parameters").format(len(lines), len(history.norms)))
        if history.left_out:
            notes.append(self.tr("%n more are not recorded", "", len(history.left_out)))
        return " · ".join(notes)

    def _gaps(self, series: Series) -> str:
        counts = []
        if series.nan:
            counts.append(self.tr("{0} NaN").format(series.nan))
        if series.inf:
            counts.append(self.tr("{0} Inf").format(series.inf))
        return self.tr("{0}: gaps in the line").format(", ".join(counts)) if counts else ""

    def _read(self) -> None:
        """Write the values at the cursors, or the last ones."""
        if self._history is None:
            return
        loss = self._history.loss
        self.loss.read(self._reading(self.loss.plot, [("", loss)], loss.last))
        norms = [(line.name, line.series) for line in self._norm_lines(self._history)]
        cursor = self.norms.plot.cursor_iteration
        self.norms.read("" if cursor is None else self._reading(self.norms.plot, norms, cursor))

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
        self.loss.set_theme(theme)
        self.norms.set_theme(theme)
        tint(self._empty, theme.color("muted"))
        self.legend.blockSignals(True)
        for number in range(self.legend.count()):
            self.legend.item(number).setIcon(self._sample(number))
        self.legend.blockSignals(False)
        self._draw()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self.loss.plot.set_tick_font(self.font())
        self.norms.plot.set_tick_font(self.font())
        self._draw()

    def _retranslate(self) -> None:
        self._empty.setText(
            self.tr("Run a program that trains in a loop: its loss and its gradient norms will be drawn here.")
        )
        self.loss.set_title(self.tr("Loss"), self.tr("Log"))
        self.norms.set_title(self.tr("Gradient norms"), self.tr("Log"))
        self.legend.setAccessibleName(self.tr("Parameters whose gradient norm is drawn"))
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


class _Chart(QWidget):
    """A title, what is read at the cursor, the plot, and a line of notes."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._alarming = False
        self.plot = CurvePlot()
        self.log = ToggleButton()
        self.title = QLabel()
        self.reading = ElidedLabel()
        self.notes = ElidedLabel()
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title)
        top.addWidget(self.reading, 1)
        top.addWidget(self.log)
        self.middle = QHBoxLayout()
        self.middle.addWidget(self.plot, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(self.middle, 1)
        column.addWidget(self.notes)

    def set_title(self, title: str, log: str) -> None:
        """Write ``title`` above and ``log`` on the toggle."""
        self.title.setText(title)
        self.log.setText(log)
        self.log.setToolTip(self.tr("Logarithmic scale"))
        self.plot.setAccessibleName(title)

    def read(self, words: str) -> None:
        """Show what is read at the cursor."""
        self.reading.set_text(words)
        self.plot.setAccessibleDescription(words)

    def say(self, words: str, alarming: bool = False) -> None:
        """Show a note below, in the colour of what is not finite if it is ``alarming``."""
        self._alarming = alarming
        tint(self.notes, self._theme.color("nonfinite" if alarming else "muted"))
        self.notes.set_text(words)
        self.notes.setVisible(bool(words))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.plot.set_theme(theme)
        self.log.set_theme(theme)
        tint(self.reading, theme.color("muted"))
        self._theme = theme
        tint(self.notes, theme.color("nonfinite" if self._alarming else "muted"))
