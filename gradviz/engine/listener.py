"""What is told of a run while it goes on."""

from __future__ import annotations

from typing import Any

import torch

from gradviz.core.trace import Iteration
from gradviz.engine.quiet import Loss, Rest
from gradviz.engine.record import Holder

Leaves = dict[str, torch.Tensor]
"""Leaf tensors by their names."""


class Listener:
    """What the recorder tells while the program runs; every method may be overridden."""

    holder: Holder | None = None
    """Who keeps the tensors of the latest recorded iteration."""

    rest = Rest()
    """How long it need not hear of passes one by one, nor of the iterations that they belong to."""

    def namespace_made(self, variables: dict[str, Any]) -> None:
        """The program is about to run; ``variables`` will be its global ones."""

    def iteration_recorded(self, iteration: Iteration) -> None:
        """An iteration was recorded in full."""

    def iteration_ended(self, index: int, was_recorded: bool) -> None:
        """An iteration ended and the next one has not begun: the place to wait in while the run is paused."""

    def program_ended(self, index: int) -> None:
        """The program has run to its end; ``index`` is its last iteration."""

    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        """A first backward pass of an iteration ended with ``loss``; the gradients of ``leaves`` are there."""

    def passes_ended(self, losses: list[Loss]) -> None:
        """So many backward passes ended while it rested, each of an iteration of its own."""
