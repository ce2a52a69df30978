"""The worker as the window sees it: runs, stops, pauses; a crash costs a sentence, never the text."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QTimer

from gradviz.core.breakpoints import Breakpoint
from gradviz.core.budget import DEFAULT
from gradviz.core.edits import Edit
from gradviz.core.messages.replies import (
    Finished,
    Halted,
    PassEnded,
    Paused,
    Printed,
    Probed,
    Ready,
    Recomputed,
    Reply,
    Sampled,
    Stepped,
)
from gradviz.core.messages.requests import (
    Abort,
    CheckNode,
    DefineNode,
    EditGradient,
    FetchPart,
    Pause,
    Probe,
    Recompute,
    Resume,
    RunProgram,
    SaveKeyframe,
    SetBreakpoints,
    SetRate,
    StepIteration,
    StepOn,
    StepTo,
    Stop,
)
from gradviz.core.messages.wire import Message
from gradviz.core.trace import Program
from gradviz.ui.enginefacts import EngineFacts
from gradviz.ui.enginestate import ACTIVE, EngineState, Stepping
from gradviz.ui.gathering import Gathering
from gradviz.ui.pipe import Command
from gradviz.ui.run_record import Again
from gradviz.ui.workerprocess import WorkerProcess, worker_command

GRACE_MS = 1000
"""How long a program has to obey Stop before its process is ended."""


_FREELY = Stepping()

_Work = RunProgram | Recompute | Probe


class Engine(EngineFacts):
    """Owns the worker process. Replies of a run that is over, or that another one waits to replace, are dropped."""

    def __init__(self, command: Command | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command = command or worker_command()
        """Starts a worker."""
        self._state = EngineState.STOPPED
        self._run = 0
        self._request: _Work | None = None
        self._next: _Work | None = None
        self._let_go = 0
        self.budget = DEFAULT
        """Bytes for all that is kept of a run."""
        self.record = "sampled"
        """Which iterations of a run are recorded, as `RunProgram` has it."""
        self._gathering = Gathering(self.printed.emit, self.sampled.emit)
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(GRACE_MS)
        self._grace.timeout.connect(self._on_disobeyed)
        process = self._process = WorkerProcess(self.command, self)
        process.received.connect(self._on_message)
        process.turn_ended.connect(self._gathering.flush)
        process.stderr_received.connect(self.stderr_received)
        process.spawned.connect(lambda: self._set_state(EngineState.STARTING))
        process.ended.connect(self._on_ended)

    @property
    def state(self) -> EngineState:
        """What the worker is doing."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way, or waits for the worker."""
        return self._state in ACTIVE or self._next is not None

    @property
    def pid(self) -> int:
        """The worker's process id; 0 when there is none."""
        return self._process.pid

    @property
    def run(self) -> int:
        """The number of the newest run or repetition."""
        return self._run

    def start(self) -> None:
        """Start the worker, if it does not run."""
        self._process.start()

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
        self._let_go = 0
        self._gathering.forget()
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
        device, seed, changes, edits = again
        self._begin(Recompute(self._run, of, index, program, device, seed, self.budget, changes, edits))

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
        elif self._state in ACTIVE:
            self._ask_to_stop()
        else:
            self.start()

    def stop(self) -> None:
        """End the run. A program that does not obey within a second is ended together with its process."""
        if self._next is not None:
            waiting, self._next = self._next, None
            if self._state not in ACTIVE:
                self._tell_stopped(waiting)
        if self._state in ACTIVE:
            self._ask_to_stop()

    def pause(self) -> None:
        """Let the program wait at the end of its next iteration."""
        if self._state == EngineState.RUNNING and self._request:
            self._process.send(Pause(self._request.run))
            self._set_state(EngineState.PAUSING)

    def resume(self) -> None:
        """Let the program go on."""
        if self._state in (EngineState.PAUSING, EngineState.PAUSED) and self._request:
            self._let_go += 1
            self._process.send(Resume(self._request.run))
            self._set_state(EngineState.RUNNING)

    def step_on(self, to: StepTo = StepTo.NODE) -> bool:
        """Let the engine go on from a node, or step into the next iteration; return whether it was told to."""
        if self._state not in (EngineState.HALTED, EngineState.PAUSED) or self._request is None:
            return False
        self._process.send(StepOn(self._request.run, to))
        if self._state == EngineState.PAUSED:
            self._let_go += 1
        if to is not StepTo.NODE or self._state == EngineState.PAUSED:
            self._set_state(EngineState.RUNNING)
        return True

    def step_iteration(self) -> bool:
        """Let the program go on to the end of its next iteration; return whether it was told to."""
        if self._state != EngineState.PAUSED or self._request is None:
            return False
        self._let_go += 1
        self._process.send(StepIteration(self._request.run))
        self._set_state(EngineState.PAUSING)
        return True

    def set_rate(self, rate: float) -> bool:
        """Train with another learning rate from the next update on; return whether a run was told to."""
        if not isinstance(self._request, RunProgram) or self._next is not None:
            return False
        self._process.send(SetRate(self._request.run, rate))
        return True

    def edit_gradient(self, edit: Edit) -> bool:
        """Change a gradient that is about to enter the node; return whether the engine waits before one."""
        if self._state != EngineState.HALTED or self._request is None:
            return False
        self._process.send(EditGradient(self._request.run, edit))
        return True

    def abort(self) -> bool:
        """End the backward pass that waits; return whether one does."""
        if self._state != EngineState.HALTED or self._request is None:
            return False
        self._process.send(Abort(self._request.run))
        self._set_state(EngineState.RUNNING)
        return True

    def set_breakpoints(self, breakpoints: tuple[Breakpoint, ...]) -> None:
        """Let the run that is under way wait at these."""
        if isinstance(self._next, RunProgram):
            self._next = msgspec.structs.replace(self._next, breakpoints=breakpoints)
        if isinstance(self._request, RunProgram):
            self._process.send(SetBreakpoints(self._request.run, breakpoints))

    def ask(self, request: CheckNode | DefineNode | FetchPart | SaveKeyframe) -> bool:
        """Send ``request``, which is answered as soon as possible; return whether there is a worker to answer.

        Parts of tensors are read, and keyframes written, while a program runs; the rest waits for its end.
        """
        if self._state in (EngineState.STARTING, EngineState.STOPPED):
            return False
        self._process.send(request)
        return True

    def kill(self) -> None:
        """End the worker process now and start a fresh one."""
        self._forget_request()
        self._process.drop()
        self._process.spawn()

    def close(self) -> None:
        """End the worker process for good; nothing is left of it afterwards."""
        self._next = None
        self._forget_request()
        self._process.close()
        self._set_state(EngineState.STOPPED)

    def _ask_to_stop(self) -> None:
        if self._request and self._process.is_alive and not self._grace.isActive():
            self._process.send(Stop(self._request.run))
            self._grace.start()

    def _send_next(self) -> None:
        if self._next is None or not self._process.is_alive:
            return
        self._request, self._next = self._next, None
        self._process.send(self._request)
        self._set_state(EngineState.RUNNING if isinstance(self._request, RunProgram) else EngineState.RECOMPUTING)

    def _forget_request(self) -> None:
        self._grace.stop()
        self._gathering.flush()
        self._request = None

    def _set_state(self, state: EngineState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _on_message(self, message: Message) -> None:
        if isinstance(message, Ready):
            self._on_ready(message)
        elif isinstance(message, Reply) and not self._tell_answer(message):
            request = self._request
            if request is not None and message.run == request.run:
                self._on_reply(message)

    def _on_ready(self, message: Ready) -> None:
        self._process.note_ready()
        self._set_state(EngineState.READY)
        self.ready.emit(message)
        self._send_next()

    def _on_paused(self, message: Paused) -> None:
        if message.let_go < self._let_go:
            # It was let go on when this was under way already.
            return
        self._set_state(EngineState.PAUSED)
        self.paused.emit(message.index)
        if message.cause is not None:
            self.caught.emit(message.index, message.cause)

    def _on_reply(self, message: Reply) -> None:
        if message.run != self._run and not isinstance(message, Finished | Recomputed | Probed):
            return
        if isinstance(message, Sampled | Printed):
            self._gathering.add(message)
            return
        self._gathering.flush()
        if isinstance(message, Paused):
            self._on_paused(message)
        elif isinstance(message, Halted | Stepped | PassEnded):
            self._on_live(message)
        elif isinstance(message, Finished | Recomputed | Probed):
            self._on_finished(message)
        else:
            self._tell_progress(message)

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
        self._process.note_work()
        self._set_state(EngineState.READY)
        if isinstance(message, Recomputed):
            self.recomputed.emit(message)
        elif isinstance(message, Probed):
            self.probed.emit(message)
        elif self._next is None:
            self.finished.emit(message)
        self._send_next()

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
        said = self._process.judge(reason, was_running=self._request is not None)
        self._forget_request()
        if self._process.has_given_up:
            self._next = None
            self._set_state(EngineState.STOPPED)
            self.crashed.emit(said)
            return
        self._set_state(EngineState.STARTING)
        if said:
            self.crashed.emit(said)
        self._process.start_later()
