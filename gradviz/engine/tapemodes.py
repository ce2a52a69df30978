"""Function modes around a program that is run again: one records a tape, the other changes leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from gradviz.engine.internals import current_task
from gradviz.engine.ops import op_of, tensors_of
from gradviz.engine.tape import Place, Tape


class TapeMode(TorchFunctionMode):
    """Hands every torch function to a tape while that listens."""

    def __init__(self, tape: Tape) -> None:
        super().__init__()
        self._tape = tape

    @override
    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        # What runs inside of a backward pass is no part of a forward pass.
        if not self._tape.listening or current_task() >= 0:
            return func(*args, **kwargs) if kwargs else func(*args)
        return self._tape.call(func, args, kwargs or {})


class ChangeMode(TorchFunctionMode):
    """While `listening`, fills leaves with other values right before they are computed with first.

    ``values`` are by the places where a `Tape` has seen that.
    """

    def __init__(self, values: Mapping[Place, torch.Tensor]) -> None:
        super().__init__()
        self._values = values
        self._number = 0
        self._changed = 0
        self.listening = False

    @override
    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if self.listening and current_task() < 0:
            op = op_of(func)
            if not op.is_question or op.name == "data":
                self._number += 1
                self._change(tensors_of(args, kwargs or {}))
        return func(*args, **kwargs) if kwargs else func(*args)

    def _change(self, inputs: list[torch.Tensor]) -> None:
        for place, value in self._values.items():
            if place.call == self._number and place.input < len(inputs) and inputs[place.input].shape == value.shape:
                # Not counted as a new version: nothing has saved it yet.
                inputs[place.input].data.copy_(value)
                self._changed += 1

    @property
    def has_changed(self) -> bool:
        """Whether every value has found its leaf."""
        return self._changed == len(self._values)
