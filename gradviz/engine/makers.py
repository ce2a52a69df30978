"""Note which node was running when a node of a gradient's own graph was made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import sequence_number, sequence_number_of
from gradviz.engine.record import CallRecord
from gradviz.engine.walk import walk


@contextmanager
def noting_makers(call: CallRecord, roots: Sequence[GradFn]) -> Iterator[None]:
    """Note in ``call`` how far the counter of nodes was after each node that runs inside."""

    def hook(node: GradFn) -> Callable[[object, object], None]:
        def ran(_grad_inputs: object, _grad_outputs: object) -> None:
            call.made.append((sequence_number(), node))

        return ran

    handles = [node.register_hook(hook(node)) for node in walk(roots)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def running_at(node: GradFn, call: CallRecord) -> GradFn | None:
    """Return the node that ran in ``call`` when ``node`` was made, if that was noted."""
    at = bisect_left(call.made, sequence_number_of(node) + 1, key=lambda entry: entry[0])
    return call.made[at][1] if at < len(call.made) else None
