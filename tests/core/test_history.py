import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.history import PARAMETER_LIMIT, History, change_of, update_ratio
from gradviz.core.messages.replies import Sampled
from gradviz.core.messages.samples import GradientNorms, ParameterSample, UpdateSample
from gradviz.core.series import Series
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import UpdateEvent
from tests import traces

values = st.one_of(
    st.none(),
    st.just(math.nan),
    st.just(math.inf),
    st.just(-math.inf),
    st.floats(allow_nan=False, allow_infinity=False),
)
batches = st.lists(st.lists(values, max_size=40), max_size=12)


def fill(series: Series, parts: list[list[float | None]]) -> list[float | None]:
    first = 0
    for part in parts:
        series.extend(first, part)
        first += len(part)
    return [value for part in parts for value in part]


def is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


@given(batches, st.integers(8, 64))
def test_a_series_stays_small_and_keeps_real_points_in_order(parts: list[list[float | None]], capacity: int) -> None:
    series = Series(capacity)
    whole = fill(series, parts)
    assert len(series) <= capacity
    assert np.all(np.diff(series.x) > 0)
    for iteration, value in zip(series.x, series.y, strict=True):
        original = whole[iteration]
        assert np.array_equal(value, math.nan if original is None else original, equal_nan=True)


@given(batches, st.integers(8, 64))
def test_thinning_loses_no_extreme_and_no_count(parts: list[list[float | None]], capacity: int) -> None:
    series = Series(capacity)
    whole = fill(series, parts)
    finite = [value for value in whole if value is not None and math.isfinite(value)]
    kept = series.y[np.isfinite(series.y)]
    assert bool(finite) == bool(kept.size)
    if finite:
        assert (kept.min(), kept.max()) == (min(finite), max(finite))
    assert series.count == len(whole)
    assert series.finite == len(finite)
    assert series.missing == sum(value is None for value in whole)
    assert series.nan == sum(value is not None and math.isnan(value) for value in whole)
    assert series.inf == sum(value is not None and math.isinf(value) for value in whole)
    assert series.not_positive == sum(value <= 0 for value in finite)
    assert (len(finite) < len(whole)) == bool((~np.isfinite(series.y)).any())


@given(batches, st.integers(8, 64))
def test_each_bucket_keeps_its_extremes(parts: list[list[float | None]], capacity: int) -> None:
    series = Series(capacity)
    whole = fill(series, parts)
    y = np.array(whole, np.float64)
    for start in range(0, len(whole), series.bucket_width):
        raw = y[start : start + series.bucket_width]
        kept = series.y[(series.x >= start) & (series.x < start + series.bucket_width)]
        raw, kept = raw[np.isfinite(raw)], kept[np.isfinite(kept)]
        assert raw.size == 0 or (raw.min(), raw.max()) == (kept.min(), kept.max())


@given(batches, st.integers(8, 64))
def test_one_large_batch_is_thinned_as_well_as_many_small_ones(parts: list[list[float | None]], capacity: int) -> None:
    series = Series(capacity)
    whole = [value for part in parts for value in part]
    series.extend(0, whole)
    assert len(series) <= capacity
    assert series.count == len(whole)


@settings(max_examples=60)
@given(
    st.lists(values, min_size=1, max_size=600),
    st.integers(1, 40),
    st.floats(-5, 600),
    st.floats(0, 600),
)
def test_a_curve_has_the_extremes_of_every_pixel_column(
    losses: list[float | None], columns: int, start: float, span: float
) -> None:
    series = Series(1024)
    series.extend(0, losses)
    curve = series.curve(columns, start, start + span)
    assert len(curve) <= 3 * columns + 6
    assert not np.isinf(curve.y).any()
    inside = [
        loss for i, loss in enumerate(losses) if loss is not None and is_finite(loss) and start <= i <= start + span
    ]
    drawn = curve.y[np.isfinite(curve.y)]
    if inside:
        assert drawn.min() <= min(inside)
        assert drawn.max() >= max(inside)
    whole = series.curve(columns)
    finite = [loss for loss in losses if loss is not None and is_finite(loss)]
    if finite:
        assert (np.nanmin(whole.y), np.nanmax(whole.y)) == (min(finite), max(finite))


@settings(max_examples=60)
@given(st.lists(st.lists(values, max_size=40), min_size=2, max_size=12), st.integers(8, 200), st.integers(1, 20))
def test_settled_points_of_a_curve_stay_while_its_grain_does(
    parts: list[list[float | None]], capacity: int, columns: int
) -> None:
    series, first, before = Series(capacity), 0, None
    for part in parts:
        series.extend(first, part)
        first += len(part)
        now = series.curve(columns, 0.0, 400.0)
        if before is not None and now.grain == before.grain:
            for was, now_is in ((before.x, now.x), (before.y, now.y)):
                assert np.array_equal(was[: before.settled], now_is[: before.settled], equal_nan=True)
        if series.last is not None:
            assert now.x[-1] == series.last
        before = now


def test_a_gap_stays_a_gap() -> None:
    series = Series(64)
    series.extend(0, [1.0, math.nan, 2.0, None, 3.0, math.inf, 4.0])
    curve = series.curve(100)
    assert np.isnan(curve.y).tolist() == [False, True, False, True, False, True, False]
    assert curve.x.tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_a_curve_goes_on_to_the_edge_of_what_is_shown() -> None:
    series = Series(64)
    series.extend(0, [float(i) for i in range(20)])
    assert series.curve(50, 4.5, 7.5).x.tolist() == [4, 5, 6, 7, 8]


def test_what_was_added_before_is_not_added_again() -> None:
    series = Series(64)
    series.extend(0, [1.0, 2.0, 3.0])
    series.extend(1, [9.0, 9.0, 4.0])
    assert series.y.tolist() == [1, 2, 3, 4]
    assert series.count == 4
    series.extend(0, [5.0])
    assert series.last == 3


def test_a_million_iterations_keep_a_single_spike() -> None:
    history = History(loss_points=1000)
    for first in range(0, 1_000_000, 50_000):
        losses = [1.0] * 50_000
        if first == 550_000:
            losses[77] = 1e9
            losses[78] = math.nan
        history.append(first, losses)
    assert len(history.loss) <= 1000
    assert history.loss.is_thinned
    assert history.loss.at(550_077) == (550_077, 1e9)
    assert history.loss.nan == 1
    assert np.nanmax(history.loss.curve(300).y) == 1e9
    assert np.isnan(history.loss.curve(300).y).sum() == 1


def test_the_nearest_point_is_read() -> None:
    series = Series(64)
    assert series.at(3) is None
    series.extend(10, [1.0, 2.0, 3.0])
    assert series.at(0) == (10, 1.0)
    assert series.at(11.4) == (11, 2.0)
    assert series.at(99) == (12, 3.0)


def test_a_series_needs_some_room() -> None:
    with pytest.raises(ValueError, match="room for 8 points"):
        Series(7)


def sampled(first: int, losses: tuple[float | None, ...], *parameters: ParameterSample) -> Sampled:
    return Sampled(run=1, first=first, losses=losses, parameters=parameters)


def test_gradient_norms_belong_to_the_last_iteration_of_a_message() -> None:
    history = History()
    assert history.is_empty
    grad = traces.random(3, 4)
    history.add(sampled(0, (3.0, 2.0), ParameterSample("w", traces.random(3, 4), grad)))
    history.add(sampled(2, (1.0,), ParameterSample("w", traces.random(3, 4), None)))
    norms = history.norms["w"]
    assert norms.x.tolist() == [1, 2]
    assert norms.y[0] == grad.norm
    assert norms.missing == 1
    assert history.last == 2
    history.add(sampled(3, ()))
    assert history.last == 2


def test_the_number_of_parameters_is_bounded_and_said() -> None:
    history = History()
    names = [f"p{i}" for i in range(PARAMETER_LIMIT + 5)]
    history.append_norms(0, [ParameterSample(name, traces.random(2), traces.random(2)) for name in names])
    assert len(history.norms) == PARAMETER_LIMIT
    assert history.left_out == set(names[PARAMETER_LIMIT:])


def update(before: TensorSummary, after: TensorSummary) -> UpdateEvent:
    return UpdateEvent("w", before, after)


def test_update_ratio() -> None:
    ones = np.ones((2, 2), np.float32)
    assert update_ratio(update(traces.summary(ones), traces.summary(ones * 1.5))) == pytest.approx(0.5)
    large = np.ones((1000, 100), np.float32)
    assert update_ratio(update(traces.summary(large), traces.summary(large * 0.9))) == pytest.approx(0.1)


def test_update_ratio_is_not_defined_everywhere() -> None:
    ones, zeros = np.ones((2, 2), np.float32), np.zeros((2, 2), np.float32)
    bad = np.full((2, 2), np.inf, np.float32)
    assert update_ratio(update(traces.summary(zeros), traces.summary(ones))) is None
    assert update_ratio(update(traces.summary(bad), traces.summary(bad))) is None
    assert update_ratio(update(traces.summary(ones), traces.random(3))) is None
    assert update_ratio(update(TensorSummary((2,), "float32", "meta"), traces.random(2))) is None


def test_norms_rates_and_updates_belong_to_the_iteration_that_is_said() -> None:
    history = History()
    value, grad = traces.random(3, 4), traces.random(3, 4, seed=1)
    history.add(Sampled(1, 0, (3.0, 2.0, 1.0), (ParameterSample("w", value, grad),), 1, {"Adam": 0.01}))
    history.add(Sampled(1, 3, (0.5,), (), updates=(UpdateSample("w", value, 2e-3),), updated=1))
    assert history.loss.y.tolist() == [3.0, 2.0, 1.0, 0.5]
    series = (history.norms["w"], history.sizes["w"], history.rates["Adam"], history.ratios["w"])
    assert [one.x.tolist() for one in series] == [[1]] * 4
    assert [one.y[0] for one in series] == [grad.norm, value.norm, 0.01, 2e-3]


def test_samples_that_are_sent_together_keep_their_iterations() -> None:
    first = Sampled(1, 0, (3.0, 2.0), (ParameterSample("w", traces.random(2)),))
    joined = first.followed_by(
        Sampled(1, 2, (1.0,), (), updates=(UpdateSample("w", traces.random(2), 0.1),), updated=1)
    )
    assert (joined.first, joined.losses, joined.taken, joined.updated) == (0, (3.0, 2.0, 1.0), 1, 1)
    newer = joined.followed_by(Sampled(1, 3, (0.5,), (ParameterSample("w", traces.random(2, seed=1)),)))
    assert (newer.taken, newer.updated, len(newer.losses)) == (3, 1, 4)
    assert newer.parameters[0].value == traces.random(2, seed=1)


def test_the_mean_of_the_loss_goes_along() -> None:
    history = History()
    history.append(0, [4.0, 2.0])
    history.append(1, [2.0, 6.0])
    for smooth in history.smooth.values():
        assert smooth.series.x.tolist() == [0, 1, 2]
        assert smooth.series.y[0] == 4.0
        assert 2.0 < smooth.series.y[2] < 6.0


@given(st.lists(values, max_size=60), st.integers(8, 20))
def test_points_added_at_their_iterations_are_thinned_alike(whole: list[float | None], capacity: int) -> None:
    known = [(i, v) for i, v in enumerate(whole) if v is not None]
    series = Series(capacity)
    series.extend_at(np.array([i for i, _ in known], np.int64), np.array([v for _, v in known], np.float64))
    finite = [v for _, v in known if math.isfinite(v)]
    assert len(series) <= capacity
    assert (series.count, series.finite) == (len(known), len(finite))
    kept = series.y[np.isfinite(series.y)]
    if finite:
        assert (kept.min(), kept.max()) == (min(finite), max(finite))


def test_what_an_update_added() -> None:
    before, after = traces.random(3, 4), traces.random(3, 4, seed=1)
    change = change_of(UpdateEvent("w", before, after))
    assert change is not None
    assert change.update.values is not None
    assert before.values is not None
    assert after.values is not None
    np.testing.assert_array_equal(
        change.update.values.numpy(), np.subtract(after.values.numpy(), before.values.numpy())
    )
    assert change.ratio == update_ratio(UpdateEvent("w", before, after))
    assert change_of(UpdateEvent("w", before, traces.random(3))) is None


def test_norms_of_gradients_come_more_often_than_parameters() -> None:
    history = History()
    first = Sampled(1, 0, (3.0, 2.0), (ParameterSample("w", traces.random(2), traces.random(2)),), 0)
    second = Sampled(1, 2, (1.0,), (), norms=(GradientNorms(2, {"w": 0.5}),))
    third = Sampled(1, 3, (1.0,), (), norms=(GradientNorms(3, {"w": float("inf")}),))
    history.add(first.followed_by(second).followed_by(third))
    norms = history.norms["w"]
    assert norms.x.tolist()[-2:] == [2, 3]
    assert norms.y[-2] == 0.5
    assert norms.inf == 1
