import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.levels import Level

numbers = st.one_of(st.just(math.nan), st.just(math.inf), st.integers(-5, 5).map(float))
parts = st.lists(st.lists(numbers, max_size=30), max_size=8)


def filled(width: int, values: list[list[float]], step: int = 1) -> Level:
    level, first = Level(width), 0
    for part in values:
        x = np.arange(first, first + len(part)) * step
        level.extend(x, np.array(part, np.float64))
        first += len(part)
    return level


@given(parts, st.integers(1, 16), st.integers(1, 7))
def test_each_bucket_has_its_extremes_and_its_gap(values: list[list[float]], width: int, step: int) -> None:
    points = filled(width, values, step).points(-math.inf, math.inf)
    y = np.array([value for part in values for value in part], np.float64)
    x = np.arange(len(y)) * step
    assert np.all(np.diff(points.x) >= 0)
    for begin in range(0, len(y) * step, width):
        raw = y[(x >= begin) & (x < begin + width)]
        drawn = points.y[(points.x >= begin) & (points.x < begin + width)]
        finite, kept = raw[np.isfinite(raw)], drawn[np.isfinite(drawn)]
        assert len(kept) == (2 if finite.size else 0)
        if finite.size:
            assert (kept.min(), kept.max()) == (finite.min(), finite.max())
        assert np.isnan(drawn).sum() == (finite.size < raw.size)


@given(parts, st.integers(1, 16))
def test_points_are_real_ones(values: list[list[float]], width: int) -> None:
    points = filled(width, values).points(-math.inf, math.inf)
    whole = [value for part in values for value in part]
    for x, y in zip(points.x, points.y, strict=True):
        assert whole[int(x)] == y or (math.isnan(y) and not math.isfinite(whole[int(x)]))


@given(parts, st.lists(numbers, min_size=1, max_size=30), st.integers(1, 16))
def test_what_is_settled_stays(values: list[list[float]], more: list[float], width: int) -> None:
    before = filled(width, values).points(-math.inf, math.inf)
    after = filled(width, [*values, more]).points(-math.inf, math.inf)
    assert after.settled >= before.settled
    for was, now in ((before.x, after.x), (before.y, after.y)):
        assert np.array_equal(was[: before.settled], now[: before.settled], equal_nan=True)


@given(parts, st.integers(1, 8), st.integers(1, 3))
def test_one_made_of_a_finer_one_is_the_same(values: list[list[float]], width: int, times: int) -> None:
    wide = Level(width << times)
    wide.extend_from(filled(width, values))
    made, direct = (level.points(-math.inf, math.inf) for level in (wide, filled(width << times, values)))
    assert np.array_equal(np.isfinite(made.y), np.isfinite(direct.y))
    assert np.array_equal(made.y[np.isfinite(made.y)], direct.y[np.isfinite(direct.y)])
    assert made.settled == direct.settled


def test_a_part_has_the_points_just_outside() -> None:
    level = filled(4, [[float(i) for i in range(40)]])
    assert level.points(9, 18).x.tolist() == [8, 11, 12, 15, 16, 19]
