"""Convolutions and pooling, and what they do backward, by other means than autograd's."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from gradviz.engine.formulas.operands import Unknown

Sizes = Sequence[int]

_CONV: dict[int, Callable[..., Tensor]] = {3: functional.conv1d, 4: functional.conv2d, 5: functional.conv3d}
_TRANSPOSED: dict[int, Callable[..., Tensor]] = {
    3: functional.conv_transpose1d,
    4: functional.conv_transpose2d,
    5: functional.conv_transpose3d,
}


def _conv(x: Tensor, w: Tensor, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Tensor:
    return _CONV[x.dim()](x, w, None, stride, padding, dilation, groups)


def transposed(shape: Sizes, g: Tensor, w: Tensor, stride: Sizes, padding: Sizes, dilation: Sizes) -> Tensor:
    """Return the gradient of a convolution's input, which has ``shape``."""
    missing = []
    for axis, step in enumerate(stride):
        made = (g.shape[axis + 2] - 1) * step - 2 * padding[axis] + dilation[axis] * (w.shape[axis + 2] - 1) + 1
        missing.append(shape[axis + 2] - made)
    groups = shape[1] // w.shape[1]
    if any(extra >= max(step, hole) for extra, step, hole in zip(missing, stride, dilation, strict=True)):
        raise Unknown("a part of the input was not used")
    return _TRANSPOSED[g.dim()](g, w, None, stride, padding, missing, groups, dilation)


def correlation(shape: Sizes, x: Tensor, g: Tensor, stride: Sizes, padding: Sizes, dilation: Sizes) -> Tensor:
    """Return the gradient of a convolution's weight, which has ``shape``."""
    if x.shape[1] != shape[1]:
        raise Unknown("the convolution has groups")
    full = _CONV[x.dim()](x.transpose(0, 1), g.transpose(0, 1), None, dilation, padding, stride).transpose(0, 1)
    return full[tuple(slice(length) for length in shape)]


def shares_of_windows(shape: Sizes, g: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes) -> Tensor:
    """Return the gradient of an average over windows: equal shares."""
    weight = torch.full((1, 1, *kernel), 1 / math.prod(kernel), dtype=g.dtype)
    planes = g.reshape(-1, 1, *g.shape[-2:])
    held = transposed((len(planes), 1, *shape[-2:]), planes, weight, stride or kernel, padding, (1, 1))
    return held.reshape(tuple(shape))


def window_means(length: int, windows: int) -> Tensor:
    """Return the matrix that takes means of ``length`` elements over ``windows`` adaptive windows."""
    matrix = torch.zeros(windows, length, dtype=torch.float64)
    for number in range(windows):
        start, stop = number * length // windows, -(-(number + 1) * length // windows)
        matrix[number, start:stop] = 1 / (stop - start)
    return matrix


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "conv": _conv,
    "per_channel": lambda g: g.sum([axis for axis in range(g.dim()) if axis != 1]),
    "maxpool": lambda x, k, s, p: functional.max_pool2d(x, k, s or k, p),
    "avgpool": lambda x, k, s, p: functional.avg_pool2d(x, k, s or k, p),
}
