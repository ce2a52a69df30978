"""The account of runs in lockstep: who waits for whom, what is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.lanes import AHEAD, Key, Lanes
from gradviz.core.lockstep.kept import Kept
from gradviz.core.lockstep.verdict import Moment, State
from tests.core.lockstep.made import Training


def test_no_run_gets_further_than_the_slowest_allows() -> None:
    lanes, steps = Lanes(3), Training().steps(3)
    assert lanes.until == AHEAD
    for lane, count in ((0, 3), (1, 2), (2, 1)):
        for step in steps[:count]:
            lanes.add(lane, step)
    assert lanes.until == 1 + AHEAD
    lanes.end(2)
    assert lanes.until == 2 + AHEAD


@given(st.permutations([lane for lane in range(3) for _ in range(6)]))
def test_the_order_in_which_runs_tell_changes_nothing(order: list[int]) -> None:
    runs = [Training().steps(6), Training().steps(6), Training(1e-2).steps(6)]
    lanes, told = Lanes(3), [0, 0, 0]
    for lane in order:
        lanes.add(lane, runs[lane][told[lane]])
        told[lane] += 1
    for lane in range(3):
        lanes.end(lane)
    same, other = lanes.verdicts
    assert (same.state, same.iterations) == (State.SAME, 6)
    assert other.parting is not None
    assert (other.parting.iteration, other.parting.moment) == (0, Moment.UPDATE)
    assert list(lanes.apart[Key(1, "w", Moment.GRADIENT)].y) == [0.0] * 6
    assert lanes.losses[2].count == 6


def test_a_run_that_ends_early_is_compared_as_far_as_it_came() -> None:
    lanes = Lanes(2)
    for step in Training().steps(3):
        lanes.add(1, step)
    lanes.end(1)
    for step in Training().steps(5):
        lanes.add(0, step)
    lanes.end(0)
    assert lanes.verdicts[0].iterations == 3
    assert lanes.iterations(0) == 5


@pytest.mark.parametrize("early", [0, 1])
def test_a_run_may_be_over_before_the_other_begins(early: int) -> None:
    lanes = Lanes(2)
    for lane in (early, 1 - early):
        for step in Training().steps(4):
            lanes.add(lane, step)
        lanes.end(lane)
    assert (lanes.verdicts[0].state, lanes.verdicts[0].iterations) == (State.SAME, 4)


def test_memory_is_bounded_and_the_first_the_newest_and_the_held_stay() -> None:
    kept, steps = Kept(limit=150_000), Training().steps(300)
    kept.hold(100)
    for step in steps:
        kept.add(0, step)
    assert kept.size <= 150_000
    assert kept.size == sum(step.size for index in kept.indices for step in kept.get(index).values())
    assert {0, 99, 100, 101, 299} <= set(kept.indices)
    gaps = [b - a for a, b in zip(kept.indices, kept.indices[1:], strict=False)]
    assert max(gaps) < 120
    assert kept.nearest(103) in (101, 103, 104, 105)
