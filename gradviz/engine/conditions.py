"""Conditions on gradients and updates, checked after each pass and at the end of each iteration.

They look at the leaves alone, so that iterations need not be recorded for them. After a pass: one walk over its graph
to find the leaves, one norm per gradient; for a change of direction one more copy of the gradients, and for updates one
of the parameters, are kept until the next iteration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import torch

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.engine.change import cosine, is_finite, norm_of

Leaves = Mapping[str, torch.Tensor]

AFTER_PASS = (Kind.NONFINITE, Kind.ABOVE, Kind.BELOW, Kind.FLIP)


class Conditions:
    """Remembers of an iteration what the next one is compared with."""

    def __init__(self) -> None:
        self._previous: dict[str, torch.Tensor] = {}
        self._before: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}

    def after_pass(self, wanted: Iterable[Breakpoint], loss: torch.Tensor | None, leaves: Leaves) -> Cause | None:
        """Return the first breakpoint whose condition the gradients of ``leaves`` meet."""
        wanted = list(wanted)
        found = next((cause for one in wanted if (cause := self._check(one, loss, leaves)) is not None), None)
        if any(one.kind is Kind.FLIP for one in wanted):
            self._previous = {name: grad.detach().clone() for name, grad in _grads(leaves)}
        if any(one.kind is Kind.UPDATE for one in wanted):
            self._before = {name: (leaf, leaf.detach().clone()) for name, leaf in leaves.items()}
        return found

    def after_iteration(self, wanted: Iterable[Breakpoint]) -> Cause | None:
        """Return the first breakpoint whose condition the updates of the leaves meet.

        Leaves are updated in place: one that the program makes anew in each iteration is not compared.
        """
        before, self._before = self._before, {}
        for one in wanted:
            if one.kind is Kind.UPDATE:
                for name, (leaf, old) in before.items():
                    ratio = _ratio(leaf, old) if one.variable in ("", name) else None
                    if ratio is not None and ratio > one.limit:
                        return Cause(one, name, ratio)
        return None

    def _check(self, one: Breakpoint, loss: torch.Tensor | None, leaves: Leaves) -> Cause | None:
        if one.kind is Kind.NONFINITE and loss is not None and not is_finite(loss):
            return Cause(one, "loss")
        test = self._TESTS.get(one.kind)
        if test is None:
            return None
        for name, grad in _grads(leaves):
            if one.variable in ("", name) and (found := test(self, one, name, grad)) is not None:
                return found
        return None

    def _is_nonfinite(self, one: Breakpoint, name: str, grad: torch.Tensor) -> Cause | None:
        return None if is_finite(grad) else Cause(one, f"{name}.grad")

    def _is_above(self, one: Breakpoint, name: str, grad: torch.Tensor) -> Cause | None:
        norm = norm_of(grad)
        return Cause(one, name, norm) if norm > one.limit else None

    def _is_below(self, one: Breakpoint, name: str, grad: torch.Tensor) -> Cause | None:
        norm = norm_of(grad)
        return Cause(one, name, norm) if norm < one.limit else None

    def _has_flipped(self, one: Breakpoint, name: str, grad: torch.Tensor) -> Cause | None:
        previous = self._previous.get(name)
        angle = None if previous is None else cosine(grad, previous)
        return Cause(one, name, angle) if angle is not None and angle < 0 else None

    _TESTS: Mapping[Kind, Callable[[Conditions, Breakpoint, str, torch.Tensor], Cause | None]] = {
        Kind.NONFINITE: _is_nonfinite,
        Kind.ABOVE: _is_above,
        Kind.BELOW: _is_below,
        Kind.FLIP: _has_flipped,
    }


def _grads(leaves: Leaves) -> Iterator[tuple[str, torch.Tensor]]:
    for name, leaf in leaves.items():
        if leaf.grad is not None:
            yield name, leaf.grad


def _ratio(leaf: torch.Tensor, before: torch.Tensor) -> float | None:
    """Return ‖after − before‖ ÷ ‖before‖."""
    size = norm_of(before)
    return norm_of(leaf.detach() - before) / size if size > 0 else None
