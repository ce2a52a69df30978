"""Tensors find their partners by what they hold, then by name, then by form and order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.lockstep.align import Pair, align
from gradviz.core.lockstep.steps import LaneParameter, Step
from tests.core.lockstep.made import tensor


def step(**arrays: np.ndarray) -> Step:
    return Step(0, parameters=tuple(LaneParameter(name, tensor(array)) for name, array in arrays.items()))


def random(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_a_weight_that_is_kept_transposed_finds_its_partner() -> None:
    w1, w2 = random(4, 4), random(4, 4, seed=1)
    found = align(step(w1=w1, w2=w2), step(first=w2.T.copy(), second=w1.T.copy()))
    assert found.pairs == (Pair("w1", "second", True), Pair("w2", "first", True))


@given(order=st.permutations(range(5)), flips=st.lists(st.booleans(), min_size=5, max_size=5))
def test_what_holds_the_same_values_belongs_together_whatever_its_name_and_order(
    order: list[int], flips: list[bool]
) -> None:
    arrays = [random(3, 3, seed=number) for number in range(5)]
    second = {f"p{number}": (arrays[number].T.copy() if flips[number] else arrays[number]) for number in order}
    found = align(step(**{f"w{number}": array for number, array in enumerate(arrays)}), step(**second))
    assert found.pairs == tuple(Pair(f"w{number}", f"p{number}", flips[number]) for number in range(5))


def test_zeros_are_paired_by_name_then_by_form_and_order() -> None:
    first = step(b1=np.zeros(3), b2=np.zeros(3), c=np.zeros((1, 4)))
    found = align(first, step(x=np.zeros(4), b2=np.zeros(3), y=np.zeros(3)))
    assert found.pairs == (Pair("b1", "y"), Pair("b2", "b2"), Pair("c", "x"))


def test_other_values_of_the_same_name_are_paired_and_the_rest_is_alone() -> None:
    found = align(step(w=random(2, 3), v=random(5)), step(w=random(2, 3, seed=3), u=random(6)))
    assert found == ((Pair("w", "w"),), ("v",), ("u",))


def test_rows_and_columns_are_exchanged_only_where_nothing_else_fits() -> None:
    found = align(step(w=random(2, 3)), step(a=random(3, 2, seed=1)))
    assert found.pairs == (Pair("w", "a", True),)
