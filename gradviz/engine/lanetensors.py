"""What of a tensor is told of a run in lockstep."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gradviz.core.lockstep.difference import norm_of
from gradviz.core.lockstep.tensors import ALL_ELEMENTS, WHOLE_ELEMENTS, LaneTensor, block_sums, side_for
from gradviz.core.tensor import Array, as_matrix
from gradviz.engine.reduce import dtype_name, to_numpy
from gradviz.engine.summarize import UNREADABLE

_DENSE_LIMIT = 1 << 24
"""Sparse tensors of more elements are not made dense."""


class Forms:
    """Decides for the parameters of a run, in their order, which of them are told whole."""

    def __init__(self, parameters: list[torch.Tensor]) -> None:
        self._whole: list[bool] = []
        room = ALL_ELEMENTS
        for parameter in parameters:
            is_whole = parameter.numel() <= min(WHOLE_ELEMENTS, room)
            room -= parameter.numel() if is_whole else 0
            self._whole.append(is_whole)
        self.side = side_for(self._whole.count(False))

    def side_of(self, number: int) -> int:
        """Return the side of the grid of blocks that parameter ``number`` is told in; 0: it is told whole."""
        return 0 if self._whole[number] else self.side


def lane_tensor(tensor: torch.Tensor, side: int) -> LaneTensor:
    """Return ``tensor`` as it is now: whole, or the sums of its blocks in a grid of at most ``side`` each way."""
    form = LaneTensor(tuple(tensor.shape), dtype_name(tensor.dtype))
    plain = tensor.detach()
    if plain.is_meta:
        return form
    try:
        with torch.no_grad():
            if plain.layout is not torch.strided:
                if plain.numel() > _DENSE_LIMIT:
                    return form
                plain = plain.to_dense()
            # A copy: torch refuses to resize memory that numpy has seen.
            array = to_numpy(plain.clone())
    except UNREADABLE:
        return form
    norm, largest, nonfinite = _measured(array)
    values = sums = None
    digest = 0
    if side:
        sums = Array.of(block_sums(as_matrix(array), side))
        digest = zlib.crc32(np.ascontiguousarray(array).data)
    else:
        values = Array.of(array)
    return LaneTensor(form.shape, form.dtype, norm, largest, nonfinite, values, sums, side, digest)


def _measured(array: NDArray[Any]) -> tuple[float, float, int]:
    """Return norm and largest magnitude of the finite elements, and how many are not finite."""
    if not array.size:
        return 0.0, 0.0, 0
    magnitudes = np.abs(array.reshape(-1)).astype(np.float64)
    finite = np.isfinite(magnitudes)
    if not finite.all():
        magnitudes = magnitudes[finite]
    return norm_of(magnitudes), float(magnitudes.max(initial=0.0)), int(finite.size - np.count_nonzero(finite))
