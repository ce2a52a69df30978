import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.smooth import Smooth

values = st.one_of(st.none(), st.just(math.nan), st.just(math.inf), st.floats(-1e6, 1e6))


def by_hand(whole: list[float | None], window: int) -> list[float]:
    decay, total, weight = 1.0 - 1.0 / window, 0.0, 0.0
    means = []
    for value in whole:
        if value is None or not math.isfinite(value):
            means.append(math.nan)
            continue
        total, weight = decay * total + value, decay * weight + 1.0
        means.append(total / weight)
    return means


@given(st.lists(st.lists(values, max_size=60), max_size=8), st.sampled_from([2, 10, 100]))
def test_means_are_those_computed_one_by_one(parts: list[list[float | None]], window: int) -> None:
    smooth = Smooth(window, 4096)
    whole: list[float | None] = []
    for part in parts:
        smooth.extend(len(whole), part)
        whole += part
    np.testing.assert_allclose(smooth.series.y, by_hand(whole, window), rtol=1e-6, atol=1e-5)


def test_a_constant_stays_what_it_is_from_the_first_value_on() -> None:
    smooth = Smooth(1000, 4096)
    smooth.extend(0, [3.0] * 2000)
    np.testing.assert_allclose(smooth.series.y, 3.0)


def test_a_value_too_large_to_add_does_not_spoil_what_follows() -> None:
    smooth = Smooth(10, 64)
    smooth.extend(0, [1e308] * 5)
    smooth.extend(5, [1.0, 1.0])
    assert np.isfinite(smooth.series.y[-1])
