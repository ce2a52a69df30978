"""The first minute, the main path by mouse, the end."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from gradviz.core.resources import examples
from gradviz.ui.dialogs.keys import KeySheet
from gradviz.ui.draft import DraftStore
from gradviz.ui.enginestate import EngineState
from gradviz.ui.menus import TITLES
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.toolbar import MOST_LISTED
from gradviz.ui.window import MainWindow
from tests.ui.conftest import MakeEngine
from tests.ui.hands import Key, button, click, editor_of, press, run, type_program, views_of

pytestmark = pytest.mark.usefixtures("no_modal_window")


class TestFirstMinute:
    def test_the_second_example_is_open_and_run_is_large(self, shell: Shell) -> None:
        assert shell.workspace.document.name == f"{examples()[1].name}.py"
        assert editor_of(shell).text() == examples()[1].source()
        page = shell.face.start_page
        assert page.isVisible()
        assert page.button.height() >= 40
        assert "graph" in page.text

    def test_the_titles_of_the_examples_can_be_translated(self) -> None:
        assert tuple(example.title for example in examples()) == TITLES

    def test_the_large_run_runs(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.document.new("ok")
        with qtbot.waitSignal(shell.workspace.engine.finished):
            click(shell.face.start_page.button)
        assert views_of(shell).graph.isVisible()
        assert not shell.face.start_page.isVisible()

    def test_every_state_of_the_start_page_says_something(self, shell: Shell, qtbot: QtBot) -> None:
        texts = {shell.face.start_page.text}
        run(shell, qtbot, "quiet")
        texts.add(shell.face.start_page.text)
        run(shell, qtbot, "error")
        texts.add(shell.face.start_page.text)
        shell.workspace.document.new("obey")
        shell.workspace.run()
        texts.add(shell.face.start_page.text)
        assert not shell.face.start_page.button.isVisible()
        with qtbot.waitSignal(shell.workspace.engine.finished):
            shell.workspace.engine.stop()
        texts.add(shell.face.start_page.text)
        assert len(texts) == 5

    def test_what_a_program_without_a_graph_printed_is_in_sight(self, shell: Shell, qtbot: QtBot) -> None:
        console = shell.face.docks["console"]
        shell.workspace.document.new("flood 3")
        with qtbot.waitSignal(shell.workspace.engine.finished):
            shell.workspace.run()
        qtbot.wait(20)
        assert not console.visibleRegion().isEmpty()
        assert console.windowTitle() == "Console"

    def test_new_output_out_of_sight_is_pointed_to(self, shell: Shell, qtbot: QtBot) -> None:
        console = shell.face.docks["console"]
        run(shell, qtbot, "ok")
        assert console.windowTitle() == "Console •"
        console.raise_()
        qtbot.waitUntil(lambda: console.windowTitle() == "Console")


class TestMouse:
    def test_the_main_path(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        click(button(shell, "step.forward"))
        click(button(shell, "step.forward"))
        click(button(shell, "step.back"))
        assert workspace.player.position == 7
        click(button(shell, "step.end"))
        assert workspace.player.position == 16
        click(button(shell, "step.start"))
        assert workspace.player.position == 0
        click(button(shell, "step.loss"))
        assert workspace.player.position == 6
        click(button(shell, "step.play"))
        assert workspace.player.is_playing
        click(button(shell, "step.play"))
        assert not workspace.player.is_playing

    def test_stop(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.document.new("obey")
        assert not button(shell, "run.stop").isEnabled()
        click(button(shell, "run.start"))
        assert button(shell, "run.stop").isEnabled()
        with qtbot.waitSignal(shell.workspace.engine.finished):
            click(button(shell, "run.stop"))
        assert not button(shell, "run.stop").isEnabled()

    def test_pause_and_go_on(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = shell.workspace
        workspace.document.new("pause")
        click(button(shell, "run.start"))
        qtbot.waitUntil(lambda: workspace.current == 0)
        click(button(shell, "run.pause"))
        qtbot.waitUntil(lambda: workspace.engine.state == EngineState.PAUSED)
        assert button(shell, "run.pause").isChecked()
        assert workspace.current == 5
        with qtbot.waitSignal(workspace.engine.finished):
            click(button(shell, "run.pause"))
        assert not button(shell, "run.pause").isChecked()

    def test_a_click_on_a_node_selects_it_everywhere(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        views_of(shell).graph.selection_requested.emit("n7")
        assert workspace.selection == "n7"
        assert editor_of(shell).current_line() in (1, 7)

    def test_step_has_the_hue_of_the_phase(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        step = button(shell, "step.forward")
        assert step.property("phase") == "forward"
        click(step)
        assert step.property("phase") == "backward"
        click(button(shell, "step.end"))
        assert step.property("phase") == "update"

    def test_iterations_and_devices_are_offered(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "train 30")
        bar = shell.face.bar
        assert bar.iteration.text() == "iteration 0 / 29 ▾"
        bar.iteration.menu().aboutToShow.emit()
        texts = [action.text() for action in bar.iteration.menu().actions()]
        assert texts == ["3 of 30 are recorded", "", "iteration 0", "iteration 10", "iteration 20"]
        bar.iteration.menu().actions()[-1].trigger()
        assert workspace.current == 20
        assert [action.text() for action in bar.device.menu().actions()] == ["cpu", "cuda:0"]
        bar.device.menu().actions()[1].trigger()
        assert workspace.device == "cuda:0"
        assert bar.device.text() == "device cuda:0 ▾"

    def test_of_many_iterations_some_are_offered(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "train 1000")
        workspace.open_iteration(470)
        button = shell.face.bar.iteration
        qtbot.waitUntil(lambda: button.text() == "iteration 470 / 999 ▾")
        menu = button.menu()
        menu.aboutToShow.emit()
        head, _, *offered = [action.text() for action in menu.actions()]
        assert head == f"100 of 1000 are recorded; {MOST_LISTED} of them are listed here"
        assert len(offered) == MOST_LISTED
        assert {"iteration 0", "iteration 470", "iteration 990"} <= set(offered)

    def test_speed(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        press(shell, Key.Key_BracketRight)
        assert shell.workspace.player.speed == 4.0
        assert shell.face.bar.speed.text() == "4/s ▾"
        press(shell, Key.Key_BracketLeft)
        press(shell, Key.Key_BracketLeft)
        assert shell.face.bar.speed.text() == "1/s ▾"


class TestEnd:
    def test_closing_while_a_program_runs_leaves_nothing(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.document.new("loop")
        click(button(shell, "run.start"))
        pid = shell.workspace.engine.pid
        shell.window.closing.connect(shell.close)
        shell.window.close()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    def test_the_excepthook_is_given_back(self, make_engine: MakeEngine, qtbot: QtBot, tmp_path: Path) -> None:
        before = sys.excepthook
        settings = Settings(tmp_path / "s.ini")
        window = MainWindow(settings)
        qtbot.addWidget(window)
        shell = Shell(window, settings, DraftStore(tmp_path), make_engine())
        assert sys.excepthook != before
        shell.close()
        assert sys.excepthook == before

    def test_unsaved_text_is_there_at_the_next_start(
        self, make_engine: MakeEngine, qtbot: QtBot, tmp_path: Path
    ) -> None:
        def start() -> Shell:
            settings = Settings(tmp_path / "s.ini")
            window = MainWindow(settings)
            qtbot.addWidget(window)
            shell = Shell(window, settings, DraftStore(tmp_path / "drafts"), make_engine())
            window.show()
            shell.start()
            shell.fill()
            return shell

        first = start()
        type_program(first, "not saved")
        first.close()
        first.window.close()
        second = start()
        assert editor_of(second).text() == "not saved"
        assert "not saved last time" in second.face.banner.text
        second.close()
        second.window.close()


@pytest.mark.parametrize(("width", "scale"), [(1400, 1.0), (1024, 1.0), (1024, 1.5)])
def test_the_keys_are_seen_whole(shell: Shell, qtbot: QtBot, width: int, scale: float) -> None:
    shell.face.set_text_scale(scale)
    shell.window.resize(width, 700)
    shell.face.view_commands.keys()
    sheet = shell.window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    area = sheet.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(area.isVisible)
    qtbot.wait(20)
    assert area.horizontalScrollBar().maximum() == 0


def test_after_the_first_run_space_plays(shell: Shell, qtbot: QtBot) -> None:
    """It does not press the button again that began the run."""
    shell.workspace.document.new("ok", "p.py")
    start = button(shell, "run.start")
    start.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=10_000):
        press(shell, Key.Key_Space)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    qtbot.waitUntil(views_of(shell).graph.hasFocus)
    press(shell, Key.Key_Home)
    press(shell, Key.Key_Space)
    assert shell.workspace.player.is_playing
    press(shell, Key.Key_Space)


def test_who_types_in_the_editor_stays_there_when_the_graph_appears(shell: Shell, qtbot: QtBot) -> None:
    shell.workspace.document.new("ok", "p.py")
    editor_of(shell).setFocus()
    focused = shell.window.focusWidget()
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=10_000):
        press(shell, Key.Key_F5)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    assert shell.window.focusWidget() is focused


@pytest.mark.parametrize("name", ["landscape", "update", "lockstep", "why", "breakpoints"])
def test_a_panel_that_was_in_front_is_there_at_the_next_start(
    make_engine: MakeEngine, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    """The window puts its docks in place before the panels are made."""
    for start in range(2):
        settings = Settings(tmp_path / "settings.ini")
        window = MainWindow(settings)
        qtbot.addWidget(window)
        shell = Shell(window, settings, DraftStore(tmp_path / "drafts"), make_engine())
        window.resize(1280, 800)
        window.show()
        shell.start()
        qtbot.wait(20)
        shell.fill()
        shell.fill_values()
        dock = shell.face.docks[name]
        if start == 0:
            dock.raise_()
        qtbot.waitUntil(lambda dock=dock: dock.column.count() > 0 and dock.column.itemAt(0).widget().isVisible())  # type: ignore[misc]
        window.close()
        shell.close()
        vars(shell).clear()
