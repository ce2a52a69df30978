"""Where NaN or infinity begins: the first op that makes it of finite values, in the forward or the backward pass.

Infinities that do no harm (a mask before softmax) are no finding: a loss or a gradient has to be not finite.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec
import numpy as np

from gradviz.core.diagnose.case import Case, Place, size, what
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.tensor import TensorSummary
from gradviz.core.text import number
from gradviz.core.trace import BackwardEvent, ForwardEvent, GradNode, UpdateEvent

_FORWARD, _BACKWARD = "forward", "backward"
_LOGS = frozenset({"log", "log2", "log10", "xlogy", "log_", "logit"})
_ROOTS = frozenset({"sqrt", "sqrt_"})
_DIVISIONS = frozenset({"div", "true_divide", "divide", "div_", "__rdiv__", "__rtruediv__", "reciprocal", "rsqrt"})
_LOG1P = frozenset({"log1p"})


def nonfinite(case: Case) -> Iterator[Finding]:
    """Yield where NaN or infinity began, if the loss or a gradient is not finite."""
    root = _bad_root(case)
    if root is not None:
        yield _origin(case, root)
        return
    event = _first_bad_backward(case)
    if event is not None:
        yield _turned_bad(case, event)
        return
    update = next((one for one in case.iteration.update if one.before.is_finite and not one.after.is_finite), None)
    if update is not None:
        yield _bad_update(case, update)


def _bad_root(case: Case) -> str | None:
    """Return the tensor that backward began from, if it is not finite."""
    roots = (case.iteration.nodes[root].tensor for root in case.iteration.roots)
    return next((name for name in roots if name and _is_bad(case.tensor(name))), None)


def _is_bad(summary: TensorSummary | None) -> bool:
    return summary is not None and not summary.is_finite


def _walked(case: Case, name: str) -> tuple[str, int | None]:
    """Follow values that are not finite to where they began: a tensor, and the op that made it of finite values."""
    seen: set[int] = set()
    while True:
        made_by = case.producer.get(name)
        if made_by is None or made_by in seen:
            return name, made_by
        seen.add(made_by)
        event = case.iteration.forward[made_by]
        bad = [operand for operand in event.inputs if _is_bad(case.tensor(operand)) and operand != name]
        if not bad:
            return name, made_by
        # NaN spreads; infinity may be what a mask is made of.
        name = max(bad, key=lambda operand: _nans(case, operand))


def _nans(case: Case, name: str) -> int:
    summary = case.tensor(name)
    return 0 if summary is None else summary.nan


def _origin(case: Case, tensor: str) -> Finding:
    """Explain a value of the forward pass that is not finite."""
    name, made_by = _walked(case, tensor)
    summary = case.tensor(name)
    assert summary is not None
    if made_by is None:
        values = {"variable": case.name_of(name), "what": what(summary)}
        return case.found(Kind.NONFINITE, "bad_input", _FORWARD, _leaf_place(case, name), **values)
    event = case.iteration.forward[made_by]
    operands = case.known(event.inputs)
    values = {
        "what": what(summary),
        "least": number(min((one.min for one in operands if one.min is not None), default=None)),
        "most": number(max(map(size, operands), default=None)),
        "dtype": summary.dtype,
    }
    found = case.found(
        Kind.NONFINITE, _cause(case, event, operands, summary), _FORWARD, case.place_of(made_by), **values
    )
    return _named(found, event.variable)


def _named(found: Finding, variable: str | None) -> Finding:
    return found if variable is None else msgspec.structs.replace(found, variable=variable)


def _leaf_place(case: Case, tensor: str) -> Place | None:
    node = next((node for node in case.iteration.nodes if node.is_leaf and node.tensor == tensor), None)
    if node is not None:
        return Place(node.variable or "leaf", f"n{node.id}", 0, node.line)
    return Place(case.name_of(tensor), f"i{tensor}", 0)


def _cause(case: Case, event: ForwardEvent, operands: list[TensorSummary], made: TensorSummary) -> str:
    least = min((one.min for one in operands if one.min is not None), default=None)
    if least is not None:
        if (event.op in _LOGS and least <= 0) or (event.op in _LOG1P and least <= -1):
            return "log_of_zero"
        if event.op in (*_ROOTS, "rsqrt") and least < 0:
            return "root_of_negative"
    if event.op in _DIVISIONS and _divides_by_zero(case, event):
        return "division_by_zero"
    is_large = made.nan == 0 and max(map(size, operands), default=0.0) > 1.0
    return "overflow" if is_large else "first_bad"


def _divides_by_zero(case: Case, event: ForwardEvent) -> bool:
    names = event.inputs if len(event.inputs) == 1 else event.inputs[1:2]
    if len(event.inputs) == 1 and event.op in ("div", "true_divide", "divide", "div_"):
        # The divisor is a plain number; that it is 0 is all that can make finite values infinite, or too small a one.
        first = case.tensor(event.inputs[0])
        return first is not None and size(first) < 1e30
    return any(holds(case.tensor(name), 0.0) for name in names)


def holds(summary: TensorSummary | None, value: float) -> bool:
    """Return whether an element is known to be ``value``."""
    if summary is None or summary.is_complex:
        return False
    if value in (summary.min, summary.max):
        return True
    return summary.values is not None and bool(np.any(summary.values.numpy() == value))


# The backward pass


def _first_bad_backward(case: Case) -> BackwardEvent | None:
    """Return the first event that made a gradient not finite, if one of a leaf is not finite."""
    leaves = [case.ran[leaf.id] for leaf in case.iteration.nodes if leaf.is_leaf and leaf.id in case.ran]
    if not any(_is_bad(grad) for event in leaves for grad in (*event.grad_outputs, event.grad)):
        return None
    return next(
        (event for event in case.iteration.backward if any(map(_is_bad, (*event.grad_outputs, *event.grad_inputs)))),
        None,
    )


def _turned_bad(case: Case, event: BackwardEvent) -> Finding:
    node = case.iteration.nodes[event.node]
    place = case.place_of_node(node)
    bad = next(grad for grad in (*event.grad_outputs, *event.grad_inputs) if grad is not None and not grad.is_finite)
    if any(map(_is_bad, event.grad_outputs)):
        return case.found(Kind.NONFINITE, "bad_start", _BACKWARD, place, what=what(bad))
    held = _bad_value(case, node)
    if held is not None:
        name, made_by = _walked(case, held)
        value = case.tensor(name)
        assert value is not None
        origin = _leaf_place(case, name) if made_by is None else case.place_of(made_by)
        assert origin is not None
        values = {"what": what(bad), "held": what(value), "other": origin.op, "other_at": origin.at}
        return case.found(Kind.NONFINITE, "times_infinity", _BACKWARD, place, **values)
    point = _singular(case, node)
    if point is not None:
        return case.found(Kind.NONFINITE, "infinite_slope", _BACKWARD, place, what=what(bad), point=point)
    return case.found(Kind.NONFINITE, "first_bad_backward", _BACKWARD, place, what=what(bad))


def _bad_update(case: Case, update: UpdateEvent) -> Finding:
    node = None if update.node is None else case.iteration.nodes[update.node]
    grad = case.ran[node.id].grad if node is not None and node.id in case.ran else None
    place = case.place_of_update(update)
    values = {
        "variable": update.variable,
        "what": what(update.after),
        "most": number(None if grad is None else size(grad)),
    }
    return case.found(Kind.NONFINITE, "bad_update", "update", place, **values)


def _bad_value(case: Case, node: GradNode) -> str | None:
    """Return a value that the derivative of ``node`` needs and that is not finite."""
    op = case.op_of(node)
    names = [*node.saved.values(), *(op.inputs if op else ()), *(op.outputs if op else ())]
    return next((name for name in names if _is_bad(case.tensor(name))), None)


_AT_ZERO = tuple(f"{name}Backward" for name in ("Sqrt", "Rsqrt", "Log", "Log2", "Log10", "Pow", "Div", "Reciprocal",
                 "LinalgVectorNorm", "Norm", "Atan2", "Xlogy"))  # fmt: skip
_AT_ONE = ("AcosBackward", "AsinBackward", "AtanhBackward")


def _singular(case: Case, node: GradNode) -> str | None:
    """Return the point at which the slope of an op is infinite, if a value of its is there."""
    op = case.op_of(node)
    operands = case.known(op.inputs) if op else []
    if node.name.startswith(_AT_ZERO) and any(holds(one, 0.0) for one in operands):
        return "0"
    if node.name.startswith(_AT_ONE):
        return next(
            (text for text, value in (("1", 1.0), ("−1", -1.0)) if any(holds(o, value) for o in operands)), None
        )
    return None


def unrecorded(losses: tuple[float | None, ...], recorded: frozenset[int]) -> Iterator[Finding]:
    """Yield the first loss that is not finite, if its iteration was not recorded."""
    bad = next((index for index, loss in enumerate(losses) if loss is not None and not math.isfinite(loss)), None)
    if bad is None or bad in recorded:
        return
    loss = losses[bad]
    assert loss is not None
    said = "NaN" if math.isnan(loss) else "∞" if loss > 0 else "−∞"
    yield Finding(Kind.NONFINITE, "loss_not_recorded", _FORWARD, {"what": said, "iteration": str(bad)})
