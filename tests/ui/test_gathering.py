from __future__ import annotations

from typing import Any

import pytest

from gradviz.core.messages.replies import Printed, Sampled
from gradviz.core.messages.samples import ParameterSample
from gradviz.ui.gathering import Gathering
from tests import traces


@pytest.fixture
def told() -> list[Any]:
    return []


@pytest.fixture
def gathering(told: list[Any]) -> Gathering:
    return Gathering(lambda text, skipped: told.append((text, skipped)), told.append)


def test_what_is_printed_is_told_as_one(gathering: Gathering, told: list[Any]) -> None:
    for text in ("a\n", "b", "c\n"):
        gathering.add(Printed(1, text))
    assert told == []
    gathering.flush()
    gathering.flush()
    assert told == [("a\nbc\n", 0)]


def test_lines_that_were_left_out_stay_in_their_place(gathering: Gathering, told: list[Any]) -> None:
    gathering.add(Printed(1, "a\n"))
    gathering.add(Printed(1, "z\n", 24))
    gathering.add(Printed(1, "end\n"))
    gathering.flush()
    assert told == [("a\n", 0), ("z\nend\n", 24)]


def test_all_losses_are_told_and_the_newest_parameters(gathering: Gathering, told: list[Any]) -> None:
    parameters = [(ParameterSample("w", traces.random(2, 2, seed=seed)),) for seed in range(2)]
    gathering.add(Sampled(1, 0, (3.0, 2.0), parameters[0]))
    gathering.add(Sampled(1, 2, (1.0,), ()))
    gathering.add(Sampled(1, 3, (0.5,), parameters[1]))
    gathering.flush()
    (sampled,) = told
    assert (sampled.first, sampled.losses) == (0, (3.0, 2.0, 1.0, 0.5))
    assert (sampled.parameters, sampled.taken) == (parameters[1], 3)


def test_losses_that_do_not_follow_are_told_apart(gathering: Gathering, told: list[Any]) -> None:
    gathering.add(Printed(1, "before\n"))
    gathering.add(Sampled(1, 0, (3.0,), ()))
    gathering.add(Sampled(2, 0, (9.0,), ()))
    gathering.flush()
    assert told == [("before\n", 0), Sampled(1, 0, (3.0,), ()), Sampled(2, 0, (9.0,), ())]


def test_what_is_forgotten_is_never_told(gathering: Gathering, told: list[Any]) -> None:
    gathering.add(Printed(1, "old\n"))
    gathering.add(Sampled(1, 0, (3.0,), ()))
    gathering.forget()
    gathering.flush()
    assert told == []
