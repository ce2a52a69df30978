"""Turn tensors into `TensorSummary` values.

`capture` is called between the user's ops: it copies small tensors and reduces large ones. `summaries_of_small` makes
values of many small tensors at once: one copy and a handful of numpy calls for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from numpy.typing import NDArray

from gradviz.core.tensor import WHOLE_LIMIT, Array, TensorSummary
from gradviz.engine.internals import flatten
from gradviz.engine.reduce import Reduced, device_name, dtype_name, form_of, reduce, thumbnail_of, to_numpy

_DENSE_LIMIT = 1 << 24
"""Sparse tensors of more elements are not made dense."""

BATCH = 1 << 16
"""Elements of small tensors that are read together: few enough to be in the cache still."""

UNREADABLE = (RuntimeError, TypeError, ValueError)
"""What torch raises for tensors without plain values: wrappers of torch.func, fake and quantized tensors."""

Captured = torch.Tensor | Reduced
"""A small tensor is kept as a copy."""


def capture(tensor: torch.Tensor) -> Captured:
    """Take what is needed of ``tensor`` as it is now; the result shares no memory with it."""
    plain = tensor.detach()
    if plain.is_meta or plain.is_nested:
        return form_of(plain)
    try:
        if plain.layout is not torch.strided:
            if plain.numel() > _DENSE_LIMIT:
                return form_of(plain)
            plain = plain.to_dense()
        if plain.numel() <= WHOLE_LIMIT:
            return plain.clone()
        return reduce(plain)
    except UNREADABLE:
        return form_of(plain)


def summary_of(tensor: torch.Tensor) -> TensorSummary:
    """Return the summary of ``tensor`` as it is now."""
    return summarize(capture(tensor))


def summaries_of(tensors: Sequence[torch.Tensor]) -> list[TensorSummary]:
    """Return the summaries of ``tensors`` as they are now; small ones of a kind are read together."""
    done: dict[int, TensorSummary] = {}
    kinds: dict[tuple[torch.dtype, torch.device], list[int]] = {}
    for number, tensor in enumerate(tensors):
        if tensor.numel() <= WHOLE_LIMIT and tensor.layout is torch.strided and not tensor.is_meta:
            kinds.setdefault((tensor.dtype, tensor.device), []).append(number)
        else:
            done[number] = summary_of(tensor)
    for numbers in kinds.values():
        done.update(zip(numbers, summaries_of_small([tensors[number] for number in numbers]), strict=True))
    return [done[number] for number in range(len(tensors))]


def held_of(tensor: torch.Tensor) -> NDArray[Any] | None:
    """Return a copy of the elements that a summary of ``tensor`` would hold: all, or those of its thumbnail."""
    if tensor.numel() > WHOLE_LIMIT:
        thumbnail = thumbnail_of(tensor.detach())
        if thumbnail is not None:
            return thumbnail
    summary = summary_of(tensor)
    held = summary.values if summary.values is not None else summary.thumbnail
    return None if held is None else held.numpy()


def summarize(captured: Captured) -> TensorSummary:
    """Complete what `capture` began."""
    if isinstance(captured, Reduced):
        return captured.summary()
    return summaries_of_small([captured])[0]


def summaries_of_small(tensors: Sequence[torch.Tensor]) -> list[TensorSummary]:
    """Return the summaries of small dense tensors of one dtype on one device, as they are now."""
    dtype, device = tensors[0].dtype, device_name(tensors[0].device)
    try:
        flat = _flat(tensors)
    except UNREADABLE:
        return _one_by_one(tensors)
    name, code, width = dtype_name(dtype), flat.dtype.str, flat.itemsize
    data = flat.tobytes()
    done: list[TensorSummary] = []
    start = length = 0
    last: torch.Size | None = None
    shape: tuple[int, ...] = ()
    for tensor in tensors:
        # Neighbours are often of one shape.
        size = tensor.shape
        if size != last:
            last, shape, length = size, _plain_shape(size), size.numel() * width
        end = start + length
        done.append(TensorSummary(shape, name, device, None, Array(code, shape, data[start:end])))
        start = end
    return done


def _one_by_one(tensors: Sequence[torch.Tensor]) -> list[TensorSummary]:
    """Summarise tensors of which at least one cannot be read."""
    if len(tensors) == 1:
        return [form_of(tensors[0]).summary()]
    return [summary for tensor in tensors for summary in summaries_of_small([tensor])]


def _flat(tensors: Sequence[torch.Tensor]) -> NDArray[Any]:
    """Return the elements of all ``tensors``, in one copy; from another device they come in one transfer."""
    with torch.no_grad():
        # Of a single tensor torch makes no copy.
        return to_numpy(flatten(list(tensors)) if len(tensors) > 1 else tensors[0].flatten().clone())


@lru_cache(maxsize=4096)
def _plain_shape(shape: torch.Size) -> tuple[int, ...]:
    return tuple(shape)
