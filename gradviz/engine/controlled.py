"""What is under way in the worker, as the window controls it: the control thread asks, the main thread does."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any, Protocol

import torch
from typing_extensions import override

from gradviz.core.breakpoints import Cause
from gradviz.core.messages.replies import Paused, Recorded
from gradviz.core.messages.requests import (
    Abort,
    EditGradient,
    GoOn,
    Pause,
    Resume,
    RunProgram,
    SetBreakpoints,
    SetRate,
    StepIteration,
    StepOn,
)
from gradviz.core.trace import Iteration
from gradviz.engine.gate import Gate, Told
from gradviz.engine.keeper import Keeper
from gradviz.engine.lane import Lane
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.outbox import Outbox
from gradviz.engine.pilot import Pilot
from gradviz.engine.policy import Policy
from gradviz.engine.policy import Sampled as SampledPolicy
from gradviz.engine.program import StopRun
from gradviz.engine.quiet import Loss, Rest
from gradviz.engine.sample import Sampler
from gradviz.engine.streams import Printer, Streams, flush, gathering

Control = Pause | Resume | StepIteration | SetRate | SetBreakpoints | StepOn | EditGradient | Abort | GoOn
"""What is asked of a run that goes on."""


class Controlled(Protocol):
    """What is under way: it keeps things that the window may ask for, and does what is asked of it."""

    @property
    def keeper(self) -> Keeper:
        """Who keeps things of the run."""

    def ask(self, request: Control) -> None:
        """Do at once what the window asks; called by the control thread."""


class ControlledRun(Listener):
    """Tells the window of a run, and makes it wait while it is paused."""

    def __init__(self, request: RunProgram, outbox: Outbox, policy: Policy, keeper: Keeper) -> None:
        self._run = request.run
        self.keeper = keeper
        self.holder = keeper.held
        self._outbox = outbox
        self._sampled = policy if isinstance(policy, SampledPolicy) else None
        self._sampler = Sampler(request.run, outbox.sample, keeper.optimizers)
        self.gate = Gate(request.run, self._tell, request.breakpoints, request.live_from if request.live else None)
        self.gate.idle = keeper.answer_all
        self._pilot = Pilot(request.run, request.program, outbox.send)
        self._pause_wanted = False
        self._may_run = threading.Event()
        self._may_run.set()
        self._steps = False
        self._let_go = 0
        self._is_held = request.hold
        self._passes = 0
        self._due = 0.0
        self.streams = Streams(gathering(self._write), Printer(self._write_error))
        outbox.pull_from(lambda: flush(self.streams.out))

    def pause(self) -> None:
        """Ask for the next iteration to be recorded, and wait at its end."""
        self._may_run.clear()
        self._want_pause()

    def resume(self) -> None:
        """Let the run go on."""
        self._pause_wanted = False
        if self._sampled is not None:
            self._sampled.is_requested = False
        self._go_on()

    def step_iteration(self) -> None:
        """Let the run go on to the end of its next iteration."""
        self._steps = True
        self._want_pause()
        self._go_on()

    def _want_pause(self) -> None:
        self._pause_wanted = True
        if self._sampled is not None:
            self._sampled.is_requested = True

    def _go_on(self) -> None:
        self._let_go += 1
        self._may_run.set()
        self.keeper.wake()

    @override
    def namespace_made(self, variables: dict[str, Any]) -> None:
        self.keeper.begin(variables)
        self._pilot.begin(variables, self.keeper.optimizers.seen)
        if self._is_held:
            self._may_run.clear()
            self._wait(-1, None)

    def ask(self, request: Control) -> None:
        """Do at once what the window asks of a run that goes on; called by the control thread."""
        if isinstance(request, Pause):
            self.pause()
        elif isinstance(request, Resume):
            self.resume()
        elif isinstance(request, StepIteration):
            self.step_iteration()
        elif isinstance(request, SetRate):
            self._pilot.wanted = request.rate
        elif isinstance(request, SetBreakpoints):
            self.gate.breakpoints = request.breakpoints
        elif isinstance(request, StepOn) and not self.gate.is_waiting:
            # It waits between two iterations.
            self.gate.target = request.to
            self.resume()
        elif not isinstance(request, GoOn):
            self.gate.take(request)

    def _tell(self, told: Told) -> None:
        self._sampler.flush()
        self._outbox.send_at_once(told)

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        self._outbox.send(Recorded(self._run, iteration))
        self.keeper.tell()

    @override
    def iteration_ended(self, index: int, was_recorded: bool) -> None:
        cause = self.gate.after_iteration()
        if cause is not None or (self._pause_wanted and was_recorded):
            self._wait(index, cause)

    @override
    def program_ended(self, index: int) -> None:
        cause = self.gate.after_iteration()
        if cause is not None:
            # There is nothing left that Stop could end.
            with suppress(StopRun):
                self._wait(index, cause)

    def _wait(self, index: int, cause: Cause | None) -> None:
        if cause is not None or self._steps:
            self._steps = False
            self._may_run.clear()
        let_go = self._let_go
        if self._may_run.is_set():
            # It was let go on meanwhile.
            return
        self._sampler.flush()
        self._outbox.send_at_once(Paused(self._run, index, cause, let_go))
        # A lock that is waited for without a limit cannot be interrupted on every system.
        # Let go on and paused again before this thread woke: that pause is for the next iteration, and tells of itself.
        while not self._may_run.is_set() and self._let_go == let_go:
            self.keeper.wait(0.1)
        self._pilot.goes_on(index + 1)

    @override
    def passes_ended(self, losses: list[Loss]) -> None:
        self._sampler.note_all(losses)
        self._passes += len(losses)

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        index, self._passes = self._passes, self._passes + 1
        self._sampler.note(loss)
        now = time.perf_counter()
        found = self.gate.found is not None
        is_asked = found or self._pause_wanted or self._pilot.wanted is not None or not self.keeper.is_idle()
        if is_asked or now >= self._due:
            self._sampler.take(now, leaves, at_once=found)
            self.keeper.backward_ended(index, now, leaves)
            self._pilot.backward_ended(index, now, at_once=self._pause_wanted or found)
            self._due = min(self._sampler.due, self.keeper.keyframes.due, self._pilot.due)
        self.rest = Rest()
        if self._sampled is not None and self.gate.rests and not is_asked:
            rest = self._sampled.rest(index + 1)
            self.rest = Rest(min(self._due, rest.until), rest.passes)

    def _write(self, text: str) -> None:
        self._outbox.print(self._run, text)

    def _write_error(self, text: str) -> None:
        flush(self.streams.out)
        self._write(text)

    def finish(self) -> None:
        """Send the last live values."""
        self._outbox.pull_from(None)
        self._sampler.flush()
        self._pilot.end()
        self.keeper.end()


class Repetition:
    """A run that is repeated: it waits nowhere."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def ask(self, request: Control) -> None:
        """Go on, whatever is asked."""


class InLockstep:
    """A run that others go beside: it waits for them alone."""

    def __init__(self, lane: Lane, keeper: Keeper) -> None:
        self._lane = lane
        self.keeper = keeper

    def ask(self, request: Control) -> None:
        """Go on as far as the others allow."""
        if isinstance(request, GoOn):
            self._lane.allow(request.until)
