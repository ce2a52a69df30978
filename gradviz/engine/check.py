"""Compares the gradients of one node with central finite differences, in float64."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from gradviz.core.messages.replies import Checked
from gradviz.core.messages.requests import CheckNode
from gradviz.core.rules import rule_for
from gradviz.core.rules import words as say
from gradviz.core.rules.model import Rule
from gradviz.core.rules.typeset import letters
from gradviz.core.tensor import TensorSummary
from gradviz.engine.formulas import compute
from gradviz.engine.formulas.operands import Operands, Unknown

_STEP = 6e-6
"""About the cube root of float64's precision, where rounding and curvature disturb least."""

MOST_ELEMENTS = 512
"""Elements of an input that are moved; of a larger one, evenly spread."""

Run = Callable[[dict[str, Tensor]], Sequence[Tensor]]

_FAILURES = (Unknown, RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError)
"""What an op raises that cannot be computed again."""


class CannotCheck(Exception):
    """The text says why, in a sentence of `gradviz.core.rules.words`."""


class _Problem(NamedTuple):
    rule: Rule
    fixed: dict[str, Any]
    inputs: dict[str, Tensor]
    received: list[Tensor]
    sent: dict[str, Tensor]


def check(request: CheckNode) -> Checked:
    """Run the op of ``request`` again and compare."""
    try:
        problem = _problem(request)
        return _compare(request, problem)
    except CannotCheck as why:
        return Checked(request.run, request.name, reason=str(why))
    except _FAILURES:
        return Checked(request.run, request.name, reason=say.NOT_COMPUTED)


def _problem(request: CheckNode) -> _Problem:
    rule = rule_for(request.name, request.constants, dict.fromkeys(request.saved))
    if rule is None or not rule.forward or not rule.gradients or request.name.endswith("AccumulateGrad"):
        raise CannotCheck(say.NO_RULE)
    if not rule.can_run:
        raise CannotCheck(say.NOT_COMPUTED)
    if not any(request.received):
        raise CannotCheck(say.NOT_RUN)
    held = {letter: _tensor(value) for letter, value in request.values.items()}
    ports = range(len(request.sent)) if rule.many else range(len(rule.inputs))
    moved = [f"x_{port}" if rule.many else rule.inputs[port] for port in ports]
    sent = {letter: _tensor(g).double() for letter, g in zip(moved, request.sent, strict=False) if g is not None}
    if not sent or not sent.keys() <= held.keys():
        raise CannotCheck(say.NOT_WHOLE)
    inputs = {letter: held.pop(letter).double() for letter in sent}
    wide = {letter: value.double() if value.is_floating_point() else value for letter, value in held.items()}
    received = [torch.zeros(request.shape).double() if g is None else _tensor(g).double() for g in request.received]
    return _Problem(rule, wide | _unseen(rule, {**wide, **inputs}), inputs, received, sent)


def _tensor(summary: TensorSummary) -> Tensor:
    if summary.values is None:
        raise CannotCheck(say.NOT_WHOLE)
    if summary.is_complex:
        raise CannotCheck(say.NOT_REAL)
    return torch.from_numpy(summary.values.numpy().copy())


def _unseen(rule: Rule, known: dict[str, Any]) -> dict[str, Tensor]:
    """Return 0 for a term that was not recorded, if no gradient depends on it."""
    if rule.many:
        return {}
    needed = {letter for formula in rule.gradients.values() for letter in letters(formula)}
    missing = (set(rule.inputs) | {c for c, held in rule.constants.items() if not held}) - known.keys()
    if missing & needed:
        raise CannotCheck(say.NOT_WHOLE)
    return dict.fromkeys(missing & letters(rule.forward), torch.zeros(()).double())


def _letters(problem: _Problem, inputs: dict[str, Tensor]) -> dict[str, Any]:
    """Return what the letters of the formulas stand for; parts of a list become one list."""
    together = {**problem.fixed, **inputs}
    if problem.rule.many:
        numbers = sorted((int(name[2:]), value) for name, value in together.items() if name.startswith("x_"))
        return {**together, "xs": [value for _, value in numbers]}
    parts = [(found, value) for name, value in together.items() if (found := re.fullmatch(r"(\w+)\[(\d+)\]", name))]
    for found, value in parts:
        listed = together.setdefault(found[1], [None] * (1 + max(int(part[2]) for part, _ in parts)))
        listed[int(found[2])] = value
    return together


def _compare(request: CheckNode, problem: _Problem) -> Checked:
    def run(inputs: dict[str, Tensor]) -> Sequence[Tensor]:
        operands = Operands(problem.rule, _letters(problem, inputs), request.constants, request.shape)
        made = compute.forward(operands)
        return (made,) if isinstance(made, Tensor) else tuple(made)

    leaves = {letter: value.clone().requires_grad_() for letter, value in problem.inputs.items()}
    outputs = run(leaves)
    if len(outputs) != len(problem.received) or outputs[0].shape != problem.received[0].shape:
        raise CannotCheck(say.NOT_COMPUTED)
    used = [(out, g) for out, g in zip(outputs, problem.received, strict=True) if out.requires_grad]
    exact = {letter: torch.zeros_like(value) for letter, value in problem.inputs.items()}
    if used:
        ends, arrived = zip(*used, strict=True)
        found: tuple[Any, ...] = torch.autograd.grad(ends, list(leaves.values()), arrived, allow_unused=True)
        exact |= {letter: g.detach() for letter, g in zip(leaves, found, strict=True) if g is not None}
    with torch.no_grad():
        pairs = [_difference(run, problem, letter, exact[letter]) for letter in leaves]
    return Checked(
        request.run,
        request.name,
        error=max(_error(moved, there) for moved, there, _ in pairs),
        recorded=max(_error(problem.sent[letter], exact[letter]) for letter in leaves),
        formula=_formula_error(request, problem, exact, outputs),
        elements=sum(count for _, _, count in pairs),
    )


def _difference(run: Run, problem: _Problem, letter: str, exact: Tensor) -> tuple[Tensor, Tensor, int]:
    """Return the slopes that come of moving elements of an input, autograd's for these, and their number."""
    base = problem.inputs[letter]
    count = min(base.numel(), MOST_ELEMENTS)
    chosen = torch.linspace(0, max(base.numel() - 1, 0), count).round().long()
    slopes = []
    for place in chosen.tolist():
        step = _STEP * max(1.0, abs(float(base.reshape(-1)[place])))
        ends = []
        for sign in (1, -1):
            moved = base.clone()
            moved.view(-1)[place] += sign * step
            made = run({**problem.inputs, letter: moved})
            ends.append(sum(float((out * g).sum()) for out, g in zip(made, problem.received, strict=True)))
        slopes.append((ends[0] - ends[1]) / (2 * step))
    return torch.tensor(slopes, dtype=torch.float64), exact.reshape(-1)[chosen], count


def _error(one: Tensor, other: Tensor) -> float:
    """Return the largest difference relative to the largest element."""
    if not one.numel():
        return 0.0
    scale = max(float(one.abs().max()), float(other.abs().max()))
    return float((one - other).abs().max()) / scale if scale else 0.0


def _formula_error(
    request: CheckNode, problem: _Problem, exact: dict[str, Tensor], outputs: Sequence[Tensor]
) -> float | None:
    errors = []
    g: Any = problem.received if len(problem.received) > 1 else problem.received[0]
    for letter, value in problem.inputs.items():
        number = int(letter[2:]) if problem.rule.many else 0
        known = _letters(problem, problem.inputs)
        shape = tuple(value.shape)
        operands = Operands(problem.rule, known, request.constants, shape, outputs[0].detach(), g, number)
        try:
            made = compute.gradient(operands, problem.rule.inputs[0] if problem.rule.many else letter, value)
        except _FAILURES:
            return None
        errors.append(_error(made, exact[letter]))
    return max(errors)
