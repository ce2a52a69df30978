"""Gates that wait nowhere, and hear of every backward pass of the program with all its leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from typing_extensions import override

from gradviz.core.edits import GradientChange
from gradviz.engine.gate import Gate
from gradviz.engine.replay import Replay

Then = Callable[[int, torch.Tensor | None, Mapping[str, torch.Tensor]], None]
"""Told the iteration, the loss, and the leaves by their names."""


class EveryPass(Gate):
    """Calls ``then`` after each pass of ``backward``."""

    def __init__(self, run: int, then: Then) -> None:
        super().__init__(run, lambda _told: None)
        self._then = then

    @property
    @override
    def checks(self) -> bool:
        return True

    @override
    def after_pass(self, index: int, loss: torch.Tensor | None, leaves: Mapping[str, torch.Tensor]) -> None:
        self._then(index, loss, leaves)


class HeardReplay(Replay):
    """A repetition: calls ``then`` after each pass while that is ``wanted``, because looking for leaves takes time."""

    def __init__(self, changes: Sequence[GradientChange], then: Then, wanted: Callable[[], bool]) -> None:
        super().__init__(changes)
        self._then = then
        self._wanted = wanted

    @property
    @override
    def checks(self) -> bool:
        return self._wanted()

    @override
    def after_pass(self, index: int, loss: torch.Tensor | None, leaves: Mapping[str, torch.Tensor]) -> None:
        self._then(index, loss, leaves)
