"""Which tensor of one run is which tensor of another, whatever they are called there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gradviz.core.lockstep.difference import difference
from gradviz.core.lockstep.steps import LaneParameter, Step
from gradviz.core.lockstep.tensors import LaneTensor
from gradviz.core.lockstep.tolerance import tolerance


class Pair(NamedTuple):
    """``other`` of the second run is ``name`` of the first; ``flipped``: with rows and columns exchanged."""

    name: str
    other: str
    flipped: bool = False


class Alignment(NamedTuple):
    """The pairs in the order of the first run, and what has no partner."""

    pairs: tuple[Pair, ...] = ()
    alone: tuple[str, ...] = ()
    """Tensors of the first run that the second one lacks."""
    extra: tuple[str, ...] = ()
    """Tensors of the second run that the first one lacks."""


Fits = Callable[[LaneParameter, LaneParameter], bool | None]
"""Whether two belong together; ``True`` means with rows and columns exchanged, ``None`` that they do not."""


def align(first: Step, second: Step) -> Alignment:
    """Pair the parameters of two runs by their first iterations.

    What holds the same values belongs together, then what has the same name, then what has the same shape, in order.
    ``Linear`` keeps its weight with rows and columns exchanged, as one writes it by hand: that is tried last.
    """
    found: dict[str, Pair] = {}
    left, right = list(first.parameters), list(second.parameters)
    for fits in (_same_values, _same_name, _same_form, _exchanged_form):
        _pair_up(left, right, fits, found)
    pairs = tuple(found[one.name] for one in first.parameters if one.name in found)
    return Alignment(pairs, tuple(one.name for one in left), tuple(one.name for one in right))


def _pair_up(left: list[LaneParameter], right: list[LaneParameter], fits: Fits, found: dict[str, Pair]) -> None:
    """Move what ``fits`` from ``left`` and ``right`` to ``found``."""
    for one in tuple(left):
        for other in right:
            flipped = fits(one, other)
            if flipped is not None:
                found[one.name] = Pair(one.name, other.name, flipped)
                left.remove(one)
                right.remove(other)
                break


def _same_values(one: LaneParameter, other: LaneParameter) -> bool | None:
    if one.start is None or other.start is None or _is_constant(one.start):
        return None
    ways: Sequence[bool] = [
        flipped
        for flipped, form in ((False, _same_form(one, other)), (True, _exchanged_form(one, other)))
        if form is not None
    ]
    most = max(tolerance(one.start.dtype), tolerance(other.start.dtype))
    return next((way for way in ways if difference(one.start, other.start, flipped=way).relative <= most), None)


def _is_constant(tensor: LaneTensor) -> bool:
    """Return whether all elements are alike, as zeros or ones are at first: that is no sign of belonging together."""
    matrix = tensor.matrix()
    return matrix is None or not matrix.size or bool((matrix == matrix.flat[0]).all())


def _same_name(one: LaneParameter, other: LaneParameter) -> bool | None:
    return _same_form(one, other) if one.name == other.name else None


def _same_form(one: LaneParameter, other: LaneParameter) -> bool | None:
    if one.start is None or other.start is None:
        return None
    return False if _plain(one.start.shape) == _plain(other.start.shape) else None


def _exchanged_form(one: LaneParameter, other: LaneParameter) -> bool | None:
    if one.start is None or other.start is None:
        return None
    shape = one.start.shape
    return True if len(shape) == 2 and shape == other.start.shape[::-1] else None


def _plain(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return ``shape`` without axes of length 1: a bias may be a row."""
    return tuple(length for length in shape if length != 1)
