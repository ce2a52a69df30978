"""What the window looks like: themes, sizes, docks, languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from tests.ui.folded import trace_of
from tests.ui.hands import CONTROL, SHIFT, Key, button, press, run
from tests.ui.test_drawing import shared_weight

pytestmark = pytest.mark.usefixtures("no_modal_window")


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
        qtbot.waitUntil(lambda: not other.face.docks["inspector"].isVisible(), timeout=3000)
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
