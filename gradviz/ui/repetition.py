"""Iterations that are not here: what can be had of them by running the program again, and how that went."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gradviz.core import text
from gradviz.core.demote import Detail
from gradviz.core.messages.replies import Recomputed
from gradviz.core.messages.requests import Recompute
from gradviz.core.repetition import Verdict
from gradviz.ui.beside import Beside
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState
from gradviz.ui.recorder import Recorder
from gradviz.ui.run_record import RunRecord
from gradviz.ui.wording import sentence as sentence_of

translate = QCoreApplication.translate

_GOES_ON = (EngineState.RUNNING, EngineState.PAUSING, EngineState.PAUSED, EngineState.HALTED)
"""A run is under way that must stay where it is."""

_NAMED = 3
"""So many things that differ are named."""


class Repetition(QObject):
    """Has an iteration recomputed: the text that ran, on the same device, with the same seed.

    The worker of the run does it when the run is over. As long as it goes on, or waits, a second worker does.
    """

    ready = Signal(int)
    """The iteration is here now."""
    missing = Signal(int, str)
    said = Signal(str)
    failed = Signal(str)
    progressed = Signal()

    def __init__(self, engine: Engine, recorder: Recorder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._recorder = recorder
        self._missed: int | None = None
        self._running: int | None = None
        self._at = 0
        self.beside = Beside(engine, self)
        engine.came_to.connect(self._on_came_to)
        engine.state_changed.connect(self._on_state)
        recorder.recomputed.connect(self._on_recomputed)
        recorder.replaced.connect(self._on_replaced)
        self.beside.came_to.connect(self._on_came_to)
        self.beside.recomputed.connect(recorder.take_recomputed)
        self.beside.held.connect(recorder.hold_beside)
        self.beside.failed.connect(self._on_failed_beside)

    @property
    def progress(self) -> tuple[int, int] | None:
        """The iteration that is recomputed, and the one that the repetition is at."""
        return None if self._running is None else (self._running, self._at)

    @property
    def can_start(self) -> bool:
        """Whether an iteration of the run can be recomputed now."""
        record = self._recorder.record
        return record is not None and (self._can_go_beside(record) or not self._engine.is_busy)

    def _can_go_beside(self, record: RunRecord) -> bool:
        """Whether this run is under way, and its worker cannot leave it."""
        return record.run != 0 and self._engine.run == record.run and self._engine.state in _GOES_ON

    @property
    def is_beside(self) -> bool:
        """Whether it is a second worker that recomputes now."""
        return self.beside.is_busy

    def cancel(self) -> None:
        """End what is recomputed now; a run that goes on or waits stays where it is."""
        if self._running is None:
            return
        self._running = None
        if self.beside.is_busy:
            self.beside.cancel()
        else:
            self._engine.stop()
        self.progressed.emit()

    def forget(self) -> None:
        """Take no notice any more of what was asked for last: another iteration is on show."""
        self._missed = None

    def miss(self, index: int) -> None:
        """Say of iteration ``index``, which is not here, what can be done."""
        record = self._recorder.record
        if record is None or not 0 <= index < self._recorder.total:
            return
        if self._running == index:
            return
        self._missed = index
        if record.recordings.outline(index) is None:
            sentence = self.tr("Iteration {index} was not recorded. The program can run again up to it.")
        else:
            sentence = self.tr("Of iteration {index} only statistics are left. The program can run again up to it.")
        sentence = sentence.format(index=index)
        if self._can_go_beside(record):
            beside = self.tr("It does so in a second process; this run stays as it is. Files are written once more.")
            sentence = f"{sentence} {beside}"
        self.missing.emit(index, sentence)

    def start(self, index: int | None = None) -> None:
        """Recompute iteration ``index``, or else the one that was asked for last, or the one on show."""
        record = self._recorder.record
        chosen = next((i for i in (index, self._missed, self._recorder.shown) if i is not None), None)
        if record is None or chosen is None:
            self.said.emit(self.tr("There is no iteration to recompute yet: run a program first."))
            return
        if self._can_go_beside(record):
            device, seed, changes, edits = record.again
            budget, program = self._engine.budget, record.program
            self.beside.recompute(Recompute(0, record.run, chosen, program, device, seed, budget, changes, edits))
        elif self._engine.is_busy:
            self.said.emit(self.tr("PyTorch is busy with something else; try again when that is done."))
            return
        else:
            self.beside.close()
            self._engine.recompute(record.run, chosen, record.program, record.again)
        self._running, self._at = chosen, 0
        self.progressed.emit()

    def _on_came_to(self, at: int) -> None:
        self._at = at
        self.progressed.emit()

    def _on_state(self, state: EngineState) -> None:
        """Forget a repetition whose process is gone."""
        is_gone = state in (EngineState.STOPPED, EngineState.STARTING) and not self._engine.is_busy
        if is_gone and not self.beside.is_busy:
            self._running = None

    def _on_replaced(self) -> None:
        """End what is recomputed of another run."""
        self._running = self._missed = None
        self.beside.close()

    def _on_failed_beside(self, reason: str) -> None:
        index, self._running = self._running, None
        self.progressed.emit()
        sentence = self.tr(
            "Iteration {index} could not be recomputed: the second process ended ({reason}). The run is as it was."
        )
        self.failed.emit(sentence.format(index=index, reason=reason))

    def _on_recomputed(self, recomputed: Recomputed, verdict: Verdict | None) -> None:
        self._running = None
        self.progressed.emit()
        if recomputed.iteration is not None and verdict is not None:
            self._missed = None
            self.ready.emit(recomputed.index)
            self.said.emit(self.words(recomputed.index, verdict))
        elif recomputed.error is not None:
            sentence = self.tr("Iteration {index} could not be recomputed: {kind}: {message}")
            error = recomputed.error
            self.failed.emit(sentence.format(index=recomputed.index, kind=error.kind, message=error.message))
        elif not recomputed.stopped:
            sentence = self.tr("This time the program ended after {count} iterations, before iteration {index}.")
            self.failed.emit(sentence.format(count=recomputed.iterations, index=recomputed.index))

    def _begin(self, index: int) -> str:
        record = self._recorder.record
        changed = {change.index for change in record.changes if change.index <= index} if record else set()
        edited = {change.index for change in record.edits if change.index <= index} if record else set()
        at = ", ".join(map(str, sorted(changed | edited)))
        if changed and edited:
            sentence = self.tr(
                "Iteration {index} recomputed, with your changes of learning rate and gradients (at iteration {at})"
            )
        elif changed:
            sentence = self.tr(
                "Iteration {index} recomputed, with your changes of the learning rate (at iteration {at})"
            )
        elif edited:
            sentence = self.tr("Iteration {index} recomputed, with your changes of gradients (at iteration {at})")
        else:
            sentence = self.tr("Iteration {index} recomputed")
        return sentence.format(index=index, at=at)

    def words(self, index: int, verdict: Verdict) -> str:
        """Return what came out, in one sentence or two."""
        begin = self._begin(index)
        if not verdict.is_equal:
            sentence = self.tr(
                "{begin}, but it is not that of the first run: its loss is {loss}, and was {first}. "
                "Something outside the program repeats differently."
            )
            loss, first = text.number(verdict.loss), text.number(verdict.first)
            if loss == first:
                loss, first = repr(verdict.loss), repr(verdict.first)
            return sentence.format(begin=begin, loss=loss, first=first)
        if verdict.restored:
            sentence = self.tr(
                "{begin}: at iteration {keyframe} the state was another one ({names}), because something outside the "
                "program repeats differently. It was put back, and the loss is equal to the first run bit for bit."
            )
            names = ", ".join(map(sentence_of, verdict.restored[:_NAMED]))
            names += ", …" if len(verdict.restored) > _NAMED else ""
            return sentence.format(begin=begin, keyframe=verdict.keyframe, names=names)
        if verdict.keyframe is None:
            return self.tr("{begin}: its loss is equal to the first run bit for bit.").format(begin=begin)
        sentence = self.tr(
            "{begin}: equal to the first run bit for bit (its loss, and the whole state at iteration {keyframe})."
        )
        return sentence.format(begin=begin, keyframe=verdict.keyframe)


def kept_words(record: RunRecord, index: int) -> str:
    """Return what there is of iteration ``index``, in a few words."""
    detail = record.recordings.detail(index)
    if detail is None:
        return ""
    if record.is_exact(index) and detail is Detail.RECORDED:
        words = translate("Repetition", "every element")
    elif detail is Detail.RECORDED:
        words = translate("Repetition", "large tensors as thumbnails")
    elif detail is Detail.THUMBNAILS:
        words = translate("Repetition", "small thumbnails, to save memory")
    else:
        words = translate("Repetition", "statistics only")
    verdict = record.verdicts.get(index)
    if verdict is None:
        return words
    if verdict.is_equal:
        return translate("Repetition", "{words}; recomputed, equal to the first run").format(words=words)
    return translate("Repetition", "{words}; recomputed, not equal to the first run").format(words=words)
