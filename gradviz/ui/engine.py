"""The worker as the window sees it: runs, stops, pauses; a crash costs a sentence, never the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from time import monotonic
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.core.breakpoints import Breakpoint
from gradviz.core.budget import DEFAULT
from gradviz.core.edits import Edit
from gradviz.core.messages import (
    Abort,
    Checked,
    CheckNode,
    Defined,
    DefineNode,
    EditGradient,
    Fetched,
    FetchPart,
    Finished,
    Halted,
    Holding,
    Message,
    PassEnded,
    Pause,
    Paused,
    Printed,
    Probe,
    Probed,
    Probing,
    Progress,
    RateChanged,
    Ready,
    Recompute,
    Recomputed,
    Recomputing,
    Recorded,
    Reply,
    Requests,
    Resume,
    RunProgram,
    Sampled,
    SetBreakpoints,
    SetRate,
    StepIteration,
    StepOn,
    Stepped,
    StepTo,
    Stop,
)
from gradviz.core.rates import RateChange
from gradviz.core.trace import Environment, Program
from gradviz.ui.pipe import Command, Pipe

GRACE_MS = 1000
"""How long a program has to obey Stop before its process is ended."""

RESTART_DELAYS_MS = (0, 500, 2000)
"""Before the first, second, third start after a failure; then it gives up."""

SOON = 3.0
"""Seconds. A worker that ends within this time of being ready never really worked."""


class EngineState(StrEnum):
    """What the worker is doing."""

    STARTING = "starting"
    READY = "ready"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    HALTED = "halted"
    """It waits in the middle of a backward pass."""
    RECOMPUTING = "recomputing"
    STOPPED = "stopped"


Flush = Callable[[], None]

_ACTIVE = (EngineState.RUNNING, EngineState.PAUSING, EngineState.PAUSED, EngineState.HALTED, EngineState.RECOMPUTING)


class Stepping(NamedTuple):
    """Where a run is to wait: at ``breakpoints``; if ``live``, before every node from iteration ``live_from`` on.

    ``hold``: and before it begins.
    """

    live: bool = False
    live_from: int = 0
    breakpoints: tuple[Breakpoint, ...] = ()
    hold: bool = False


class Again(NamedTuple):
    """How a run is repeated: as it was, with the ``changes`` that were made of the learning rate."""

    device: str = "cpu"
    seed: int | None = None
    changes: tuple[RateChange, ...] = ()


_FREELY = Stepping()

_Work = RunProgram | Recompute | Probe


def worker_command() -> Command:
    """Return the program and arguments that start a worker: this Python, or this very executable when frozen."""
    if getattr(sys, "frozen", False):
        return sys.executable, ("worker",)
    return sys.executable, ("-m", "gradviz", "worker")


class Engine(QObject):
    """Owns the worker process. Replies of a run that is over, or that another one waits to replace, are dropped."""

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

    def __init__(self, command: Command | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command or worker_command()
        self._state = EngineState.STOPPED
        self._pipe: Pipe | None = None
        self._run = 0
        self._request: _Work | None = None
        self._next: _Work | None = None
        self.budget = DEFAULT
        """Bytes for all that is kept of a run."""
        self.record = "sampled"
        """Which iterations of a run are recorded, as `RunProgram` has it."""
        self._samples: Sampled | None = None
        self._prints: Printed | None = None
        self._failures = 0
        self._ready_at: float | None = None
        self._last_error_line = ""
        self._grace = self._timer(self._on_disobeyed)
        self._restart = self._timer(self._spawn)
        self._grace.setInterval(GRACE_MS)

    def _timer(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

    @property
    def state(self) -> EngineState:
        """What the worker is doing."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way, or waits for the worker."""
        return self._state in _ACTIVE or self._next is not None

    @property
    def pid(self) -> int:
        """The worker's process id; 0 when there is none."""
        return self._pipe.pid if self._pipe else 0

    @property
    def run(self) -> int:
        """The number of the newest run or repetition."""
        return self._run

    def start(self) -> None:
        """Start the worker, if it does not run."""
        if self._pipe is None and not self._restart.isActive():
            self._failures = 0
            self._spawn()

    def run_program(
        self,
        program: Program,
        device: str = "cpu",
        seed: int | None = None,
        record: str = "",
        *,
        aten: bool = False,
        stepping: Stepping = _FREELY,
    ) -> None:
        """Run ``program``, as soon as the worker is ready; a run that is under way is stopped first.

        ``record`` says which iterations are recorded, instead of what `record` says of all runs.
        """
        self._run += 1
        self._samples = self._prints = None
        live, live_from, breakpoints, hold = stepping
        self._begin(
            RunProgram(
                self._run,
                program,
                device,
                seed,
                record or self.record,
                self.budget,
                aten,
                live=live,
                live_from=live_from,
                breakpoints=breakpoints,
                hold=hold,
            )
        )

    def recompute(self, of: int, index: int, program: Program, again: Again) -> None:
        """Run ``program`` again, as run ``of`` did, to record iteration ``index``; when there is nothing else to do."""
        if self.is_busy:
            return
        self._run += 1
        self._begin(Recompute(self._run, of, index, program, again.device, again.seed, self.budget, again.changes))

    def probe(self, probe: Probe) -> None:
        """Ask for losses at other parameters, when there is nothing else to do; the numbers are given here."""
        if self.is_busy:
            return
        self._run += 1
        self._begin(msgspec.structs.replace(probe, run=self._run, budget=self.budget))

    def _begin(self, work: _Work) -> None:
        self._next = work
        if self._state == EngineState.READY:
            self._send_next()
        elif self._state in _ACTIVE:
            self._ask_to_stop()
        else:
            self.start()

    def stop(self) -> None:
        """End the run. A program that does not obey within a second is ended together with its process."""
        if self._next is not None:
            waiting, self._next = self._next, None
            if self._state not in _ACTIVE:
                self._tell_stopped(waiting)
        if self._state in _ACTIVE:
            self._ask_to_stop()

    def pause(self) -> None:
        """Let the program wait at the end of its next iteration."""
        if self._state == EngineState.RUNNING and self._request and self._pipe:
            self._pipe.send(Pause(self._request.run))
            self._set_state(EngineState.PAUSING)

    def resume(self) -> None:
        """Let the program go on."""
        if self._state in (EngineState.PAUSING, EngineState.PAUSED) and self._request and self._pipe:
            self._pipe.send(Resume(self._request.run))
            self._set_state(EngineState.RUNNING)

    def step_on(self, to: StepTo = StepTo.NODE) -> bool:
        """Let the engine go on from a node, or step into the next iteration; return whether it was told to."""
        if self._state not in (EngineState.HALTED, EngineState.PAUSED) or self._request is None:
            return False
        self._send(StepOn(self._request.run, to))
        if to is not StepTo.NODE or self._state == EngineState.PAUSED:
            self._set_state(EngineState.RUNNING)
        return True

    def step_iteration(self) -> bool:
        """Let the program go on to the end of its next iteration; return whether it was told to."""
        if self._state != EngineState.PAUSED or self._request is None:
            return False
        self._send(StepIteration(self._request.run))
        self._set_state(EngineState.PAUSING)
        return True

    def set_rate(self, rate: float) -> bool:
        """Train with another learning rate from the next update on; return whether a run was told to."""
        if not isinstance(self._request, RunProgram) or self._next is not None:
            return False
        self._send(SetRate(self._request.run, rate))
        return True

    def edit_gradient(self, edit: Edit) -> bool:
        """Change a gradient that is about to enter the node; return whether the engine waits before one."""
        if self._state != EngineState.HALTED or self._request is None:
            return False
        self._send(EditGradient(self._request.run, edit))
        return True

    def abort(self) -> bool:
        """End the backward pass that waits; return whether one does."""
        if self._state != EngineState.HALTED or self._request is None:
            return False
        self._send(Abort(self._request.run))
        self._set_state(EngineState.RUNNING)
        return True

    def set_breakpoints(self, breakpoints: tuple[Breakpoint, ...]) -> None:
        """Let the run that is under way wait at these."""
        if isinstance(self._next, RunProgram):
            self._next = msgspec.structs.replace(self._next, breakpoints=breakpoints)
        if isinstance(self._request, RunProgram):
            self._send(SetBreakpoints(self._request.run, breakpoints))

    def _send(self, request: Requests) -> None:
        if self._pipe is not None:
            self._pipe.send(request)

    def ask(self, request: CheckNode | DefineNode | FetchPart) -> bool:
        """Send ``request``, which is answered as soon as possible; return whether there is a worker to answer.

        Parts of tensors are read while a program runs, the rest waits for its end.
        """
        if self._pipe is None or self._state in (EngineState.STARTING, EngineState.STOPPED):
            return False
        self._pipe.send(request)
        return True

    def kill(self) -> None:
        """End the worker process now and start a fresh one."""
        self._drop_worker()
        self._spawn()

    def close(self) -> None:
        """End the worker process for good; nothing is left of it afterwards."""
        self._restart.stop()
        self._next = None
        self._drop_worker(wait=True)
        self._set_state(EngineState.STOPPED)

    def _ask_to_stop(self) -> None:
        if self._request and self._pipe and not self._grace.isActive():
            self._pipe.send(Stop(self._request.run))
            self._grace.start()

    def _send_next(self) -> None:
        if self._next is None or self._pipe is None:
            return
        self._request, self._next = self._next, None
        self._pipe.send(self._request)
        self._set_state(EngineState.RUNNING if isinstance(self._request, RunProgram) else EngineState.RECOMPUTING)

    def _spawn(self) -> None:
        self._ready_at = None
        self._last_error_line = ""
        self._pipe = Pipe(self._command, self)
        self._pipe.received.connect(self._on_message)
        self._pipe.turn_ended.connect(self._flush)
        self._pipe.stderr_received.connect(self._on_stderr)
        self._pipe.ended.connect(self._on_ended)
        self._set_state(EngineState.STARTING)
        self._pipe.start()

    def _drop_worker(self, *, wait: bool = False) -> None:
        self._grace.stop()
        self._flush()
        self._request = None
        if self._pipe is not None:
            pipe, self._pipe = self._pipe, None
            pipe.kill(wait=wait)

    def _set_state(self, state: EngineState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _on_message(self, message: Message) -> None:
        if isinstance(message, Ready):
            self._on_ready(message)
        elif isinstance(message, Checked):
            self.checked.emit(message)
        elif isinstance(message, Defined):
            self.defined.emit(message)
        elif isinstance(message, Fetched):
            self.fetched.emit(message)
        elif isinstance(message, Holding):
            self.held.emit(message)
        elif isinstance(message, Reply) and self._request is not None and message.run == self._request.run:
            self._on_reply(message)

    def _on_ready(self, message: Ready) -> None:
        self._ready_at = monotonic()
        self._set_state(EngineState.READY)
        self.ready.emit(message)
        self._send_next()

    def _on_reply(self, message: Reply) -> None:
        if message.run != self._run and not isinstance(message, Finished | Recomputed | Probed):
            return
        if isinstance(message, Sampled):
            self._samples = _joined_samples(self._samples, message, self._flush)
            return
        if isinstance(message, Printed):
            self._prints = _joined_prints(self._prints, message, self._flush)
            return
        self._flush()
        if isinstance(message, Recorded):
            self.recorded.emit(message.iteration)
        elif isinstance(message, Paused):
            self._set_state(EngineState.PAUSED)
            self.paused.emit(message.index)
            if message.cause is not None:
                self.caught.emit(message.index, message.cause)
        elif isinstance(message, Halted | Stepped | PassEnded):
            self._on_live(message)
        elif isinstance(message, Recomputing | Probing | Progress | RateChanged):
            self._on_progress(message)
        elif isinstance(message, Finished | Recomputed | Probed):
            self._on_finished(message)

    def _on_progress(self, message: Recomputing | Probing | Progress | RateChanged) -> None:
        if isinstance(message, Recomputing):
            self.came_to.emit(message.at)
        elif isinstance(message, Probing):
            self.probing.emit(message)
        elif isinstance(message, Progress):
            self.progressed.emit(message)
        else:
            self.rate_changed.emit(message)

    def _on_live(self, message: Halted | Stepped | PassEnded) -> None:
        if isinstance(message, PassEnded):
            self._set_state(EngineState.RUNNING)
            self.pass_ended.emit(message)
            return
        self._set_state(EngineState.HALTED)
        if isinstance(message, Halted):
            self.halted.emit(message)
        else:
            self.stepped.emit(message)

    def _on_finished(self, message: Finished | Recomputed | Probed) -> None:
        if isinstance(message, Probed) and not message.is_last:
            self.probed.emit(message)
            return
        self._grace.stop()
        self._request = None
        self._failures = 0
        self._set_state(EngineState.READY)
        if isinstance(message, Recomputed):
            self.recomputed.emit(message)
        elif isinstance(message, Probed):
            self.probed.emit(message)
        elif self._next is None:
            self.finished.emit(message)
        self._send_next()

    def _tell_stopped(self, work: _Work) -> None:
        if isinstance(work, Recompute):
            self.recomputed.emit(Recomputed(work.run, work.of, work.index, stopped=True))
        elif isinstance(work, Probe):
            self.probed.emit(Probed(work.run, work.of, work.index, stopped=True))
        else:
            self.finished.emit(_stopped(work))

    def _flush(self) -> None:
        """Tell what was gathered in this turn of the event loop."""
        prints, self._prints = self._prints, None
        samples, self._samples = self._samples, None
        if prints is not None:
            self.printed.emit(prints.text, prints.skipped)
        if samples is not None:
            self.sampled.emit(samples)

    def _on_stderr(self, text: str) -> None:
        lines = text.strip().splitlines()
        if lines:
            self._last_error_line = lines[-1]
        self.stderr_received.emit(text)

    def _on_disobeyed(self) -> None:
        request = self._request
        self.kill()
        self.noticed.emit(
            self.tr(
                "The program did not answer to Stop, so its process was ended and a new one is starting. "
                "Your text is kept."
            )
        )
        if request is not None and self._next is None:
            self._tell_stopped(request)

    def _on_ended(self, reason: str) -> None:
        was_running = self._request is not None
        worked = self._ready_at is not None and (was_running or monotonic() - self._ready_at > SOON)
        self._failures = 0 if worked else self._failures + 1
        self._grace.stop()
        self._flush()
        self._pipe = self._request = None
        if self._failures >= len(RESTART_DELAYS_MS):
            self._next = None
            self._set_state(EngineState.STOPPED)
            self.crashed.emit(self._gave_up(reason))
            return
        self._set_state(EngineState.STARTING)
        if was_running or worked:
            self.crashed.emit(self._ended_sentence(reason, was_running=was_running))
        self._restart.start(RESTART_DELAYS_MS[self._failures])

    def _ended_sentence(self, reason: str, *, was_running: bool) -> str:
        if was_running:
            text = self.tr(
                "The process that ran the program ended unexpectedly ({reason}). "
                "Your text is kept, and a new process is starting: run the program again when you like."
            )
        else:
            text = self.tr("The PyTorch process ended unexpectedly ({reason}). A new one is starting.")
        return text.format(reason=reason)

    def _gave_up(self, reason: str) -> str:
        detail = f"{reason}; {self._last_error_line}" if self._last_error_line else reason
        return self.tr(
            "PyTorch could not be started ({detail}). "
            "Check that “import torch” works in this Python, then press Run to try again; your text is kept."
        ).format(detail=detail)


def _stopped(request: RunProgram) -> Finished:
    """Return what a worker that is gone can no longer say."""
    environment = Environment(device=request.device, seed=request.seed)
    return Finished(request.run, environment, iterations=0, seconds=0.0, variables={}, stopped=True)


def _joined_samples(held: Sampled | None, new: Sampled, flush: Flush) -> Sampled:
    """Return ``held`` and ``new`` as one: all losses, the newest parameters."""
    if held is None:
        return new
    if held.first + len(held.losses) != new.first:
        flush()
        return new
    return held.followed_by(new)


def _joined_prints(held: Printed | None, new: Printed, flush: Flush) -> Printed:
    """Return ``held`` and ``new`` as one, unless lines were left out between them."""
    if held is None:
        return new
    if new.skipped:
        flush()
        return new
    return Printed(new.run, held.text + new.text, held.skipped)
