"""Gradients that nobody clears, and parameters that nobody updates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
import numpy as np

from gradviz.core.diagnose.case import Case, is_zero
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import BackwardEvent, GradNode

_UPDATE = "update"


def accumulated(cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield the leaves whose gradient is added to one with which they were updated before.

    Adding up the gradients of several backward calls before an update is a method; after it, and before another
    update with the sum, it is a mistake.
    """
    told: set[str | None] = set()
    for before, after in pairwise(cases):
        if after.iteration.index != before.iteration.index + 1:
            continue
        updated = {event.variable for event in before.iteration.update}
        updated &= {event.variable for event in after.iteration.update}
        leaves = {leaf.variable: leaf for leaf in before.leaves}
        for leaf in after.leaves:
            old = leaves.get(leaf.variable)
            if old is None or leaf.variable in told or leaf.variable not in updated:
                continue
            if _is_sum(_last(before, old), _first(after, leaf)):
                told.add(leaf.variable)
                place = after.place_of_node(leaf)
                yield after.found(Kind.STALE, "accumulated", "backward", place, variable=leaf.variable or "")


def _last(case: Case, leaf: GradNode) -> TensorSummary | None:
    """Return the ``.grad`` of a leaf at the end of the iteration's last backward call."""
    event = case.ran.get(leaf.id)
    return None if event is None else event.grad


def _first(case: Case, leaf: GradNode) -> BackwardEvent | None:
    return next((event for event in case.iteration.backward if event.node == leaf.id), None)


def _is_sum(held: TensorSummary | None, event: BackwardEvent | None) -> bool:
    """Return whether what arrived was added to ``held``, as far as can be told from every element or the mean."""
    arrived = event.grad_outputs[0] if event is not None and event.grad_outputs else None
    total = None if event is None else event.grad
    if held is None or arrived is None or total is None or is_zero(held):
        return False
    if held.values is not None and arrived.values is not None and total.values is not None:
        one, two, both = (each.values.numpy().astype(np.float64) for each in (held, arrived, total) if each.values)
        if not one.shape == two.shape == both.shape:
            return False
        # What arrived being the whole, nothing was added to, however small the old gradient is.
        slack = 1e-6 * float(np.abs(both).max(initial=0.0))
        return not np.array_equal(two, both) and bool(np.allclose(one + two, both, rtol=1e-4, atol=slack))
    if held.mean is None or arrived.mean is None or total.mean is None or arrived.norm == total.norm:
        return False
    return bool(np.isclose(held.mean + arrived.mean, total.mean, rtol=1e-3, atol=0.0))


def never_updated(cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield the leaves that get gradients in all iterations and never change, while others do.

    A parameter of a module whose neighbours are updated was forgotten; any other leaf may be meant to stay as it is.
    """
    updated = {event.variable for case in cases for event in case.iteration.update}
    complete = [case for case in cases if case.iteration.update]
    if not complete:
        return
    for leaf in complete[0].leaves:
        name = leaf.variable or ""
        if name in updated or not all(_has_gradient(case, name) for case in complete):
            continue
        home, _, _ = name.rpartition(".")
        root = name.partition(".")[0]
        other = next((one for one in sorted(updated) if one.partition(".")[0] == root), None) if home else None
        place = complete[0].place_of_node(leaf)
        found = complete[0].found(
            Kind.STALE, "never_updated", _UPDATE, place, variable=name, other=other or min(updated)
        )
        yield found if other is not None else msgspec.structs.replace(found, is_remark=True)


def _has_gradient(case: Case, name: str) -> bool:
    return any(
        leaf.variable == name and leaf.id in case.ran and case.ran[leaf.id].grad is not None for leaf in case.leaves
    )
