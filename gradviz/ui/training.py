"""The training that goes on: how far it is, its learning rate, and what a person has changed of it."""

from __future__ import annotations

from math import isclose

import msgspec
from PySide6.QtCore import QObject, Signal

from gradviz.core.messages.replies import Finished, Progress, RateChanged
from gradviz.core.messages.requests import StepTo
from gradviz.core.net.recipe import number
from gradviz.core.rates import Rate, RateChange
from gradviz.ui.enginestate import EngineState
from gradviz.ui.wording import sentence
from gradviz.ui.workspace import Workspace


class Training(QObject):
    """Follows the run of a workspace, and sends what a person wants of it."""

    changed = Signal()
    changes_changed = Signal()
    """There are other `changes`."""
    said = Signal(str)
    """A sentence for the person who has asked for something."""
    rate_changed = Signal(str)
    """What was changed, as it is told beside the output of the program."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._engine = workspace.engine
        self._progress: Progress | None = None
        self._wanted: float | None = None
        self._is_over = True
        self._told: tuple[RateChange, ...] = ()
        workspace.iterations_changed.connect(self._tell_changes)
        workspace.run_started.connect(self._on_started)
        workspace.document.text_replaced.connect(self._on_replaced)
        self._engine.progressed.connect(self._on_progressed)
        self._engine.rate_changed.connect(self._on_rate_changed)
        self._engine.state_changed.connect(lambda _state: self.changed.emit())
        self._engine.finished.connect(self._on_finished)

    # What there is

    @property
    def progress(self) -> Progress | None:
        """How far the run is, or was at its end; ``None`` if it is no training."""
        return self._progress

    @property
    def is_going(self) -> bool:
        """Whether the run is under way, or waits."""
        states = (EngineState.RUNNING, EngineState.PAUSING, EngineState.PAUSED, EngineState.HALTED)
        return not self._is_over and self._engine.state in states

    @property
    def is_waiting(self) -> bool:
        """Whether it waits, so that it can go on by one iteration."""
        return self._engine.state in (EngineState.PAUSED, EngineState.HALTED)

    @property
    def rate(self) -> Rate | None:
        """The learning rate, as it was seen last."""
        return None if self._progress is None else self._progress.rate

    @property
    def wanted(self) -> float | None:
        """A learning rate that was asked for, and that the next update begins with."""
        return self._wanted

    @property
    def changes(self) -> tuple[RateChange, ...]:
        """What a person has changed of the learning rate of this run."""
        record = self._workspace.record
        return () if record is None else tuple(record.changes)

    @property
    def is_held(self) -> bool:
        """Whether the run waits before its first iteration."""
        return self.is_going and self._engine.state == EngineState.PAUSED and not self._workspace.total

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at this speed, if it is known how much that is."""
        now = self._progress
        if now is None or now.total is None or now.speed <= 0:
            return None
        done = now.index + 1 if now.done is None else now.done
        # A round of the program's loop may be several iterations, as with LBFGS.
        iterations = (now.total - done) * (now.index + 1) / max(done, 1)
        return max(0.0, iterations / now.speed)

    # What is asked for

    def step_iteration(self) -> None:
        """Go on to the end of the next iteration; in the middle of a pass, to the end of this one."""
        if self._workspace.live.is_waiting:
            self._workspace.live.step(StepTo.BREAKPOINT)
            self._engine.pause()
        elif not self._engine.step_iteration():
            self.said.emit(self.tr("The run does not wait: pause it first (F6), or start over (Ctrl+Shift+F5)."))

    def set_rate(self, text: str) -> bool:
        """Train with the learning rate that was typed, from the next update on; return whether it is one."""
        try:
            rate = float(text)
        except ValueError:
            rate = -1.0
        if not 0.0 <= rate < float("inf"):
            self.said.emit(
                self.tr("A learning rate is a number from 0 on, such as 1e-4, not “{text}”.").format(text=text)
            )
            return False
        if not self.is_going or not self._engine.set_rate(rate):
            self.said.emit(self.tr("The learning rate can be changed while a program runs or waits."))
            return False
        self._wanted = rate
        self.changed.emit()
        return True

    def start_over(self) -> None:
        """Run the text from its beginning, and wait there."""
        self._workspace.run(hold=True)

    # What happens

    def _on_started(self) -> None:
        self._progress = self._wanted = None
        self._is_over = False
        self._tell_changes()
        self.changed.emit()

    def _tell_changes(self) -> None:
        if self.changes != self._told:
            self._told = self.changes
            self.changes_changed.emit()

    def _on_replaced(self) -> None:
        self._is_over = True
        self._progress = self._wanted = None
        self.changed.emit()

    def _on_progressed(self, progress: Progress) -> None:
        self._progress = progress
        self.changed.emit()

    def _on_rate_changed(self, told: RateChanged) -> None:
        self._wanted = None
        if told.change is None:
            self.said.emit(sentence(told.refused))
        elif self._workspace.record is not None:
            self._workspace.record.changes.append(told.change)
            self._tell_changes()
            self.rate_changed.emit(self.words(told.change))
        self.changed.emit()

    def _on_finished(self, finished: Finished) -> None:
        self._is_over = True
        self._wanted = None
        last, now = finished.iterations - 1, self._progress
        if now is not None and last > now.index:
            # What came after the last report; of loops with several iterations to a round it is not known how much.
            done = last + 1 if now.done == now.index + 1 else now.done
            self._progress = msgspec.structs.replace(now, index=last, done=done)
        self.changed.emit()

    def words(self, change: RateChange) -> str:
        """Return what was changed, in a line."""
        line = self.tr("learning rate {before} → {after} at iteration {index} (you)")
        line = line.format(before=rate_words(change.before), after=rate_words(change.after), index=change.index)
        return ". ".join((line, *self.led(change)))

    def led(self, change: RateChange) -> list[str]:
        """Return what becomes of a change under the schedules of the program, a sentence for each kind of them."""
        found = []
        if change.going_on:
            words = self.tr("{schedules} goes on from there, in proportion")
            found.append(words.format(schedules=", ".join(change.going_on)))
        if change.setting:
            words = self.tr("{schedules} sets the rate at its next step, perhaps as if it had not been changed")
            found.append(words.format(schedules=", ".join(change.setting)))
        return found

    @property
    def was_undone(self) -> bool:
        """Whether the rate is another one than a person has set last, and no schedule is known that made it so."""
        rate, changes = self.rate, self.changes
        if not self.is_going or rate is None or not changes or self._wanted is not None or self._progress is None:
            return False
        last = changes[-1]
        is_led = bool(last.going_on or last.setting)
        return not is_led and self._progress.index > last.index and not isclose(rate.value, last.after, rel_tol=1e-6)


def rate_words(value: float) -> str:
    """Return a learning rate as one writes it; of one that a schedule has computed, six digits."""
    return number(float(f"{value:.6g}"))
