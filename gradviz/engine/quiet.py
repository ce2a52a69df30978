"""Let a loop run in which nothing is due: of each of its backward passes only the loss is noted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import get_ident
from time import perf_counter
from typing import Any, NamedTuple

import torch

from gradviz.engine.internals import dispatch_depth, functions_unseen, sequence_number

Loss = float | torch.Tensor | None
"""A tensor where it is on another device: to read its value the program would have to wait. ``None``: it has no value.
"""


class Rest(NamedTuple):
    """How long nothing is due: until this time of ``time.perf_counter``, and for so many passes at most."""

    until: float = 0.0
    passes: int = 0


class Quiet:
    """A loop of short iterations begins thousands of passes a second, and to follow one costs as much as some ops do.

    So passes that each belong to an iteration of their own are left to themselves for a while.
    """

    __slots__ = ("_most", "_until", "is_inside", "losses", "nodes_made")

    def __init__(self) -> None:
        self._until, self._most = 0.0, 0
        self.losses: list[Loss] = []
        """Of the passes that were left to themselves since the rest began."""
        self.nodes_made = 0
        """The `sequence_number` at the end of the latest pass: one that begins with the same adds no iteration."""
        self.is_inside = False
        """Whether such a pass runs."""

    def begin(self, rest: Rest, nodes_made: int) -> None:
        """Leave the passes that follow to themselves; the one before them ended with so many ``nodes_made``."""
        self._until, self._most = rest
        self.nodes_made = nodes_made

    def end(self) -> list[Loss]:
        """Follow passes again; return the losses of those that were left to themselves."""
        self._until = 0.0
        losses, self.losses = self.losses, []
        return losses

    def around(self, backward: Callable[..., Any], followed: Callable[..., Any]) -> Callable[..., Any]:
        """Return what takes the place of ``Tensor.backward``: itself while nothing is due, or ``followed``."""
        thread = get_ident()

        # All in one function: what is called here is paid for in every iteration.
        @wraps(backward)
        def call(*args: Any, **kwargs: Any) -> Any:
            if (
                perf_counter() >= self._until
                or len(self.losses) >= self._most
                or len(args) != 1
                or kwargs
                or type(args[0]) is not torch.Tensor
                or sequence_number() <= self.nodes_made
                or self.is_inside
                or dispatch_depth()
                or get_ident() != thread
            ):
                return followed(*args, **kwargs)
            loss = args[0]
            self.is_inside = True
            try:
                backward(loss)
            finally:
                self.is_inside = False
            # It was one real number, or torch would have refused.
            self.nodes_made = sequence_number()
            with functions_unseen():
                self.losses.append(loss.item() if loss.is_cpu else None if loss.is_meta else loss.detach())
            return None

        return call
