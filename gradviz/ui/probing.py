"""Questions about the loss of an iteration at other parameters: asked one at a time, answered by the worker."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject

from gradviz.core.messages.replies import Probed, Probing
from gradviz.core.messages.requests import Probe
from gradviz.core.probe import Question
from gradviz.ui.enginestate import EngineState
from gradviz.ui.wording import sentence as sentence_of
from gradviz.ui.workspace import Workspace


class Asker(Protocol):
    """Who asks, and shows what comes out."""

    def set_running(self, is_running: bool, /) -> None:
        """Offer to cancel, or to ask."""

    def say(self, words: str, /) -> None:
        """Show how far it is, or why there is no answer."""

    def show_answer(self, answer: Any, /, *, is_outdated: bool) -> None:
        """Show an answer; a coarse one may come before the last one. An outdated one is about another iteration."""


class Prober(QObject):
    """Asks about the iteration on show: the text that ran, on the same device, with the same seed."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._engine = workspace.engine
        self._asker: Asker | None = None
        self._index = 0
        self._engine.probing.connect(self._on_probing)
        self._engine.probed.connect(self._on_probed)
        self._engine.state_changed.connect(self._on_state)
        # Whatever is still asked then is about the run before.
        workspace.run_started.connect(lambda: self._end(""))

    def ask(self, question: Question, asker: Asker) -> None:
        """Ask ``question`` about the iteration on show for ``asker``."""
        record, index = self._workspace.record, self._workspace.current
        if record is None or index is None:
            asker.say(self.tr("There is no iteration to ask about yet: run a program first."))
            return
        if self._engine.is_busy:
            asker.say(self.tr("This can be asked when the run is over: press Stop, or wait for its end."))
            return
        self._asker, self._index = asker, index
        asker.set_running(True)
        asker.say(self.tr("The program runs again…"))
        device, seed, changes, edits = record.again
        probe = Probe(0, record.run, index, record.program, question, device, seed, changes=changes, edits=edits)
        self._engine.probe(probe)

    def cancel(self) -> None:
        """End what is asked now."""
        if self._asker is not None:
            self._engine.stop()

    def _on_probing(self, probing: Probing) -> None:
        if self._asker is None:
            return
        if probing.total:
            words = self.tr("{done} of {total} losses").format(done=probing.done, total=probing.total)
        else:
            words = self.tr("The program runs again: iteration {at} of {index}")
            words = words.format(at=probing.iteration, index=self._index)
        self._asker.say(words)

    def _on_probed(self, probed: Probed) -> None:
        asker = self._asker
        if asker is None:
            return
        if probed.answer is not None:
            asker.show_answer(probed.answer, is_outdated=self._index != self._workspace.current)
        if not probed.is_last:
            return
        self._end(sentence_of(probed.reason))

    def _on_state(self, state: EngineState) -> None:
        """Forget a question whose process is gone."""
        if state in (EngineState.STOPPED, EngineState.STARTING) and not self._engine.is_busy:
            self._end(self.tr("PyTorch ended meanwhile, so there is no answer."))

    def _end(self, why_not: str) -> None:
        asker, self._asker = self._asker, None
        if asker is None:
            return
        asker.set_running(False)
        if why_not:
            asker.say(why_not)
