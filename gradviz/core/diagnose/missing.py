"""Why a gradient is None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from gradviz.core.diagnose.case import Case
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.diagnose.source import cleared_at, gradients_read
from gradviz.core.trace import Trace, Variable

_BACKWARD = "backward"


def missing(trace: Trace, cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield why variables have no gradient at the end of the run.

    It is worth a finding where the program reads the gradient, or where a leaf was to have one and cannot get it.
    """
    read = gradients_read(trace.program.source)
    reached = {leaf.variable for case in cases for leaf in case.leaves if leaf.id in case.ran}
    aliases = _aliases(trace.variables) - read
    for name, variable in trace.variables.items():
        # The name of a leaf that got its gradient may have been given to something else since: w = w * 2.
        is_reached = variable.is_leaf and name in reached
        if variable.grad is not None or is_reached or name in aliases:
            continue
        is_asked = name in read
        found = _not_possible(name, variable) if is_asked else None
        if found is None and variable.requires_grad and variable.is_leaf:
            found = _leaf(name, cases, is_asked=is_asked)
        if found is not None:
            yield found


def _aliases(variables: Mapping[str, Variable]) -> frozenset[str]:
    """Return the plain names, of loop variables say, that hold what a module's parameter holds too."""
    owned = {variable for name, variable in variables.items() if "." in name}
    return frozenset(name for name, variable in variables.items() if "." not in name and variable in owned)


def _not_possible(name: str, variable: Variable) -> Finding | None:
    """Return why a variable that is no leaf to be differentiated can have no gradient."""
    values = {"variable": name}
    if not variable.requires_grad:
        is_float = variable.value.dtype.startswith(("float", "bfloat", "complex"))
        cause = "not_requires_grad" if is_float else "integer"
        return Finding(Kind.NONE, cause, _BACKWARD, {**values, "dtype": variable.value.dtype}, name)
    if not variable.is_leaf:
        return Finding(Kind.NONE, "not_a_leaf", _BACKWARD, values, name)
    return None


def _leaf(name: str, cases: Sequence[Case], *, is_asked: bool) -> Finding | None:
    calls = [call for case in cases for call in case.iteration.calls]
    if not calls:
        return Finding(Kind.NONE, "no_backward", _BACKWARD, {"variable": name}, name) if is_asked else None
    if all(call.function == "grad" for call in calls):
        return Finding(Kind.NONE, "only_grad", _BACKWARD, {"variable": name}, name) if is_asked else None
    found = _unreached(name, cases)
    may_be_meant = found.cause in ("unused", "no_path", "cut_no_grad") and not is_asked
    is_training = any(case.iteration.update for case in cases)
    if may_be_meant and (is_training or found.cause == "unused"):
        # A part that is frozen looks the same.
        return msgspec.structs.replace(found, is_remark=True)
    return found


def _unreached(name: str, cases: Sequence[Case]) -> Finding:
    """Return why no backward pass came to a leaf."""
    used = [case for case in cases if _tensors_of(case, name)]
    for case in used:
        cut = _cut(case, _tensors_of(case, name))
        if cut is not None:
            return _cut_finding(case, name, cut)
    if used:
        return used[0].found(Kind.NONE, "no_path", _BACKWARD, None, variable=name)
    return Finding(Kind.NONE, "unused", _BACKWARD, {"variable": name}, name)


def _tensors_of(case: Case, name: str) -> list[str]:
    """Return the tensors called ``name`` that an op has used."""
    return [tensor for tensor, known in case.iteration.names.items() if known == name and tensor in case.consumers]


def _cut(case: Case, tensors: list[str]) -> int | None:
    """Return the first op that cuts the path from ``tensors`` and whose result a gradient could have come from.

    What is only looked at (printed, counted) is cut too, and keeps nobody from a gradient.
    """
    reached, waiting = set(tensors), list(tensors)
    cuts: list[int] = []
    while waiting:
        for number in case.consumers.get(waiting.pop(), ()):
            event = case.iteration.forward[number]
            if event.cut is not None:
                cuts.append(number)
                continue
            new = [output for output in event.outputs if output not in reached]
            reached.update(new)
            waiting += new
    leading = [number for number in sorted(cuts) if _leads_to_root(case, number)]
    if leading:
        return leading[0]
    consumers = {number for tensor in tensors for number in case.consumers[tensor]}
    # What else the values went through was not seen; that these ops ran without a gradient is certain.
    return min(consumers) if consumers and consumers <= set(cuts) else None


def _leads_to_root(case: Case, number: int) -> bool:
    roots = {case.iteration.nodes[root].tensor for root in case.iteration.roots}
    waiting = list(case.iteration.forward[number].outputs)
    reached = set(waiting)
    while waiting:
        tensor = waiting.pop()
        if tensor in roots:
            return True
        for consumer in case.consumers.get(tensor, ()):
            new = [output for output in case.iteration.forward[consumer].outputs if output not in reached]
            reached.update(new)
            waiting += new
    return False


def _cut_finding(case: Case, name: str, number: int) -> Finding:
    reason = case.iteration.forward[number].cut or ""
    causes = {"no_grad": "cut_no_grad", "detach": "cut_detach"}
    cause = causes.get(reason, "cut_not_differentiable")
    return case.found(Kind.NONE, cause, _BACKWARD, case.place_of(number), variable=name)


def cleared(trace: Trace, cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield that gradients are cleared before the optimizer sees them: nothing is updated, and the text shows it."""
    has_gradients = any(leaf.id in case.ran for case in cases for leaf in case.leaves)
    if not has_gradients or any(case.iteration.update for case in cases):
        return
    line = cleared_at(trace.program.source)
    if line is not None:
        yield Finding(Kind.NONE, "cleared", "update", {"at": str(line)}, line=line)
