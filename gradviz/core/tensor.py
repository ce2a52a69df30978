"""What the window knows of a tensor: its statistics and its values, or a thumbnail of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from gradviz.core.statistics import Statistics, statistics_of, statistics_of_parts

WHOLE_LIMIT = 4096
"""Tensors of up to this many elements are kept whole."""

THUMBNAIL_SIDE = 64
"""A thumbnail has at most this many rows and columns."""


class Array(msgspec.Struct, frozen=True, gc=False):
    """A small numpy array as bytes, so that it can be framed, compared and hashed."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes

    @classmethod
    def of(cls, array: NDArray[np.generic]) -> Self:
        """Copy ``array``."""
        return cls(array.dtype.str, tuple(array.shape), array.tobytes())

    def numpy(self) -> NDArray[np.generic]:
        """Return a read-only view of the values."""
        return np.frombuffer(self.data, np.dtype(self.dtype)).reshape(self.shape)


class TensorSummary(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A tensor at the moment it was recorded.

    ``values`` has the tensor's own shape and is there up to `WHOLE_LIMIT` elements; its statistics are computed when
    somebody asks. Beyond that ``thumbnail`` holds every k-th row and column of the tensor seen as a matrix (all but the
    last axis are rows), and ``reduced`` the statistics of all its elements. Of a thumbnail that was made smaller to
    save memory every ``coarse``-th row and column is left.
    """

    shape: tuple[int, ...]
    dtype: str
    device: str
    reduced: Statistics | None = None
    values: Array | None = None
    thumbnail: Array | None = None
    coarse: int = 1

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TensorSummary):
            return NotImplemented
        return self is other or self._told == other._told

    @override
    def __hash__(self) -> int:
        return hash(self._told)

    @property
    def _told(self) -> tuple[object, ...]:
        """What was recorded: statistics that were computed from the values say nothing new."""
        reduced = self.reduced if self.values is None else None
        return self.shape, self.dtype, self.device, reduced, self.values, self.thumbnail, self.coarse

    @property
    def statistics(self) -> Statistics:
        """The statistics of all elements; of none where there are no values to read (device ``meta``)."""
        if self.reduced is None:
            found = Statistics() if self.values is None else statistics_of(self.values.numpy())
            # Computed once: the values never change.
            msgspec.structs.force_setattr(self, "reduced", found)
            return found
        return self.reduced

    @property
    def min(self) -> float | None:
        """The smallest element; ``None`` where there is none."""
        return self.statistics.min

    @property
    def max(self) -> float | None:
        """The largest element; ``None`` where there is none."""
        return self.statistics.max

    @property
    def mean(self) -> float | None:
        """The mean of all elements; ``None`` where there is none."""
        return self.statistics.mean

    @property
    def norm(self) -> float | None:
        """The L2 norm; ``None`` where no values can be read."""
        return self.statistics.norm

    @property
    def nan(self) -> int:
        """How many elements are NaN."""
        return self.statistics.nan

    @property
    def inf(self) -> int:
        """How many elements are infinite."""
        return self.statistics.inf

    @property
    def count(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def is_whole(self) -> bool:
        """Whether every element is here."""
        return self.values is not None

    @property
    def is_finite(self) -> bool:
        """Whether no element is NaN or infinite."""
        return self.nan == 0 and self.inf == 0

    def item(self) -> float | None:
        """Return the value of a one-element real tensor, else ``None``."""
        if self.values is None or self.count != 1 or self.is_complex:
            return None
        return float(self.values.numpy().reshape(-1)[0])

    @property
    def is_complex(self) -> bool:
        """Whether the elements are complex."""
        return self.dtype.startswith("complex")

    def matrix(self) -> NDArray[np.float64] | None:
        """Return what a heat map shows, as real numbers in rows and columns; complex values show their magnitude."""
        held = self.values if self.values is not None else self.thumbnail
        if held is None or self.count == 0:
            return None
        array = held.numpy()
        if array.dtype.kind == "c":
            array = np.abs(array)
        return as_matrix(array.astype(np.float64))

    def strides(self) -> tuple[int, int]:
        """Return how many rows and columns of the tensor lie between two of `matrix`."""
        if self.values is not None or not self.shape:
            return (1, 1)
        rows, columns = matrix_shape(self.shape)
        return thumbnail_stride(rows, self.coarse), thumbnail_stride(columns, self.coarse)


_BATCH = 1 << 18
"""Elements whose statistics are computed together: few enough to stay in the cache."""


def know_statistics(summaries: Iterable[TensorSummary]) -> None:
    """Compute the statistics of many summaries that hold all their values: together that takes a tenth of the time."""
    kinds: dict[str, list[TensorSummary]] = {}
    for summary in {id(summary): summary for summary in summaries}.values():
        if summary.reduced is None and summary.values is not None and not summary.is_complex:
            kinds.setdefault(summary.values.dtype, []).append(summary)
    for dtype, same in kinds.items():
        for batch in _batches(same):
            data = b"".join([summary.values.data for summary in batch if summary.values is not None])
            found = statistics_of_parts(np.frombuffer(data, np.dtype(dtype)), [summary.count for summary in batch])
            for summary, statistics in zip(batch, found, strict=True):
                msgspec.structs.force_setattr(summary, "reduced", statistics)


def _batches(summaries: list[TensorSummary]) -> Iterator[list[TensorSummary]]:
    batch: list[TensorSummary] = []
    elements = 0
    for summary in summaries:
        batch.append(summary)
        elements += summary.count
        if elements > _BATCH:
            yield batch
            batch, elements = [], 0
    if batch:
        yield batch


def stride_of(length: int) -> int:
    """Return the step that leaves at most `THUMBNAIL_SIDE` of ``length`` rows or columns."""
    return max(1, -(-length // THUMBNAIL_SIDE))


def thumbnail_stride(length: int, coarse: int = 1) -> int:
    """Return how many of ``length`` rows or columns lie between two of a thumbnail; a single one stays what it is."""
    return stride_of(length) * coarse if length > 1 else 1


def matrix_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the rows and columns of a tensor of ``shape`` seen as a matrix: all but the last axis are rows."""
    if not shape:
        return 1, 1
    columns = shape[-1]
    return (math.prod(shape[:-1]) if len(shape) > 1 else 1), columns


def as_matrix(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``array`` with two axes: a vector is one row, further axes are stacked as rows."""
    if array.ndim == 0:
        return array.reshape(1, 1)
    if array.ndim == 1:
        return array.reshape(1, -1)
    return array.reshape(-1, array.shape[-1])


def index_at(summary: TensorSummary, row: int, column: int) -> tuple[int, ...]:
    """Return the index in the tensor of the element that `TensorSummary.matrix` shows at ``row``, ``column``."""
    shape = summary.shape
    if not shape:
        return ()
    step_row, step_column = summary.strides()
    if len(shape) == 1:
        return (column * step_column,)
    leading = np.unravel_index(row * step_row, shape[:-1])
    return (*(int(i) for i in leading), column * step_column)
