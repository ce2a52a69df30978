"""Runs side by side as the window leads them, with workers that need no torch."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gradviz.core.conductor import LaneSpec, LaneState
from gradviz.core.lockstep.verdict import Moment, State
from gradviz.core.trace import Program
from gradviz.ui.lockstep.runs import LaneRuns
from tests.forked.command import fake_lane

PATIENCE = 30_000


def spec(title: str, source: str) -> LaneSpec:
    return LaneSpec(title, Program("program.py", source))


@pytest.fixture
def runs(qtbot: QtBot, forks: None) -> Iterator[LaneRuns]:
    made = LaneRuns(fake_lane())
    pids: set[int] = set()
    made.advanced.connect(lambda: pids.update(made.pids))
    yield made
    made.close()
    # One that was killed before is gone when the event loop has heard of it.
    qtbot.waitUntil(lambda: not [pid for pid in pids if pid and is_alive(pid)], timeout=PATIENCE)
    made.deleteLater()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def run(runs: LaneRuns, qtbot: QtBot, *sources: str) -> None:
    while runs.specs:
        runs.remove(0)
    runs.add(*[spec(f"run {number}", source) for number, source in enumerate(sources)])
    runs.start()
    qtbot.waitUntil(lambda: not runs.is_running, timeout=PATIENCE)


def test_runs_go_on_together_to_their_ends_and_are_compared(runs: LaneRuns, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runs.ended, timeout=PATIENCE):
        run(runs, qtbot, "train 1e-3 60", "train 1e-3 60", "train 2e-3 60")
    assert [(status.state, status.iterations) for status in runs.statuses] == [(LaneState.DONE, 60)] * 3
    assert runs.lanes is not None
    same, other = runs.lanes.verdicts
    assert (same.state, same.iterations) == (State.SAME, 60)
    assert other.parting is not None
    assert (other.parting.iteration, other.parting.moment) == (0, Moment.UPDATE)


def test_they_can_run_again_in_the_same_processes(runs: LaneRuns, qtbot: QtBot) -> None:
    run(runs, qtbot, "train 1e-3 5", "train 1e-3 5")
    pids = runs.pids
    run(runs, qtbot, "train 1e-3 9", "train 1e-3 9")
    assert runs.pids == pids
    assert [status.iterations for status in runs.statuses] == [9, 9]


def test_a_process_that_ends_is_told_the_others_go_on_and_the_next_run_has_a_new_one(
    runs: LaneRuns, qtbot: QtBot
) -> None:
    run(runs, qtbot, "train 1e-3 20", "die", "train 1e-3 20")
    assert [status.state for status in runs.statuses] == [LaneState.DONE, LaneState.GONE, LaneState.DONE]
    assert runs.statuses[1].reason == "exit code 3"
    run(runs, qtbot, "train 1e-3 4", "train 1e-3 4", "train 1e-3 4")
    assert [status.state for status in runs.statuses] == [LaneState.DONE] * 3


def test_an_error_is_told_with_its_line(runs: LaneRuns, qtbot: QtBot) -> None:
    run(runs, qtbot, "train 1e-3 20", "fail")
    error = runs.statuses[1].error
    assert error is not None
    assert (error.kind, error.line) == ("ValueError", 3)
    assert runs.statuses[0].state is LaneState.DONE


def test_stop_ends_all_of_them_also_one_that_does_not_obey(runs: LaneRuns, qtbot: QtBot) -> None:
    runs.add(*[spec("a", "train 1e-3 200"), spec("b", "hang")])
    runs.start()
    qtbot.waitUntil(lambda: bool(runs.statuses) and runs.statuses[0].iterations >= 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: runs.statuses[1].state is LaneState.RUNNING, timeout=PATIENCE)
    runs.stop()
    qtbot.waitUntil(lambda: not runs.is_running, timeout=PATIENCE)
    assert [status.state for status in runs.statuses] == [LaneState.STOPPED, LaneState.GONE]


def test_a_start_while_they_run_begins_anew(runs: LaneRuns, qtbot: QtBot) -> None:
    runs.add(*[spec("a", "train 1e-3 1000"), spec("b", "hang")])
    runs.start()
    qtbot.waitUntil(lambda: runs.statuses[0].iterations >= 1, timeout=PATIENCE)
    run(runs, qtbot, "train 1e-3 3", "train 1e-3 3")
    assert [status.iterations for status in runs.statuses] == [3, 3]


def test_one_run_alone_and_a_fifth_one_are_refused_in_a_sentence(runs: LaneRuns, qtbot: QtBot) -> None:
    runs.add(spec("a", "train 1e-3 1"))
    with qtbot.waitSignal(runs.refused) as refused:
        runs.start()
    assert refused.args == ["Two runs are needed to compare them: add a program."]
    with qtbot.waitSignal(runs.refused) as refused:
        runs.add(*(spec("a", f"train 1e-3 {number}") for number in range(4)))
    assert refused.args == ["At most 4 runs go side by side: remove one first."]
    assert len(runs.specs) == 4
    assert runs.specs[1].title == "a (2)"
    runs.remove(1)
    assert len(runs.specs) == 3
