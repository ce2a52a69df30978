"""What the window says, and the files that it opens and writes."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gradviz.core.resources import examples
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.ui.hands import CONTROL, SHIFT, Key, button, click, editor_of, press, run, type_program

pytestmark = pytest.mark.usefixtures("no_modal_window")


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

    def test_an_exception_in_another_thread_is_said_in_that_of_the_window(
        self, shell: Shell, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
    ) -> None:
        thread = threading.Thread(target=shell.on_exception, args=(ValueError, ValueError("beside"), None))
        thread.start()
        thread.join()
        assert "beside" not in shell.face.banner.text
        qtbot.waitUntil(lambda: "(ValueError: beside)" in shell.face.banner.text)
        assert "ValueError: beside" in capsys.readouterr().err

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
