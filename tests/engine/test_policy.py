"""Which iterations are recorded: by a clock of the test's own."""

from __future__ import annotations

import time

import pytest

from gradviz.core.errors import UserError
from gradviz.engine.policy import policy_for


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


def recorded(clock: Clock, record: str, *, seconds: float, plain: float, cost: float) -> int:
    """Return how many iterations are recorded in so many seconds, where recording one costs so much more."""
    policy, end, count, index = policy_for(record), clock.now + seconds, 0, 0
    while clock.now < end:
        wanted = policy.wants(index)
        clock.now += plain + cost * wanted
        if wanted:
            policy.recorded(cost)
            count += 1
        index += 1
    return count


def test_ten_a_second_are_recorded_if_that_is_wanted(clock: Clock) -> None:
    assert 95 <= recorded(clock, "10/s", seconds=10.0, plain=1e-3, cost=4e-3) <= 115
    assert 45 <= recorded(clock, "5/s", seconds=10.0, plain=1e-3, cost=4e-3) <= 65


def test_otherwise_it_takes_a_hundredth_of_the_time(clock: Clock) -> None:
    assert recorded(clock, "sampled", seconds=10.0, plain=1e-3, cost=4e-3) * 4e-3 <= 0.2


def test_recording_what_is_slow_takes_a_quarter_of_the_time_at_most(clock: Clock) -> None:
    assert recorded(clock, "10/s", seconds=20.0, plain=5e-2, cost=0.2) * 0.2 <= 0.25 * 20 + 3 * 0.2


@pytest.mark.parametrize("record", ["0/s", "-1/s", "ten/s", "/s", "often", ""])
def test_what_is_no_choice_is_said(record: str) -> None:
    with pytest.raises(UserError, match="An iteration is a number"):
        policy_for(record)
