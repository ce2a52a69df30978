"""What the worker tells, as signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.messages.replies import (
    Checked,
    Defined,
    Fetched,
    Finished,
    GradientChanged,
    Holding,
    KeyframeSaved,
    Probed,
    Probing,
    Progress,
    RateChanged,
    Recomputed,
    Recomputing,
    Recorded,
    Reply,
)
from gradviz.core.messages.requests import Probe, Recompute, RunProgram
from gradviz.core.trace import Environment


class EngineFacts(QObject):
    """The signals of the engine; the facts that do not change what it is doing are told here."""

    ready = Signal(object)
    printed = Signal(str, int)
    sampled = Signal(object)
    recorded = Signal(object)
    checked = Signal(object)
    defined = Signal(object)
    fetched = Signal(object)
    held = Signal(object)
    """What the worker holds of a run has changed."""
    came_to = Signal(int)
    """The iteration that a repetition has come to."""
    recomputed = Signal(object)
    probing = Signal(object)
    probed = Signal(object)
    """An answer about the loss at other parameters; before it `probing` tells how far that is."""
    paused = Signal(int)
    progressed = Signal(object)
    """How far a training is."""
    rate_changed = Signal(object)
    gradient_changed = Signal(object)
    """What a person has changed in the middle of a backward pass."""
    keyframe_saved = Signal(object)
    caught = Signal(int, object)
    """It waits after an iteration in which the condition of a breakpoint held."""
    halted = Signal(object)
    stepped = Signal(object)
    pass_ended = Signal(object)
    finished = Signal(object)
    crashed = Signal(str)
    noticed = Signal(str)
    stderr_received = Signal(str)
    state_changed = Signal(object)

    def _tell_answer(self, message: Reply) -> bool:
        """Tell what answers a question about any run; return whether ``message`` is one."""
        if isinstance(message, Checked):
            self.checked.emit(message)
        elif isinstance(message, Defined):
            self.defined.emit(message)
        elif isinstance(message, Fetched):
            self.fetched.emit(message)
        elif isinstance(message, Holding):
            self.held.emit(message)
        elif isinstance(message, KeyframeSaved):
            self.keyframe_saved.emit(message)
        else:
            return False
        return True

    def _tell_progress(self, message: Reply) -> None:
        """Tell what has happened in a run, or a repetition, that goes on."""
        if isinstance(message, Recorded):
            self.recorded.emit(message.iteration)
        elif isinstance(message, Recomputing):
            self.came_to.emit(message.at)
        elif isinstance(message, Probing):
            self.probing.emit(message)
        elif isinstance(message, Progress):
            self.progressed.emit(message)
        elif isinstance(message, GradientChanged):
            self.gradient_changed.emit(message.change)
        elif isinstance(message, RateChanged):
            self.rate_changed.emit(message)

    def _tell_stopped(self, work: RunProgram | Recompute | Probe) -> None:
        """Tell what a worker that is gone, or was not asked yet, does not say itself."""
        if isinstance(work, Recompute):
            self.recomputed.emit(Recomputed(work.run, work.of, work.index, stopped=True))
        elif isinstance(work, Probe):
            self.probed.emit(Probed(work.run, work.of, work.index, stopped=True))
        else:
            environment = Environment(device=work.device, seed=work.seed)
            self.finished.emit(Finished(work.run, environment, iterations=0, seconds=0.0, variables={}, stopped=True))
