"""What a run in lockstep tells of its tensors: small ones whole, of large ones the sums of blocks."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from gradviz.core.tensor import Array, as_matrix, matrix_shape

WHOLE_ELEMENTS = 1 << 17
"""Tensors of up to this many elements are told whole."""

ALL_ELEMENTS = 1 << 17
"""At most this many elements of the parameters of one run are told whole; of further ones the blocks."""

MOST_PARAMETERS = 512
"""Parameters beyond this many are left out, and counted."""

_SIDES = ((8, 64), (128, 16))
"""Of so many large tensors a block grid has at most so many rows and columns."""

_LEAST_SIDE = 4

_OBJECTS = 320
"""Bytes that a tensor takes here beside its elements."""

Matrix = NDArray[np.float64] | NDArray[np.complex128]


class LaneTensor(msgspec.Struct, frozen=True, gc=False):
    """A tensor at one moment of a run in lockstep.

    ``norm`` (L2) and ``largest`` (magnitude) are of its finite elements, ``nonfinite`` counts the others. ``values``
    are all elements, or ``sums`` the float64 sums of blocks of the tensor seen as a matrix and ``digest`` a checksum of
    all its bytes; none of them where torch hands out no elements.
    """

    shape: tuple[int, ...]
    dtype: str
    norm: float = 0.0
    largest: float = 0.0
    nonfinite: int = 0
    values: Array | None = None
    sums: Array | None = None
    side: int = 0
    """What the block grid was made with."""
    digest: int = 0

    @property
    def size(self) -> int:
        """The bytes that it takes here, objects included: of a small tensor they are most of it."""
        return _OBJECTS + sum(len(held.data) for held in (self.values, self.sums) if held is not None)

    def is_identical(self, other: LaneTensor, *, flipped: bool = False) -> bool:
        """Return whether both hold the same bits, as far as is known; ``flipped``: with rows and columns exchanged."""
        if self.dtype != other.dtype:
            return False
        if self.values is not None and other.values is not None:
            if not flipped:
                return self.values.data == other.values.data
            return as_matrix_of(self.values).tobytes() == np.ascontiguousarray(as_matrix_of(other.values).T).tobytes()
        if self.sums is None or other.sums is None:
            return False
        # Of a tensor with rows and columns exchanged the checksum is another one, and says nothing.
        return not flipped and self.digest == other.digest

    def matrix(self, side: int | None = None) -> Matrix | None:
        """Return all its elements or the sums of its blocks, in rows and columns; ``side`` asks for blocks."""
        if self.values is not None:
            whole = wide(as_matrix_of(self.values))
            return whole if side is None else block_sums(whole, side)
        return None if self.sums is None else wide(self.sums.numpy())


def wide(array: NDArray[Any]) -> Matrix:
    """Return ``array`` as float64, or as complex128 where it is complex."""
    return array.astype(np.complex128) if array.dtype.kind == "c" else array.astype(np.float64)


def as_matrix_of(held: Array) -> NDArray[Any]:
    """Return ``held`` in rows and columns: all axes but the last are rows."""
    return as_matrix(held.numpy())  # type: ignore[arg-type]


def side_for(large: int) -> int:
    """Return how many rows and columns the block grids of ``large`` large tensors may have."""
    return next((side for most, side in _SIDES if large <= most), _LEAST_SIDE)


def block_edges(length: int, side: int) -> NDArray[np.intp]:
    """Return where the blocks of an axis begin; they depend on its length alone, so that a transposed grid fits."""
    step = max(1, -(-length // side))
    return np.arange(0, max(length, 1), step)


def block_sums(matrix: NDArray[Any], side: int) -> Matrix:
    """Return the sums of ``matrix`` over the blocks of a grid of at most ``side`` rows and columns.

    They are made in float64: an element that differs by more than rounding moves the sum of its block.
    """
    if not matrix.size:
        return np.zeros((1, 1))
    kind = np.complex128 if matrix.dtype.kind == "c" else np.float64
    with np.errstate(all="ignore"):
        rows = np.add.reduceat(matrix, block_edges(matrix.shape[0], side), axis=0, dtype=kind)
        sums: Matrix = np.add.reduceat(rows, block_edges(matrix.shape[1], side), axis=1)
    return sums


def place_of(tensor: LaneTensor, grid: tuple[int, int], row: int, column: int) -> str:
    """Return in words, as an index of the tensor, where cell ``row``, ``column`` of its matrix of shape ``grid`` is."""
    shape = tensor.shape
    if not shape:
        return "[]"
    rows, columns = matrix_shape(shape)
    if grid != (rows, columns):
        return f"[{_range(rows, grid[0], row)}, {_range(columns, grid[1], column)}]"
    leading = [int(i) for i in np.unravel_index(row, shape[:-1])] if len(shape) > 1 else []
    return f"[{', '.join(map(str, (*leading, column)))}]"


def _range(length: int, blocks: int, number: int) -> str:
    step = max(1, math.ceil(length / blocks))
    first, last = number * step, min((number + 1) * step, length) - 1
    return str(first) if first == last else f"{first}…{last}"
