"""Where nodes come from: the op that made them, the backward call, or what cannot be seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import is_accumulate, sequence_number_of
from gradviz.engine.record import CallRecord, OpRecord
from gradviz.engine.walk import Edges

UNSEEN = (
    "Its op was not seen: it ran in another thread, in scripted code, inside an operation written in C++ or before "
    "this iteration was recorded."
)

_OPAQUE = {
    "CopySlices": "An op wrote into a view; the node of that op runs inside this one, where nothing can be seen of it.",
    "CompiledFunctionBackward": "Compiled by torch.compile: this one node stands for all the ops inside.",
    "CheckpointFunctionBackward": "A checkpoint: its ops run a second time when this node runs.",
}


def events_of(nodes: Sequence[GradFn], edges: Edges, ops: Sequence[OpRecord]) -> dict[GradFn, int]:
    """Return, for every node that an op made, the index of the op.

    An op made what hangs below its outputs and has a number of its time. Other threads count on their own, from zero:
    a node of theirs may have such a number too, but does not hang there.
    """
    numbers = {node: sequence_number_of(node) for node in nodes}
    events: dict[GradFn, int] = {}
    taken: set[int] = set()
    for index, op in enumerate(ops):
        first, last = op.first, op.last
        stack = [node for _, node in op.made]
        while stack:
            node = stack.pop()
            number = numbers[node]
            # Leaves have the largest number there is.
            if first <= number < last and node not in events:
                events[node] = index
                taken.add(number)
                if last - first > 1:
                    stack.extend([following for following, _ in edges[node] if following is not None])
    _add_hidden(events, taken, numbers, ops)
    return events


def _add_hidden(
    events: dict[GradFn, int], taken: set[int], numbers: dict[GradFn, int], ops: Sequence[OpRecord]
) -> None:
    """Add nodes that an op made without returning them: it wrote into a view of a view."""
    hidden = [node for node in numbers if node not in events and not is_accumulate(node)]
    if not hidden:
        return
    windows = [(op.first, op.last, index) for index, op in enumerate(ops) if op.last > op.first]
    starts = [window[0] for window in windows]
    for node in hidden:
        number = numbers[node]
        at = bisect_right(starts, number) - 1
        if at >= 0 and number < windows[at][1] and number not in taken:
            events[node] = windows[at][2]


def maker_of(node: GradFn, calls: Sequence[CallRecord]) -> int | None:
    """Return the backward call that made ``node``, the innermost one, if one did."""
    number = sequence_number_of(node)
    return next(
        (index for index in reversed(range(len(calls))) if calls[index].first <= number < calls[index].last), None
    )


def opaque(name: str, nested: int | None) -> str | None:
    """Return what cannot be seen of a node called ``name``; ``nested`` is the backward call that it started."""
    reason = _OPAQUE.get(name.rsplit("::", 1)[-1])
    if nested is not None:
        return f"{reason or 'It runs a backward pass of its own.'} That pass is backward call {nested + 1}."
    return reason
