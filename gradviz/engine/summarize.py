"""Turn tensors into `TensorSummary` values: cheaply while the program runs, completely afterwards.

`capture` is called between the user's ops: it copies small tensors and reduces large ones. `summarize` does the rest
once the iteration is over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from gradviz.core.tensor import WHOLE_LIMIT, Array, TensorSummary, stride_of

_LARGE = 1e15
"""Beyond this magnitude a float32 sum of squares may overflow."""

_DENSE_LIMIT = 1 << 24
"""Sparse tensors of more elements are not made dense."""

MOST_COPIED = 1 << 24
"""Elements of overlapping memory up to which a copy is made to compute statistics."""

_PLAIN = (torch.float32, torch.float64)

_UNREADABLE = (RuntimeError, TypeError, NotImplementedError, ValueError)
"""What torch raises for tensors without plain values: wrappers of torch.func, fake and quantized tensors."""

_WIDER = {
    torch.bfloat16: torch.float32,
    torch.float8_e4m3fn: torch.float32,
    torch.float8_e5m2: torch.float32,
}
"""Types that numpy lacks, and one that holds their values exactly."""


class Statistics(NamedTuple):
    """The numbers of a `TensorSummary`."""

    min: float | None = None
    max: float | None = None
    mean: float | None = None
    norm: float | None = None
    nan: int = 0
    inf: int = 0


class Reduced(NamedTuple):
    """A tensor's form, and what is kept of large values: statistics and a thumbnail; neither where none can be read."""

    shape: tuple[int, ...]
    dtype: str
    device: str
    statistics: Statistics = Statistics()
    thumbnail: NDArray[Any] | None = None


Captured = torch.Tensor | Reduced
"""A small tensor is kept as a copy."""

BATCH = 1 << 16
"""Elements of small tensors whose statistics are computed together: few enough to stay in the cache."""


def capture(tensor: torch.Tensor) -> Captured:
    """Take what is needed of ``tensor`` as it is now; the result shares no memory with it."""
    plain = tensor.detach()
    if plain.is_meta:
        return _form(plain)
    try:
        if plain.layout is not torch.strided:
            if plain.numel() > _DENSE_LIMIT:
                return _form(plain)
            plain = plain.to_dense()
        if plain.numel() <= WHOLE_LIMIT:
            return plain.clone()
        return _reduce(plain)
    except _UNREADABLE:
        return _form(plain)


def capture_beside(tensor: torch.Tensor, seen: Iterable[tuple[torch.Tensor | None, Captured | None]]) -> Captured:
    """Capture ``tensor`` where others were captured in this very moment: the same values are not reduced twice.

    Many nodes hand a gradient on as it is, or in another shape: then only the thumbnail is another one.
    """
    if tensor.numel() > WHOLE_LIMIT and tensor.dtype in _PLAIN and tensor.is_cpu:
        for other, captured in seen:
            if other is tensor and captured is not None:
                return captured
            if other is not None and isinstance(captured, Reduced) and _has_same_elements(tensor, other):
                form = Reduced(tuple(tensor.shape), captured.dtype, captured.device, captured.statistics)
                return form._replace(thumbnail=_plain_thumbnail(tensor.detach().numpy()))
    return capture(tensor)


def _has_same_elements(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether two tensors are the whole of the same memory, in whatever order of axes."""
    return (
        one.data_ptr() == other.data_ptr()
        and one.numel() == other.numel()
        and one.dtype is other.dtype
        and _is_dense(one)
        and _is_dense(other)
    )


def _is_dense(tensor: torch.Tensor) -> bool:
    """Return whether the elements of ``tensor`` lie side by side in memory, each once."""
    if tensor.is_contiguous():
        return True
    expected = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size != 1:
            if stride != expected:
                return False
            expected *= size
    return True


def _form(tensor: torch.Tensor) -> Reduced:
    return Reduced(tuple(tensor.shape), _name(tensor.dtype), str(tensor.device))


@cache
def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def summarize(captured: Captured) -> TensorSummary:
    """Complete what `capture` began."""
    return summarize_all([captured])[0]


def summarize_all(captured: Sequence[Captured]) -> list[TensorSummary]:
    """Complete many captures at once: the statistics of small tensors of one kind take a handful of numpy calls."""
    done: list[TensorSummary | None] = [None] * len(captured)
    batches: dict[tuple[torch.dtype, torch.device], list[int]] = {}
    for number, item in enumerate(captured):
        if isinstance(item, Reduced):
            thumbnail = None if item.thumbnail is None else Array.of(item.thumbnail)
            done[number] = TensorSummary(item.shape, item.dtype, item.device, *item.statistics, thumbnail=thumbnail)
        else:
            batches.setdefault((item.dtype, item.device), []).append(number)
    for numbers in batches.values():
        copies = [item for number in numbers if isinstance(item := captured[number], torch.Tensor)]
        for number, summary in zip(numbers, _summaries_of_copies(copies), strict=True):
            done[number] = summary
    return [summary for summary in done if summary is not None]


def _summaries_of_copies(copies: list[torch.Tensor]) -> list[TensorSummary]:
    """Summarise small tensors of one dtype on one device."""
    try:
        arrays = _fetch(copies)
    except _UNREADABLE:
        return [_bare(copy) for copy in copies]
    dtype, device = _name(copies[0].dtype), str(copies[0].device)
    return [
        TensorSummary(array.shape, dtype, device, *statistics, values=Array.of(array))
        for array, statistics in zip(arrays, _statistics_of_many(arrays), strict=True)
    ]


def _bare(copy: torch.Tensor) -> TensorSummary:
    form = _form(copy)
    return TensorSummary(form.shape, form.dtype, form.device)


def _fetch(copies: list[torch.Tensor]) -> list[NDArray[Any]]:
    """Return the copies as numpy arrays; from another device all of them come in one transfer."""
    if copies[0].is_cpu or len(copies) == 1:
        return [as_numpy(copy) for copy in copies]
    flat = as_numpy(torch.cat([copy.reshape(-1) for copy in copies]))
    ends = np.cumsum([copy.numel() for copy in copies])
    parts = np.split(flat, ends[:-1])
    return [part.reshape(copy.shape) for part, copy in zip(parts, copies, strict=True)]


def _statistics_of_many(arrays: list[NDArray[Any]]) -> list[Statistics]:
    """Return the statistics of arrays of one dtype."""
    if arrays[0].dtype.kind == "c":
        return [statistics_of(array) for array in arrays]
    found: list[Statistics] = []
    batch: list[NDArray[Any]] = []
    size = 0
    for array in arrays:
        batch.append(array)
        size += array.size
        if size > BATCH:
            found += _statistics_of_batch(batch)
            batch, size = [], 0
    return found + _statistics_of_batch(batch)


def _statistics_of_batch(arrays: list[NDArray[Any]]) -> list[Statistics]:
    filled = [array for array in arrays if array.size]
    if not filled:
        return [statistics_of(array) for array in arrays]
    sizes = np.array([array.size for array in filled])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    with np.errstate(all="ignore"):
        flat = np.concatenate([array.ravel() for array in filled]).astype(np.float64)
        lows, highs = np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
        totals = np.add.reduceat(flat, starts)
        norms = np.sqrt(np.add.reduceat(flat * flat, starts))
    finite = np.isfinite(totals).tolist()
    means = (totals / sizes).tolist()
    rows = zip(lows.tolist(), highs.tolist(), means, norms.tolist(), finite, filled, strict=True)
    # What is not finite is counted one by one: it is rare.
    found = (
        Statistics(low, high, mean, norm) if is_finite else statistics_of(array)
        for low, high, mean, norm, is_finite, array in rows
    )
    return [next(found) if array.size else statistics_of(array) for array in arrays]


def summary_of(tensor: torch.Tensor) -> TensorSummary:
    """Return the summary of ``tensor`` as it is now."""
    return summarize(capture(tensor))


def statistics_of(array: NDArray[Any]) -> Statistics:
    """Return the statistics of a numpy array of any kind and size, computed in float64."""
    if array.size == 0:
        return Statistics(norm=0.0)
    with np.errstate(all="ignore"):
        if array.dtype.kind == "c":
            magnitude = np.abs(array.astype(np.complex128))
            nan, inf = int(np.isnan(array).sum()), int(np.isinf(array).sum())
            return Statistics(norm=_norm(magnitude), nan=nan, inf=inf)
        wide = array.astype(np.float64)
        total = float(wide.sum())
        nan = inf = 0
        if not math.isfinite(total):
            nan, inf = int(np.isnan(wide).sum()), int(np.isinf(wide).sum())
        return Statistics(float(wide.min()), float(wide.max()), total / wide.size, _norm(wide), nan, inf)


def _norm(values: NDArray[np.float64]) -> float:
    flat = values.ravel()
    return math.sqrt(squares) if (squares := float(flat.dot(flat))) >= 0 else math.nan


def as_numpy(tensor: torch.Tensor) -> NDArray[Any]:
    """Return the elements of ``tensor``, in the next wider type where numpy lacks its own."""
    wider = _WIDER.get(tensor.dtype)
    tensor = (tensor.to(wider) if wider else tensor).cpu()
    array: NDArray[Any] = tensor.resolve_conj().resolve_neg().numpy()
    return array


def _reduce(tensor: torch.Tensor) -> Reduced:
    """Return statistics and a thumbnail of a large tensor."""
    shape, stride = tuple(tensor.shape), tensor.stride()
    if tensor.is_cpu and tensor.dtype in _PLAIN and 0 not in stride and not tensor.is_neg():
        if _overlaps(tensor):
            return Reduced(shape, _name(tensor.dtype), "cpu", thumbnail=as_numpy(_thumbnail(tensor)))
        array = tensor.numpy()
        return Reduced(shape, _name(tensor.dtype), "cpu", _plain_statistics(array), _plain_thumbnail(array))
    return _reduce_any(tensor)


def _reduce_any(tensor: torch.Tensor) -> Reduced:
    """Reduce a tensor of any kind.

    An expanded tensor repeats its memory (stride 0): its axes are reduced to one copy each, so that the 10^12 elements
    of an expanded scalar cost no more than the scalar.
    """
    once = tensor[tuple(slice(0, 1) if stride == 0 else slice(None) for stride in tensor.stride())]
    thumbnail = as_numpy(_thumbnail(tensor))
    form = _form(tensor)._replace(thumbnail=thumbnail)
    if _overlaps(once):
        return form
    repeats = tensor.numel() // once.numel()
    if not tensor.is_cpu:
        return form._replace(statistics=_device_statistics(once, repeats))
    array = as_numpy(once)
    plain = array.dtype in (np.float32, np.float64)
    return form._replace(statistics=_repeated(_plain_statistics(array) if plain else statistics_of(array), repeats))


def _overlaps(tensor: torch.Tensor) -> bool:
    """Return whether windows of the same memory (`unfold`) have far more elements than there is memory to copy."""
    count = tensor.numel()
    return count > MOST_COPIED and count * tensor.element_size() > tensor.untyped_storage().nbytes()


def _plain_statistics(array: NDArray[Any]) -> Statistics:
    """Return the statistics of a large float32 or float64 array."""
    # In memory order nothing is copied, whatever the strides.
    flat = array.ravel("K")
    low, high = float(flat.min()), float(flat.max())
    if not (low > -_LARGE and high < _LARGE):
        return statistics_of(flat)
    # torch sums pairwise and with several lanes: more exact than numpy's for float32, and faster.
    total = torch.from_numpy(flat).sum().item()
    return Statistics(low, high, total / flat.size, math.sqrt(flat.dot(flat)))


def _plain_thumbnail(array: NDArray[Any]) -> NDArray[Any]:
    """Return every k-th row and column; all axes but the last are rows."""
    columns = array.shape[-1]
    step = stride_of(columns)
    if array.ndim == 1:
        return array[None, ::step].copy()
    if array.ndim > 2:
        if not array.flags.c_contiguous:
            return as_numpy(_thumbnail(torch.from_numpy(array)))
        array = array.reshape(-1, columns)
    return array[:: stride_of(array.shape[0]), ::step].copy()


def _repeated(statistics: Statistics, repeats: int) -> Statistics:
    if repeats == 1 or statistics.norm is None:
        return statistics
    return statistics._replace(
        norm=statistics.norm * math.sqrt(repeats), nan=statistics.nan * repeats, inf=statistics.inf * repeats
    )


def _device_statistics(tensor: torch.Tensor, repeats: int) -> Statistics:
    """Reduce on the device and fetch all numbers at once: each fetch waits for the device."""
    with torch.no_grad():
        if tensor.is_complex():
            magnitude = tensor.abs()
            numbers = torch.stack([magnitude.double().norm(), tensor.isnan().sum(), tensor.isinf().sum()])
            norm, nan, inf = numbers.tolist()
            return _repeated(Statistics(norm=norm, nan=int(nan), inf=int(inf)), repeats)
        # Not every device knows float64.
        wide = tensor.float() if tensor.device.type == "mps" else tensor.double()
        low, high = torch.aminmax(wide)
        parts = [low, high, wide.mean(), wide.norm(), wide.isnan().sum().to(wide), wide.isinf().sum().to(wide)]
        low_, high_, mean, norm, nan, inf = torch.stack(parts).tolist()
    return _repeated(Statistics(low_, high_, mean, norm, int(nan), int(inf)), repeats)


def _thumbnail(tensor: torch.Tensor) -> torch.Tensor:
    """Return every k-th row and column; all axes but the last are rows."""
    columns = tensor.shape[-1]
    step = stride_of(columns)
    if tensor.dim() == 1:
        return tensor[None, ::step].clone()
    if tensor.dim() == 2:
        return tensor[:: stride_of(tensor.shape[0]), ::step].clone()
    rows = math.prod(tensor.shape[:-1])
    chosen = np.unravel_index(np.arange(0, rows, stride_of(rows)), tensor.shape[:-1])
    return tensor[tuple(torch.from_numpy(axis).to(tensor.device) for axis in chosen)][:, ::step].clone()
