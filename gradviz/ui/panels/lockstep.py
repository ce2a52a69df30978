"""Up to four runs side by side: their losses in one plot, their tensors beside each other, and where they part."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.conductor import LaneSpec, LaneStatus
from gradviz.core.lanes import Lanes
from gradviz.core.lockstep.picture import pictures
from gradviz.core.lockstep.verdict import Moment, Parting, State, Verdict
from gradviz.ui.lockstep.curves import LaneCurves
from gradviz.ui.lockstep.lane_list import LaneList
from gradviz.ui.lockstep.tensor_maps import TensorMaps
from gradviz.ui.lockstep.tensor_table import Row, TensorTable
from gradviz.ui.lockstep.vary_row import VaryRow
from gradviz.ui.lockstep.verdict_view import VerdictView
from gradviz.ui.lockstep.words import verdict_words
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.pace import Pace
from gradviz.ui.widgets.tint import scale_text, tint

_REDRAW_MS = 200


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
        self._at = 0
        self._has_shown_parting = False
        self._pace = Pace(self, _REDRAW_MS)
        self._pace.due.connect(self._draw)
        self.verdict = VerdictView()
        self.runs = LaneList()
        self.vary = VaryRow()
        self.curves = LaneCurves()
        self.at_label = QLabel()
        self.at = QSpinBox()
        # A number is taken when it is complete.
        self.at.setKeyboardTracking(False)
        self.to_parting = QPushButton()
        self.table = TensorTable()
        self.maps = TensorMaps()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.runs)
        self.set_theme(LIGHT)
        self.verdict.enlarge()
        self._retranslate()

    def _arrange(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        self._columns = (self._left(), self.curves, self._right())
        for column in self._columns:
            splitter.addWidget(column)
        for number, stretch in enumerate((2, 3, 5)):
            splitter.setStretchFactor(number, stretch)
        splitter.setSizes([210, 260, 530])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 6)
        outer.setSpacing(6)
        outer.addWidget(self.verdict)
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
        self.curves.iteration_requested.connect(self._go_to)
        self.at.valueChanged.connect(self._step_to)
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
        self.curves.plot.show_all()

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

    def _step_to(self, iteration: int) -> None:
        """Show ``iteration`` or the kept one next to it; a step where none is near goes to the next one kept."""
        here = self._at
        kept = () if self._lanes is None else self._lanes.kept.indices
        beyond = [other for other in kept if (other > here) == (iteration > here) and other != here]
        if beyond and abs(iteration - here) == 1:
            iteration = min(beyond) if iteration > here else max(beyond)
        self._go_to(iteration)

    def _set_iteration(self, iteration: int) -> None:
        self._at = iteration
        self.at.blockSignals(True)
        self.at.setValue(iteration)
        self.at.blockSignals(False)
        self.curves.plot.show_current(iteration)

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
        elif self._follows and kept and not self.at.lineEdit().isModified():
            self._set_iteration(max(min(lanes.compared - 1, kept[-1]), kept[0]))
        self._draw_tensors()

    def _on_cell(self) -> None:
        self._draw_maps()
        self._draw_curves()

    def _draw_curves(self) -> None:
        chosen = self.table.chosen
        self.curves.show_runs(self._shown, self._lanes, None if chosen is None else chosen[0])

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
        self.verdict.set_text("\n".join(lines))

    def _sentence(self, verdict: Verdict) -> str:
        drifts = verdict.state is State.DRIFTED
        sign = "≠" if verdict.parting is not None else "≈" if drifts else "=" if verdict.is_agreed else "·"
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
        for part in (self.runs, self.vary, self.table, self.maps, self.curves):
            part.set_theme(theme)
        tint(self.verdict.label, theme.color("text"))
        self._draw()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self.verdict.enlarge()
        self.curves.set_tick_font(self.font())
        self._fit_left()
        self._draw()

    def _fit_left(self) -> None:
        """Let nothing of the left column be cut off, beside its scroll bar."""
        bar = self._scroll.verticalScrollBar()
        self._scroll.setMinimumWidth(self._content.minimumSizeHint().width() + bar.sizeHint().width() + 4)

    def _retranslate(self) -> None:
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
