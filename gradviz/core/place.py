"""Where in an iteration a tensor stands, and which part of it is meant."""

from __future__ import annotations

from typing import Literal

import msgspec

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import BackwardEvent, Iteration

Kind = Literal["tensor", "arrived", "left", "grad", "before", "after"]


class Place(msgspec.Struct, frozen=True, gc=False):
    """A tensor of an iteration: a value by its id, or what a backward event or an update was about.

    ``arrived`` and ``left`` are gradients at ``port`` of backward event number ``event``, ``grad`` is the leaf's
    ``.grad`` after it; ``before`` and ``after`` are values around update number ``event``.
    """

    kind: Kind
    id: str = ""
    event: int = 0
    port: int = 0


class Span(msgspec.Struct, frozen=True, gc=False):
    """Every ``step``-th row or column from ``start`` to before ``stop``."""

    start: int
    stop: int
    step: int = 1

    def __len__(self) -> int:
        return len(range(self.start, self.stop, self.step))


class Part(msgspec.Struct, frozen=True, gc=False):
    """Rows and columns of a tensor seen as a matrix: all but the last axis are rows."""

    rows: Span
    columns: Span


MOST_ELEMENTS = 1 << 16
"""Elements of a part: more than a screen shows."""


def place_of(iteration: Iteration, summary: TensorSummary) -> Place | None:
    """Return where in ``iteration`` this very ``summary`` stands; another one with equal values is not meant."""
    for number, known in iteration.tensors.items():
        if known is summary:
            return Place("tensor", id=number)
    for index, event in enumerate(iteration.backward):
        found = _in_event(event, index, summary)
        if found is not None:
            return found
    for index, update in enumerate(iteration.update):
        if update.after is summary:
            return Place("after", event=index)
        if update.before is summary:
            return Place("before", event=index)
    return None


def _in_event(event: BackwardEvent, index: int, summary: TensorSummary) -> Place | None:
    if event.grad is summary:
        return Place("grad", event=index)
    kinds: tuple[tuple[Kind, tuple[TensorSummary | None, ...]], ...] = (
        ("arrived", event.grad_outputs),
        ("left", event.grad_inputs),
    )
    for kind, gradients in kinds:
        for port, known in enumerate(gradients):
            if known is summary:
                return Place(kind, event=index, port=port)
    return None
