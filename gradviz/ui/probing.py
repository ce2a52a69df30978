"""Questions about the loss of an iteration at other parameters: asked one at a time, answered by the worker."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.messages import Probe, Probed, Probing
from gradviz.core.probe import Question
from gradviz.ui.engine import EngineState
from gradviz.ui.wording import sentence as sentence_of
from gradviz.ui.workspace import Workspace


class Prober(QObject):
    """Asks about the iteration on show: the text that ran, on the same device, with the same seed."""

    answered = Signal(object, bool)
    """An answer, and whether it is the last one."""
    progressed = Signal(str)
    """How far it is, in words."""
    failed = Signal(str)
    ended = Signal()
    """Nothing is asked any more, whatever came out."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._engine = workspace.engine
        self._asked: Question | None = None
        self._index = 0
        self._engine.probing.connect(self._on_probing)
        self._engine.probed.connect(self._on_probed)
        self._engine.state_changed.connect(self._on_state)

    @property
    def asked(self) -> Question | None:
        """What is asked now."""
        return self._asked

    def ask(self, question: Question) -> bool:
        """Ask ``question`` about the iteration on show; return whether it could be asked."""
        record, index = self._workspace.record, self._workspace.current
        if record is None or index is None:
            self.failed.emit(self.tr("There is no iteration to ask about yet: run a program first."))
            return False
        if self._engine.is_busy:
            self.failed.emit(self.tr("This can be asked when the run is over: press Stop, or wait for its end."))
            return False
        self._asked, self._index = question, index
        seed, device = record.environment.seed, record.device or "cpu"
        self.progressed.emit(self.tr("The program runs again…"))
        self._engine.probe(Probe(0, record.run, index, record.program, question, device, seed))
        return True

    def cancel(self) -> None:
        """End what is asked now."""
        if self._asked is not None:
            self._engine.stop()

    def _on_probing(self, probing: Probing) -> None:
        if probing.total:
            words = self.tr("{done} of {total} losses").format(done=probing.done, total=probing.total)
        else:
            words = self.tr("The program runs again: iteration {at} of {index}").format(
                at=probing.iteration, index=self._index
            )
        self.progressed.emit(words)

    def _on_probed(self, probed: Probed) -> None:
        if probed.answer is not None:
            self.answered.emit(probed.answer, probed.is_last)
        if not probed.is_last:
            return
        self._asked = None
        if probed.reason:
            self.failed.emit(sentence_of(probed.reason))
        self.ended.emit()

    def _on_state(self, state: EngineState) -> None:
        """Forget a question whose process is gone."""
        if state in (EngineState.STOPPED, EngineState.STARTING) and not self._engine.is_busy and self._asked:
            self._asked = None
            self.failed.emit(self.tr("PyTorch ended meanwhile, so there is no answer."))
            self.ended.emit()
