"""Up to four runs side by side: their losses in one plot, their tensors beside each other, and where they part."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.conductor import LaneSpec, LaneStatus
from gradviz.core.lanes import Key, Lanes
from gradviz.core.lockstep.picture import pictures
from gradviz.core.lockstep.verdict import Moment, Parting, Verdict
from gradviz.ui.lockstep.lane_list import LaneList
from gradviz.ui.lockstep.look import look
from gradviz.ui.lockstep.tensor_maps import TensorMaps
from gradviz.ui.lockstep.tensor_table import Row, TensorTable
from gradviz.ui.lockstep.vary_row import VaryRow
from gradviz.ui.lockstep.words import verdict_words
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.curve_plot import CurvePlot, Line
from gradviz.ui.widgets.pace import Pace
from gradviz.ui.widgets.tint import scale_text, tint
from gradviz.ui.widgets.toggle_button import ToggleButton

_REDRAW_MS = 200
_LARGER = 1.1


class LockstepPanel(QWidget):
    """Shows runs and asks for what is to be done with them: see the signals of `runs`, `vary` and this.

    `show_progress` may be called as often as something is known: it is drawn five times a second.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._specs: tuple[LaneSpec, ...] = ()
        self._shown: tuple[LaneSpec, ...] = ()
        self._statuses: tuple[LaneStatus, ...] = ()
        self._lanes: Lanes | None = None
        self._follows = True
        self._has_shown_parting = False
        self._pace = Pace(self, _REDRAW_MS)
        self._pace.due.connect(self._draw)
        self.verdict = QLabel()
        self.runs = LaneList()
        self.vary = VaryRow()
        self.plot = CurvePlot()
        self.log = ToggleButton()
        self.differences = ToggleButton()
        self.loss_title = QLabel()
        self.at_label = QLabel()
        self.at = QSpinBox()
        self.to_parting = QPushButton()
        self.table = TensorTable()
        self.maps = TensorMaps()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.runs)
        self.set_theme(LIGHT)
        self._enlarge_verdict()
        self._retranslate()

    def _arrange(self) -> None:
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._verdicts = _Words(self.verdict)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        self._columns = (self._left(), self._middle(), self._right())
        for column in self._columns:
            splitter.addWidget(column)
        for number, stretch in enumerate((2, 3, 5)):
            splitter.setStretchFactor(number, stretch)
        splitter.setSizes([210, 260, 530])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 6)
        outer.setSpacing(6)
        outer.addWidget(self._verdicts)
        outer.addWidget(splitter, 1)

    def _left(self) -> QWidget:
        left = self._content = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.runs, 1)
        column.addWidget(self.vary)
        # In a low window the list keeps some lines, and the rest can be scrolled to.
        area = self._scroll = QScrollArea()
        area.setWidget(left)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _middle(self) -> QWidget:
        middle = QWidget()
        bold = self.loss_title.font()
        bold.setBold(True)
        self.loss_title.setFont(bold)
        top = QHBoxLayout()
        top.addWidget(self.loss_title, 1)
        top.addWidget(self.differences)
        top.addWidget(self.log)
        column = QVBoxLayout(middle)
        column.setContentsMargins(6, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.plot, 1)
        self.log.setChecked(True)
        return middle

    def _right(self) -> QWidget:
        right = QWidget()
        self.at.setRange(0, 0)
        self.at.setKeyboardTracking(False)
        self.at_label.setBuddy(self.at)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.at_label)
        top.addWidget(self.at)
        top.addWidget(self.to_parting)
        top.addStretch(1)
        lower = QSplitter(Qt.Orientation.Vertical)
        lower.setChildrenCollapsible(False)
        lower.addWidget(self.table)
        lower.addWidget(self.maps)
        lower.setStretchFactor(0, 1)
        lower.setStretchFactor(1, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(lower, 1)
        return right

    def _connect(self) -> None:
        self.runs.chosen.connect(lambda _row: self._show_chosen())
        for button in (self.log, self.differences):
            button.toggled.connect(lambda _on: self._draw_curves())
        self.plot.iteration_requested.connect(self._go_to)
        self.at.valueChanged.connect(self._go_to)
        self.to_parting.clicked.connect(self.show_parting)
        self.table.cell_chosen.connect(lambda _row, _lane: self._on_cell())

    # What is shown

    def show_specs(self, specs: Sequence[LaneSpec], *, is_running: bool) -> None:
        """List these programs."""
        self._specs = tuple(specs)
        self.runs.show_specs(specs)
        self.runs.allow(is_running=is_running)
        self._show_chosen()
        self._draw()

    def begin(self) -> None:
        """Forget the runs before: others have started."""
        self._follows = True
        self._has_shown_parting = False
        self.plot.show_all()

    def show_progress(
        self, specs: Sequence[LaneSpec], statuses: Sequence[LaneStatus], lanes: Lanes | None, *, is_running: bool
    ) -> None:
        """Show what is known of the runs of ``specs``."""
        self._shown, self._statuses, self._lanes = tuple(specs), tuple(statuses), lanes
        self.runs.allow(is_running=is_running)
        if is_running:
            self._pace.request()
        else:
            self._draw()

    @property
    def iteration(self) -> int:
        """The iteration whose tensors are shown."""
        return self.at.value()

    @property
    def parting(self) -> tuple[int, Parting] | None:
        """The first run that parts, and where."""
        verdicts = () if self._lanes is None else self._lanes.verdicts
        return next(((one.lane, one.parting) for one in verdicts if one.parting is not None), None)

    def show_parting(self) -> None:
        """Show the tensors where the runs part."""
        found = self.parting
        if found is None:
            return
        lane, parting = found
        self._go_to(parting.iteration)
        moment = Moment.START if parting.moment is Moment.START else Moment.GRADIENT
        if parting.moment is Moment.UPDATE:
            # What the update has made is there when the next iteration begins.
            self._go_to(parting.iteration + 1)
            moment = Moment.START
        self.table.choose(Row(parting.tensor, moment), lane)

    def _show_chosen(self) -> None:
        row = self.runs.row
        self.vary.show_spec(self._specs[row] if 0 <= row < len(self._specs) else None)

    def _go_to(self, iteration: int) -> None:
        """Show the kept iteration that is nearest to ``iteration``."""
        lanes = self._lanes
        nearest = None if lanes is None else lanes.kept.nearest(iteration)
        if lanes is None or nearest is None:
            return
        self._follows = nearest == lanes.kept.indices[-1]
        self._set_iteration(nearest)
        self._draw_tensors()

    def _set_iteration(self, iteration: int) -> None:
        self.at.blockSignals(True)
        self.at.setValue(iteration)
        self.at.blockSignals(False)
        self.plot.show_current(iteration)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        self._say()
        lanes = self._lanes
        for column in self._columns[1:]:
            column.setVisible(lanes is not None)
        self._draw_curves()
        if lanes is None:
            return
        self.runs.show_progress(self._shown, self._statuses, lanes)
        kept = lanes.kept.indices
        self.at.blockSignals(True)
        self.at.setRange(kept[0] if kept else 0, kept[-1] if kept else 0)
        self.at.blockSignals(False)
        self.to_parting.setEnabled(self.parting is not None)
        if self.parting is not None and not self._has_shown_parting:
            self._has_shown_parting = True
            self.show_parting()
            self._follows = False
        elif self._follows and kept:
            self._set_iteration(max(min(lanes.compared - 1, kept[-1]), kept[0]))
        self._draw_tensors()

    def _on_cell(self) -> None:
        self._draw_maps()
        self._draw_curves()

    def _draw_curves(self) -> None:
        """Draw the losses, or how far the chosen tensor of each run is from the first run's."""
        chosen = self.table.chosen
        shows_differences = self.differences.isChecked() and chosen is not None
        if shows_differences and chosen is not None:
            title = self.tr("Differences of {tensor}").format(tensor=chosen[0].title)
        else:
            title = self.tr("Losses")
        self.loss_title.setText(title)
        self.plot.setAccessibleName(title)
        lines = [
            self._line(number, spec, chosen[0] if chosen is not None and shows_differences else None)
            for number, spec in enumerate(self._shown)
        ]
        self.plot.show_lines([line for line in lines if line is not None], self.log.isChecked())

    def _line(self, number: int, spec: LaneSpec, row: Row | None) -> Line | None:
        """Return the loss of a run, or how far its tensor ``row`` is from the first run's."""
        if self._lanes is None:
            return None
        series = self._lanes.losses[number] if row is None else self._lanes.apart.get(Key(number, row.name, row.moment))
        return None if series is None else Line(spec.title, series, *look(number, self._theme))

    def _draw_tensors(self) -> None:
        lanes = self._lanes
        if lanes is not None:
            self.table.show_iteration(self._shown, lanes, lanes.kept.get(self.iteration))
            self._draw_maps()

    def _draw_maps(self) -> None:
        chosen, lanes = self.table.chosen, self._lanes
        if chosen is None or lanes is None or chosen[1] >= len(self._shown):
            self.maps.show_pictures(None)
            return
        row, lane = chosen
        steps = lanes.kept.get(self.iteration)
        pair = next((pair for pair in lanes.alignment(lane).pairs if pair.name == row.name), None)
        made = None
        if pair is not None and 0 in steps and lane in steps:
            made = pictures(steps[0], steps[lane], pair, row.moment)
        self.maps.show_pictures(made, row.title, self._shown[0].title, self._shown[lane].title)

    # In words

    def _say(self) -> None:
        verdicts = () if self._lanes is None else self._lanes.verdicts
        lines = [self._sentence(verdict) for verdict in verdicts if verdict.iterations or verdict.parting is not None]
        if not lines:
            lines = [self._what_to_do()]
        self._verdicts.set_text("\n".join(lines))

    def _sentence(self, verdict: Verdict) -> str:
        sign = "≠" if verdict.parting is not None else "=" if verdict.is_agreed else "·"
        return f"{sign} {verdict_words(verdict, self._shown[0].title, self._shown[verdict.lane].title)}"

    def _what_to_do(self) -> str:
        if self._lanes is not None and any(not status.is_over for status in self._statuses):
            return self.tr("The runs begin as soon as PyTorch is loaded for each of them …")
        if len(self._specs) < 2:
            return self.tr(
                "Run up to four programs side by side, from the same random numbers, and see where they part: "
                "add the program in the editor, a variant of it, or the net of the form, written three ways."
            )
        return self.tr("Run all: the first iteration and tensor in which the runs part will be named here.")

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for part in (self.runs, self.vary, self.table, self.maps, self.plot, self.log, self.differences):
            part.set_theme(theme)
        tint(self.verdict, theme.color("text"))
        self._draw()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self._enlarge_verdict()
        self.plot.set_tick_font(self.font())
        self._fit_left()
        self._draw()

    def _fit_left(self) -> None:
        """Let nothing of the left column be cut off, beside its scroll bar."""
        bar = self._scroll.verticalScrollBar()
        self._scroll.setMinimumWidth(self._content.minimumSizeHint().width() + bar.sizeHint().width() + 4)

    def _enlarge_verdict(self) -> None:
        """Write what is found a little larger: it is what a class reads."""
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        self.verdict.setFont(font)
        self._verdicts.fit()

    def _retranslate(self) -> None:
        self.verdict.setAccessibleName(self.tr("What is found"))
        self.differences.setText(self.tr("Differences"))
        self.differences.setToolTip(self.tr("How far the chosen tensor of each run is from that of the first run"))
        self.log.setText(self.tr("Log"))
        self.log.setToolTip(self.tr("Logarithmic scale"))
        self.at_label.setText(self.tr("Iteration"))
        self.at.setAccessibleName(self.tr("Iteration whose tensors are shown"))
        self.to_parting.setText(self.tr("Where they part"))
        self.to_parting.setToolTip(self.tr("Show the tensors of the first iteration in which the runs part"))
        self.to_parting.setEnabled(self.parting is not None)
        self._fit_left()
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class _Words(QScrollArea):
    """A text that takes the room it needs, up to a few lines; more can be scrolled to."""

    _MOST_LINES = 5

    def __init__(self, label: QLabel) -> None:
        super().__init__()
        self._label = label
        self.setWidget(label)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_text(self, words: str) -> None:
        """Show ``words``."""
        if words != self._label.text():
            self._label.setText(words)
        self.fit()

    def fit(self) -> None:
        """Take the room that the text needs."""
        line = self._label.fontMetrics().lineSpacing()
        needed = self._label.heightForWidth(max(self.viewport().width(), 100))
        self.setFixedHeight(min(max(needed, line), self._MOST_LINES * line) + 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
