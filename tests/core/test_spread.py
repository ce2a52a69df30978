"""A few of many numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.spread import spread


@given(st.sets(st.integers(0, 10_000), min_size=1, max_size=400), st.integers(3, 60), st.data())
def test_the_ends_and_what_is_wanted_are_among_them(numbers: set[int], most: int, data: st.DataObject) -> None:
    given_ones = sorted(numbers)
    wanted = data.draw(st.none() | st.sampled_from(given_ones))
    chosen = spread(given_ones, most, wanted)
    assert len(chosen) == len(set(chosen)) == min(most, len(given_ones))
    assert chosen == sorted(chosen)
    assert set(chosen) <= numbers
    assert {given_ones[0], given_ones[-1]} <= set(chosen)
    assert wanted is None or wanted in chosen


def test_they_are_evenly_spread() -> None:
    assert spread(range(101), 5) == [0, 25, 50, 75, 100]
    assert spread(range(101), 5, 60) == [0, 25, 60, 75, 100]
    assert spread((3, 4), 5) == [3, 4]


def test_what_is_not_there_is_not_among_them() -> None:
    assert spread(range(0, 100, 2), 4, 7) == spread(range(0, 100, 2), 4)
