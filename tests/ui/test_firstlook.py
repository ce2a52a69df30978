"""The first iteration of a run waits for what came with it, but never for long."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gradviz.core.trace import Iteration
from gradviz.ui.firstlook import MOMENT_MS, FirstLook


@pytest.fixture
def look(qtbot: QtBot) -> FirstLook:
    return FirstLook()


@pytest.fixture
def told(look: FirstLook) -> list[Iteration]:
    held: list[Iteration] = []
    look.due.connect(held.append)
    return held


def test_it_is_told_in_a_later_turn(look: FirstLook, told: list[Iteration], qtbot: QtBot) -> None:
    iteration = Iteration(3)
    look.hold(iteration)
    assert not told
    qtbot.waitUntil(lambda: bool(told))
    assert told == [iteration]


def test_who_wants_it_has_it_at_once_and_once(look: FirstLook, told: list[Iteration], qtbot: QtBot) -> None:
    look.hold(Iteration(0))
    look.show_now()
    assert len(told) == 1
    qtbot.wait(2 * MOMENT_MS)
    look.show_now()
    assert len(told) == 1


def test_what_is_dropped_is_not_told(look: FirstLook, told: list[Iteration], qtbot: QtBot) -> None:
    look.hold(Iteration(0))
    look.drop()
    qtbot.wait(2 * MOMENT_MS)
    assert not told
