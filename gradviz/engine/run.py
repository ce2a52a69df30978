"""Run a program with everything recorded that was asked for."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

import torch
from typing_extensions import override

from gradviz.core.edits import GradientChange
from gradviz.core.rates import RateChange
from gradviz.core.trace import Environment, Iteration, Program, ProgramError, Trace, Variable
from gradviz.engine.aten import AtenNoter
from gradviz.engine.devices import on_device, start_afresh
from gradviz.engine.gate import Gate
from gradviz.engine.internals import is_leaf, unseen
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.names import Names
from gradviz.engine.policy import Policy, policy_for
from gradviz.engine.program import Execution
from gradviz.engine.recast import recast
from gradviz.engine.recorder import Recorder
from gradviz.engine.streams import Printer, Streams, standard_streams
from gradviz.engine.summarize import summary_of

Write = Callable[[str], object]

PRINTED_LIMIT = 8_000_000
"""Characters. What a program prints beyond this is not kept in its trace."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    environment: Environment
    iterations: int
    seconds: float
    variables: dict[str, Variable]
    error: ProgramError | None
    stopped: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What to run, and what to record of it."""

    program: Program
    device: str = "cpu"
    seed: int | None = None
    aten: bool = False
    """Whether the aten ops inside of ops and nodes are recorded."""
    changes: tuple[RateChange, ...] = ()
    """What a person has changed of the learning rate, to be done again."""
    edits: tuple[GradientChange, ...] = ()
    """What a person has changed of gradients, to be done again."""
    dtype: str | None = None
    """What all its floating tensors are made in; ``None``: as it is written."""
    is_recast: bool = False
    """Whether it starts from the same numbers whatever its dtype and device: those that it draws on the CPU."""


def run(request: Request, policy: Policy, listener: Listener, streams: Streams, gate: Gate | None = None) -> Outcome:
    """Run a program; ``listener`` hears of its iterations, ``streams`` get what it prints, ``gate`` lets it wait.

    Raises:
        UserError: the device or the seed is not possible.
    """
    with on_device(request.device):
        start_afresh(request.seed)
        environment = environment_of(request.device)
        execution = Execution(request.program)
        listener.namespace_made(execution.namespace)
        names = Names(execution.namespace)
        aten = AtenNoter() if request.aten else None
        recorder = Recorder(execution.source, names, policy, listener, aten=aten, gate=gate)
        started = time.perf_counter()
        code = execution.compile()
        start = recast(request.dtype, request.device) if request.is_recast else nullcontext()
        if code is not None:
            with standard_streams(streams), start, recorder.recording():
                execution.run(code)
        seconds = time.perf_counter() - started
        with unseen():
            variables = _variables(names)
        return Outcome(environment, recorder.iterations, seconds, variables, execution.error, execution.stopped)


def environment_of(device: str) -> Environment:
    """Return where programs run now."""
    return Environment(
        torch=str(torch.__version__), device=device, python=platform.python_version(), seed=torch.initial_seed()
    )


def _variables(names: Names) -> dict[str, Variable]:
    """Return what the program's names hold at its end."""
    return {
        name: Variable(
            requires_grad=tensor.requires_grad,
            is_leaf=is_leaf(tensor),
            value=summary_of(tensor),
            # Asking a tensor that keeps no gradient for it makes torch warn.
            grad=summary_of(tensor.grad)
            if (is_leaf(tensor) or tensor.retains_grad) and tensor.grad is not None
            else None,
        )
        for name, tensor in names.variables()
    }


@dataclass
class _Collector(Listener):
    """Keeps everything for a `Trace`."""

    iterations: list[Iteration] = field(default_factory=list)
    losses: list[float | None] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    length: int = 0

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        self.iterations.append(iteration)

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        self.losses.append(None if loss is None else float(loss.item()))

    def write(self, text: str) -> None:
        if self.length <= PRINTED_LIMIT:
            self.printed.append(text)
        self.length += len(text)

    def text(self) -> str:
        """Return what was printed, with a note where it was too much."""
        if self.length <= PRINTED_LIMIT:
            return "".join(self.printed)
        return (
            "".join(self.printed)[:PRINTED_LIMIT] + f"\n… {self.length - PRINTED_LIMIT} more characters were printed.\n"
        )


def trace_program(request: Request, record: str, echo: Write, echo_error: Write | None = None) -> Trace:
    """Run a program in this process and return its trace; ``echo`` gets what it prints meanwhile.

    What it writes to standard error is no part of the trace; ``echo_error`` gets it, or ``echo`` too if there is none.

    ``record`` is ``last``, ``all``, ``sampled`` or the number of an iteration.

    Raises:
        UserError: the device, the seed or the choice of iterations is not possible.
    """
    collector = _Collector()

    def write(text: str) -> None:
        collector.write(text)
        echo(text)

    streams = Streams(Printer(write), Printer(echo_error or echo))
    outcome = run(request, policy_for(record), collector, streams)
    return Trace(
        program=request.program,
        environment=outcome.environment,
        iterations=tuple(collector.iterations),
        losses=tuple(collector.losses),
        variables=outcome.variables,
        printed=collector.text(),
        error=outcome.error,
    )
