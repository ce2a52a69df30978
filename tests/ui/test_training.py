"""The row of a training: progress, the learning rate, one iteration at a time. The worker here is not torch's."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.rates import RateChange
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from gradviz.ui.training import Training
from gradviz.ui.training_bar import TrainingBar
from gradviz.ui.workspace import Workspace


@pytest.fixture
def training(workspace: Workspace) -> Training:
    return Training(workspace, workspace)


def start(workspace: Workspace, qtbot: QtBot, text: str = "steer learning_rate") -> None:
    workspace.document.set_text(text)
    workspace.run(hold=True)
    qtbot.waitUntil(lambda: workspace.engine.state == EngineState.PAUSED, timeout=10_000)


def step(training: Training, workspace: Workspace, qtbot: QtBot) -> None:
    before = workspace.total
    training.step_iteration()
    qtbot.waitUntil(lambda: workspace.total > before and workspace.engine.state == EngineState.PAUSED)


class TestTraining:
    def test_a_run_waits_before_it_begins(self, workspace: Workspace, training: Training, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        assert training.is_held
        assert training.is_going
        assert training.is_waiting
        assert training.progress is None
        assert workspace.picture is None
        assert "waiting before the first iteration" in workspace.status

    def test_one_iteration_further_is_on_show(self, workspace: Workspace, training: Training, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        for index in range(2):
            step(training, workspace, qtbot)
            qtbot.waitUntil(lambda index=index: workspace.current == index)  # type: ignore[misc]
        assert not training.is_held
        assert training.progress is not None
        assert (training.progress.done, training.progress.total) == (2, 9)
        assert training.seconds_left == pytest.approx(7 / 4)

    def test_another_rate_is_told_and_kept(self, workspace: Workspace, training: Training, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        step(training, workspace, qtbot)
        with qtbot.waitSignal(training.rate_changed) as told:
            assert training.set_rate("1e-3")
            assert (training.wanted or 0.0) == 1e-3
        assert told.args == ["learning rate 0.5 → 1e-3 at iteration 1 (you)"]
        assert training.wanted is None
        assert workspace.record is not None
        assert workspace.record.changes == [RateChange(1, 0.5, 1e-3)]
        step(training, workspace, qtbot)
        assert training.rate is not None
        assert training.rate.value == 1e-3

    @pytest.mark.parametrize("text", ["", "fast", "-1", "nan", "inf"])
    def test_what_is_no_rate_is_not_sent(
        self, workspace: Workspace, training: Training, qtbot: QtBot, text: str
    ) -> None:
        start(workspace, qtbot)
        with qtbot.waitSignal(training.said) as said:
            assert not training.set_rate(text)
        assert "is a number from 0 on" in said.args[0]
        assert training.wanted is None

    def test_a_program_without_a_rate_says_so(self, workspace: Workspace, training: Training, qtbot: QtBot) -> None:
        start(workspace, qtbot, "steer nowhere")
        step(training, workspace, qtbot)
        assert training.rate is None
        assert training.seconds_left is None
        with qtbot.waitSignal(training.said) as said:
            training.set_rate("0.1")
        assert said.args == ["There is none."]
        assert workspace.record is not None
        assert workspace.record.changes == []

    def test_without_a_run_there_is_nothing_to_change(self, training: Training, qtbot: QtBot) -> None:
        with qtbot.waitSignal(training.said):
            assert not training.set_rate("0.1")
        with qtbot.waitSignal(training.said):
            training.step_iteration()

    def test_at_its_end_all_of_it_is_done(self, workspace: Workspace, training: Training, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        step(training, workspace, qtbot)
        with qtbot.waitSignal(workspace.engine.finished):
            workspace.engine.resume()
        assert training.progress is not None
        assert (training.progress.index, training.progress.done, training.progress.total) == (8, 9, 9)
        assert training.seconds_left == 0.0
        assert not training.is_going


class TestWindow:
    @pytest.fixture
    def bar(self, shell: Shell) -> TrainingBar:
        assert shell.face.training is not None
        return shell.face.training.bar

    def begin(self, shell: Shell, qtbot: QtBot, text: str = "steer learning_rate") -> None:
        shell.workspace.document.new(text)
        QTest.keyClick(
            shell.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        qtbot.waitUntil(lambda: shell.workspace.engine.state == EngineState.PAUSED, timeout=10_000)

    def further(self, shell: Shell, qtbot: QtBot, index: int) -> None:
        QTest.keyClick(shell.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: shell.workspace.current == index)
        qtbot.waitUntil(lambda: shell.workspace.engine.state == EngineState.PAUSED)

    def test_the_row_is_there_only_for_a_training(self, shell: Shell, bar: TrainingBar, qtbot: QtBot) -> None:
        assert bar.isHidden()
        self.begin(shell, qtbot)
        assert bar.isVisible()
        assert "before the first iteration" in bar.said.text()
        self.further(shell, qtbot, 0)
        assert bar.words() == "1 of 9 · 4 iterations/s"
        assert (bar.meter.value(), bar.meter.maximum()) == (1, 9)
        shell.workspace.document.new("ok")
        assert bar.isHidden()

    def test_a_rate_is_typed(self, shell: Shell, bar: TrainingBar, qtbot: QtBot) -> None:
        self.begin(shell, qtbot)
        self.further(shell, qtbot, 0)
        assert bar.rate.text() == "0.5"
        assert "learning_rate" in bar.rate.toolTip()
        QTest.keyClick(shell.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert bar.rate.hasFocus()
        QTest.keyClicks(bar.rate, "0.25")
        QTest.keyClick(bar.rate, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(shell.workspace.record and shell.workspace.record.changes))
        views = shell.face.views
        assert views is not None
        views.console.flush()
        assert "learning rate 0.5 → 0.25 at iteration 1 (you)" in views.console.text()
        self.further(shell, qtbot, 1)
        assert bar.rate.text() == "0.25"

    @pytest.mark.parametrize(
        ("word", "note", "said"),
        [
            ("led", "OneCycleLR goes on from yours", "(you). OneCycleLR goes on from there, in proportion"),
            ("own", "Mine may set it anew", "(you). Mine sets the rate at its next step, perhaps as if"),
            ("undone", "set anew by the program", "iteration 1 (you)"),
        ],
    )
    def test_what_becomes_of_a_change_is_told_at_once(
        self, shell: Shell, bar: TrainingBar, qtbot: QtBot, word: str, note: str, said: str
    ) -> None:
        self.begin(shell, qtbot, f"steer {word}")
        self.further(shell, qtbot, 0)
        assert bar.note.text() == ""
        bar.focus_rate()
        QTest.keyClicks(bar.rate, "0.25")
        QTest.keyClick(bar.rate, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(shell.workspace.record and shell.workspace.record.changes))
        views = shell.face.views
        assert views is not None
        views.console.flush()
        assert said in views.console.text()
        if word == "undone":
            assert bar.note.text() == ""
            self.further(shell, qtbot, 1)
            self.further(shell, qtbot, 2)
        assert bar.note.text() == note
        assert bar.note.isVisible()

    def test_escape_gives_the_old_rate_and_the_keys_back(self, shell: Shell, bar: TrainingBar, qtbot: QtBot) -> None:
        self.begin(shell, qtbot)
        self.further(shell, qtbot, 0)
        bar.focus_rate()
        QTest.keyClicks(bar.rate, "7")
        QTest.keyClick(bar.rate, Qt.Key.Key_Escape)
        assert not bar.rate.hasFocus()
        assert bar.rate.text() == "0.5"

    def test_nothing_is_promised_where_nothing_is_known(self, shell: Shell, bar: TrainingBar, qtbot: QtBot) -> None:
        self.begin(shell, qtbot, "steer nowhere")
        self.further(shell, qtbot, 0)
        assert bar.meter.isHidden()
        assert bar.words() == "iteration 0 · 4 iterations/s"
        assert not bar.rate.isEnabled()
        assert bar.note.text() == "none is known"

    def test_further_is_allowed_only_while_the_run_waits(self, shell: Shell, bar: TrainingBar, qtbot: QtBot) -> None:
        action = shell.face.actions_by_id["train.step"]
        assert not action.isEnabled()
        self.begin(shell, qtbot)
        assert action.isEnabled()
        QTest.keyClick(shell.window, Qt.Key.Key_F6)
        qtbot.waitUntil(lambda: not shell.workspace.engine.is_busy)
        assert not action.isEnabled()

    def test_a_session_keeps_the_changes(self, shell: Shell, bar: TrainingBar, qtbot: QtBot, tmp_path: Path) -> None:
        workspace = shell.workspace
        self.begin(shell, qtbot)
        for index in range(3):
            self.further(shell, qtbot, index)
        shell.face.training_commands.training.set_rate("0.25")
        qtbot.waitUntil(lambda: bool(workspace.record and workspace.record.changes))
        QTest.keyClick(shell.window, Qt.Key.Key_F6)
        qtbot.waitUntil(lambda: not workspace.engine.is_busy)
        shell.face.files.save_session_to(tmp_path / "run.gradviz")
        assert shell.face.views is not None
        strip = shell.face.views.timeline.strip
        shell.face.files.new()
        qtbot.waitUntil(lambda: not strip.remark_at(strip.x_of(3)))
        assert shell.face.files.open_path(tmp_path / "run.gradviz")
        qtbot.waitUntil(lambda: bool(strip.remark_at(strip.x_of(3))))
        assert strip.remark_at(strip.x_of(3)) == "learning rate 0.5 → 0.25 at iteration 3 (you)"
        assert workspace.record is not None
        assert workspace.record.changes == [RateChange(3, 0.5, 0.25)]


def test_ten_iterations_a_second_can_be_recorded_and_it_is_remembered(shell: Shell) -> None:
    action = shell.face.actions_by_id["train.often"]
    engine = shell.workspace.engine
    assert (action.isChecked(), engine.record) == (False, "sampled")
    action.trigger()
    assert engine.record == "10/s"
    assert shell.face.settings.records_often
    action.trigger()
    assert engine.record == "sampled"
    assert not shell.face.settings.records_often
