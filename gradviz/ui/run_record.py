"""Everything that is known of one run of a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from gradviz.core.edits import GradientChange
from gradviz.core.history import History
from gradviz.core.losses import Losses
from gradviz.core.messages.replies import Finished, Holding, Recomputed, Sampled
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.rates import RateChange
from gradviz.core.repetition import Verdict, compared
from gradviz.core.trace import Environment, Iteration, Program, ProgramError, Trace, Variable
from gradviz.ui.recordings import Recordings

MOST_PRINTED = 1_000_000
"""Characters of output that are kept for the session file; the newest ones."""

_LOSSES_PER_SAMPLE = 1 << 16


class Again(NamedTuple):
    """How a run is repeated: with the ``changes`` that were made of the learning rate, the ``edits`` of gradients."""

    device: str = "cpu"
    seed: int | None = None
    changes: tuple[RateChange, ...] = ()
    edits: tuple[GradientChange, ...] = ()


@dataclass
class RunRecord:
    """Grows while the run goes on."""

    program: Program
    environment: Environment = field(default_factory=Environment)
    recordings: Recordings = field(default_factory=Recordings)
    history: History = field(default_factory=History)
    losses: Losses = field(default_factory=Losses)
    parameters: tuple[ParameterSample, ...] = ()
    updates: tuple[UpdateSample, ...] = ()
    """How the parameters changed lately."""
    variables: dict[str, Variable] = field(default_factory=dict)
    printed: str = ""
    error: ProgramError | None = None
    files: dict[str, str] = field(default_factory=dict)
    """The texts of other files that events are in."""
    run: int = 0
    """Its number in the worker; 0 if it was loaded."""
    device: str = ""
    held: Holding | None = None
    """What the worker holds of it."""
    changes: list[RateChange] = field(default_factory=list)
    """What a person has changed of the learning rate while it went on."""
    edits: list[GradientChange] = field(default_factory=list)
    """What a person has changed of gradients while it waited."""
    beside: Holding | None = None
    """What a second worker holds of it."""
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """How recomputed iterations compare with the first run."""

    @property
    def again(self) -> Again:
        """How it is repeated."""
        return Again(self.device or "cpu", self.environment.seed, tuple(self.changes), tuple(self.edits))

    @property
    def total(self) -> int:
        """How many iterations the run has had so far."""
        numbers = self.recordings.indices
        return max(len(self.losses), numbers[-1] + 1 if numbers else 0)

    def add_sampled(self, sampled: Sampled) -> None:
        """Take losses and the parameters after the last of them."""
        self.history.add(sampled)
        self.losses.put(sampled.first, sampled.losses)
        if sampled.parameters:
            self.parameters = sampled.parameters
        if sampled.updates:
            self.updates = sampled.updates

    def add_printed(self, text: str) -> None:
        """Take output of the program."""
        self.printed = (self.printed + text)[-MOST_PRINTED:]

    def add_iteration(self, iteration: Iteration, keep: int | None = None, seconds: float = inf) -> None:
        """Take a recorded iteration; the one numbered ``keep`` stays. Older ones lose detail in so many ``seconds``."""
        self.recordings.add(iteration, keep, seconds)

    @property
    def used(self) -> int:
        """Bytes that are held of it, here and in the worker."""
        return self.recordings.size + self._elsewhere

    @property
    def _elsewhere(self) -> int:
        return sum(held.tensors + held.size for held in (self.held, self.beside) if held is not None)

    def hold(self, held: Holding, seconds: float = inf) -> None:
        """Take what the worker holds now; the recordings have the rest of the budget."""
        self.held = held
        self.recordings.set_elsewhere(self._elsewhere, seconds)

    def hold_beside(self, held: Holding, seconds: float = inf) -> None:
        """Take what the second worker holds now."""
        self.beside = held
        self.recordings.set_elsewhere(self._elsewhere, seconds)

    def is_exact(self, index: int | None) -> bool:
        """Return whether every element of iteration ``index`` can be had from a worker."""
        return any(
            held is not None and held.iteration == index for held in (self.held, self.beside) if index is not None
        )

    def add_recomputed(self, recomputed: Recomputed, keep: int | None = None) -> Verdict:
        """Take an iteration that was recomputed, and compare it with what the first run had there."""
        index = recomputed.index
        first = self.losses[index] if index < len(self.losses) else None
        verdict = compared(recomputed, first)
        if recomputed.iteration is not None:
            self.recordings.add(recomputed.iteration, keep)
            self.verdicts[index] = verdict
        return verdict

    def finish(self, finished: Finished) -> None:
        """Take what is known at the end."""
        self.environment = finished.environment
        self.variables = finished.variables
        self.error = finished.error

    def trace(self) -> Trace:
        """Return the whole as a value."""
        losses = self.losses or [iteration.loss for iteration in self.recordings.iterations]
        return Trace(
            program=self.program,
            environment=self.environment,
            iterations=self.recordings.iterations,
            losses=tuple(losses),
            variables=self.variables,
            printed=self.printed,
            error=self.error,
            files=self.files,
        )


def of_trace(trace: Trace) -> RunRecord:
    """Return the record of a run that was loaded; all of it stays, whatever its size."""
    record = RunRecord(
        program=trace.program,
        environment=trace.environment,
        device=trace.environment.device,
        recordings=Recordings(budget=float("inf")),
        variables=trace.variables,
        error=trace.error,
        files=dict(trace.files),
    )
    record.add_printed(trace.printed)
    for iteration in trace.iterations:
        record.add_iteration(iteration)
    for sampled in _samples(trace):
        record.add_sampled(sampled)
    return record


def _samples(trace: Trace) -> Iterator[Sampled]:
    """Yield the losses of ``trace`` as a live run would have sent them, with the parameters that are known."""
    held = {iteration.index: iteration for iteration in trace.iterations}
    losses = trace.losses or tuple(iteration.loss for iteration in trace.iterations)
    first = 0
    for index in [number for number in sorted(held) if number < len(losses)]:
        yield Sampled(0, first, losses[first : index + 1], parameters_of(held[index]))
        first = index + 1
    for start in range(first, len(losses), _LOSSES_PER_SAMPLE):
        yield Sampled(0, start, losses[start : start + _LOSSES_PER_SAMPLE], ())


def parameters_of(iteration: Iteration) -> tuple[ParameterSample, ...]:
    """Return the leaves of ``iteration`` after its last backward event."""
    grads = {event.node: event.grad for event in iteration.backward if event.grad is not None}
    return tuple(
        ParameterSample(node.variable or "leaf", iteration.tensors[node.tensor], grads.get(node.id))
        for node in iteration.nodes
        if node.is_leaf and node.tensor in iteration.tensors
    )
