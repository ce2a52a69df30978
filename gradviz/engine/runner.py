"""Runs and repetitions, one after the other, in the worker's main thread."""

from __future__ import annotations

from gradviz.core.budget import SMALLEST
from gradviz.core.errors import UserError
from gradviz.core.messages.replies import Finished, LaneStep, Probed, Recomputed
from gradviz.core.messages.requests import FetchPart, Probe, Recompute, RunInLockstep, RunProgram, SaveKeyframe
from gradviz.core.trace import ProgramError
from gradviz.engine.controlled import ControlledRun, InLockstep, Repetition
from gradviz.engine.interrupts import Interrupts
from gradviz.engine.keeper import Keeper
from gradviz.engine.keyframefile import save
from gradviz.engine.lane import Lane
from gradviz.engine.outbox import Outbox
from gradviz.engine.policy import Also, policy_for
from gradviz.engine.probing import probe
from gradviz.engine.run import Outcome, Request, environment_of, run
from gradviz.engine.underway import UnderWay


class Runner:
    """Runs programs, and keeps what the window may ask for of the newest run."""

    def __init__(self, outbox: Outbox, under_way: UnderWay, interrupts: Interrupts) -> None:
        self._outbox = outbox
        self._under_way = under_way
        self._interrupts = interrupts
        self._kept: Keeper | None = None

    def run_program(self, request: RunProgram) -> None:
        """Run the program, and tell how it ended."""
        try:
            outcome = self._run(request)
        except UserError as error:
            outcome = _refused(request, error)
        self._finish(request, outcome)

    def run_in_lockstep(self, request: RunInLockstep) -> None:
        """Run the program beside others, and tell how it ended."""
        lane = Lane(request, lambda step: self._outbox.send(LaneStep(request.run, step)))
        self._under_way.begin(request.run, InLockstep(lane, self._keep(request.run, SMALLEST)))
        try:
            outcome = self._interrupts.allow(request.run, lambda: lane.run(request))
        except UserError as error:
            outcome = _refused(request, error)
        finally:
            self._under_way.end()
        self._finish(request, outcome)

    def repeat(self, request: Recompute | Probe) -> None:
        """Run the program again up to an iteration, and tell what is asked of that."""
        keeper = self._kept
        if keeper is None or keeper.run != request.of:
            keeper = self._keep(request.of, request.budget)
        self._outbox.send(self._repeated(request, keeper))

    def answer(self, request: FetchPart) -> None:
        """Read a part of a tensor that is kept."""
        (self._kept or Keeper(request.run, 0, self._outbox.send)).answer(request)

    def save_keyframe(self, request: SaveKeyframe) -> None:
        """Write a keyframe that is kept; called by a thread of its own."""
        kept = self._kept
        keyframes = kept.keyframes if kept is not None and kept.run == request.run else None
        self._outbox.send(save(request, keyframes))

    def _run(self, request: RunProgram) -> Outcome | None:
        """Return how the run ended; ``None``: it was stopped.

        Raises:
            UserError: it could not begin.
        """
        policy = policy_for(request.record)
        keeper = self._keep(request.run, request.budget)
        current = ControlledRun(request, self._outbox, policy, keeper)
        wanted = Also(policy, current.gate.wants)
        what = Request(request.program, request.device, request.seed, request.aten)
        self._under_way.begin(request.run, current)
        try:
            with keeper.optimizers.watching():
                return self._interrupts.allow(
                    request.run, lambda: run(what, wanted, current, current.streams, current.gate)
                )
        finally:
            self._under_way.end()
            current.finish()

    def _keep(self, number: int, budget: int) -> Keeper:
        """Return who keeps things of run ``number`` from now on; what was kept of another run goes first."""
        if self._kept is not None:
            self._kept.clear()
        self._kept = Keeper(number, budget, self._outbox.send)
        return self._kept

    def _repeated(self, request: Recompute | Probe, keeper: Keeper) -> Recomputed | Probed:
        def work() -> Recomputed | Probed:
            if isinstance(request, Recompute):
                return keeper.repeat(request)
            return probe(request, keeper, self._outbox.send)

        self._under_way.begin(request.run, Repetition(keeper))
        try:
            return self._interrupts.allow(request.run, work) or _not_repeated(request)
        except UserError as error:
            return _not_repeated(request, str(error))
        except (RuntimeError, MemoryError) as error:
            # Computing with what the program made may go wrong in its own ways: no memory, two devices, infinities.
            return _not_repeated(request, (str(error) or type(error).__name__).splitlines()[0])
        finally:
            self._under_way.end()
            keeper.answer_all()

    def _finish(self, request: RunProgram | RunInLockstep, outcome: Outcome | None) -> None:
        if outcome is None:
            outcome = _not_begun(request, None)
        self._under_way.forget(request.run)
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


def _not_repeated(request: Recompute | Probe, reason: str = "") -> Recomputed | Probed:
    """Return the reply to what was stopped, or could not be done for a ``reason``."""
    stopped = not reason
    if isinstance(request, Probe):
        return Probed(request.run, request.of, request.index, reason=reason, stopped=stopped)
    error = None if stopped else ProgramError("Request", reason)
    return Recomputed(request.run, request.of, request.index, error=error, stopped=stopped)


def _refused(request: RunProgram | RunInLockstep, error: UserError) -> Outcome:
    """Return the outcome of a run that could not be done."""
    return _not_begun(request, ProgramError("Request", str(error)))


def _not_begun(request: RunProgram | RunInLockstep, error: ProgramError | None) -> Outcome:
    """Return the outcome of a run that did not begin: it was stopped, or an ``error`` says why."""
    return Outcome(environment_of(request.device), 0, 0.0, {}, error, error is None)
