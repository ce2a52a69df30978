"""The functions of the formulas that need to know where they stand: which axes, which shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from gradviz.engine.formulas import layers
from gradviz.engine.formulas.operands import Operands

Axes = int | tuple[int, ...] | None

_ALL = -1000
"""Where no axis is named."""


def elementary(function: Callable[[Tensor], Tensor]) -> Callable[[Any], Tensor]:
    """Return ``function`` for numbers too."""
    return lambda value: function(torch.as_tensor(value, dtype=None if isinstance(value, Tensor) else torch.float64))


ELEMENTARY = {
    name: elementary(getattr(torch, name))
    for name in (
        "exp", "log", "log2", "log10", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
        "sigmoid", "relu", "abs", "sign", "round", "floor", "ceil", "trunc", "erf",
    )
} | {
    "Phi": elementary(torch.special.ndtr),
    "phi": elementary(lambda x: torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)),
    "logsigmoid": elementary(torch.nn.functional.logsigmoid),
    "inv": elementary(torch.linalg.inv),
    "det": elementary(torch.linalg.det),
    "T": elementary(lambda x: x.transpose(-1, -2) if x.dim() > 1 else x),
}  # fmt: skip

PAIRS: dict[str, Callable[..., Any]] = {
    "atan2": torch.atan2, "hypot": torch.hypot, "fmod": torch.fmod, "remainder": torch.remainder,
    "maximum": torch.maximum, "minimum": torch.minimum, "outer": torch.outer, "dot": torch.dot,
    "transpose": torch.transpose, "permute": torch.permute, "flip": torch.flip, "tril": torch.tril,
    "triu": torch.triu, "tile": lambda x, r: x.repeat(r), "split": torch.split, "unbind": torch.unbind,
    "strided": torch.as_strided, "index": lambda x, i: x[tuple(_everything(i))],
    "rows": lambda x, i, d: torch.stack([x.select(d, int(n)) for n in i.reshape(-1)], d).reshape(
        *x.shape[:d], *i.shape, *x.shape[d + 1 :]
    ),
    "unpermute": lambda g, p: g.permute(tuple(tuple(a % len(p) for a in p).index(axis) for axis in range(len(p)))),
    "at": lambda x, d, i: x.select(d, i),
    "slice": lambda x, d, a, b, c: x[(slice(None),) * (d % x.dim()) + (slice(a, b, c),)],
    "pad": torch.nn.functional.pad,
    "crop": lambda g, p: torch.nn.functional.pad(g, tuple(-n for n in p)),
    "cumsum": torch.cumsum, "later": lambda g, d: g.flip(d).cumsum(d).flip(d),
    "cat": torch.cat, "stack": torch.stack,
    "clamp": lambda x, a=None, b=None: torch.clamp(x, a, b),
    "where": lambda c, a, b: torch.where(c.bool(), a, b),
    "cleared": lambda x, i, d: x.scatter(d, i, 0.0),
    "written": lambda x, i, w, d: x.scatter(d, i, w),
    "gather": lambda x, i, d: x.gather(d, i),
    **layers.FUNCTIONS,
}  # fmt: skip


def _everything(indices: Sequence[Tensor | None]) -> list[Tensor | slice]:
    return [slice(None) if index is None else index for index in indices]


class Functions:
    """Functions that depend on the node."""

    def __init__(self, operands: Operands) -> None:
        self._held = operands

    def sum(self, value: Tensor, axes: Axes = _ALL, keepdim: bool = True) -> Tensor:
        """Return the sum over ``axes`` (all: a scalar)."""
        return value.sum() if axes == _ALL else value.sum(self._held.axes, keepdim)

    def avg(self, value: Tensor) -> Tensor:
        """Return the mean over the axes that the op reduces, which stay with length 1."""
        return value.mean(self._held.axes, keepdim=True)

    def max(self, value: Tensor, axes: Axes = _ALL, keepdim: bool = False) -> Tensor:
        """Return the largest element along ``axes``."""
        return self._extreme(torch.max, torch.amax, value, axes, keepdim)

    def min(self, value: Tensor, axes: Axes = _ALL, keepdim: bool = False) -> Tensor:
        """Return the smallest element along ``axes``."""
        return self._extreme(torch.min, torch.amin, value, axes, keepdim)

    def median(self, value: Tensor, axes: Axes = _ALL, keepdim: bool = False) -> Tensor:
        """Return the median along an axis."""
        return self._extreme(torch.median, torch.amax, value, axes, keepdim)

    @staticmethod
    def _extreme(
        one: Callable[..., Any], several: Callable[..., Tensor], value: Tensor, axes: Axes, keepdim: bool
    ) -> Tensor:
        if isinstance(axes, int):
            found: Tensor = one(value) if axes == _ALL else one(value, axes, keepdim)[0]
            return found
        return several(value, axes or (), keepdim)

    def prod(self, value: Tensor, axis: int | None = None, keepdim: bool = False) -> Tensor:
        """Return the product of all elements, or along one axis."""
        return value.prod() if axis is None else value.prod(axis, keepdim)

    def repeat(self, value: Tensor) -> Tensor:
        """Return ``value`` of a reduction at every element that was reduced."""
        shape = self._held.tensors["x"].shape
        if value.dim() < len(shape):
            for axis in sorted(self._held.axes):
                value = value.unsqueeze(axis)
        return value.expand(shape)

    def reshape(self, value: Tensor) -> Tensor:
        """Return the numbers of ``value`` in the shape of the result."""
        return value.reshape(self._held.shape)

    def expand(self, value: Tensor) -> Tensor:
        """Return ``value`` repeated to the shape of the result."""
        return value.expand(self._held.shape)

    def copies(self, value: Tensor, repeats: tuple[int, ...] | None = None) -> Tensor:
        """Return the sum over the copies that were made of each element."""
        shape = self._held.shape
        if repeats is None:
            return value.sum_to_size(shape)
        padded = (1,) * (len(repeats) - len(shape)) + tuple(shape)
        pairs = [length for pair in zip(repeats, padded, strict=True) for length in pair]
        return value.reshape(pairs).sum(tuple(range(0, len(pairs), 2))).reshape(shape)

    def scatter(self, value: Tensor, index: Tensor, axis: int) -> Tensor:
        """Return zeros with ``value`` added at the places ``index`` of ``axis``."""
        zeros = value.new_zeros(self._held.tensors["x"].shape)
        if zeros.dim() > value.dim():
            value, index = value.unsqueeze(axis), index.unsqueeze(axis)
        return zeros.scatter_add(axis, index, value) if zeros.dim() else value

    def take(self, value: Tensor, index: Tensor, axis: int, _keepdim: bool = False) -> Tensor:
        """Return the elements at the places ``index`` of ``axis``."""
        axis = min(axis, value.dim() - 1)
        known = index.clamp(min=0)
        if value.dim() == index.dim():
            return value.gather(axis, known)
        return value.gather(axis, known.unsqueeze(axis)).squeeze(axis) * (index >= 0)

    def onehot(self, index: Tensor) -> Tensor:
        """Return 1 at the class of each element, 0 elsewhere; an ignored one has no class."""
        like: Tensor = self._held.tensors["x"]
        axis = min(1, like.dim() - 1)
        ones = (index >= 0).unsqueeze(axis).to(like)
        return torch.zeros_like(like).scatter(axis, index.clamp(min=0).unsqueeze(axis), ones)

    def reduce(self, value: Tensor, reduction: int) -> Tensor:
        """Return the losses themselves (0), their mean (1) or their sum (2)."""
        if reduction == 0:
            return value
        return value.sum() / self._held.terms if reduction == 1 else value.sum()

    def put(self, value: Tensor, axis: int, index: int) -> Tensor:
        """Return zeros with ``value`` as number ``index`` of ``axis``."""
        zeros = value.new_zeros(self._held.shape)
        zeros.select(axis, index).copy_(value)
        return zeros

    def putslice(self, value: Tensor, axis: int, start: int, end: int, step: int) -> Tensor:
        """Return zeros with ``value`` at a slice of ``axis``."""
        zeros = value.new_zeros(self._held.shape)
        zeros[(slice(None),) * (axis % zeros.dim()) + (slice(start, end, step),)] = value
        return zeros

    def addat(self, value: Tensor, indices: Sequence[Tensor | None]) -> Tensor:
        """Return zeros with ``value`` added at ``indices``."""
        places = torch.arange(math.prod(self._held.shape)).reshape(self._held.shape)[tuple(_everything(indices))]
        return self._added(value, places)

    def addrows(self, value: Tensor, index: Tensor, axis: int) -> Tensor:
        """Return zeros with the rows of ``value`` added at the rows ``index``."""
        places = torch.arange(math.prod(self._held.shape)).reshape(self._held.shape)
        return self._added(value, PAIRS["rows"](places, index, axis))

    def unstrided(self, value: Tensor, size: tuple[int, ...], stride: tuple[int, ...], offset: int | None) -> Tensor:
        """Return zeros with ``value`` added at the places in memory that it was read from."""
        places = torch.arange(math.prod(self._held.shape)).as_strided(size, stride, offset or 0)
        return self._added(value, places)

    def _added(self, value: Tensor, places: Tensor) -> Tensor:
        flat = value.new_zeros(math.prod(self._held.shape))
        return flat.index_add(0, places.reshape(-1), value.reshape(-1)).reshape(self._held.shape)

    def part(self, value: Tensor, number: int, axis: int) -> Tensor:
        """Return the part of ``value`` that belongs to input ``number`` of those that were joined."""
        lengths = [x.shape[axis] for x in self._held.tensors["xs"]]
        before = sum(lengths[:number])
        return value.narrow(axis, before, lengths[number])

    def channels(self, value: Tensor) -> Tensor:
        """Return ``value`` with its elements along axis 1."""
        return value.reshape(-1, *[1] * (self._held.tensors["x"].dim() - 2))

    def convT(self, *arguments: Any) -> Tensor:  # noqa: N802  a transpose
        """Return the transposed convolution to the shape of the input."""
        return layers.transposed(self._held.shape, *arguments)

    def correlate(self, *arguments: Any) -> Tensor:
        """Return the correlation that has the weight's shape."""
        return layers.correlation(self._held.shape, *arguments)

    def unpool(self, value: Tensor, index: Tensor) -> Tensor:
        """Return zeros with ``value`` at the places of the largest elements."""
        flat = value.new_zeros((*self._held.shape[:-2], math.prod(self._held.shape[-2:])))
        return flat.scatter_add(-1, index.flatten(-2), value.flatten(-2)).reshape(self._held.shape)

    def windows(self, *arguments: Any) -> Tensor:
        """Return equal shares of every window."""
        return layers.shares_of_windows(self._held.shape, *arguments)

    def adaptive(self, value: Tensor) -> Tensor:
        """Return means over as many windows as the output has."""
        rows, columns = self._held.shape[-2:]
        return torch.nn.functional.adaptive_avg_pool2d(value, (rows, columns))

    def shares(self, value: Tensor) -> Tensor:
        """Return equal shares of every window of adaptive size."""
        rows, columns = self._held.shape[-2:]
        return layers.window_means(rows, value.shape[-2]).T @ value @ layers.window_means(columns, value.shape[-1])
