"""What can be said of an update as a whole, whatever made it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradviz.core.statistics import statistics_of
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import UpdateEvent
from gradviz.core.updates.work import EPSILON, Matrix, held_matrix


class Facts(NamedTuple):
    """Of the ``seen`` elements (all ``total``, or those of the thumbnail).

    ``ratio`` is ‖update‖ ÷ ‖parameter‖, ``moved_far`` counts elements that moved by more than their own size,
    ``stuck`` those that have a gradient and did not move, ``downhill`` of the ``signed`` ones that have a gradient and
    moved went against it.
    """

    seen: int
    total: int
    ratio: float | None
    moved_far: int
    stuck: int
    downhill: int
    signed: int


class Rate(NamedTuple):
    """An update as a multiple of the gradient: ``rate`` if it is one, else ``least`` … ``most`` of the elements."""

    rate: float | None
    least: float
    most: float


def facts_of(update: UpdateEvent) -> Facts | None:
    """Return what can be said of ``update``; ``None`` if no real numbers of it were recorded."""
    before, after = held_matrix(update.before), held_matrix(update.after)
    if before is None or after is None or before.shape != after.shape:
        return None
    old = before.astype(np.float64)
    moved = after.astype(np.float64) - old
    gradient = _like(held_matrix(update.gradient), moved)
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(old))
        ratio = float(np.linalg.norm(moved)) / length if length > 0 else None
        far = int((np.abs(moved) > np.abs(old)).sum())
        has = gradient != 0
        signed = has & (moved != 0)
        downhill = signed & (np.sign(moved) == -np.sign(gradient))
    return Facts(
        before.size,
        update.before.count,
        ratio,
        far,
        int((has & (moved == 0)).sum()),
        int(downhill.sum()),
        int(signed.sum()),
    )


def _like(gradient: Matrix | None, moved: Matrix) -> Matrix:
    fits = gradient is not None and gradient.shape == moved.shape
    return gradient.astype(np.float64) if fits and gradient is not None else np.zeros_like(moved)


def rate_of(update: UpdateEvent) -> Rate | None:
    """Return by how much of its gradient the parameter was changed; ``None`` if there is no gradient to divide by."""
    before, after = held_matrix(update.before), held_matrix(update.after)
    gradient = held_matrix(update.gradient)
    if before is None or after is None or gradient is None or not before.shape == after.shape == gradient.shape:
        return None
    old, new, slope = (matrix.astype(np.float64).reshape(-1) for matrix in (before, after, gradient))
    used = np.isfinite(slope) & (slope != 0) & np.isfinite(new) & np.isfinite(old)
    if not used.any():
        return None
    moved, slope, size = (new - old)[used], slope[used], np.maximum(np.abs(old), np.abs(new))[used]
    rate = -float(moved @ slope) / float(slope @ slope)
    precision = EPSILON.get(update.before.dtype, EPSILON["float32"])
    off = np.abs(moved + rate * slope)
    is_multiple = bool((off <= precision * (2 * size + 8 * np.abs(moved))).all())
    rates = -moved / slope
    return Rate(rate if is_multiple else None, float(rates.min()), float(rates.max()))


def most_moved(update: UpdateEvent) -> tuple[int, int] | None:
    """Return the row and column of the element that moved most, as heat maps count them."""
    before, after = held_matrix(update.before), held_matrix(update.after)
    if before is None or after is None or before.shape != after.shape:
        return None
    moved = np.abs(after.astype(np.float64) - before)
    row, column = np.unravel_index(int(np.nan_to_num(moved, nan=-1.0).argmax()), moved.shape)
    return int(row), int(column)


def change_of(update: UpdateEvent) -> TensorSummary | None:
    """Return the change as a tensor of its own; of a large one, that of the elements of its thumbnail."""
    before, after = update.before, update.after
    held = (before.values, after.values) if before.values is not None else (before.thumbnail, after.thumbnail)
    if held[0] is None or held[1] is None or held[0].shape != held[1].shape or before.is_complex:
        return None
    if held[0].numpy().dtype.kind != "f":
        return None
    change = Array.of(np.subtract(held[1].numpy(), held[0].numpy()))
    if before.values is not None:
        return TensorSummary(before.shape, before.dtype, before.device, None, change)
    found = statistics_of(change.numpy())
    return TensorSummary(before.shape, before.dtype, before.device, found, None, change, before.coarse)
