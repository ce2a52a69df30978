"""Contour lines of a grid of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


def contour(grid: Floats, level: float) -> Floats:
    """Return the pieces of the line on which ``grid`` is ``level``, one per row: x, y of the start, x, y of the end.

    Columns are counted by x, rows by y. Between two numbers the grid runs straight. Squares with a corner that is not
    finite have no line.
    """
    if min(grid.shape) < 2:
        return np.empty((0, 4))
    corners = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]])
    points, crossed = _crossings(corners, level)
    crossed &= np.isfinite(corners).all(axis=0)
    pieces = []
    count = crossed.sum(axis=0)
    for one in range(4):
        for other in range(one + 1, 4):
            chosen = (count == 2) & crossed[one] & crossed[other]
            pieces.append(_joined(points, chosen, one, other))
    saddle = count == 4
    # Through the middle of a saddle the line keeps to the side on which the middle lies.
    middle = corners.mean(axis=0) >= level
    same = middle == (corners[0] >= level)
    for chosen, pairs in (
        (saddle & same, ((_TOP, _RIGHT), (_LEFT, _BOTTOM))),
        (saddle & ~same, ((_LEFT, _TOP), (_RIGHT, _BOTTOM))),
    ):
        pieces += [_joined(points, chosen, one, other) for one, other in pairs]
    return np.concatenate(pieces)


def _crossings(corners: Floats, level: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return where each side of each square is crossed, and whether it is: sides × (x, y) × rows × columns."""
    above = corners >= level
    rows, columns = np.indices(corners.shape[1:], dtype=np.float64)
    # From corner to corner: the left side runs from the last corner to the first.
    starts, ends = (3, 0, 1, 3), (0, 1, 2, 2)
    across, down = (0.0, 1.0, 1.0, 0.0), (0.0, 0.0, 1.0, 1.0)
    points = np.empty((4, 2, *corners.shape[1:]))
    crossed = np.empty((4, *corners.shape[1:]), dtype=np.bool_)
    for side, (start, end) in enumerate(zip(starts, ends, strict=True)):
        with np.errstate(all="ignore"):
            part = (level - corners[start]) / (corners[end] - corners[start])
            points[side, 0] = columns + across[start] + part * (across[end] - across[start])
            points[side, 1] = rows + down[start] + part * (down[end] - down[start])
        crossed[side] = above[start] != above[end]
    return points, crossed


def _joined(points: Floats, chosen: NDArray[np.bool_], one: int, other: int) -> Floats:
    return np.concatenate([points[one][:, chosen], points[other][:, chosen]]).T


def levels(grid: Floats, count: int = 10) -> list[float]:
    """Return ``count`` levels between the smallest and the largest finite number, evenly spaced."""
    finite = grid[np.isfinite(grid)]
    if not finite.size or finite.min() == finite.max():
        return []
    return [float(level) for level in np.linspace(finite.min(), finite.max(), count + 2)[1:-1]]
