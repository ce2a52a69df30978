"""Which iterations are recorded: by a clock of the test's own."""

from __future__ import annotations

import time
from copy import deepcopy
from itertools import pairwise

import pytest

from gradviz.core.errors import UserError
from gradviz.engine.policy import Sampled, policy_for
from gradviz.engine.quiet import Rest


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "perf_counter", made)
    return made


def recorded_at(clock: Clock, record: str, *, seconds: float, plain: float, cost: float) -> list[float]:
    """Return when iterations were recorded in so many seconds, where recording one costs so much more.

    As the recorder does it, the next iteration is asked for twice, and before the cost of this one is told.
    """
    policy, began, index, times = policy_for(record), clock.now, 0, []
    wanted = policy.wants(0)
    while clock.now < began + seconds:
        if wanted:
            times.append(clock.now - began)
        clock.now += plain + cost * wanted
        wants_next = policy.wants(index + 1)
        assert policy.wants(index + 1) == wants_next or not wants_next
        if wanted:
            policy.recorded(cost)
        wanted = wants_next
        index += 1
    return times


def recorded(clock: Clock, record: str, *, seconds: float, plain: float, cost: float) -> int:
    """Return how many iterations are recorded in so many seconds, where recording one costs so much more."""
    return len(recorded_at(clock, record, seconds=seconds, plain=plain, cost=cost))


def test_ten_a_second_are_recorded_if_that_is_wanted(clock: Clock) -> None:
    assert recorded(clock, "10/s", seconds=10.0, plain=1e-3, cost=4e-3) == pytest.approx(100, abs=1)
    assert recorded(clock, "5/s", seconds=10.0, plain=1e-3, cost=4e-3) == pytest.approx(50, abs=1)


@pytest.mark.parametrize(("plain", "cost"), [(1e-4, 1e-3), (1e-3, 4e-3), (7e-3, 3e-3), (0.03, 0.01)])
def test_there_are_never_more_than_ten_in_a_second(clock: Clock, plain: float, cost: float) -> None:
    times = recorded_at(clock, "10/s", seconds=20.0, plain=plain, cost=cost)
    # An iteration is granted while the one before it runs.
    assert all(later - earlier > 1.0 - 2 * (plain + cost) for earlier, later in zip(times, times[10:], strict=False))
    gaps = [later - earlier for earlier, later in pairwise(times) if earlier > 1.5]
    assert min(gaps) > 0.1 - 2 * (plain + cost)
    assert max(gaps) < 0.1 + 2 * (plain + cost)


def test_a_short_run_has_some_of_all_its_parts(clock: Clock) -> None:
    times = recorded_at(clock, "10/s", seconds=0.5, plain=1e-3, cost=4e-3)
    assert len([time for time in times if time < 0.05]) >= 3
    assert len(times) == 10


def test_two_iterations_in_a_row_are_not_recorded_where_one_is_due(clock: Clock) -> None:
    times = recorded_at(clock, "sampled", seconds=60.0, plain=1e-3, cost=4e-3)
    assert all(later - earlier > 0.05 for earlier, later in pairwise(times) if earlier > 2.0)


def test_otherwise_it_takes_a_hundredth_of_the_time(clock: Clock) -> None:
    assert recorded(clock, "sampled", seconds=10.0, plain=1e-3, cost=4e-3) * 4e-3 <= 0.2


def test_recording_what_is_slow_takes_a_quarter_of_the_time_at_most(clock: Clock) -> None:
    assert recorded(clock, "10/s", seconds=20.0, plain=5e-2, cost=0.2) * 0.2 <= 0.25 * 20 + 3 * 0.2


@pytest.mark.parametrize("record", ["sampled", "10/s"])
@pytest.mark.parametrize(("plain", "cost"), [(1e-3, 4e-3), (1e-3, 4e-4), (7e-3, 3e-3), (0.03, 0.01)])
def test_while_it_rests_no_iteration_is_wanted(clock: Clock, record: str, plain: float, cost: float) -> None:
    policy, rest = policy_for(record), Rest()
    assert isinstance(policy, Sampled)
    rested = 0
    for index in range(int(4.0 / plain)):
        is_resting = clock.now < rest.until and rest.passes > 0
        # Whether it was asked before makes a difference to it.
        wanted = deepcopy(policy).wants(index) if is_resting else policy.wants(index)
        assert not (wanted and is_resting)
        rested += is_resting
        clock.now += plain + cost * wanted
        if wanted:
            policy.recorded(cost)
        rest = Rest(rest.until, rest.passes - 1) if is_resting else policy.rest(index + 1)
    assert rested > 0


def test_it_rests_most_of_the_time(clock: Clock) -> None:
    policy = policy_for("sampled")
    assert isinstance(policy, Sampled)
    rested = 0
    for index in range(2000):
        wanted = policy.wants(index)
        clock.now += 1e-3 + 5e-3 * wanted
        if wanted:
            policy.recorded(5e-3)
        until, passes = policy.rest(index + 1)
        rested += clock.now < until and passes > 0
    assert rested > 1900
    policy.is_requested = True
    assert policy.rest(2001) == Rest()


@pytest.mark.parametrize("record", ["0/s", "-1/s", "ten/s", "/s", "often", ""])
def test_what_is_no_choice_is_said(record: str) -> None:
    with pytest.raises(UserError, match="An iteration is a number"):
        policy_for(record)
