"""The window while the engine waits: the workspace, the keys, the bar. The worker here is not torch's."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.breakpoints import Breakpoint, Kind, condition
from gradviz.core.edits import Edit, How
from gradviz.core.frame import NodeState
from gradviz.core.graph import grad_key
from gradviz.core.messages.requests import StepTo
from gradviz.ui.enginestate import EngineState
from gradviz.ui.live_bar import LiveBar
from gradviz.ui.shell import Shell
from gradviz.ui.workspace import Workspace
from tests import traces

WHOLE = traces.two_layer()
EVENTS = WHOLE.backward
LOSS = len(WHOLE.forward)


def start(workspace: Workspace, qtbot: QtBot, text: str = "live") -> None:
    workspace.document.set_text(text)
    workspace.run()
    qtbot.waitUntil(lambda: workspace.live.is_waiting and workspace.picture is not None)


def step(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(workspace.live.advanced):
        assert workspace.step_live()


class TestWorkspace:
    def test_a_halt_shows_the_iteration_and_what_arrives(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        assert workspace.engine.state is EngineState.HALTED
        assert (workspace.player.position, workspace.player.end) == (LOSS, LOSS)
        key = grad_key(EVENTS[0].node)
        assert workspace.waiting_key == workspace.inspected == key
        assert workspace.frame is not None
        shown = workspace.frame.nodes[key]
        assert (shown.state, shown.gradient) == (NodeState.WAITING, EVENTS[0].grad_outputs[0])
        assert workspace.recorded == (0,)
        assert "the engine waits in iteration 0" in workspace.status

    def test_steps_add_events_and_keep_graph_and_layout(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        picture = workspace.picture
        assert picture is not None
        with qtbot.assertNotEmitted(workspace.graph_changed):
            step(workspace, qtbot)
        assert workspace.picture is not None
        assert workspace.picture.graph is picture.graph
        assert workspace.picture.layout is picture.layout
        assert workspace.picture.iteration.backward == EVENTS[:1]
        assert workspace.player.position == LOSS + 1
        assert workspace.waiting_key == grad_key(EVENTS[1].node)

    def test_back_replays_while_the_engine_stays(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        step(workspace, qtbot)
        step(workspace, qtbot)
        workspace.player.step(-2)
        assert workspace.waiting_key is None
        assert not workspace.step_live()
        assert workspace.live.is_waiting
        workspace.player.step(1)
        assert not workspace.step_live()
        workspace.player.step(1)
        step(workspace, qtbot)
        assert workspace.player.position == LOSS + 3

    def test_whoever_looks_back_stays_there(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        step(workspace, qtbot)
        workspace.player.seek(2)
        with qtbot.waitSignal(workspace.live.advanced):
            workspace.live.step()
        assert (workspace.player.position, workspace.player.end) == (2, LOSS + 2)

    def test_the_recorded_iteration_takes_its_place(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        step(workspace, qtbot)
        workspace.select(grad_key(EVENTS[3].node))
        with qtbot.waitSignal(workspace.engine.finished):
            workspace.go_on(StepTo.BREAKPOINT)
        assert workspace.live.iteration is None
        assert workspace.picture is not None
        assert workspace.picture.iteration == WHOLE
        assert workspace.selection == grad_key(EVENTS[3].node)
        assert workspace.player.position == LOSS + len(EVENTS)

    def test_a_second_step_before_the_answer_is_dropped(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        with qtbot.waitSignal(workspace.live.advanced):
            assert workspace.step_live()
            assert workspace.step_live()
        qtbot.wait(50)
        assert workspace.player.position == LOSS + 1

    def test_an_edit_shows_what_it_made(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        with qtbot.waitSignal(workspace.live.advanced):
            workspace.live.edit(Edit(How.SCALE, 2.0))
        assert workspace.live.was_edited
        assert workspace.frame is not None
        assert workspace.frame.nodes[grad_key(EVENTS[0].node)].gradient == traces.random(2)
        with qtbot.waitSignal(workspace.live.refused) as signal_:
            workspace.live.edit(Edit(How.SCALE, 13.0))
        assert signal_.args == ["no"]
        step(workspace, qtbot)

    def test_an_abort_ends_with_the_programs_error(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        with qtbot.waitSignal(workspace.error_changed) as signal_:
            workspace.live.abort()
        assert signal_.args[0].kind == "BackwardAborted"
        assert not workspace.live.is_waiting

    def test_stop_while_it_waits(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        with qtbot.waitSignal(workspace.engine.finished) as signal_:
            workspace.engine.stop()
        assert signal_.args[0].stopped
        assert not workspace.live.is_waiting
        assert not workspace.step_live()

    def test_a_worker_that_is_killed_while_it_waits_is_told(self, workspace: Workspace, qtbot: QtBot) -> None:
        start(workspace, qtbot)
        with qtbot.waitSignal(workspace.failed) as signal_:
            os.kill(workspace.engine.pid, signal.SIGKILL)
        assert "ended unexpectedly" in signal_.args[0]
        assert not workspace.live.is_waiting
        assert workspace.picture is not None
        qtbot.waitUntil(lambda: workspace.engine.state is EngineState.READY, timeout=10_000)
        start(workspace, qtbot)

    def test_wishes_go_with_the_run(self, workspace: Workspace, qtbot: QtBot) -> None:
        said: list[str] = []
        workspace.printed.connect(lambda text, _skipped: said.append(text))
        workspace.document.set_text("echo")
        workspace.breakpoints.add(condition(Kind.NONFINITE))
        workspace.is_live_wanted = True
        workspace.run(live_from=12)
        qtbot.waitUntil(lambda: bool(said))
        workspace.breakpoints.add(Breakpoint(Kind.LINE, line=2))
        qtbot.waitUntil(lambda: len(said) == 2)
        assert said == ["True 12 1\n", "set 2\n"]
        workspace.engine.stop()

    def test_a_condition_that_held_is_told(self, workspace: Workspace, qtbot: QtBot) -> None:
        workspace.document.set_text("stops")
        with qtbot.waitSignal(workspace.caught) as signal_:
            workspace.run()
        assert signal_.args == [77, "the norm of w1.grad is 5, above 2"]
        assert (workspace.stopped_at, workspace.engine.state) == (77, EngineState.PAUSED)
        with qtbot.waitSignal(workspace.engine.finished):
            workspace.go_on(StepTo.BREAKPOINT)

    def test_another_program_has_no_breakpoints(self, workspace: Workspace) -> None:
        workspace.breakpoints.add(Breakpoint(Kind.LINE, line=2))
        workspace.document.new("x = 1", "other.py")
        assert workspace.breakpoints.all == ()


def bar_of(shell: Shell) -> LiveBar:
    assert shell.face.live is not None
    return shell.face.live.bar


def press(shell: Shell, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(shell.window, key, modifier)


class TestWindow:
    @pytest.fixture
    def waiting(self, shell: Shell, qtbot: QtBot) -> Shell:
        assert shell.face.views is not None
        start(shell.workspace, qtbot)
        shell.face.focus_graph()
        return shell

    def test_the_bar_is_there_only_while_it_waits(self, shell: Shell, qtbot: QtBot) -> None:
        bar = bar_of(shell)
        assert not bar.isVisible()
        start(shell.workspace, qtbot)
        assert bar.isVisible()
        assert bar.sentence.text() == "The engine waits before SumBackward0, line 7."
        assert bar.accessibleDescription() == bar.sentence.text()
        press(shell, Qt.Key.Key_F8)
        qtbot.waitUntil(lambda: shell.workspace.engine.state is EngineState.READY)
        assert not bar.isVisible()

    def test_the_arrows_step_the_engine_and_replay(self, waiting: Shell, qtbot: QtBot) -> None:
        graph = waiting.face.views.graph  # type: ignore[union-attr]
        player = waiting.workspace.player
        with qtbot.waitSignal(waiting.workspace.live.advanced):
            QTest.keyClick(graph, Qt.Key.Key_Right)
        QTest.keyClick(graph, Qt.Key.Key_Left)
        assert (player.position, player.end) == (LOSS, LOSS + 1)
        with qtbot.assertNotEmitted(waiting.workspace.live.advanced, wait=100):
            QTest.keyClick(graph, Qt.Key.Key_Right)
        assert player.position == LOSS + 1
        assert waiting.face.views is not None
        assert waiting.face.views.timeline.position_text() == f"{LOSS + 1} / {LOSS + 1}"

    def test_the_bars_buttons_do_the_same(self, waiting: Shell, qtbot: QtBot) -> None:
        bar = bar_of(waiting)
        with qtbot.waitSignal(waiting.workspace.live.advanced):
            QTest.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(waiting.workspace.error_changed):
            QTest.mouseClick(bar.buttons[3], Qt.MouseButton.LeftButton)

    def test_an_edit_by_keys(self, waiting: Shell, qtbot: QtBot) -> None:
        bar = bar_of(waiting)
        QTest.keyClick(waiting.face.views.graph, Qt.Key.Key_G)  # type: ignore[union-attr]
        assert bar.value.hasFocus()
        QTest.keyClicks(bar.value, "half")
        QTest.keyClick(bar.value, Qt.Key.Key_Return)
        assert bar.answer.text() == "“half” is no number; write one such as 0.5, -2 or 1e3."
        bar.value.clear()
        QTest.keyClicks(bar.value, "0.5")
        with qtbot.waitSignal(waiting.workspace.live.advanced):
            QTest.keyClick(bar.value, Qt.Key.Key_Return)
        assert bar.answer.text().endswith("edited by you")
        QTest.keyClick(bar.value, Qt.Key.Key_Escape)
        assert waiting.face.views is not None
        assert waiting.face.views.graph.hasFocus()
        assert waiting.workspace.live.is_waiting

    def test_one_element_needs_an_index(self, waiting: Shell) -> None:
        bar = bar_of(waiting)
        assert not bar.index.isVisible()
        bar.how.setFocus()
        QTest.keyClick(bar.how, Qt.Key.Key_Down)
        QTest.keyClick(bar.how, Qt.Key.Key_Down)
        assert bar.chosen is How.ELEMENT
        assert bar.index.isVisible()
        assert not bar.output.isVisible()

    def test_what_can_be_done(self, shell: Shell, qtbot: QtBot) -> None:
        actions = shell.face.actions_by_id
        names = ("run.continue", "run.next_pass", "run.abort", "run.edit")
        assert not any(actions[name].isEnabled() for name in names)
        start(shell.workspace, qtbot)
        assert all(actions[name].isEnabled() for name in names)
        assert not actions["run.pause"].isEnabled()
        assert actions["run.stop"].isEnabled()

    def test_breakpoints_by_keys(self, waiting: Shell, qtbot: QtBot) -> None:
        assert waiting.face.views is not None
        assert waiting.face.live is not None
        views, panel = waiting.face.views, waiting.face.live.panel

        def held() -> list[Breakpoint]:
            return list(waiting.workspace.breakpoints.all)

        QTest.keyClick(views.graph, Qt.Key.Key_B)
        node = Breakpoint(Kind.NODE, node=EVENTS[0].node, name="SumBackward0")
        assert held() == [node]
        views.editor.setFocus()
        QTest.keyClick(views.editor.edit, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        assert held() == [node, Breakpoint(Kind.LINE, line=1)]
        assert views.editor.edit.breakpoint_lines == {1: True}
        press(waiting, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert panel.list.hasFocus()
        panel.list.setCurrentRow(0)
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)
        assert held() == [Breakpoint(Kind.LINE, line=1)]
        margin = views.editor.edit.childAt(QPoint(6, 60))
        assert margin is not None
        QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(6, 8))
        assert held() == []

    def test_live_is_a_switch(self, shell: Shell) -> None:
        press(shell, Qt.Key.Key_F7)
        assert shell.workspace.is_live_wanted
        assert shell.face.actions_by_id["run.live"].isChecked()
        press(shell, Qt.Key.Key_F7)
        assert not shell.workspace.is_live_wanted

    def test_a_condition_that_held_offers_to_run_again(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.document.set_text("stops")
        with qtbot.waitSignal(shell.workspace.caught):
            shell.workspace.run()
        banner = shell.face.banner
        assert banner.text == "The run waits after iteration 77: the norm of w1.grad is 5, above 2. F8 goes on."
        assert banner.button.text() == "Run again, and wait in iteration 77"
        said: list[str] = []
        shell.workspace.printed.connect(lambda text, _skipped: said.append(text))
        shell.workspace.document.set_text("echo")
        QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(said))
        assert said == ["True 77 0\n"]
        assert not banner.isVisible()
        shell.workspace.engine.stop()
