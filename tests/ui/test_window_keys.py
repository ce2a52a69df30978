"""The window by keyboard: keys, sheets, the search."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.dialogs.keys import KeySheet
from gradviz.ui.dialogs.palette import PaletteSheet
from gradviz.ui.shell import Shell
from tests.ui.hands import CONTROL, SHIFT, Key, editor_of, press, run, type_program, views_of

pytestmark = pytest.mark.usefixtures("no_modal_window")


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
