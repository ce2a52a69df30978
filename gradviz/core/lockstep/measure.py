"""Compare one iteration of two runs, moment by moment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradviz.core.lockstep.align import Alignment, Pair
from gradviz.core.lockstep.difference import UNLIKE, Difference, Moved, difference, matrices, moved
from gradviz.core.lockstep.steps import LaneParameter, Step
from gradviz.core.lockstep.tensors import LaneTensor
from gradviz.core.lockstep.tolerance import CANCELLED, UPDATE_ERRORS, coarser, epsilon, tolerance
from gradviz.core.lockstep.verdict import Moment

Ends = dict[str, tuple[LaneTensor | None, LaneTensor | None]]
"""What the parameters of both runs held at the end of an iteration."""


class Measure(NamedTuple):
    """One tensor at one moment: how far apart, in the terms that count for the verdict.

    ``amount`` is the difference relative to the largest value of that tensor so far. ``base`` is what rounding alone
    may make of it.
    """

    moment: Moment
    pair: Pair
    found: Difference
    amount: float
    base: float
    own: float = 0.0
    """Of a gradient: the difference relative to its norm now."""
    ratio: float | None = None
    """Of an update: which multiple of the other one it is."""
    is_fresh: bool = True
    """Whether it can differ in a new way: a value that nobody has touched since cannot."""


class Scales:
    """The largest values that there have been, by what they are of."""

    def __init__(self) -> None:
        self._largest: dict[tuple[str, str], float] = {}

    def relative(self, kind: str, name: str, part: float, size: float) -> float:
        """Return ``part`` relative to the largest ``size`` so far, which is known from now on."""
        largest = self._largest[kind, name] = max(self._largest.get((kind, name), 0.0), size)
        if part == 0.0:
            return 0.0
        return part / largest if largest > 0 else math.inf


class Both(NamedTuple):
    """A parameter in both runs; ``before`` says whether it is as it was at the end of the iteration before."""

    pair: Pair
    one: LaneParameter
    other: LaneParameter
    largest: float = 0.0
    """The largest element of all gradients of this iteration."""

    @property
    def floor(self) -> float:
        """Up to here an element of the gradient is nothing but rounding of the larger ones that it was made of."""
        return CANCELLED * epsilon(self.dtype) * self.largest

    @property
    def is_noise(self) -> bool:
        """Whether all of the gradient is: it would be 0 without rounding, as that of a bias before a BatchNorm."""
        one, other = self.one.grad, self.other.grad
        return one is not None and other is not None and 0.0 < max(one.largest, other.largest) <= self.floor

    @property
    def base(self) -> float:
        """What rounding may make of it, relative."""
        return tolerance(self.dtype)

    @property
    def dtype(self) -> str:
        """The coarser of the two."""
        first, second = self.one.start, self.other.start
        names = [tensor.dtype for tensor in (first, second) if tensor is not None]
        return coarser(names[0], names[-1]) if names else "float32"


def measures(
    first: Step, second: Step, alignment: Alignment, scales: Scales, ends: Ends, *, has_updates: bool = True
) -> Iterator[Measure]:
    """Yield what there is to compare in one iteration, in the order in which it came about.

    ``ends`` are the tensors at the end of the iteration before, by names; they are replaced by those of this one.
    Updates take most of the time: they are left out if not ``has_updates``.
    """
    pairs = [
        Both(pair, one, other)
        for pair in alignment.pairs
        if (one := first.get(pair.name)) is not None and (other := second.get(pair.other)) is not None
    ]
    largest = max((grad.largest for both in pairs for grad in (both.one.grad, both.other.grad) if grad), default=0.0)
    pairs = [both._replace(largest=largest) for both in pairs]
    for both in pairs:
        yield from _start(both, scales, ends)
    yield from _loss(first, second, scales)
    for both in pairs:
        yield from _gradient(both, scales)
    for both in pairs:
        if has_updates:
            yield from _update(both)
        ends[both.pair.name] = both.one.end, both.other.end


def _start(both: Both, scales: Scales, ends: Ends) -> Iterator[Measure]:
    pair, one, other = both.pair, both.one.start, both.other.start
    if one is None or other is None:
        return
    before = ends.get(pair.name)
    found = difference(one, other, flipped=pair.flipped)
    is_fresh = before is None or not (_is_same(before[0], one) and _is_same(before[1], other))
    # What an optimizer makes of noise is noise, however large.
    is_chance = both.is_noise and not is_fresh
    amount = 0.0 if is_chance else scales.relative("value", pair.name, found.largest, found.scale)
    yield Measure(Moment.START, pair, found, amount, both.base, is_fresh=is_fresh)


def _is_same(one: LaneTensor | None, other: LaneTensor) -> bool:
    return one is other or (one is not None and one.is_identical(other))


def _loss(first: Step, second: Step, scales: Scales) -> Iterator[Measure]:
    if first.loss is None or second.loss is None:
        return
    one, other = first.loss, second.loss
    both_nan = math.isnan(one) and math.isnan(other)
    gap = 0.0 if one == other or both_nan else abs(one - other)
    gap = math.inf if math.isnan(gap) else gap
    scale = max((abs(loss) for loss in (one, other) if math.isfinite(loss)), default=0.0)
    found = Difference(gap == 0.0 and first.dtype == second.dtype, gap, gap, "", scale, scale)
    amount = scales.relative("loss", "", gap, scale)
    factor = other / one if one and math.isfinite(one) and math.isfinite(other) else None
    base = tolerance(coarser(first.dtype, second.dtype))
    yield Measure(Moment.LOSS, Pair("", ""), found, amount, base, ratio=factor)


def _gradient(both: Both, scales: Scales) -> Iterator[Measure]:
    pair, one, other = both.pair, both.one.grad, both.other.grad
    if one is None and other is None:
        return
    if one is None or other is None:
        yield Measure(Moment.GRADIENT, pair, UNLIKE, math.inf, both.base, math.inf)
        return
    found = difference(one, other, flipped=pair.flipped)
    if both.is_noise:
        yield Measure(Moment.GRADIENT, pair, found, 0.0, both.base)
        return
    amount = scales.relative("gradient", pair.name, found.norm, found.scale_norm)
    yield Measure(Moment.GRADIENT, pair, found, amount, both.base, found.relative_norm)


def _update(both: Both) -> Iterator[Measure]:
    pair = both.pair
    tensors = (both.one.start, both.one.end, both.other.start, both.other.end)
    one, one_after, other, other_after = tensors
    if one is None or one_after is None or other is None or other_after is None:
        return
    if (one is one_after and other is other_after) or both.is_noise:
        return
    is_same = one.is_identical(other, flipped=pair.flipped) and one_after.is_identical(
        other_after, flipped=pair.flipped
    )
    if is_same:
        yield Measure(Moment.UPDATE, pair, Difference(is_identical=True), 0.0, both.base)
        return
    change = moved((one, one_after), (other, other_after), flipped=pair.flipped, sure=_sure(both))
    if change is None:
        return
    largest = max(one_after.norm, other_after.norm, one.norm, other.norm)
    amount, base = _of_change(change, largest, both)
    yield Measure(Moment.UPDATE, pair, change.difference, amount, base, ratio=change.ratio)


def _of_change(change: Moved, size: float, both: Both) -> tuple[float, float]:
    """Return how far two updates are apart, and what rounding may make of it, both relative to the larger one."""
    found = change.difference
    rounding = UPDATE_ERRORS * epsilon(both.dtype) * size
    if found.scale_norm <= rounding:
        # Both are no more than rounding themselves.
        return 0.0, both.base
    return found.relative_norm, both.base + rounding / found.scale_norm


def _sure(both: Both) -> NDArray[np.bool_] | None:
    """Return where the gradients are more than rounding.

    Elsewhere their signs are chance, and an optimizer that normalizes, as Adam does, makes full steps of them.
    """
    one, other = both.one.grad, both.other.grad
    if one is None or other is None or not (_is_whole(one) and _is_whole(other)):
        return None
    pair = matrices(one, other, flipped=both.pair.flipped)
    if pair is None:
        return None
    floor = max(both.floor, both.base * max(one.largest, other.largest))
    sure: NDArray[np.bool_] = (np.abs(pair[0]) > floor) & (np.abs(pair[1]) > floor)
    return sure


def _is_whole(tensor: LaneTensor) -> bool:
    return tensor.values is not None
