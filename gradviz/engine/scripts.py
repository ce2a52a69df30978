"""Record what a script or notebook runs: one call, or a ``with`` block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

import msgspec
import torch
from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.scripting import Trace
from gradviz.core.trace import ForwardEvent, GradNode, Iteration, ProgramError, UpdateEvent
from gradviz.engine.callers import CallerNames, file_of, is_users, program_of, text_of, user_frame
from gradviz.engine.gradients import QuietPass, missing_loss, variables_of, with_leaves
from gradviz.engine.hints import hint_for
from gradviz.engine.internals import unseen
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.policy import Policy, policy_for
from gradviz.engine.recorder import Recorder
from gradviz.engine.run import environment_of
from gradviz.engine.source import Line, Source

MOST_ITERATIONS = 100
"""So many iterations of a call or block are recorded in full; of the others the losses."""

_Placed = TypeVar("_Placed", ForwardEvent, GradNode, UpdateEvent)


class First:
    """Record the first iterations."""

    keeps_last_only = False

    def wants(self, index: int) -> bool:
        """Return whether it is one of them."""
        return index < MOST_ITERATIONS

    def recorded(self, seconds: float) -> None:
        """Ignore the cost."""


class Recording(Listener):
    """Records what runs inside its ``with`` block; afterwards `trace` is there, also if the block failed.

    ``record`` is ``"first"`` (the first 100 iterations), ``"all"``, ``"last"``, ``"sampled"`` or a number.
    """

    def __init__(
        self,
        frame: FrameType | None,
        record: str | int = "first",
        given: Mapping[str, Any] | None = None,
        function: object = None,
    ) -> None:
        frame = user_frame(frame)
        filename = file_of(function) or (frame.f_code.co_filename if frame else "<script>")
        self._policy: Policy = First() if record == "first" else policy_for(str(record))
        self._program = program_of(filename)
        self._source = Source(self._program.source, filename, is_users)
        self._names = CallerNames(frame, lambda name: self._source.filename == name, given or {})
        self._recorder: Recorder | None = None
        self._context: AbstractContextManager[None] | None = None
        self._iterations: list[Iteration] = []
        self._losses: list[float | None] = []
        self._leaves: Leaves = {}
        self._pass: QuietPass | None = None
        self._trace: Trace | None = None

    @property
    def trace(self) -> Trace:
        """What ran in the block.

        Raises:
            UserError: the block has not ended.
        """
        if self._trace is None:
            raise UserError("The trace is there when the with block has ended.")
        return self._trace

    @override
    def __repr__(self) -> str:
        return f"Recording of {self._program.name}" if self._trace is None else repr(self._trace)

    def __enter__(self) -> Self:
        if self._context is not None:
            raise UserError("A recording is used once; call gradviz.trace() again.")
        self._recorder = Recorder(self._source, self._names, self._policy, self)
        self._context = self._recorder.recording()
        self._context.__enter__()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._context is None:
            return
        # For the recorder the block ends well in any case: what was recorded until then is worth keeping.
        self._context.__exit__(None, None, None)
        iterations = self._with_gradients(self._iterations)
        self._trace = Trace(
            program=self._program,
            environment=environment_of("cpu" if not self._leaves else _device(self._leaves)),
            iterations=tuple(map(located, iterations)),
            losses=tuple(self._losses),
            variables=variables_of(self._leaves),
            error=None if error is None else self._error(error, trace),
            files=texts_of(iterations),
        )
        self._names.forget()
        self._recorder, self._pass, self._leaves, self._iterations = None, None, {}, []

    def returned(self, result: object) -> None:
        """Compute the gradients of a loss that the recorded call returned without a backward pass of its own."""
        if self._losses or not isinstance(result, torch.Tensor) or missing_loss(result) is not None:
            return
        followed = QuietPass(result)
        try:
            followed.run()
        except UserError:
            # It was not asked for.
            followed.release()
        else:
            self._pass = followed

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        self._iterations.append(iteration)

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        self._losses.append(None if loss is None else float(loss.item()))
        self._leaves = leaves

    def _with_gradients(self, iterations: list[Iteration]) -> list[Iteration]:
        """Add the leaves that the pass after the call would have reached."""
        followed = self._pass
        if followed is None or not iterations:
            return iterations
        last = iterations[-1]
        if last.backward or last.roots:
            iterations = [*iterations[:-1], with_leaves(last, followed.gradients_in(last))]
        followed.release()
        return iterations

    def _error(self, error: BaseException, trace: TracebackType | None) -> ProgramError:
        place = self._source.error_place(trace)
        kind, said = type(error).__name__, str(error).strip().split("\n", 1)[0]
        is_here = not isinstance(place.line, Line)
        return ProgramError(
            kind, said, place.line if is_here else None, place.columns if is_here else None, hint_for(kind, said)
        )


def trace_call(
    frame: FrameType | None, function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Trace:
    """Call ``function`` and return the trace of what it did; what it raises is raised."""
    recording = Recording(frame, function=function)
    with recording:
        recording.returned(function(*args, **kwargs))
    return recording.trace


def located(iteration: Iteration) -> Iteration:
    """Return ``iteration`` with the lines of other files set apart from the program's."""
    return msgspec.structs.replace(
        iteration,
        forward=tuple(map(_located, iteration.forward)),
        nodes=tuple(map(_located, iteration.nodes)),
        update=tuple(map(_located, iteration.update)),
    )


def _located(item: _Placed) -> _Placed:
    line = item.line
    if not isinstance(line, Line):
        return item
    return msgspec.structs.replace(item, line=None, columns=None, elsewhere=(line.file, int(line)))


def texts_of(iterations: Iterable[Iteration]) -> dict[str, str]:
    """Return the texts of the other files that the lines of ``iterations`` are in."""
    lines: list[int | None] = []
    for i in iterations:
        lines += [event.line for event in i.forward]
        lines += [node.line for node in i.nodes]
        lines += [event.line for event in i.update]
    return {name: text_of(name) for name in sorted({line.file for line in lines if isinstance(line, Line)})}


def _device(leaves: Leaves) -> str:
    with unseen():
        return str(next(iter(leaves.values())).device)
