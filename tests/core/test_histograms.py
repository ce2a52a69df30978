import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.histograms import (
    GRADIENT,
    MOST_SLICES,
    VALUE,
    Histograms,
    Symlog,
    density,
    slice_of,
    symlog_of,
)
from gradviz.core.messages.samples import ParameterSample
from gradviz.core.tensor import TensorSummary
from tests import traces


def test_every_element_is_counted_once() -> None:
    values = np.random.default_rng(0).normal(size=(30, 20)).astype(np.float32)
    taken = slice_of(7, traces.summary(values))
    assert taken is not None
    counts, edges = np.histogram(values.astype(np.float64), bins=len(taken.counts))
    assert taken.counts.sum() == 600
    assert (taken.low, taken.high) == (values.min(), values.max())
    # numpy rounds at the edges in another way.
    assert np.abs(taken.counts.astype(int) - counts).sum() <= 4
    assert edges[0] == taken.low


def test_what_is_not_finite_is_counted_apart() -> None:
    taken = slice_of(0, traces.summary(np.array([1.0, np.nan, np.inf, 2.0], np.float32)))
    assert taken is not None
    assert (taken.low, taken.high, taken.nonfinite, taken.counts.sum()) == (1.0, 2.0, 2, 2)
    empty = slice_of(0, traces.summary(np.full(3, np.nan, np.float32)))
    assert empty is not None
    assert (empty.nonfinite, empty.counts.sum()) == (3, 0)
    assert slice_of(0, TensorSummary((2,), "float32", "meta")) is None


def test_the_slices_of_a_long_run_are_few_and_spread() -> None:
    histograms = Histograms()
    sample = ParameterSample("w", traces.random(4), traces.random(4, seed=1))
    for iteration in range(20_000):
        histograms.add(iteration, [sample])
    for kind in (VALUE, GRADIENT):
        numbers = [one.iteration for one in histograms.of("w", kind)]
        assert MOST_SLICES // 4 <= len(numbers) <= MOST_SLICES
        assert numbers == sorted(numbers)
        assert numbers[0] == 0
        assert numbers[-1] > 19_000
    assert histograms.of("other", VALUE) == ()


def test_columns_show_the_last_slice_before_them() -> None:
    low, high = (slice_of(i, traces.summary(np.full(4, float(v), np.float32))) for i, v in ((10, 1), (50, 3)))
    assert low is not None
    assert high is not None
    picture = density([low, high], np.linspace(0.0, 4.0, 5), (0.0, 100.0), 10)
    assert np.isnan(picture[:, 0]).all()
    assert picture[:, 2].tolist() == [0, 0, 1, 0]
    assert picture[:, 7].tolist() == [1, 0, 0, 0]


def test_a_density_sums_to_one_where_all_elements_are_in_range() -> None:
    taken = slice_of(0, traces.random(40, 40))
    assert taken is not None
    picture = density([taken], np.linspace(-9.0, 9.0, 65), (0.0, 1.0), 3)
    np.testing.assert_allclose(picture.sum(axis=0), 1.0)
    inside = density([taken], np.linspace(0.0, 9.0, 65), (0.0, 1.0), 3)
    assert 0.4 < inside[:, 0].sum() < 0.6


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9), st.floats(1e-9, 1e3))
def test_a_symmetric_scale_can_be_read_back(values: list[float], unit: float) -> None:
    scale, array = Symlog(unit), np.array(values)
    np.testing.assert_allclose(scale.value(scale.place(array)), array, rtol=1e-9, atol=unit * 1e-9)


def test_the_narrowest_slice_shows_on_a_symmetric_scale() -> None:
    wide, narrow = (slice_of(0, traces.summary(np.array([-v, v], np.float32))) for v in (1e6, 1e-3))
    assert wide is not None
    assert narrow is not None
    places = symlog_of([wide, narrow]).place(np.array([-1e6, -1e-3, 1e-3, 1e6]))
    assert places[2] - places[1] > 2.0


def test_a_range_that_is_larger_than_a_number_can_be() -> None:
    taken = slice_of(0, traces.summary(np.array([-1.7e308, 0.0, 1.7e308])))
    assert taken is not None
    assert taken.counts.sum() == 3
    assert taken.counts[0] == taken.counts[-1] == 1
