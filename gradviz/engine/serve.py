"""The worker process: requests come in on standard input, replies go out on standard output.

The program runs in the main thread; a control thread reads requests, so that stop and pause work while it runs.
"""

from __future__ import annotations

import gc
import os
import platform
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any, BinaryIO

import torch
from typing_extensions import override

from gradviz.core.breakpoints import Cause
from gradviz.core.budget import SMALLEST
from gradviz.core.errors import UserError
from gradviz.core.messages.replies import Defined, Finished, LaneStep, Paused, Probed, Ready, Recomputed, Recorded
from gradviz.core.messages.requests import (
    Abort,
    CheckNode,
    DefineNode,
    EditGradient,
    FetchPart,
    GoOn,
    Pause,
    Probe,
    Recompute,
    Resume,
    RunInLockstep,
    RunProgram,
    SaveKeyframe,
    SetBreakpoints,
    SetRate,
    StepIteration,
    StepOn,
    Stop,
)
from gradviz.core.messages.wire import Decoder, ProtocolError
from gradviz.core.trace import Iteration, ProgramError
from gradviz.engine.check import check
from gradviz.engine.codefile import filename_of
from gradviz.engine.definitions import definition_of
from gradviz.engine.devices import available_devices
from gradviz.engine.gate import Gate, Told
from gradviz.engine.held import Held
from gradviz.engine.keeper import Keeper
from gradviz.engine.keyframefile import save
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.lane import Lane
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.memory import keep_freed_memory
from gradviz.engine.outbox import Outbox
from gradviz.engine.pilot import Pilot
from gradviz.engine.policy import Also, Policy, policy_for
from gradviz.engine.policy import Sampled as SampledPolicy
from gradviz.engine.probing import probe
from gradviz.engine.program import StopRun
from gradviz.engine.run import Outcome, Request, environment_of, run
from gradviz.engine.sample import Sampler

Control = Pause | Resume | StepIteration | SetRate | SetBreakpoints | StepOn | EditGradient | Abort | GoOn
"""What is asked of a run that goes on."""

_Work = RunProgram | RunInLockstep | Recompute | Probe | CheckNode | DefineNode
"""What the main thread does one after the other."""

_UNBROKEN = frozenset(filename_of(function) for function in (Outbox.send, Keyframes.__init__, Held.__init__))
"""Files whose code is not interrupted: a lock would stay locked, an account would be wrong."""

_SOON = 0.002
"""Seconds until a program is interrupted that could not be just now."""

_GRACE = 2.0
"""Seconds that a program has to end once the window is gone."""


def serve() -> int:
    """Answer requests until standard input closes."""
    keep_freed_memory()
    requests, replies = _take_standard_streams()
    # One core stays free for the window.
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    # The million objects of torch stay for good: the garbage collector need not look at them in the middle of a run.
    gc.freeze()
    worker = _Worker(Outbox(replies))
    threading.Thread(target=worker.read, args=(requests,), name="control", daemon=True).start()
    worker.work()
    return 0


def _take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for messages; what native code prints goes to standard error, and nobody reads our requests."""
    requests, replies = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  a file descriptor is wanted
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return requests, replies


class _Run(Listener):
    """Reports one run to the window, and makes it wait while it is paused."""

    def __init__(self, request: RunProgram, outbox: Outbox, policy: Policy, keeper: Keeper) -> None:
        self._run = request.run
        self.keeper = keeper
        self.holder = keeper.held
        self._outbox = outbox
        self._policy = policy
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
        self._latest = -1

    def pause(self) -> None:
        """Ask for the next iteration to be recorded, and wait at its end."""
        self._may_run.clear()
        self._want_pause()

    def resume(self) -> None:
        """Let the run go on."""
        self._pause_wanted = False
        if isinstance(self._policy, SampledPolicy):
            self._policy.is_requested = False
        self._go_on()

    def step_iteration(self) -> None:
        """Let the run go on to the end of its next iteration."""
        self._steps = True
        self._want_pause()
        self._go_on()

    def _want_pause(self) -> None:
        self._pause_wanted = True
        if isinstance(self._policy, SampledPolicy):
            self._policy.is_requested = True

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
            self._pilot.want(request.rate)
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
        self._latest = iteration.index
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
        self._pilot.goes_on()

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        self._sampler.add(loss, leaves, at_once=self.gate.has_found)
        self.keeper.backward_ended(leaves)
        self._pilot.backward_ended(at_once=self._pause_wanted or self.gate.has_found)

    def write(self, text: str) -> None:
        """Send what the program prints."""
        self._outbox.print(self._run, text)

    def finish(self) -> None:
        """Send the last live values."""
        self._sampler.flush()
        self._pilot.end()
        self.keeper.end()


class _Repetition:
    """A run that is repeated: it waits nowhere."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def ask(self, request: Control) -> None:
        """Go on, whatever is asked."""


class _InLockstep:
    """A run that others go beside: it waits for them alone."""

    def __init__(self, lane: Lane, keeper: Keeper) -> None:
        self._lane = lane
        self.keeper = keeper

    def ask(self, request: Control) -> None:
        """Go on as far as the others allow."""
        if isinstance(request, GoOn):
            self._lane.allow(request.until)


class _Worker:
    """Runs programs one after the other."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: queue.SimpleQueue[_Work | FetchPart | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._run: _Run | _Repetition | _InLockstep | None = None
        self._kept: Keeper | None = None
        self._number = 0
        self._stopped: set[int] = set()
        self._early: dict[int, list[Control]] = {}
        self._may_stop = False
        self._main = threading.main_thread().ident

    # The control thread

    def read(self, requests: BinaryIO) -> None:
        """Take requests until there are no more."""
        decoder = Decoder()
        try:
            while data := requests.read(1 << 16):
                for message in decoder.feed(data):
                    self._take(message)
        except ProtocolError as error:
            sys.stderr.write(f"gradviz worker: {error}\n")
        self._waiting.put(None)
        self._interrupt(self._number)
        # The window is gone; a program that does not let itself be stopped must not outlive it.
        time.sleep(_GRACE)
        os._exit(1)

    def _take(self, message: object) -> None:
        if isinstance(message, _Work):
            if isinstance(message, RunProgram | RunInLockstep):
                with self._lock:
                    self._early[message.run] = []
            self._waiting.put(message)
        elif isinstance(message, FetchPart):
            self._take_question(message)
        elif isinstance(message, SaveKeyframe):
            # The program may be in the middle of anything, and Stop must work while a large file is written.
            threading.Thread(target=self._save_keyframe, args=(message,), name="keyframe", daemon=True).start()
        elif isinstance(message, Stop):
            self._interrupt(message.run)
        elif isinstance(message, Control):
            with self._lock:
                if self._run is not None and message.run == self._number:
                    self._run.ask(message)
                elif message.run in self._early:
                    self._early[message.run].append(message)

    def _take_question(self, message: FetchPart) -> None:
        """Have it answered in the main thread: between two ops of the program, or when that thread is free."""
        with self._lock:
            if self._run is not None:
                self._run.keeper.ask(message)
            else:
                self._waiting.put(message)

    def _save_keyframe(self, message: SaveKeyframe) -> None:
        kept = self._kept
        keyframes = kept.keyframes if kept is not None and kept.run == message.run else None
        self._outbox.send(save(message, keyframes))

    def _interrupt(self, run: int) -> None:
        with self._lock:
            self._stopped.add(run)
            if self._run is None or run != self._number:
                return
        if hasattr(signal, "pthread_kill") and self._main is not None:
            # A real signal also ends a system call such as time.sleep().
            signal.pthread_kill(self._main, signal.SIGINT)
        else:
            signal.raise_signal(signal.SIGINT)

    # The main thread

    def work(self) -> None:
        """Run what is asked for until there is no more."""
        signal.signal(signal.SIGINT, self._on_interrupt)
        self._outbox.send(Ready(0, str(torch.__version__), platform.python_version(), available_devices()))
        while (request := self._waiting.get()) is not None:
            if isinstance(request, RunProgram):
                self._finish(request, self._outcome(request))
            elif isinstance(request, RunInLockstep):
                self._finish(request, self._run_in_lockstep(request))
            elif isinstance(request, Recompute | Probe):
                self._outbox.send(self._repeat(request))
            elif isinstance(request, FetchPart):
                (self._kept or Keeper(request.run, 0, self._outbox.send)).answer(request)
            elif isinstance(request, CheckNode):
                self._outbox.send(check(request))
            else:
                self._outbox.send(Defined(request.run, request.name, definition_of(request.name)))
        self._outbox.close()

    def _on_interrupt(self, _signal: int, frame: FrameType | None) -> None:
        if not (self._may_stop and self._number in self._stopped):
            return
        if _is_unbroken(frame):
            soon = threading.Timer(_SOON, self._interrupt, (self._number,))
            soon.daemon = True
            soon.start()
            return
        raise StopRun

    def _finish(self, request: RunProgram | RunInLockstep, outcome: Outcome) -> None:
        with self._lock:
            self._early.pop(request.run, None)
        self._outbox.send(
            Finished(
                request.run,
                outcome.environment,
                outcome.iterations,
                outcome.seconds,
                outcome.variables,
                outcome.error,
                outcome.stopped,
            )
        )

    def _outcome(self, request: RunProgram) -> Outcome:
        try:
            policy = policy_for(request.record)
        except UserError as error:
            return _ended(request, ProgramError("Request", str(error)))
        keeper = self._keep(request.run, request.budget)
        current = _Run(request, self._outbox, policy, keeper)
        self._begin(request.run, current)
        try:
            with keeper.optimizers.watching():
                outcome = self._run_interruptibly(request, policy, current)
        except UserError as error:
            outcome = _ended(request, ProgramError("Request", str(error)))
        finally:
            with self._lock:
                self._run = None
        current.finish()
        return outcome

    def _begin(self, number: int, run: _Run | _Repetition | _InLockstep) -> None:
        """Let ``run`` be the one that is controlled, and ask of it what was asked before it began."""
        with self._lock:
            self._number, self._run = number, run
            for control in self._early.pop(number, []):
                run.ask(control)

    def _keep(self, run: int, budget: int) -> Keeper:
        """Return who keeps things of ``run`` from now on; what was kept of another run goes first."""
        if self._kept is not None:
            self._kept.clear()
        self._kept = Keeper(run, budget, self._outbox.send)
        return self._kept

    def _repeat(self, request: Recompute | Probe) -> Recomputed | Probed:
        keeper = self._kept
        if keeper is None or keeper.run != request.of:
            keeper = self._keep(request.of, request.budget)
        self._begin(request.run, _Repetition(keeper))
        try:
            self._may_stop = True
            if request.run in self._stopped:
                return _not_repeated(request)
            return (
                keeper.repeat(request) if isinstance(request, Recompute) else probe(request, keeper, self._outbox.send)
            )
        except StopRun:
            return _not_repeated(request)
        except UserError as error:
            return _not_repeated(request, str(error))
        except (RuntimeError, MemoryError) as error:
            # Computing with what the program made may go wrong in its own ways: no memory, two devices, infinities.
            return _not_repeated(request, (str(error) or type(error).__name__).splitlines()[0])
        finally:
            self._may_stop = False
            with self._lock:
                self._run = None
            keeper.answer_all()

    def _run_in_lockstep(self, request: RunInLockstep) -> Outcome:
        lane = Lane(request, lambda step: self._outbox.send(LaneStep(request.run, step)))
        self._begin(request.run, _InLockstep(lane, self._keep(request.run, SMALLEST)))
        try:
            self._may_stop = True
            return _ended(request, None) if request.run in self._stopped else lane.run(request)
        except StopRun:
            return _ended(request, None)
        except UserError as error:
            return _ended(request, ProgramError("Request", str(error)))
        finally:
            self._may_stop = False
            with self._lock:
                self._run = None

    def _run_interruptibly(self, request: RunProgram, policy: Policy, current: _Run) -> Outcome:
        """Run the program; only in here a signal ends it, because the handler runs in this same thread."""
        try:
            self._may_stop = True
            if request.run in self._stopped:
                return _ended(request, None)
            wanted = Also(policy, current.gate.wants)
            return run(_request(request), wanted, current, current.write, current.write, current.gate)
        except StopRun:
            return _ended(request, None)
        finally:
            self._may_stop = False


def _is_unbroken(frame: FrameType | None) -> bool:
    """Return whether ``frame`` is inside of what must not end in the middle."""
    while frame is not None:
        if frame.f_code.co_filename in _UNBROKEN:
            return True
        frame = frame.f_back
    return False


def _request(message: RunProgram) -> Request:
    return Request(message.program, message.device, message.seed, message.aten)


def _not_repeated(request: Recompute | Probe, reason: str = "") -> Recomputed | Probed:
    """Return the reply to what was stopped, or could not be done for a ``reason``."""
    stopped = not reason
    if isinstance(request, Probe):
        return Probed(request.run, request.of, request.index, reason=reason, stopped=stopped)
    error = None if stopped else ProgramError("Request", reason)
    return Recomputed(request.run, request.of, request.index, error=error, stopped=stopped)


def _ended(request: RunProgram | RunInLockstep, error: ProgramError | None) -> Outcome:
    """Return the outcome of a run that did not begin."""
    return Outcome(environment_of(request.device), 0, 0.0, {}, error, error is None)
