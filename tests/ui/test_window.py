from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.resources import examples
from gradviz.ui.dialogs.keys import KeySheet
from gradviz.ui.dialogs.palette import PaletteSheet
from gradviz.ui.draft import DraftStore
from gradviz.ui.enginestate import EngineState
from gradviz.ui.menus import TITLES
from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.views import Views
from gradviz.ui.window import MainWindow
from gradviz.ui.workspace import Workspace
from tests.ui.conftest import MakeEngine
from tests.ui.folded import trace_of
from tests.ui.test_drawing import shared_weight

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def views_of(shell: Shell) -> Views:
    assert shell.face.views is not None
    return shell.face.views


def editor_of(shell: Shell) -> EditorPanel:
    return views_of(shell).editor


def press(shell: Shell, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    focused: QWidget | None = shell.window.focusWidget()
    QTest.keyClick(focused if focused is not None else shell.window, key, modifier)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))


def button(shell: Shell, name: str) -> QToolButton:
    found = shell.face.bar.findChild(QToolButton, f"button.{name}")
    assert isinstance(found, QToolButton)
    return found


def run(shell: Shell, qtbot: QtBot, source: str) -> Workspace:
    shell.workspace.document.new(source, "p.py")
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=10_000):
        click(button(shell, "run.start"))
    qtbot.wait(50)
    return shell.workspace


def type_program(shell: Shell, text: str) -> None:
    edit = editor_of(shell).edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


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


class TestKeys:
    def test_stepping_by_keys_from_the_graph(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        seen = []
        for key, modifier in (
            (Key.Key_Right, None), (Key.Key_Right, None), (Key.Key_Left, None), (Key.Key_End, None),
            (Key.Key_L, None), (Key.Key_Home, None), (Key.Key_Right, SHIFT), (Key.Key_Right, SHIFT),
        ):  # fmt: skip
            press(shell, key, modifier or Qt.KeyboardModifier.NoModifier)
            seen.append(workspace.player.position)
        assert seen[:6] == [7, 8, 7, 16, 6, 0]
        assert seen[6:] == [1, 4]

    def test_space_plays_and_pauses(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        press(shell, Key.Key_Space)
        assert workspace.player.is_playing
        press(shell, Key.Key_Space)
        assert not workspace.player.is_playing

    def test_typing_in_the_editor_is_typing(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        position = workspace.player.position
        type_program(shell, "l = 0 / 1 + 2 - z")
        edit = editor_of(shell).edit
        assert editor_of(shell).text() == "l = 0 / 1 + 2 - z"
        for key in (Key.Key_Left, Key.Key_Left, Key.Key_Space):
            QTest.keyClick(edit, key)
        assert editor_of(shell).text() == "l = 0 / 1 + 2 -  z"
        QTest.keyClick(edit, Key.Key_Home)
        QTest.keyClick(edit, Key.Key_X)
        QTest.keyClick(edit, Key.Key_End)
        QTest.keyClick(edit, Key.Key_Y)
        assert editor_of(shell).text().startswith("xl")
        assert editor_of(shell).text().endswith("zy")
        QTest.keyClick(edit, Key.Key_Left, SHIFT)
        assert edit.textCursor().selectedText() == "y"
        assert workspace.player.position == position
        assert not workspace.player.is_playing

    def test_typing_in_the_search_line_is_typing(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        press(shell, Key.Key_Slash)
        assert shell.face.bar.search.hasFocus()
        QTest.keyClicks(shell.face.bar.search, "l 0/")
        QTest.keyClick(shell.face.bar.search, Key.Key_Left)
        QTest.keyClick(shell.face.bar.search, Key.Key_Space)
        assert shell.face.bar.search.text() == "l 0 /"
        assert workspace.player.position == 6
        press(shell, Key.Key_Escape)
        assert views_of(shell).graph.hasFocus()
        assert shell.face.bar.search.text() == ""

    @pytest.mark.parametrize("key", [(Key.Key_F5, Qt.KeyboardModifier.NoModifier), (Key.Key_Return, CONTROL)])
    def test_run_from_the_editor(self, shell: Shell, qtbot: QtBot, key: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
        type_program(shell, "ok")
        runs: list[object] = []
        shell.workspace.run_started.connect(lambda: runs.append(1))
        with qtbot.waitSignal(shell.workspace.engine.finished):
            press(shell, *key)
        assert len(runs) == 1
        assert shell.workspace.picture is not None

    def test_escape_stops_a_run_and_then_clears_the_selection(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        workspace.select("n3")
        views_of(shell).graph.setFocus()
        press(shell, Key.Key_Escape)
        assert workspace.selection is None
        workspace.document.set_text("obey")
        workspace.run()
        with qtbot.waitSignal(workspace.engine.finished) as caught:
            press(shell, Key.Key_Escape)
        assert (caught.args or [])[0].stopped

    def test_zoom_and_fit(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        graph = views_of(shell).graph
        graph.setFocus()
        press(shell, Key.Key_0)
        before = graph.grab().toImage()
        press(shell, Key.Key_Plus)
        assert graph.grab().toImage() != before
        press(shell, Key.Key_0)
        assert graph.grab().toImage() == before

    def test_the_list_of_keys(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        press(shell, Key.Key_F1)
        sheet = shell.window.findChild(KeySheet)
        assert isinstance(sheet, KeySheet)
        assert sheet.isVisible()
        press(shell, Key.Key_Escape)
        assert not sheet.isVisible()
        assert views_of(shell).graph.hasFocus()

    def test_a_sheet_goes_away_when_something_else_gets_the_focus(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        press(shell, Key.Key_K, CONTROL)
        sheet = shell.window.findChild(PaletteSheet)
        assert isinstance(sheet, PaletteSheet)
        assert sheet.isVisible()
        editor_of(shell).edit.setFocus()
        assert not sheet.isVisible()
        assert editor_of(shell).edit.hasFocus()

    def test_the_palette_finds_an_action_a_node_and_an_example(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        for words in ("to the end", "y_pred", "by hand"):
            press(shell, Key.Key_K, CONTROL)
            sheet = next(sheet for sheet in shell.window.findChildren(PaletteSheet) if sheet.isVisible())
            QTest.keyClicks(sheet.line, words)
            assert isinstance(sheet.items, QListWidget)
            press(shell, Key.Key_Return)
            if words == "to the end":
                assert workspace.player.position == 16
            elif words == "y_pred":
                assert workspace.selection == "n5"
        assert workspace.document.name == "04_two_layer_by_hand.py"


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

    def test_speed(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        views_of(shell).graph.setFocus()
        press(shell, Key.Key_BracketRight)
        assert shell.workspace.player.speed == 4.0
        assert shell.face.bar.speed.text() == "4/s ▾"
        press(shell, Key.Key_BracketLeft)
        press(shell, Key.Key_BracketLeft)
        assert shell.face.bar.speed.text() == "1/s ▾"


class TestSearch:
    def test_enter_goes_from_match_to_match(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        line = shell.face.bar.search
        line.setFocus()
        QTest.keyClicks(line, "mm")
        seen = [workspace.selection]
        for _ in range(2):
            QTest.keyClick(line, Key.Key_Return)
            seen.append(workspace.selection)
        assert seen == ["n2", "n5", "n2"]
        QTest.keyClick(line, Key.Key_Return, SHIFT)
        assert workspace.selection == "n5"
        assert line.text() == "mm"

    @pytest.mark.parametrize(
        ("words", "keys"), [("y_pred", {"n5"}), ("line 7", {"n6", "n7", "n0"}), ("7", {"n6", "n7", "n0"})]
    )
    def test_variables_and_lines(self, shell: Shell, qtbot: QtBot, words: str, keys: set[str]) -> None:
        workspace = run(shell, qtbot, "ok")
        QTest.keyClicks(shell.face.bar.search, words)
        assert workspace.selection in keys

    def test_the_line_counts_the_matches_and_f3_goes_on(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        line = shell.face.bar.search
        line.setFocus()
        QTest.keyClicks(line, "line:7")
        assert line.count == "1 of 3"
        first = workspace.selection
        assert shell.face.views is not None
        shell.face.views.graph.setFocus()
        QTest.keyClick(shell.face.views.graph, Key.Key_F3)
        assert line.count == "2 of 3"
        assert workspace.selection != first
        QTest.keyClick(shell.face.views.graph, Key.Key_F3, SHIFT)
        assert workspace.selection == first
        line.setFocus()
        QTest.keyClick(line, Key.Key_Escape)
        assert line.count == ""
        QTest.keyClick(shell.face.views.graph, Key.Key_F3)
        assert line.hasFocus()

    def test_nothing_found_is_shown_not_shouted(self, shell: Shell, qtbot: QtBot) -> None:
        workspace = run(shell, qtbot, "ok")
        QTest.keyClicks(shell.face.bar.search, "zzz")
        assert shell.face.bar.search.property("found") is False
        assert "zzz" in shell.window.statusBar().currentMessage()
        assert workspace.selection is None


class TestMessages:
    def test_an_error_names_the_line_and_goes_there(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "error\nx = 1 / 0\n")
        banner = shell.face.banner
        assert banner.isVisible()
        assert banner.text == "Line 2, column 5 – ZeroDivisionError: division by zero. Is a factor missing?"
        assert banner.button.text() == "Go to line 2"
        click(banner.button)
        assert editor_of(shell).current_line() == 2
        assert editor_of(shell).edit.hasFocus()
        run(shell, qtbot, "ok")
        assert not banner.isVisible()

    def test_a_crash_is_said_in_the_window(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.document.new("crash")
        with qtbot.waitSignal(shell.workspace.engine.crashed):
            click(button(shell, "run.start"))
        assert "ended unexpectedly (exit code 3)" in shell.face.banner.text
        assert editor_of(shell).text() == "crash"
        qtbot.waitUntil(lambda: shell.workspace.engine.state == EngineState.READY, timeout=10_000)
        assert run(shell, qtbot, "ok").picture is not None

    def test_a_killed_worker_is_survived(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.document.new("obey")
        click(button(shell, "run.start"))
        with qtbot.waitSignal(shell.workspace.engine.crashed):
            os.kill(shell.workspace.engine.pid, signal.SIGKILL)
        assert "SIGKILL" in shell.face.banner.text

    def test_an_exception_of_our_own_is_said_and_printed(
        self, shell: Shell, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
    ) -> None:
        shell.on_exception(RuntimeError, RuntimeError("a bug"), None)
        assert "Something went wrong in gradviz itself (RuntimeError: a bug)" in shell.face.banner.text
        assert "RuntimeError: a bug" in capsys.readouterr().err

    def test_an_unsaved_text_can_be_brought_back(self, shell: Shell, qtbot: QtBot) -> None:
        type_program(shell, "precious")
        shell.face.files.open_example(examples()[2])
        assert shell.face.banner.button.text() == "Bring it back"
        click(shell.face.banner.button)
        assert editor_of(shell).text() == "precious"

    def test_a_file_that_is_not_utf8(self, shell: Shell, tmp_path: Path) -> None:
        path = tmp_path / "latin.py"
        path.write_bytes(b"# caf\xe9\n")
        before = editor_of(shell).text()
        assert not shell.face.files.open_path(path)
        assert "latin.py is not UTF-8: byte 5 (line 1)" in shell.face.banner.text
        assert editor_of(shell).text() == before


class TestFiles:
    def test_open_edit_save(self, shell: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "mine.py"
        path.write_text("ok")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        press(shell, Key.Key_O, CONTROL)
        assert shell.window.windowTitle() == "mine.py[*] – gradviz"
        assert not shell.window.isWindowModified()
        editor_of(shell).edit.setFocus()
        QTest.keyClicks(editor_of(shell).edit, "# ")
        assert shell.window.isWindowModified()
        press(shell, Key.Key_S, CONTROL)
        assert path.read_text() == "# ok"
        assert not shell.window.isWindowModified()
        assert shell.face.settings.recent == (path,)

    def test_a_session_goes_out_and_comes_back(self, shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
        workspace = run(shell, qtbot, "train 30")
        workspace.open_iteration(20)
        workspace.player.seek(9)
        assert workspace.record is not None
        trace = workspace.record.trace()
        path = tmp_path / "run.gradviz"
        shell.face.files.save_session_to(path)
        shell.face.files.new()
        assert workspace.picture is None
        assert shell.face.files.open_path(path)
        assert (workspace.current, workspace.player.position) == (20, 9)
        assert workspace.record is not None
        assert workspace.record.trace() == trace

    def test_a_foreign_session_is_one_sentence(self, shell: Shell, tmp_path: Path) -> None:
        path = tmp_path / "foreign.gradviz"
        path.write_bytes(b"PK not a zip")
        assert not shell.face.files.open_path(path)
        assert "foreign.gradviz" in shell.face.banner.text

    def test_without_a_run_there_is_nothing_to_save(self, shell: Shell) -> None:
        shell.face.files.save_session()
        assert "run the program first" in shell.face.banner.text
        shell.face.banner.clear()
        press(shell, Key.Key_E, CONTROL | SHIFT)
        assert "run the program first" in shell.face.banner.text


class TestLooks:
    def test_shared_weights_as_chips_or_with_their_edges(self, shell: Shell, qtbot: QtBot) -> None:
        shell.workspace.open_session(trace_of(shared_weight()))
        qtbot.waitUntil(lambda: shell.workspace.picture is not None)
        picture = shell.workspace.picture
        assert picture is not None
        assert picture.chips
        position = shell.workspace.player.position
        shell.workspace.select("n3")
        press(shell, Key.Key_W, SHIFT)
        qtbot.waitUntil(lambda: shell.workspace.picture is not picture)
        assert shell.workspace.picture is not None
        assert not shell.workspace.picture.chips
        assert (shell.workspace.selection, shell.workspace.player.position) == ("n3", position)
        assert not shell.face.settings.has_chips
        press(shell, Key.Key_W, SHIFT)
        qtbot.waitUntil(lambda: bool(shell.workspace.picture and shell.workspace.picture.chips))
        assert shell.face.settings.has_chips

    def test_dark_and_light(self, shell: Shell, qtbot: QtBot) -> None:
        press(shell, Key.Key_F9)
        assert shell.face.theme.is_dark
        assert shell.face.settings.theme == "dark"
        dark = shell.window.grab().toImage().pixelColor(5, shell.window.height() // 2)
        assert dark.lightness() < 90
        press(shell, Key.Key_F9)
        assert not shell.face.theme.is_dark

    def test_larger_text(self, shell: Shell, qtbot: QtBot) -> None:
        before = button(shell, "run.start").height()
        for _ in range(4):
            press(shell, Key.Key_Plus, CONTROL)
        assert shell.face.settings.text_scale == pytest.approx(1.15**4)
        qtbot.waitUntil(lambda: button(shell, "run.start").height() > before)
        press(shell, Key.Key_0, CONTROL)
        assert shell.face.settings.text_scale == 1.0

    @pytest.mark.parametrize(("width", "height"), [(1024, 640), (1280, 720), (1600, 1000)])
    def test_the_toolbar_fits(self, shell: Shell, qtbot: QtBot, width: int, height: int) -> None:
        run(shell, qtbot, "train 500")
        shell.window.resize(width, height)
        qtbot.wait(50)
        assert (shell.window.width(), shell.window.height()) == (width, height)
        extension = shell.face.bar.findChild(QToolButton, "qt_toolbar_ext_button")
        assert extension is None or not extension.isVisible()

    def test_docks_hide_and_come_back_where_they_were(self, shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
        shell.face.docks["console"].hide()
        shell.face.docks["inspector"].hide()
        shell.window.close()
        again = MainWindow(Settings(tmp_path / "settings.ini"))
        qtbot.addWidget(again)
        other = Shell(again, Settings(tmp_path / "settings.ini"))
        again.show()
        qtbot.waitUntil(lambda: not other.face.docks["inspector"].isVisible())
        assert other.face.docks["program"].isVisible()
        other.face.reset_layout()
        assert other.face.docks["inspector"].isVisible()
        again.close()
        other.close()

    def test_docks_keep_their_size_from_start_to_start(self, shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
        def sizes(of: Shell) -> dict[str, tuple[int, int]]:
            shown = (dock for dock in of.face.docks.all if not dock.visibleRegion().isEmpty())
            return {dock.objectName(): (dock.width(), dock.height()) for dock in shown}

        shell.face.reset_layout()
        qtbot.wait(20)
        before, middle = sizes(shell), shell.face.middle.size()
        shell.window.close()
        again = MainWindow(Settings(tmp_path / "settings.ini"))
        qtbot.addWidget(again)
        again.resize(shell.window.size())
        # As when the application starts: the window is on the screen before there is anything in it.
        again.show()
        qtbot.wait(20)
        other = Shell(again, Settings(tmp_path / "settings.ini"))
        qtbot.wait(20)
        other.fill()
        other.fill_values()
        qtbot.wait(50)
        assert sizes(other) == before
        assert other.face.middle.size() == middle
        again.close()
        other.close()

    def test_a_window_that_closes_at_once_keeps_the_layout(self, shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
        shell.window.close()
        kept = Settings(tmp_path / "settings.ini").state
        again = MainWindow(Settings(tmp_path / "settings.ini"))
        qtbot.addWidget(again)
        other = Shell(again, Settings(tmp_path / "settings.ini"))
        again.show()
        again.close()
        other.close()
        assert Settings(tmp_path / "settings.ini").state == kept

    def test_a_place_on_a_curve_that_was_not_recorded_is_told(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "train 30")
        assert shell.face.values is not None
        shell.face.values.plots.iteration_requested.emit(13)
        assert shell.workspace.current == 10
        assert shell.window.statusBar().currentMessage() == "Iteration 13 was not recorded; 10 is the nearest one."

    def test_chinese_and_back(self, shell: Shell, qtbot: QtBot) -> None:
        run(shell, qtbot, "ok")
        shell.face.language_requested.emit("zh_CN")
        qtbot.wait(20)
        assert shell.face.bar.language.text() == "中文 ▾"
        assert shell.face.settings.language == "zh_CN"
        shell.face.language_requested.emit("en")
        qtbot.wait(20)
        assert button(shell, "run.start").text() == "Run"


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


@pytest.fixture(autouse=True)
def _no_window_is_left(qapp: QApplication) -> Iterator[None]:
    yield
    assert QGuiApplication.modalWindow() is None
