"""What a heat map draws: the elements of a summary, reduced to the pixels there are, and their exact values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.core.tensor import TensorSummary, index_at
from gradviz.ui.theme import symmetric_limit

_LINEAR_PART = 1e-3
"""The symmetric logarithmic scale is linear up to this part of its limit."""


@dataclass(frozen=True, slots=True)
class Picked:
    """One element per block of a matrix: the one of largest magnitude, where an element that is not finite wins.

    ``rows`` and ``columns`` say where in the matrix each one stands, so that what is seen can be read.
    """

    values: NDArray[np.float64]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]


def pick(matrix: NDArray[np.float64], most_rows: int, most_columns: int) -> Picked:
    """Return at most ``most_rows`` × ``most_columns`` elements of ``matrix``, so that no extreme one is lost."""
    height, width = matrix.shape
    tall, wide = -(-height // max(most_rows, 1)), -(-width // max(most_columns, 1))
    if tall == 1 and wide == 1:
        rows = np.broadcast_to(np.arange(height)[:, None], matrix.shape)
        columns = np.broadcast_to(np.arange(width)[None, :], matrix.shape)
        return Picked(matrix, rows, columns)
    score = np.where(np.isfinite(matrix), np.abs(matrix), np.inf)
    down, across = -height % tall, -width % wide
    blocks = np.pad(score, ((0, down), (0, across)), constant_values=-1.0)
    blocks = blocks.reshape((height + down) // tall, tall, (width + across) // wide, wide).swapaxes(1, 2)
    best = blocks.reshape(*blocks.shape[:2], tall * wide).argmax(axis=2)
    rows = best // wide + tall * np.arange(best.shape[0])[:, None]
    columns = best % wide + wide * np.arange(best.shape[1])[None, :]
    return Picked(matrix[rows, columns], rows, columns)


def color_limit(summary: TensorSummary, matrix: NDArray[np.float64]) -> float:
    """Return the magnitude at the ends of the colour scale; a thumbnail uses the extremes of the whole tensor."""
    limit = symmetric_limit(matrix)
    if summary.is_complex:
        return limit
    ends = np.abs([end for end in (summary.min, summary.max) if end is not None and np.isfinite(end)])
    return float(max(limit, ends.max())) if ends.size else limit


def symlog(values: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
    """Return ``values`` on a symmetric logarithmic scale from −limit to limit; what is not finite stays as it is."""
    if limit <= 0:
        return values
    unit = limit * _LINEAR_PART
    with np.errstate(invalid="ignore"):
        stretched: NDArray[np.float64] = np.sign(values) * np.log1p(np.abs(values) / unit)
    stretched *= limit / np.log1p(1 / _LINEAR_PART)
    return stretched


def held_matrix(summary: TensorSummary) -> NDArray[np.generic] | None:
    """Return the recorded elements in rows and columns, with the dtype in which they were recorded."""
    held = summary.values if summary.values is not None else summary.thumbnail
    if held is None or summary.count == 0:
        return None
    array = held.numpy()
    return array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)


def exact(value: np.generic) -> str:
    """Return ``value`` with as many digits as its dtype needs to be read back."""
    if isinstance(value, np.floating):
        if np.isnan(value):
            return "NaN"
        if np.isinf(value):
            return "∞" if value > 0 else "−∞"
    return str(value)


def subscript(summary: TensorSummary, row: int, column: int) -> str:
    """Return the index of the element at ``row``, ``column`` of the summary's matrix, as it is written in a program."""
    index = index_at(summary, row, column)
    return f"[{', '.join(map(str, index))}]" if index else ""


def subscript_at(shape: tuple[int, ...], row: int, column: int) -> str:
    """Return the index of the element at ``row``, ``column`` of a whole tensor of ``shape`` seen as a matrix."""
    if not shape:
        return ""
    leading = [int(number) for number in np.unravel_index(row, shape[:-1])] if len(shape) > 1 else []
    return f"[{', '.join(map(str, (*leading, column)))}]"


def real(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return ``values`` as real numbers; of complex ones the magnitude."""
    shown = np.abs(values) if values.dtype.kind == "c" else values
    return shown.astype(np.float64)


def ordinal(number: int) -> str:
    """Return ``number`` as an English ordinal, such as ``2nd``."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
