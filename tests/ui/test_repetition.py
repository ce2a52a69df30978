"""Iterations that are not here are offered to be recomputed, and what came out is said truly."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.demote import Detail
from gradviz.core.messages.replies import Fetched, Holding, Recomputed
from gradviz.core.place import Part, Place, Span
from gradviz.core.repetition import Verdict
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Program, ProgramError, Trace
from gradviz.ui.enginestate import EngineState
from gradviz.ui.parts import Parts
from gradviz.ui.repetition import kept_words
from gradviz.ui.shell import Shell
from gradviz.ui.widgets.iteration_strip import IterationStrip
from gradviz.ui.workspace import Workspace
from tests import traces
from tests.ui.fake_worker import numbered


def run(qtbot: QtBot, workspace: Workspace, source: str) -> None:
    workspace.document.new(source, "p.py")
    with qtbot.waitSignal(workspace.engine.finished, timeout=10_000):
        workspace.run()
    qtbot.waitUntil(lambda: workspace.total > 0)


@pytest.fixture
def said(workspace: Workspace) -> list[str]:
    words: list[str] = []
    workspace.noticed.connect(words.append)
    workspace.failed.connect(words.append)
    workspace.iteration_missing.connect(lambda _index, sentence: words.append(sentence))
    return words


def test_an_iteration_that_is_not_here_is_offered(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 30")
    with qtbot.waitSignal(workspace.iteration_missing) as caught:
        workspace.seek_iteration(13)
    assert caught.args == [13, "Iteration 13 was not recorded. The program can run again up to it."]
    assert workspace.current == 10
    workspace.seek_iteration(20)
    assert workspace.current == 20
    assert len(said) == 1
    workspace.open_iteration(1000)
    assert len(said) == 1


def test_it_comes_from_the_text_that_ran_and_is_opened(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 30")
    workspace.document.set_text("quiet")
    workspace.seek_iteration(13)
    with qtbot.waitSignal(workspace.engine.recomputed, timeout=10_000):
        workspace.repetition.start()
        assert workspace.engine.state is EngineState.RECOMPUTING
        assert "recomputing iteration 13" in workspace.status
        assert workspace.is_live is False
    assert workspace.current == 13
    assert workspace.total == 30
    record = workspace.record
    assert record is not None
    assert record.recordings.detail(13) is Detail.RECORDED
    # The fake worker's losses: 1 ÷ (i + 1) in the run, and in a repetition the same for even ones.
    assert not record.verdicts[13].is_equal
    assert "is not that of the first run" in said[-1]
    assert kept_words(record, 13) == "every element; recomputed, not equal to the first run"
    with qtbot.waitSignal(workspace.engine.recomputed, timeout=10_000):
        workspace.repetition.start(14)
    assert "equal to the first run bit for bit" in said[-1]
    assert kept_words(record, 14) == "every element; recomputed, equal to the first run"
    assert kept_words(record, 13) == "large tensors as thumbnails; recomputed, not equal to the first run"


def pause(qtbot: QtBot, workspace: Workspace) -> None:
    """Run a program of 30 iterations that pauses when it is asked to."""
    workspace.document.new("long", "p.py")
    workspace.run()
    qtbot.waitUntil(lambda: workspace.total == 30)
    workspace.toggle_pause()
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.PAUSED)


def test_while_a_run_waits_another_worker_repeats_it(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    pause(qtbot, workspace)
    beside = workspace.repetition.beside
    assert beside.pid == 0
    workspace.open_iteration(14)
    assert said[-1] == (
        "Iteration 14 was not recorded. The program can run again up to it. "
        "It does so in a second process; this run stays as it is. Files are written once more."
    )
    with qtbot.waitSignal(beside.recomputed, timeout=10_000):
        workspace.repetition.start()
        assert workspace.repetition.progress == (14, 0)
        # What is asked for again is on its way.
        workspace.open_iteration(14)
        assert len(said) == 1
    assert workspace.engine.state is EngineState.PAUSED
    assert beside.pid not in (0, workspace.engine.pid)
    assert workspace.current == 14
    assert "equal to the first run bit for bit" in said[-1]
    record = workspace.record
    assert record is not None
    assert record.is_exact(14)
    assert record.beside == Holding(record.run, 14, 1000, (0,), 500)
    # It holds what it has recomputed as long as this run is the one on show.
    with qtbot.waitSignal(workspace.engine.finished):
        workspace.toggle_pause()
    assert record.is_exact(14)
    with qtbot.waitSignal(workspace.engine.recomputed):
        workspace.repetition.start(16)
    assert beside.pid == 0
    assert not record.is_exact(14)
    assert record.is_exact(16)


def test_it_can_be_cancelled_beside_the_run(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    pause(qtbot, workspace)
    workspace.repetition.start(17)
    qtbot.waitUntil(lambda: workspace.repetition.progress == (17, 3), timeout=10_000)
    workspace.repetition.cancel()
    assert workspace.repetition.progress is None
    assert workspace.engine.state is EngineState.PAUSED
    with qtbot.waitSignal(workspace.repetition.beside.recomputed, timeout=10_000):
        workspace.repetition.start(14)
    assert len(said) == 1
    assert workspace.current == 14


def test_another_one_is_asked_for_meanwhile(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    pause(qtbot, workspace)
    workspace.repetition.start(17)
    qtbot.waitUntil(lambda: workspace.repetition.progress == (17, 3), timeout=10_000)
    with qtbot.waitSignal(workspace.repetition.beside.recomputed, timeout=10_000):
        workspace.repetition.start(14)
    assert workspace.current == 14
    assert workspace.repetition.progress is None


def test_another_run_ends_what_was_for_the_one_before(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    pause(qtbot, workspace)
    workspace.repetition.start(17)
    qtbot.waitUntil(lambda: workspace.repetition.progress == (17, 3), timeout=10_000)
    run(qtbot, workspace, "ok")
    assert workspace.repetition.progress is None
    assert workspace.repetition.beside.pid == 0
    assert said == []


def test_while_the_worker_answers_something_else_it_says_so(
    workspace: Workspace, said: list[str], qtbot: QtBot
) -> None:
    run(qtbot, workspace, "train 30")
    workspace.repetition.start(17)
    workspace.repetition.start(14)
    assert said[-1] == "PyTorch is busy with something else; try again when that is done."
    with qtbot.waitSignal(workspace.engine.recomputed):
        workspace.repetition.cancel()
    assert workspace.engine.state is EngineState.READY


def test_without_a_run_there_is_nothing_to_recompute(workspace: Workspace, said: list[str]) -> None:
    workspace.repetition.start()
    assert said == ["There is no iteration to recompute yet: run a program first."]


def test_it_can_be_stopped(workspace: Workspace, said: list[str], qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 30")
    workspace.seek_iteration(17)
    workspace.repetition.start(17)
    qtbot.waitUntil(lambda: "at 3" in workspace.status)
    count = len(said)
    with qtbot.waitSignal(workspace.engine.recomputed):
        workspace.engine.stop()
    assert workspace.engine.state is EngineState.READY
    assert workspace.repetition.progress is None
    assert len(said) == count
    assert workspace.total == 30


@pytest.mark.parametrize(
    ("recomputed", "words"),
    [
        (
            Recomputed(0, 0, 7, error=ProgramError("ValueError", "no")),
            "Iteration 7 could not be recomputed: ValueError: no",
        ),
        (
            Recomputed(0, 0, 7, iterations=5),
            "This time the program ended after 5 iterations, before iteration 7.",
        ),
    ],
)
def test_why_it_did_not_come_is_told(workspace: Workspace, said: list[str], recomputed: Recomputed, words: str) -> None:
    workspace.open_session(Trace(Program("p", "x"), iterations=(numbered(0),), losses=(None,) * 9))
    workspace.engine.recomputed.emit(recomputed)
    assert said[-1] == words


VERDICTS = {
    Verdict(None, (), 2.0, 2.0): "its loss is equal to the first run bit for bit.",
    Verdict(3, (), 2.0, 2.0): "(its loss, and the whole state at iteration 3).",
    Verdict(3, ("w", "b", "torch's random numbers", "v"), 2.0, 2.0): "(w, b, torch's random numbers, …)",
    Verdict(3, ("w",), 2.0, 2.5): "its loss is 2.5, and was 2.",
    Verdict(None, (), 0.1, math.nextafter(0.1, 1)): "its loss is 0.10000000000000002, and was 0.1.",
    Verdict(None, (), None, 0.1): "it is not that of the first run",
}


@pytest.mark.parametrize(("verdict", "words"), VERDICTS.items())
def test_the_verdict_in_words(workspace: Workspace, verdict: Verdict, words: str) -> None:
    said = workspace.repetition.words(5, verdict)
    assert said.startswith("Iteration 5 recomputed")
    assert words in said


def test_what_is_left_in_words(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 30")
    record = workspace.record
    assert record is not None
    assert kept_words(record, 10) == "large tensors as thumbnails"
    record.hold(Holding(record.run, 20, 5, (0,), 6))
    assert kept_words(record, 20) == "every element"
    record.recordings.set_budget(1.2 * record.recordings.size)
    assert kept_words(record, 10) in ("small thumbnails, to save memory", "statistics only")
    assert kept_words(record, 3) == ""


def test_the_memory_is_told_and_the_budget_reaches_everything(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 30")
    record = workspace.record
    assert record is not None
    before = record.used
    assert f"memory {before / 2**20:.0f} of 512 MB" in workspace.status
    workspace.engine.held.emit(Holding(record.run, 20, 7 << 20, (0,), 5 << 20))
    assert record.used == before + (12 << 20)
    workspace.set_budget(1 << 30)
    assert "of 1024 MB" in workspace.status
    assert record.recordings.budget == 1 << 30
    workspace.engine.held.emit(Holding(record.run + 5, 20, 999 << 20))
    assert record.used == before + (12 << 20)


# Parts


class Answers:
    """Parts with a worker that answers when it is told to."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.parts = Parts(workspace, workspace)
        self.arrived: list[tuple[TensorSummary, Part, object, str]] = []
        self.parts.arrived.connect(lambda *args: self.arrived.append(args))


PART = Part(Span(0, 4), Span(0, 4))


def test_a_part_is_asked_for_where_it_is_held_and_late_answers_are_dropped(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 30")
    record = workspace.record
    assert record is not None
    workspace.open_iteration(20)
    assert workspace.picture is not None
    answers = Answers(workspace)
    summary = workspace.picture.iteration.tensors["w1"]
    answers.parts.request(summary, PART)
    assert "not held any more" in answers.arrived.pop()[3]
    record.hold(Holding(record.run, 20, 5))
    assert answers.parts.can_be_had
    with qtbot.waitSignal(answers.parts.arrived):
        answers.parts.request(summary, PART)
    (found, part, values, reason) = answers.arrived.pop()
    assert found is summary
    assert (part, values, reason) == (PART, None, "It is not held: its elements are gone.")
    # Nobody waits for these.
    workspace.engine.fetched.emit(Fetched(record.run, 20, Place("tensor", id="w1"), PART))
    workspace.engine.fetched.emit(Fetched(record.run + 1, 20, Place("tensor", id="w1"), PART))
    assert answers.arrived == []
    answers.parts.request(traces.random(100, 100), PART)
    assert "does not belong" in answers.arrived.pop()[3]
    workspace.engine.close()
    answers.parts.request(summary, PART)
    assert "not ready" in answers.arrived.pop()[3]


# The window


def test_a_click_on_the_strip_offers_and_the_button_recomputes(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    run(qtbot, workspace, "train 30")
    assert shell.face.views is not None
    strip: IterationStrip = shell.face.views.timeline.strip
    # It is visible a moment before it has its room.
    qtbot.waitUntil(lambda: strip.isVisible() and strip.x_of(14) < strip.width())
    x = round(strip.x_of(14))
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(x, strip.height() // 2))
    assert shell.face.banner.isVisible()
    assert "Iteration 14 was not recorded" in shell.face.banner.text
    with qtbot.waitSignal(workspace.engine.recomputed, timeout=10_000):
        shell.face.banner._button.click()
    assert workspace.current == 14
    assert "equal to the first run bit for bit" in shell.face.banner.text
    timeline = shell.face.views.timeline
    qtbot.waitUntil(lambda: "recomputed, equal" in timeline.iterations_text())


def test_by_key_any_iteration_is_marked_and_asked_for(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    run(qtbot, workspace, "train 30")
    assert shell.face.views is not None
    strip = shell.face.views.timeline.strip
    qtbot.waitUntil(strip.isVisible)
    strip.setFocus()
    for _ in range(4):
        QTest.keyClick(strip, Qt.Key.Key_Up)
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert strip.marked == 3
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert "Iteration 3 was not recorded" in shell.face.banner.text
    with qtbot.waitSignal(workspace.engine.recomputed, timeout=10_000):
        shell.face.actions_by_id["run.recompute"].trigger()
    assert workspace.current == 3


def test_the_budget_is_changed_in_the_menu_and_remembered(shell: Shell) -> None:
    actions = shell.face.actions_by_id
    actions["run.more_memory"].trigger()
    assert shell.face.settings.memory_budget == 1 << 30
    assert shell.workspace.engine.budget == 1 << 30
    assert "1024 MB" in shell.face.banner.text
    for _ in range(9):
        actions["run.less_memory"].trigger()
    assert shell.workspace.engine.budget == 64 << 20


def test_recompute_is_offered_when_there_is_a_run(shell: Shell, qtbot: QtBot) -> None:
    action = shell.face.actions_by_id["run.recompute"]
    assert not action.isEnabled()
    run(qtbot, shell.workspace, "ok")
    qtbot.waitUntil(action.isEnabled)
    pause(qtbot, shell.workspace)
    assert action.isEnabled()


def test_how_far_it_is_stands_below_with_a_button_that_ends_it(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    cancel = shell.face.actions_by_id["run.cancel_recompute"]
    pause(qtbot, workspace)
    assert not cancel.isEnabled()
    for end in ("button", "key", "escape"):
        workspace.repetition.start(17)
        bar = shell.face.seek_bar
        assert bar is not None
        assert cancel.isEnabled()
        qtbot.waitUntil(lambda bar=bar: bar.meter.text() == "iteration 17: at 3", timeout=10_000)  # type: ignore[misc]
        assert bar.isVisible()
        assert bar.window() is shell.window
        assert bar.meter.value() / bar.meter.maximum() == 3 / 18
        if end == "button":
            bar.button.setFocus()
            QTest.keyClick(bar.button, Qt.Key.Key_Space)
        elif end == "key":
            modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            QTest.keyClick(shell.window, Qt.Key.Key_R, modifiers)
        else:
            QTest.keyClick(shell.window, Qt.Key.Key_Escape)
        assert workspace.repetition.progress is None
        assert not bar.isVisible()
        assert not cancel.isEnabled()
    assert workspace.engine.state is EngineState.PAUSED
