"""Runs in lockstep without torch: a linear net trained by numpy, whose steps a test may disturb."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradviz.core.lockstep.difference import norm_of
from gradviz.core.lockstep.steps import LaneParameter, Step
from gradviz.core.lockstep.tensors import LaneTensor, block_sums
from gradviz.core.tensor import Array, as_matrix


def tensor(array: NDArray[Any], side: int = 0) -> LaneTensor:
    """Return what a worker tells of ``array``: all of it, or the sums of its blocks."""
    magnitudes = np.abs(array).astype(np.float64).reshape(-1)
    finite = magnitudes[np.isfinite(magnitudes)]
    form = LaneTensor(
        array.shape,
        str(array.dtype),
        norm_of(finite),
        float(finite.max(initial=0.0)),
        int(magnitudes.size - finite.size),
    )
    if not side:
        return LaneTensor(*_form(form), Array.of(array))
    sums = Array.of(block_sums(as_matrix(array), side))
    return LaneTensor(*_form(form), None, sums, side, zlib.crc32(np.ascontiguousarray(array).data))


def _form(form: LaneTensor) -> tuple[tuple[int, ...], str, float, float, int]:
    return form.shape, form.dtype, form.norm, form.largest, form.nonfinite


Disturb = Callable[[int, dict[str, NDArray[Any]]], None]


def _nothing(_index: int, _arrays: dict[str, NDArray[Any]]) -> None:
    """Leave everything as it is."""


@dataclass
class Training:
    """``loss = ‖x w − y‖²``; the hooks may change parameters before, and gradients after the backward pass."""

    rate: float = 1e-3
    dtype: str = "float32"
    shape: tuple[int, int] = (12, 5)
    side: int = 0
    noise: float = 0.0
    """Relative rounding noise of the gradients, beside what numpy makes."""
    seed: int = 0
    before: Disturb = _nothing
    after: Disturb = _nothing
    rng: np.random.Generator = field(init=False)

    def steps(self, count: int) -> list[Step]:
        """Train for ``count`` iterations."""
        start = np.random.default_rng(0)
        self.rng = np.random.default_rng(self.seed + 1)
        rows, columns = self.shape
        x, y = start.standard_normal((32, rows)), start.standard_normal((32, columns))
        held = {"w": start.standard_normal(self.shape).astype(self.dtype), "b": np.zeros(columns, self.dtype)}
        return [self._step(index, x, y, held) for index in range(count)]

    def _step(self, index: int, x: NDArray[Any], y: NDArray[Any], held: dict[str, NDArray[Any]]) -> Step:
        self.before(index, held)
        gap = x @ held["w"].astype(np.float64) + held["b"] - y
        grads = {"w": 2 * x.T @ gap, "b": 2 * gap.sum(axis=0)}
        for name, grad in grads.items():
            noise = self.noise * self.rng.uniform(-1, 1, grad.shape) * np.abs(grad).max()
            grads[name] = (grad + noise).astype(self.dtype)
        self.after(index, grads)
        start = {name: tensor(array.copy(), self.side) for name, array in held.items()}
        for name in held:
            held[name] = (held[name] - np.asarray(self.rate, self.dtype) * grads[name]).astype(self.dtype)
        parameters = tuple(
            LaneParameter(name, start[name], tensor(grads[name], self.side), tensor(held[name].copy(), self.side))
            for name in held
        )
        return Step(index, float((gap**2).sum()), self.dtype, parameters)
