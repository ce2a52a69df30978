"""What heat maps show of two runs: a tensor of each, aligned, and their difference."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradviz.core.lockstep.align import Pair
from gradviz.core.lockstep.difference import Difference, difference, matrices
from gradviz.core.lockstep.steps import LaneParameter, Step
from gradviz.core.lockstep.tensors import LaneTensor, Matrix
from gradviz.core.lockstep.verdict import Moment
from gradviz.core.tensor import Array, TensorSummary


class Pictures(NamedTuple):
    """Both tensors in rows and columns of the first run, and the second minus the first; blocks of large tensors."""

    first: TensorSummary
    second: TensorSummary
    apart: TensorSummary
    is_blocks: bool
    found: Difference


def tensor_of(parameter: LaneParameter | None, moment: Moment) -> LaneTensor | None:
    """Return the value before the forward pass, the gradient, or the value at the end of the iteration."""
    if parameter is None:
        return None
    held = {Moment.START: parameter.start, Moment.GRADIENT: parameter.grad, Moment.UPDATE: parameter.end}
    return held.get(moment)


def of_pair(first: Step, second: Step, pair: Pair, moment: Moment) -> Difference | None:
    """Return how far the tensors of ``pair`` are apart; ``None`` where one is missing."""
    one, other = tensor_of(first.get(pair.name), moment), tensor_of(second.get(pair.other), moment)
    return None if one is None or other is None else difference(one, other, flipped=pair.flipped)


def pictures(first: Step, second: Step, pair: Pair, moment: Moment) -> Pictures | None:
    """Return what there is to see of ``pair``; ``None`` where one is missing or has no elements."""
    one, other = tensor_of(first.get(pair.name), moment), tensor_of(second.get(pair.other), moment)
    if one is None or other is None:
        return None
    both = matrices(one, other, flipped=pair.flipped)
    if both is None:
        return None
    with np.errstate(all="ignore"):
        gap = both[1] - both[0]
    shown = [_summary(matrix, one) for matrix in (*both, gap)]
    found = difference(one, other, flipped=pair.flipped)
    return Pictures(shown[0], shown[1], shown[2], one.values is None, found)


def _summary(matrix: Matrix, form: LaneTensor) -> TensorSummary:
    shape = form.shape if form.values is not None and matrix.size == _count(form.shape) else matrix.shape
    return TensorSummary(tuple(shape), str(matrix.dtype), "cpu", None, Array.of(matrix.reshape(shape)))


def _count(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape)) if shape else 1
