"""Conditions on gradients and updates, checked after each pass and at the end of each iteration.

They look at the leaves alone, so that iterations need not be recorded for them. After a pass: one walk over its graph
to find the leaves, one norm per gradient; for a change of direction one more copy of the gradients, and for updates one
of the parameters, are kept until the next iteration.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property

import torch

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.engine.change import cosine, is_finite, norm_of

Leaves = Mapping[str, torch.Tensor]


class Conditions:
    """Remembers of an iteration what the next one is compared with."""

    def __init__(self) -> None:
        self._previous: dict[str, torch.Tensor] = {}
        self._before: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}

    def after_pass(self, wanted: Iterable[Breakpoint], loss: torch.Tensor | None, leaves: Leaves) -> Cause | None:
        """Return the first breakpoint whose condition the gradients of ``leaves`` meet."""
        wanted = list(wanted)
        grads = [_Grad(name, leaf.grad) for name, leaf in leaves.items() if leaf.grad is not None]
        found = next((cause for one in wanted if (cause := self._check(one, loss, grads)) is not None), None)
        if any(one.kind is Kind.FLIP for one in wanted):
            self._previous = {grad.name: grad.tensor.detach().clone() for grad in grads}
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

    def _check(self, one: Breakpoint, loss: torch.Tensor | None, grads: list[_Grad]) -> Cause | None:
        if one.kind is Kind.NONFINITE and loss is not None and not is_finite(loss):
            return Cause(one, "loss")
        of_this = (grad for grad in grads if one.variable in ("", grad.name))
        return next((found for grad in of_this if (found := self._test(one, grad)) is not None), None)

    def _test(self, one: Breakpoint, grad: _Grad) -> Cause | None:
        if one.kind is Kind.NONFINITE:
            return None if grad.is_finite else Cause(one, f"{grad.name}.grad")
        if one.kind is Kind.FLIP:
            previous = self._previous.get(grad.name)
            angle = None if previous is None else cosine(grad.tensor, previous)
            return Cause(one, grad.name, angle) if angle is not None and angle < 0 else None
        is_met = grad.norm > one.limit if one.kind is Kind.ABOVE else grad.norm < one.limit
        return Cause(one, grad.name, grad.norm) if is_met and one.kind in (Kind.ABOVE, Kind.BELOW) else None


class _Grad:
    """A gradient, looked at once for all conditions."""

    def __init__(self, name: str, tensor: torch.Tensor) -> None:
        self.name = name
        self.tensor = tensor

    @cached_property
    def norm(self) -> float:
        return norm_of(self.tensor)

    @property
    def is_finite(self) -> bool:
        # A finite norm has finite terms only.
        return math.isfinite(self.norm) or is_finite(self.tensor)


def _ratio(leaf: torch.Tensor, before: torch.Tensor) -> float | None:
    """Return ‖after − before‖ ÷ ‖before‖."""
    size = norm_of(before)
    return norm_of(before.sub_(leaf.detach())) / size if size > 0 else None
