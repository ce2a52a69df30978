"""What tensors hold, down to the bit: comparing, and noticing that something was changed unseen."""

from __future__ import annotations

import zlib

import torch

from gradviz.core.tensor import TensorSummary
from gradviz.engine.internals import sparse_parts, storage_use_count

Signature = tuple[tuple[int, ...], str, int]
"""Shape, statistics in words, and a checksum of the thumbnail."""


def identical(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether both hold the same bits; NaN equals NaN, and 0 is not −0."""
    if not is_alike(one, other):
        return False
    if one.is_nested:
        return all(identical(a, b) for a, b in zip(one.unbind(), other.unbind(), strict=True))
    if one.layout is not torch.strided:
        return bool(torch.equal(one.to_dense(), other.to_dense()))
    if not one.numel():
        return True
    return bool(torch.equal(_bytes(one), _bytes(other.to(one.device))))


def is_alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether one can be filled with what the other holds; of nested tensors the parts may still differ."""
    if one.dtype != other.dtype or one.layout != other.layout or one.is_nested != other.is_nested:
        return False
    return one.size(0) == other.size(0) if one.is_nested else one.shape == other.shape


def bytes_of(tensor: torch.Tensor) -> int:
    """Return how much memory ``tensor`` takes; of what is neither dense nor plainly sparse, about how much."""
    if tensor.layout is torch.sparse_coo:
        return sum(map(bytes_of, sparse_parts(tensor)))
    try:
        return tensor.untyped_storage().nbytes()
    except RuntimeError:
        return tensor.numel() * tensor.element_size()


def _bytes(tensor: torch.Tensor) -> torch.Tensor:
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
    return plain.reshape(-1).view(torch.uint8)


def checksum(tensor: torch.Tensor) -> int:
    """Return a checksum of the whole memory that ``tensor`` is a part of."""
    memory = torch.empty(0, dtype=torch.uint8, device=tensor.device).set_(tensor.detach().untyped_storage())
    # A copy: torch refuses to resize memory that numpy has seen.
    return zlib.crc32(memory.clone().cpu().numpy().data)


def is_shared(tensor: torch.Tensor, ours: int) -> bool:
    """Return whether anyone but the ``ours`` tensors that we hold can reach the memory of ``tensor``."""
    return storage_use_count(tensor) > ours


def signature(summary: TensorSummary) -> Signature:
    """Return what tells one summary of a large tensor from another, without its values."""
    thumbnail = summary.thumbnail
    return summary.shape, repr(summary.reduced), 0 if thumbnail is None else zlib.crc32(thumbnail.data)
