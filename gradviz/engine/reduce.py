"""Reduce large tensors, while the program waits, to statistics and a thumbnail."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from gradviz.core.statistics import Statistics, statistics_of
from gradviz.core.tensor import Array, TensorSummary, stride_of

_SMALL, _LARGE = 1e-15, 1e15
"""Between these magnitudes squares can be summed in float32: smaller ones vanish, larger ones overflow."""

_SHORT = 1 << 13
"""Up to this many elements numpy is quicker than torch; beyond, its dot product starts threads of its own."""

MOST_COPIED = 1 << 24
"""Elements of overlapping memory up to which a copy is made to compute statistics."""

_PLAIN = (torch.float32, torch.float64)

WIDER = {
    torch.bfloat16: torch.float32,
    torch.float8_e4m3fn: torch.float32,
    torch.float8_e5m2: torch.float32,
}
"""Types that numpy lacks, and one that holds their values exactly."""


class Reduced(NamedTuple):
    """A tensor's form, and what is kept of large values: statistics and a thumbnail; neither where none can be read."""

    shape: tuple[int, ...]
    dtype: str
    device: str
    statistics: Statistics | None = None
    thumbnail: NDArray[Any] | None = None

    def summary(self) -> TensorSummary:
        """Return it as the window gets it."""
        thumbnail = None if self.thumbnail is None else Array.of(self.thumbnail)
        return TensorSummary(self.shape, self.dtype, self.device, self.statistics, None, thumbnail)


def form_of(tensor: torch.Tensor) -> Reduced:
    """Return what can be told of a tensor whose values cannot be read."""
    return Reduced(shape_of(tensor), dtype_name(tensor.dtype), device_name(tensor.device))


def shape_of(tensor: torch.Tensor) -> tuple[int, ...]:
    """Return the shape of ``tensor``; of a nested one, whose parts differ in theirs, only how many there are."""
    return (int(tensor.size(0)),) if tensor.is_nested else tuple(tensor.shape)


@cache
def dtype_name(dtype: torch.dtype) -> str:
    """Return the name of ``dtype`` as summaries have it: ``float32``."""
    return str(dtype).removeprefix("torch.")


@cache
def device_name(device: torch.device) -> str:
    """Return the name of ``device`` as summaries have it: ``cuda:0``."""
    return str(device)


def to_numpy(tensor: torch.Tensor) -> NDArray[Any]:
    """Return the values of a dense tensor of ours, in a wider type where numpy lacks its own.

    The program's own tensors are copied first: torch refuses to resize memory that numpy has seen.
    """
    wider = WIDER.get(tensor.dtype)
    tensor = (tensor.to(wider) if wider else tensor).cpu()
    array: NDArray[Any] = tensor.resolve_conj().resolve_neg().numpy()
    return array


class _Memory:
    """Where the elements of a tensor lie, for numpy."""

    __slots__ = ("__array_interface__",)

    def __init__(self, tensor: torch.Tensor, code: str) -> None:
        width = tensor.element_size()
        self.__array_interface__ = {
            "version": 3,
            "typestr": code,
            "data": (tensor.data_ptr(), False),
            "shape": tuple(tensor.shape),
            "strides": tuple([stride * width for stride in tensor.stride()]),
        }


def _array_of(tensor: torch.Tensor) -> NDArray[Any]:
    """Return a plain tensor as an array on the same memory, which must live as long.

    ``tensor.numpy()`` would do the same, but from then on torch would refuse to resize the program's tensor.
    """
    return np.asarray(_Memory(tensor, "<f4" if tensor.dtype is torch.float32 else "<f8"))


def reduce(tensor: torch.Tensor) -> Reduced:
    """Return statistics and a thumbnail of a large dense tensor without a graph."""
    if is_plain(tensor):
        if _overlaps(tensor):
            return form_of(tensor)._replace(thumbnail=to_numpy(_thumbnail(tensor)))
        array = _array_of(tensor)
        name = dtype_name(tensor.dtype)
        return Reduced(array.shape, name, "cpu", _plain_statistics(array), _plain_thumbnail(array))
    return _reduce_any(tensor)


def sketch(tensor: torch.Tensor) -> Reduced:
    """Return the thumbnail of a large dense tensor without its statistics, which cost several times as much."""
    plain = tensor.detach()
    if is_plain(plain):
        return form_of(plain)._replace(thumbnail=_plain_thumbnail(_array_of(plain)))
    return form_of(plain)._replace(thumbnail=to_numpy(_thumbnail(plain)))


def thumbnail_of(tensor: torch.Tensor) -> NDArray[Any] | None:
    """Return every k-th row and column of a large tensor that numpy can read where it lies, else ``None``."""
    return _plain_thumbnail(_array_of(tensor)) if is_plain(tensor) else None


def is_plain(tensor: torch.Tensor) -> bool:
    """Return whether numpy can read ``tensor`` where it lies, each element once."""
    return tensor.dtype in _PLAIN and tensor.is_cpu and 0 not in tensor.stride() and not tensor.is_neg()


def _reduce_any(tensor: torch.Tensor) -> Reduced:
    """Reduce a tensor of any kind.

    An expanded tensor repeats its memory (stride 0): its axes are reduced to one copy each, so that the 10^12 elements
    of an expanded scalar cost no more than the scalar.
    """
    once = tensor[tuple(slice(0, 1) if stride == 0 else slice(None) for stride in tensor.stride())]
    form = form_of(tensor)._replace(thumbnail=to_numpy(_thumbnail(tensor)))
    if _overlaps(once):
        return form
    repeats = tensor.numel() // once.numel()
    if not tensor.is_cpu:
        return form._replace(statistics=_device_statistics(once).repeated(repeats))
    array = to_numpy(once.clone())
    plain = array.dtype in (np.float32, np.float64)
    statistics = _plain_statistics(array) if plain else statistics_of(array)
    return form._replace(statistics=statistics.repeated(repeats))


def _overlaps(tensor: torch.Tensor) -> bool:
    """Return whether windows of the same memory (`unfold`) have far more elements than there is memory to copy."""
    count = tensor.numel()
    return count > MOST_COPIED and count * tensor.element_size() > tensor.untyped_storage().nbytes()


def _plain_statistics(array: NDArray[Any]) -> Statistics:
    """Return the statistics of a float32 or float64 array."""
    # In memory order nothing is copied, whatever the strides.
    flat = array.ravel("K")
    low, high, total, squares = _sums(flat) if flat.size <= _SHORT else _sums_by_torch(flat)
    largest = max(-low, high)
    if _SMALL < largest < _LARGE:
        return Statistics(low, high, total / flat.size, math.sqrt(squares))
    return Statistics(0.0, 0.0, 0.0, 0.0) if largest == 0.0 else statistics_of(flat)


def _sums(flat: NDArray[Any]) -> tuple[float, float, float, float]:
    """Return the least and largest element, the sum, and the sum of the squares."""
    with np.errstate(all="ignore"):
        low, high = np.minimum.reduce(flat), np.maximum.reduce(flat)
        return float(low), float(high), float(np.add.reduce(flat)), float(flat.dot(flat))


def _sums_by_torch(flat: NDArray[Any]) -> tuple[float, float, float, float]:
    values = torch.from_numpy(flat)
    low, high = torch.aminmax(values)
    return low.item(), high.item(), values.sum().item(), values.dot(values).item()


def _plain_thumbnail(array: NDArray[Any]) -> NDArray[Any]:
    """Return every k-th row and column; all axes but the last are rows."""
    columns = array.shape[-1]
    step = stride_of(columns)
    if array.ndim == 1:
        return array[None, ::step].copy()
    if array.ndim > 2:
        if not array.flags.c_contiguous:
            # Indexing with arrays copies.
            chosen: tuple[Any, ...] = (*_chosen_rows(array.shape[:-1]), slice(None, None, step))
            rows: NDArray[Any] = array[chosen]
            return rows
        array = array.reshape(-1, columns)
    return array[:: stride_of(array.shape[0]), ::step].copy()


@lru_cache(maxsize=256)
def _chosen_rows(shape: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
    """Return the indices of every k-th row of an array whose axes but the last have ``shape``."""
    rows = math.prod(shape)
    return tuple(np.unravel_index(np.arange(0, rows, stride_of(rows)), shape))


def _device_statistics(tensor: torch.Tensor) -> Statistics:
    """Reduce on the device and fetch all numbers at once: each fetch waits for the device."""
    with torch.no_grad():
        if tensor.is_complex():
            magnitude = tensor.abs()
            numbers = torch.stack([magnitude.double().norm(), tensor.isnan().sum(), tensor.isinf().sum()])
            norm, nan, inf = numbers.tolist()
            return Statistics(norm=norm, nan=int(nan), inf=int(inf))
        # Not every device knows float64.
        wide = tensor.float() if tensor.device.type == "mps" else tensor.double()
        low, high = torch.aminmax(wide)
        parts = [low, high, wide.mean(), wide.norm(), wide.isnan().sum().to(wide), wide.isinf().sum().to(wide)]
        low_, high_, mean, norm, nan, inf = torch.stack(parts).tolist()
    return Statistics(low_, high_, mean, norm, int(nan), int(inf))


def _thumbnail(tensor: torch.Tensor) -> torch.Tensor:
    """Return every k-th row and column; all axes but the last are rows."""
    columns = tensor.shape[-1]
    step = stride_of(columns)
    if tensor.dim() == 1:
        return tensor[None, ::step].clone()
    if tensor.dim() == 2:
        return tensor[:: stride_of(tensor.shape[0]), ::step].clone()
    chosen = _chosen_rows(tuple(tensor.shape[:-1]))
    return tensor[tuple(torch.from_numpy(axis).to(tensor.device) for axis in chosen)][:, ::step].clone()
