"""Writes down what the worker says of a run, and tells of it at a pace that a screen can follow."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gradviz.core.budget import DEFAULT
from gradviz.core.edits import GradientChange
from gradviz.core.messages.replies import Finished, Holding, Recomputed, Sampled
from gradviz.core.trace import Environment, Iteration, Program
from gradviz.ui.engine import Engine
from gradviz.ui.recordings import Recordings
from gradviz.ui.run_record import RunRecord
from gradviz.ui.widgets.pace import Pace

TELL_MS = 66
"""Live values other than curves are told at most this often: what the window does for it the training has to share."""

WRITE_MS = 100
"""What is written, and drawn of all iterations, is told at most this often: nobody reads faster."""

SLICE = 0.01
"""Seconds in a row for making older iterations smaller."""

HISTORY, ITERATIONS, PARAMETERS, STATUS = "history", "iterations", "parameters", "status"

_WRITTEN = frozenset({ITERATIONS, STATUS})


class Recorder(QObject):
    """Holds the record of the latest run, or of a run that was loaded."""

    printed = Signal(str, int)
    first_recorded = Signal(object)
    """The first iteration of a run is there."""
    ended = Signal(object)
    replaced = Signal()
    """The record is that of another run."""
    recomputed = Signal(object, object)
    """How a repetition ended, and the verdict on its iteration."""
    told = Signal(object)
    """Which of `HISTORY`, `ITERATIONS`, `PARAMETERS`, `STATUS` have changed since this was told last."""

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record: RunRecord | None = None
        self._finished: Finished | None = None
        self._budget = DEFAULT
        self.shown: int | None = None
        """The iteration that is on show: it is kept, whatever memory it takes."""
        self._marked: set[str] = set()
        self._shrinking = QTimer(self)
        self._shrinking.setSingleShot(True)
        self._shrinking.timeout.connect(self._shrink)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._written = QElapsedTimer()
        self._curves = Pace(self)
        self._curves.due.connect(lambda: self.told.emit(frozenset({HISTORY})))
        engine.printed.connect(self._on_printed)
        engine.sampled.connect(self._on_sampled)
        engine.recorded.connect(self._on_recorded)
        engine.finished.connect(self._on_finished)
        engine.held.connect(self._on_held)
        engine.recomputed.connect(self.take_recomputed)
        engine.gradient_changed.connect(self._on_gradient_changed)

    @property
    def record(self) -> RunRecord | None:
        """The run; ``None`` before the first."""
        return self._record

    @property
    def finished(self) -> Finished | None:
        """How the run ended; ``None`` while it goes on, or when it was loaded."""
        return self._finished

    @property
    def recorded(self) -> tuple[int, ...]:
        """The iterations that can be opened."""
        return self._record.recordings.indices if self._record else ()

    @property
    def total(self) -> int:
        """How many iterations the run has had so far."""
        return self._record.total if self._record else 0

    def get(self, index: int | None) -> Iteration | None:
        """Return iteration ``index``, if it was recorded."""
        return None if self._record is None or index is None else self._record.recordings.get(index)

    def start(self, program: Program, run: int, device: str, seed: int | None = None) -> None:
        """Begin the record of run number ``run``, of ``program`` on ``device``, from ``seed``."""
        environment = Environment(device=device, seed=seed)
        recordings = Recordings(self._budget)
        self.replace(RunRecord(program, environment, recordings=recordings, run=run, device=device))

    def set_budget(self, budget: int) -> None:
        """Hold runs in so many bytes from now on; of a run that was loaded all stays."""
        self._budget = budget
        if self._record is not None and self._record.run:
            self._record.recordings.set_budget(budget)
            self.mark(ITERATIONS, STATUS)

    def show(self, index: int) -> None:
        """Keep iteration ``index`` as it is: it is on show."""
        self.shown = index
        if self._record is not None:
            self._record.recordings.show(index)
        self.mark(ITERATIONS)

    def replace(self, record: RunRecord | None) -> None:
        """Hold another record, or none."""
        self._record, self._finished, self.shown = record, None, None
        self.replaced.emit()
        self.mark(HISTORY, ITERATIONS, PARAMETERS)

    def mark(self, *what: str) -> None:
        """Tell soon that this has changed."""
        self._marked.update(what)
        if HISTORY in self._marked:
            # Curves must not be behind the run; the rest may wait.
            self._marked.remove(HISTORY)
            self._curves.request()
        if self._marked and not self._timer.isActive():
            self._timer.start(TELL_MS)

    def close(self) -> None:
        """Tell nothing any more."""
        self._curves.stop()
        self._timer.stop()
        self._shrinking.stop()

    def _tell(self) -> None:
        now = frozenset(self._marked)
        if now & _WRITTEN and self._written.isValid() and self._written.elapsed() < WRITE_MS:
            now -= _WRITTEN
        if now & _WRITTEN:
            self._written.start()
        self._marked -= now
        if self._marked:
            self._timer.start(TELL_MS)
        self.told.emit(now)

    def _on_printed(self, text: str, skipped: int) -> None:
        if self._record is not None:
            self._record.add_printed(text)
        self.printed.emit(text, skipped)

    def _on_sampled(self, sampled: Sampled) -> None:
        if self._record is not None:
            self._record.add_sampled(sampled)
            self.mark(HISTORY, ITERATIONS, PARAMETERS, STATUS)

    def _on_recorded(self, iteration: Iteration) -> None:
        if self._record is None:
            return
        is_first = not self._record.recordings
        self._record.add_iteration(iteration, self.shown, SLICE)
        self._shrinking.start()
        self.mark(ITERATIONS)
        if is_first:
            self.first_recorded.emit(iteration)

    def _shrink(self) -> None:
        """Let older iterations lose detail, a little at a time: the window must go on."""
        if self._record is not None and self._record.recordings.shrink(SLICE):
            self._shrinking.start()

    def _on_held(self, held: Holding) -> None:
        if self._record is not None and held.run == self._record.run:
            self._record.hold(held, SLICE)
            self._shrinking.start()
            self.mark(ITERATIONS, STATUS)

    def hold_beside(self, held: Holding) -> None:
        """Count what a second worker holds of the run."""
        if self._record is not None and held.run == self._record.run:
            self._record.hold_beside(held, SLICE)
            self._shrinking.start()
            self.mark(ITERATIONS, STATUS)

    def _on_gradient_changed(self, change: GradientChange) -> None:
        if self._record is not None:
            self._record.edits.append(change)

    def take_recomputed(self, recomputed: Recomputed) -> None:
        """Take an iteration that was recomputed, by whichever worker, and tell of it."""
        record = self._record
        if record is None or recomputed.of != record.run or recomputed.stopped:
            self.recomputed.emit(recomputed, None)
            return
        verdict = record.add_recomputed(recomputed, self.shown)
        self.mark(ITERATIONS, STATUS)
        self.recomputed.emit(recomputed, verdict)

    def _on_finished(self, finished: Finished) -> None:
        self._finished = finished
        if self._record is not None:
            self._record.finish(finished)
        self.mark(HISTORY, ITERATIONS, PARAMETERS)
        # Nothing more comes: this is told without the pause that is between two reports.
        self._written.invalidate()
        self._timer.start(0)
        self.ended.emit(finished)
