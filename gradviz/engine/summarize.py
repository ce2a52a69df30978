"""Turn tensors into `TensorSummary` values: cheaply while the program runs, completely afterwards.

`capture` is called between the user's ops: it copies small tensors and reduces large ones. `summarize` does the rest
once the iteration is over.
"""

from __future__ import annotations

import math
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


class Captured(NamedTuple):
    """A tensor's form, and its values: a copy, or statistics with a thumbnail, or nothing where none can be read."""

    shape: tuple[int, ...]
    dtype: str
    device: str
    copy: torch.Tensor | None = None
    statistics: Statistics = Statistics()
    thumbnail: NDArray[Any] | None = None


def capture(tensor: torch.Tensor) -> Captured:
    """Take what is needed of ``tensor`` as it is now; the result shares no memory with it."""
    plain = tensor.detach()
    form = Captured(tuple(plain.shape), str(plain.dtype)[6:], str(plain.device))
    if plain.is_meta:
        return form
    try:
        if plain.layout is not torch.strided:
            if plain.numel() > _DENSE_LIMIT:
                return form
            plain = plain.to_dense()
        if plain.numel() <= WHOLE_LIMIT:
            return form._replace(copy=plain.clone())
        return _reduce(form, plain)
    except _UNREADABLE:
        return form


def summarize(captured: Captured) -> TensorSummary:
    """Complete what `capture` began."""
    statistics, values = captured.statistics, None
    if captured.copy is not None:
        try:
            array = _to_numpy(captured.copy)
            statistics, values = statistics_of(array), Array.of(array)
        except _UNREADABLE:
            values = None
    thumbnail = None if captured.thumbnail is None else Array.of(captured.thumbnail)
    return TensorSummary(
        captured.shape, captured.dtype, captured.device, *statistics, values=values, thumbnail=thumbnail
    )


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


def _to_numpy(tensor: torch.Tensor) -> NDArray[Any]:
    wider = _WIDER.get(tensor.dtype)
    tensor = (tensor.to(wider) if wider else tensor).cpu()
    array: NDArray[Any] = tensor.resolve_conj().resolve_neg().numpy()
    return array


def _reduce(form: Captured, tensor: torch.Tensor) -> Captured:
    """Return statistics and a thumbnail of a large tensor.

    An expanded tensor repeats its memory (stride 0): its axes are reduced to one copy each, so that the 10^12 elements
    of an expanded scalar cost no more than the scalar.
    """
    once = tensor[tuple(slice(0, 1) if stride == 0 else slice(None) for stride in tensor.stride())]
    repeats = tensor.numel() // once.numel()
    if once.numel() > MOST_COPIED and once.numel() * once.element_size() > once.untyped_storage().nbytes():
        # Windows that overlap (`unfold`) have far more elements than memory: a thumbnail has to do.
        return form._replace(thumbnail=_to_numpy(_thumbnail(tensor)))
    statistics = _large_statistics(once, repeats)
    return form._replace(statistics=statistics, thumbnail=_to_numpy(_thumbnail(tensor)))


def _large_statistics(tensor: torch.Tensor, repeats: int) -> Statistics:
    if tensor.device.type != "cpu":
        return _device_statistics(tensor, repeats)
    array = _to_numpy(tensor)
    if array.dtype not in (np.float32, np.float64):
        return _repeated(statistics_of(array), repeats)
    # In memory order nothing is copied, whatever the strides.
    flat = array.ravel("K")
    with np.errstate(all="ignore"):
        low, high = float(flat.min()), float(flat.max())
        if not (low > -_LARGE and high < _LARGE):
            return _repeated(statistics_of(flat), repeats)
        # torch sums pairwise and with several lanes: more exact than numpy's for float32, and faster.
        total = float(torch.from_numpy(flat).sum())
        squares = float(flat.dot(flat))
    return Statistics(low, high, total / flat.size, math.sqrt(squares * repeats))


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
