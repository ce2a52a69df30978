"""Why a gradient is zero everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.core.diagnose.case import Case, is_zero, size
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.tensor import TensorSummary
from gradviz.core.text import number
from gradviz.core.trace import ForwardEvent, GradNode

_BACKWARD = "backward"
_RELUS = frozenset({"relu", "relu_", "relu6", "threshold", "clamp_min"})
_CLAMPS = frozenset({"clamp", "clip", "clamp_", "clamp_max", "hardtanh", "hardsigmoid"})
_SQUASHES = frozenset({"sigmoid", "tanh", "sigmoid_", "tanh_"})
_PRODUCTS = ("Mul", "Mm", "Addmm", "Bmm", "Baddbmm", "Mv", "Dot", "Convolution", "Linear")


def zero(cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield, for each place that lets no gradient pass, the leaves whose gradient is zero in every iteration."""
    always = _always_zero(cases)
    for case in cases:
        stopped: dict[int, list[str]] = defaultdict(list)
        for leaf in case.leaves:
            if leaf.variable in always and leaf.id in case.ran:
                always.discard(leaf.variable)
                stopped[_stopped_by(case, leaf)].append(leaf.variable or "")
        for node, names in stopped.items():
            yield _explained(case, case.iteration.nodes[node], ", ".join(names))


def _always_zero(cases: Sequence[Case]) -> set[str | None]:
    seen: dict[str | None, bool] = {}
    for case in cases:
        for leaf in case.leaves:
            if leaf.id in case.ran:
                arrived = case.ran[leaf.id].grad_outputs
                seen[leaf.variable] = seen.get(leaf.variable, True) and bool(arrived) and is_zero(arrived[0])
    return {name for name, is_always in seen.items() if is_always}


def _stopped_by(case: Case, leaf: GradNode) -> int:
    """Return the node at which a gradient that is not zero arrives, and from which only zeros go on to ``leaf``."""
    seen, waiting = {leaf.id}, [leaf.id]
    last = leaf.id
    while waiting:
        last = waiting.pop(0)
        event = case.ran.get(last)
        if event is not None and any(grad is not None and not is_zero(grad) for grad in event.grad_outputs):
            return last
        new = [node for node in case.receivers.get(last, ()) if node not in seen and node in case.ran]
        seen.update(new)
        waiting += new
    return last


def _explained(case: Case, node: GradNode, names: str) -> Finding:
    place, event = case.place_of_node(node), case.op_of(node)
    arrived = case.ran[node.id].grad_outputs
    if all(grad is None or is_zero(grad) for grad in arrived):
        return case.found(Kind.ZERO, "zero_from_start", _BACKWARD, place, variable=names)
    cause, values = ("blocked", {}) if event is None else _cause(case, node, event)
    return case.found(Kind.ZERO, cause, _BACKWARD, place, variable=names, **values)


def _cause(case: Case, node: GradNode, event: ForwardEvent) -> tuple[str, dict[str, str]]:
    entered, made = (case.tensor(next(iter(names), None)) for names in (event.inputs, event.outputs))
    if entered is not None and made is not None:
        if event.op in _RELUS | _CLAMPS and entered.max is not None and entered.max <= 0 and is_zero(made):
            return "dead_relu", {"most": number(entered.max)}
        if event.op in _CLAMPS and _all(entered, made, np.not_equal):
            return "clamped", {}
        if event.op in _SQUASHES and _is_saturated(event.op, made):
            return "saturated", {"most": number(size(entered))}
    if node.name.startswith(_PRODUCTS):
        other = next((name for name in _factors(event) if is_zero(case.tensor(name))), None)
        if other is not None:
            return "times_zero", {"other": case.name_of(other)}
    return "blocked", {}


def _factors(event: ForwardEvent) -> tuple[str, ...]:
    """Return the operands of a product, without what is added to it."""
    if event.op in ("addmm", "baddbmm"):
        return event.inputs[1:]
    return event.inputs[:2]


def _all(one: TensorSummary, other: TensorSummary, holds: np.ufunc) -> bool:
    """Return whether something is known to hold for every two elements in the same place."""
    if one.values is None or other.values is None or one.shape != other.shape:
        return False
    return bool(np.all(holds(one.values.numpy(), other.values.numpy())))


def _is_saturated(op: str, made: TensorSummary) -> bool:
    """Return whether every value of a sigmoid or a tanh is known to be at an end, where the slope is exactly 0."""
    if made.values is None:
        return False
    values = made.values.numpy()
    ends = np.abs(values) == 1 if op.startswith("tanh") else (values == 0) | (values == 1)
    return bool(np.all(ends))
