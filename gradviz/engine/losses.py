"""The losses of the backward passes of one iteration, and which of them a question is about."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from gradviz.core.probe import Roots


@dataclass(slots=True)
class Passes:
    """Their ``losses``, and the ``numbers`` of those passes that count among all that were noted."""

    losses: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    adds: bool = False
    _noted: int = 0

    def add(self, loss: float | None, *, adds: bool) -> None:
        """Note a pass; one that ``adds`` to ``.grad`` takes the place of those that do not."""
        if adds and not self.adds:
            self.adds = True
            self.losses.clear()
            self.numbers.clear()
        self.losses.append(math.nan if loss is None else loss)
        self.numbers.append(self._noted)
        self._noted += 1

    def chosen(self, root: int | None) -> Roots:
        """Return which passes count for a question about pass ``root``; without one, or if there is none such: all."""
        total = len(self.losses)
        return Roots(tuple(range(total)) if root is None or not 0 <= root < total else (root,), total)

    def has(self, roots: Roots) -> bool:
        """Return whether all of ``roots`` are there."""
        return len(self.losses) > max(roots.chosen)

    def loss(self, roots: Roots) -> float:
        """Return the sum of their losses."""
        return sum(self.losses[number] for number in roots.chosen)
