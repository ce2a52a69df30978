"""Leads runs in lockstep, whoever talks to their workers: what to send, and what has become of each run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from gradviz.core.lanes import AHEAD, Lanes
from gradviz.core.messages.replies import Finished, LaneStep
from gradviz.core.messages.requests import GoOn, Requests, RunInLockstep, Stop
from gradviz.core.messages.wire import Message
from gradviz.core.trace import Program, ProgramError


class LaneSpec(msgspec.Struct, frozen=True):
    """A program that is run beside others; in ``dtype``, or in the dtypes that it is written in if that is ``None``."""

    title: str
    program: Program
    device: str = "cpu"
    seed: int | None = 0
    dtype: str | None = None


class LaneState(StrEnum):
    """What a run is doing."""

    WAITING = "waiting"
    """For its worker."""
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    """Its program has ended with an error."""
    GONE = "gone"
    """Its process is gone."""


class LaneStatus(msgspec.Struct, frozen=True):
    """How far a run is; ``reason`` says why its process is gone."""

    state: LaneState = LaneState.WAITING
    iterations: int = 0
    error: ProgramError | None = None
    reason: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (LaneState.WAITING, LaneState.RUNNING)


Send = Callable[[int, Requests], None]


class Conductor:
    """Starts the runs and lets them go on together. ``send`` sends a request to the worker of a run.

    A worker that is `ready` gets its program; what it says goes into `take`; when its process ends, into `gone`.
    """

    def __init__(self, specs: Sequence[LaneSpec], send: Send, *, iterations: int | None = None, run: int = 1) -> None:
        self.specs = tuple(specs)
        first = [(spec.program, spec.seed) for spec in self.specs[:1]]
        self.lanes = Lanes(
            len(self.specs), [lane for lane, spec in enumerate(self.specs) if (spec.program, spec.seed) in first]
        )
        self.run = run
        self._send = send
        self._iterations = iterations
        self._statuses = [LaneStatus() for _ in self.specs]
        self._allowed = AHEAD

    @property
    def statuses(self) -> tuple[LaneStatus, ...]:
        """What the runs are doing."""
        return tuple(self._statuses)

    @property
    def is_over(self) -> bool:
        """Whether every run has ended."""
        return all(status.is_over for status in self._statuses)

    def ready(self, lane: int) -> None:
        """Give the worker of run ``lane`` its program: torch is loaded there."""
        if self._statuses[lane].state is not LaneState.WAITING:
            return
        spec = self.specs[lane]
        self._set(lane, LaneStatus(LaneState.RUNNING))
        asked = spec.program, spec.device, spec.seed, self._allowed, self._iterations, spec.dtype
        self._send(lane, RunInLockstep(self.run, *asked))

    def take(self, lane: int, message: Message) -> None:
        """Take what the worker of run ``lane`` says."""
        if self._statuses[lane].state is not LaneState.RUNNING or getattr(message, "run", 0) != self.run:
            return
        if isinstance(message, LaneStep):
            self.lanes.add(lane, message.step)
            self._set(lane, LaneStatus(LaneState.RUNNING, self.lanes.iterations(lane)))
            self._let_go_on()
        elif isinstance(message, Finished):
            self._finish(lane, message)

    def gone(self, lane: int, reason: str) -> None:
        """Say that the process of run ``lane`` has ended by itself."""
        if not self._statuses[lane].is_over:
            self._end(lane, LaneStatus(LaneState.GONE, self.lanes.iterations(lane), reason=reason))

    def stop(self) -> None:
        """End all runs."""
        for lane, status in enumerate(self._statuses):
            if status.state is LaneState.RUNNING:
                self._send(lane, Stop(self.run))
            elif status.state is LaneState.WAITING:
                self._end(lane, LaneStatus(LaneState.STOPPED))

    def _finish(self, lane: int, message: Finished) -> None:
        state = LaneState.DONE
        if message.error is not None:
            state = LaneState.FAILED
        elif message.stopped:
            state = LaneState.STOPPED
        self._end(lane, LaneStatus(state, self.lanes.iterations(lane), message.error))

    def _end(self, lane: int, status: LaneStatus) -> None:
        self._set(lane, status)
        self.lanes.end(lane)
        self._let_go_on()

    def _let_go_on(self) -> None:
        """Allow more iterations; not one by one, so that there are fewer messages than iterations."""
        until = self.lanes.until
        if until - self._allowed < AHEAD // 2:
            return
        self._allowed = until
        for lane, status in enumerate(self._statuses):
            if status.state is LaneState.RUNNING:
                self._send(lane, GoOn(self.run, until))

    def _set(self, lane: int, status: LaneStatus) -> None:
        self._statuses[lane] = status
