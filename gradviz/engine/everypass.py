"""A gate that waits nowhere, and hears of every backward pass of the program with all its leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from typing_extensions import override

from gradviz.engine.gate import Gate

Then = Callable[[int, torch.Tensor | None, Mapping[str, torch.Tensor]], None]
"""Told the iteration, the loss, and the leaves by their names."""


class EveryPass(Gate):
    """Calls ``then`` after each pass of ``backward``, while it is ``wanted``: looking for the leaves takes time."""

    def __init__(self, run: int, then: Then, wanted: Callable[[], bool] = lambda: True) -> None:
        super().__init__(run, lambda _told: None)
        self._then = then
        self._wanted = wanted

    @property
    @override
    def checks(self) -> bool:
        return self._wanted()

    @override
    def after_pass(self, index: int, loss: torch.Tensor | None, leaves: Mapping[str, torch.Tensor]) -> None:
        self._then(index, loss, leaves)
