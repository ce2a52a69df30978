"""Where nodes come from: the op that made them, the backward call, or what cannot be seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import is_accumulate, sequence_number_of
from gradviz.engine.record import CallRecord, OpRecord

UNSEEN = (
    "Its op was not seen: it ran in another thread, in scripted code, inside an operation written in C++ or before "
    "this iteration was recorded."
)

_OPAQUE = {
    "CopySlices": "An op wrote into a view; the node of that op runs inside this one, where nothing can be seen of it.",
    "CompiledFunctionBackward": "Compiled by torch.compile: this one node stands for all the ops inside.",
    "CheckpointFunctionBackward": "A checkpoint: its ops run a second time when this node runs.",
}


def events_of(nodes: Sequence[GradFn], ops: Sequence[OpRecord]) -> dict[GradFn, int]:
    """Return, for every node that an op made, the index of the op.

    An op made what hangs below its outputs and has a number of its time. Other threads count on their own, from zero:
    a node of theirs may have such a number too, but does not hang there.
    """
    events: dict[GradFn, int] = {}
    taken: set[int] = set()
    for index, op in enumerate(ops):
        stack = [node for _, node in op.made]
        while stack:
            node = stack.pop()
            if node in events or is_accumulate(node):
                continue
            number = sequence_number_of(node)
            if op.first <= number < op.last:
                events[node] = index
                taken.add(number)
                stack.extend(following for following, _ in node.next_functions if following is not None)
    _add_hidden(events, taken, nodes, ops)
    return events


def _add_hidden(events: dict[GradFn, int], taken: set[int], nodes: Sequence[GradFn], ops: Sequence[OpRecord]) -> None:
    """Add nodes that an op made without returning them: it wrote into a view of a view."""
    windows = [(op.first, op.last, index) for index, op in enumerate(ops) if op.last > op.first]
    starts = [window[0] for window in windows]
    for node in nodes:
        if node in events or is_accumulate(node):
            continue
        number = sequence_number_of(node)
        at = bisect_right(starts, number) - 1
        if at >= 0 and number < windows[at][1] and number not in taken:
            events[node] = windows[at][2]


def maker_of(node: GradFn, calls: Sequence[CallRecord]) -> int | None:
    """Return the backward call that made ``node``, the innermost one, if one did."""
    number = sequence_number_of(node)
    return next(
        (index for index in reversed(range(len(calls))) if calls[index].first <= number < calls[index].last), None
    )


def opaque(node: GradFn, nested: int | None) -> str | None:
    """Return what cannot be seen of ``node``; ``nested`` is the backward call that it started."""
    reason = _OPAQUE.get(node.name().rsplit("::", 1)[-1])
    if nested is not None:
        return f"{reason or 'It runs a backward pass of its own.'} That pass is backward call {nested + 1}."
    return reason
