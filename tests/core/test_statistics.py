"""Statistics of arrays against numpy's own in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradviz.core.statistics import Statistics, statistics_of

SHAPES = arrays.array_shapes(max_dims=3, max_side=8)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@given(st.data())
def test_the_numbers_are_those_of_float64(dtype: str, data: st.DataObject) -> None:
    array = data.draw(arrays.arrays(np.dtype(dtype), SHAPES))
    found = statistics_of(array)
    with np.errstate(all="ignore"):
        wide = array.astype(np.float64)
        expected = (wide.min(), wide.max(), wide.mean(), np.sqrt((wide * wide).sum()))
    assert found.nan == np.isnan(array).sum()
    assert found.inf == np.isinf(array).sum()
    given_numbers = (found.min, found.max, found.mean, found.norm)
    for number, wanted in zip(given_numbers, expected, strict=True):
        assert number == pytest.approx(float(wanted), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("values", "mean", "norm"),
    [
        ([1.0, -math.inf], -math.inf, math.inf),
        ([math.inf, math.inf], math.inf, math.inf),
        ([math.inf, -math.inf], math.nan, math.inf),
        ([math.nan, math.inf], math.nan, math.nan),
    ],
)
def test_what_is_not_finite_is_told(values: list[float], mean: float, norm: float) -> None:
    found = statistics_of(np.array(values, np.float32))
    assert found.mean == pytest.approx(mean, nan_ok=True)
    assert found.norm == pytest.approx(norm, nan_ok=True)
    assert found.nan + found.inf == sum(not math.isfinite(value) for value in values)


def test_nothing_has_a_norm_of_zero_and_complex_numbers_have_no_order() -> None:
    assert statistics_of(np.empty((0, 3))) == Statistics(norm=0.0)
    found = statistics_of(np.array([3 + 4j, 0], np.complex64))
    assert (found.min, found.max, found.mean, found.norm) == (None, None, None, 5.0)


def test_copies_side_by_side() -> None:
    one = statistics_of(np.array([1.0, math.nan]))
    assert one.repeated(1) is one
    row = statistics_of(np.array([3.0, 4.0]))
    assert row.repeated(4) == statistics_of(np.tile([3.0, 4.0], 4))
    assert one.repeated(3).nan == 3
