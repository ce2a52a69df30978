"""How far two tensors are apart, and where."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradviz.core.lockstep.tensors import LaneTensor, Matrix, place_of

_SAME_DIRECTION = 1e-2
"""What may be left, relative, when one change is taken as a multiple of another."""


class Difference(NamedTuple):
    """Of two tensors: whether they hold the same bits, and how far they are apart.

    ``norm`` is the L2 norm of the difference and ``largest`` its largest element, at ``place``; ``scale_norm`` and
    ``scale`` are the same of the larger of the two tensors. Of large tensors ``norm`` and ``largest`` are estimated
    from the sums of their blocks. A value that is not finite in one alone makes both infinite.
    """

    is_identical: bool = False
    norm: float = 0.0
    largest: float = 0.0
    place: str = ""
    scale_norm: float = 0.0
    scale: float = 0.0
    elements: int = 0
    """How many cells differ at all."""

    @property
    def relative(self) -> float:
        """The largest difference beside the largest element."""
        return _ratio(self.largest, self.scale)

    @property
    def relative_norm(self) -> float:
        """The norm of the difference beside the norm of the tensor."""
        return _ratio(self.norm, self.scale_norm)


def _ratio(part: float, whole: float) -> float:
    if part == 0.0:
        return 0.0
    return part / whole if whole > 0 else math.inf


UNLIKE = Difference(norm=math.inf, largest=math.inf)
"""Of a tensor that is there in one run only."""


def difference(one: LaneTensor, other: LaneTensor, *, flipped: bool = False) -> Difference:
    """Compare two tensors of the same elements; ``flipped``: ``other`` has rows and columns exchanged."""
    scale_norm, scale = max(one.norm, other.norm), max(one.largest, other.largest)
    if one.is_identical(other, flipped=flipped):
        return Difference(is_identical=True, scale_norm=scale_norm, scale=scale)
    pair = matrices(one, other, flipped=flipped)
    if pair is None:
        # Without any elements only the norms are known.
        apart = abs(one.norm - other.norm)
        return Difference(norm=apart, largest=apart, scale_norm=scale_norm, scale=scale_norm)
    gap = _gap(*pair)
    # The same numbers in another dtype hold other bits, and are not apart.
    is_identical = one.dtype == other.dtype and _is_all(one, other) and not gap.any() and _same_zeros(*pair)
    return _told(one, gap, scale_norm, scale)._replace(is_identical=is_identical)


def _is_all(one: LaneTensor, other: LaneTensor) -> bool:
    return one.values is not None and other.values is not None


def _same_zeros(one: Matrix, other: Matrix) -> bool:
    return bool(np.array_equal(np.signbit(one.real), np.signbit(other.real)))


def matrices(one: LaneTensor, other: LaneTensor, *, flipped: bool) -> tuple[Matrix, Matrix] | None:
    """Return the elements of both, or the sums of their blocks where one has no more; ``None`` if they do not fit."""
    side = one.side or other.side or None
    first, second = one.matrix(side), other.matrix(side)
    if first is None or second is None:
        return None
    if flipped:
        second = second.T
    if first.shape != second.shape:
        if first.size != second.size:
            return None
        # (1, n), (n, 1) and (n,) hold the same elements in the same order.
        second = second.reshape(first.shape)
    return first, second


def _gap(one: Matrix, other: Matrix) -> NDArray[np.float64]:
    """Return the distances of the elements: 0 where both are NaN or the same infinity, infinite where one alone is."""
    with np.errstate(all="ignore"):
        gap: NDArray[np.float64] = np.abs(one - other)
    if np.isfinite(gap).all():
        return gap
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    return np.where(same, 0.0, np.where(np.isnan(gap), np.inf, gap))


def _told(one: LaneTensor, gap: NDArray[np.float64], scale_norm: float, scale: float) -> Difference:
    if not gap.size:
        return Difference(scale_norm=scale_norm, scale=scale)
    row, column = (int(i) for i in np.unravel_index(int(gap.argmax()), gap.shape))
    largest = float(gap[row, column])
    norm = norm_of(gap) if largest < math.inf else largest
    place = place_of(one, (gap.shape[0], gap.shape[1]), row, column)
    return Difference(
        norm=norm,
        largest=largest,
        place=place,
        scale_norm=scale_norm,
        scale=scale,
        elements=int(np.count_nonzero(gap)),
    )


class Moved(NamedTuple):
    """How two changes of the same tensor compare; ``ratio`` makes the second of the first, if a number does."""

    difference: Difference
    ratio: float | None


def moved(
    one: tuple[LaneTensor, LaneTensor],
    other: tuple[LaneTensor, LaneTensor],
    *,
    flipped: bool,
    sure: NDArray[np.bool_] | None = None,
) -> Moved | None:
    """Compare the changes from the first to the second tensor of each pair, in the elements that are ``sure``."""
    before, after = matrices(one[0], other[0], flipped=flipped), matrices(one[1], other[1], flipped=flipped)
    if before is None or after is None:
        return None
    with np.errstate(all="ignore"):
        first, second = after[0] - before[0], after[1] - before[1]
    if sure is not None and sure.shape == first.shape and sure.any():
        first, second = np.where(sure, first, 0.0), np.where(sure, second, 0.0)
    sizes = [norm_of(np.abs(change)) for change in (first, second)]
    largest = max(float(np.abs(change).max(initial=0.0)) for change in (first, second))
    found = _told(one[0], _gap(first, second), max(sizes), largest)
    return Moved(found, multiple(first, second))


def multiple(one: Matrix, other: Matrix) -> float | None:
    """Return by which number ``one`` must be multiplied to give ``other``; ``None`` if no number does."""
    with np.errstate(all="ignore"):
        square, size = _product(one, one), _product(other, other)
        if not (0 < square < math.inf and 0 < size < math.inf):
            return None
        shared = _product(one, other)
        left = size - shared * shared / square
    return shared / square if left <= _SAME_DIRECTION**2 * size else None


def _product(one: Matrix, other: Matrix) -> float:
    """Return the inner product. Not by a dot product of BLAS, whose threads wait for each other on a busy machine."""
    return float(np.einsum("ij,ij->", one, other.conj()).real)


def norm_of(magnitudes: NDArray[np.float64]) -> float:
    """Return the L2 norm, also where the squares have no place in a float64."""
    largest = float(magnitudes.max(initial=0.0))
    if not 0 < largest < math.inf:
        return largest
    scaled = magnitudes.reshape(-1) / largest
    return largest * math.sqrt(float(np.einsum("i,i->", scaled, scaled)))
