"""What is known of a large tensor because another one shows the same elements: they need not be read again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import torch

from gradviz.engine.reduce import Reduced, is_plain, thumbnail_of

_Axes = tuple[tuple[int, int], ...]
"""Strides and sizes."""


def reduce_beside(tensor: torch.Tensor, seen: Iterable[tuple[torch.Tensor, Reduced]]) -> Reduced | None:
    """Return what is known of ``tensor`` where others were reduced in this very moment; ``None`` if nothing is.

    Many ops hand their values on as they are, or in another shape: then at most the thumbnail is another one.
    """
    if not is_plain(tensor):
        return None
    for other, reduced in seen:
        if other is tensor:
            return reduced
        if has_same_elements(tensor, other):
            thumbnail = reduced.thumbnail if _has_same_rows(tensor, other) else thumbnail_of(tensor)
            return Reduced(tuple(tensor.shape), reduced.dtype, reduced.device, reduced.statistics, thumbnail)
    return None


def has_same_elements(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether two tensors show the same elements of the same memory, each once, in whatever order."""
    return (
        one.data_ptr() == other.data_ptr()
        and one.numel() == other.numel()
        and one.dtype is other.dtype
        and one.is_neg() == other.is_neg()
        and _axes(tuple(one.shape), one.stride()) == _axes(tuple(other.shape), other.stride())
    )


def _has_same_rows(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether tensors with the same elements are the same matrix: all axes but the last are rows."""
    if one.stride() == other.stride() and one.shape == other.shape:
        return True
    return one.shape[-1] == other.shape[-1] and one.is_contiguous() and other.is_contiguous()


@lru_cache(maxsize=1024)
def _axes(shape: tuple[int, ...], strides: tuple[int, ...]) -> _Axes:
    """Return the axes from the smallest stride on; those that continue each other are one."""
    axes: list[tuple[int, int]] = []
    for stride, size in sorted((stride, size) for stride, size in zip(strides, shape, strict=True) if size != 1):
        if axes and stride == axes[-1][0] * axes[-1][1]:
            axes[-1] = (axes[-1][0], axes[-1][1] * size)
        else:
            axes.append((stride, size))
    return tuple(axes)
