"""What the letters of a formula stand for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import torch

from gradviz.core.rules.constants import value_of
from gradviz.core.rules.model import Rule

_MEAN = 1


class Unknown(Exception):
    """A formula cannot be computed; the text says why."""


@dataclass(slots=True)
class Operands:
    """The letters of ``rule``: ``tensors`` (a list for ``xs`` and for indices), and its constants.

    ``shape`` is that of the result: of the output in the forward formula, of the input in a gradient's.
    """

    rule: Rule
    tensors: Mapping[str, Any]
    constants: Mapping[str, str]
    shape: tuple[int, ...] = ()
    output: Any = None
    gradient: Any = None
    number: int = 0

    def letter(self, name: str) -> Any:
        """Return what ``name`` stands for.

        Raises:
            Unknown: nothing is known of it.
        """
        if name in self.tensors:
            return self._fitted(name, self.tensors[name])
        if name in self.rule.constants:
            held = self.rule.constants[name]
            if held not in self.constants:
                raise Unknown(f"{held or name} is not known")
            return value_of(held, self.constants[held])
        special = {"y": self.output, "G": self.gradient, "Gs": self.gradient, "i": self.number, "pi": math.pi}
        if name in special:
            return special[name]
        if name == "N":
            return self.terms
        if name == "share":
            return self._share()
        raise Unknown(f"{name} is not known")

    @property
    def is_per_channel(self) -> bool:
        """Whether weight, bias and statistics have an element per channel, axis 1 of the input."""
        return "e" in self.rule.constants

    def _fitted(self, name: str, value: Any) -> Any:
        if not isinstance(value, torch.Tensor):
            return value
        if self.is_per_channel and name != "x":
            return value.reshape(1, -1, *[1] * (self.tensors["x"].dim() - 2))
        return value.double() if value.dtype is torch.bool else value

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes that the op reduces."""
        dims = self.tensors["x"].dim()
        if self.is_per_channel:
            return tuple(axis for axis in range(dims) if axis != 1)
        if "n" in self.rule.constants:
            return tuple(range(dims - len(self.letter("n")), dims))
        held = self.letter("d") if "d" in self.rule.constants else None
        chosen = (held,) if isinstance(held, int) else held or range(dims)
        return tuple(axis % dims for axis in chosen) if dims else ()

    @property
    def terms(self) -> int:
        """How many elements a mean or a loss combines into one."""
        x = self.tensors["x"]
        if "t" not in self.tensors:
            return math.prod(x.shape[axis] for axis in self.axes)
        target = self.tensors["t"]
        if not target.is_floating_point():
            return int((target >= 0).sum())
        return math.prod(max(pair) for pair in zip_longest(x.shape[::-1], target.shape[::-1], fillvalue=1))

    def _share(self) -> Any:
        if self.letter("r") == _MEAN:
            return self.gradient / self.terms
        is_class = not self.tensors["t"].is_floating_point()
        return self.gradient.unsqueeze(1) if is_class and self.gradient.dim() else self.gradient
