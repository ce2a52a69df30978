"""Session files that are read while the window goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.core import session
from gradviz.core.errors import UserError
from gradviz.core.rates import RateChange
from gradviz.ui import sessionreader
from gradviz.ui.document import Document
from gradviz.ui.engine import Engine
from gradviz.ui.files import FileCommands
from gradviz.ui.sessionreader import ReadSession, SessionReader, is_large, read
from gradviz.ui.settings import Settings
from gradviz.ui.workspace import Workspace
from tests import traces
from tests.ui.folded import trace_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "held.gradviz"
    session.save(path, session.Session(trace_of(traces.two_layer()), position=9, changes=(RateChange(4, 0.1, 0.2),)))
    return path


def test_what_is_read_has_its_record(file: Path) -> None:
    found = read(file)
    assert found.session == session.load(file)
    assert found.record.recordings.iterations == found.session.trace.iterations
    assert found.record.changes == [RateChange(4, 0.1, 0.2)]
    with pytest.raises(UserError):
        read(file.with_name("missing.gradviz"))


def test_large_is_a_matter_of_bytes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_large(file)
    monkeypatch.setattr(sessionreader, "SMALL", 10)
    assert is_large(file)
    assert not is_large(file.with_name("missing.gradviz"))


class TestReader:
    def test_it_comes_through_the_event_loop(self, file: Path, qtbot: QtBot) -> None:
        reader = SessionReader()
        with qtbot.waitSignal(reader.was_read) as came:
            reader.request(file)
        path, found = came.args
        assert path == file
        assert isinstance(found, ReadSession)
        assert found.record.recordings.iterations == found.session.trace.iterations
        reader.close()

    def test_what_is_wrong_is_a_sentence(self, tmp_path: Path, qtbot: QtBot) -> None:
        path = tmp_path / "foreign.gradviz"
        path.write_bytes(b"PK not a zip")
        reader = SessionReader()
        with qtbot.waitSignal(reader.failed) as came:
            reader.request(path)
        assert "foreign.gradviz" in came.args[0]
        reader.close()

    def test_only_the_latest_counts(self, file: Path, qtbot: QtBot) -> None:
        reader = SessionReader()
        came: list[Path] = []
        reader.was_read.connect(lambda path, _: came.append(path))
        other = file.with_name("other.gradviz")
        other.write_bytes(file.read_bytes())
        reader.request(file)
        with qtbot.waitSignal(reader.was_read):
            reader.request(other)
        reader.request(file)
        reader.cancel()
        reader.close()
        qtbot.wait(10)
        assert came == [other]


class TestFiles:
    @pytest.fixture
    def files(self, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileCommands:
        monkeypatch.setattr(sessionreader, "SMALL", 10)
        window = QWidget()
        qtbot.addWidget(window)
        workspace = Workspace(Engine(parent=window), Document(parent=window), window)
        return FileCommands(workspace, Settings(tmp_path / "gradviz.ini"), window)

    def test_a_large_session_comes_a_little_later(self, files: FileCommands, file: Path, qtbot: QtBot) -> None:
        workspace = files._workspace
        with qtbot.waitSignal(workspace.graph_changed):
            assert files.open_path(file)
            assert not workspace.recorded
        assert workspace.recorded == (0,)
        assert workspace.picture is not None
        assert workspace.player.position == 9
        files.close()

    def test_not_when_something_else_was_opened_meanwhile(self, files: FileCommands, file: Path, qtbot: QtBot) -> None:
        workspace = files._workspace
        program = file.with_name("mine.py")
        program.write_text("x = 1\n")
        files.open_path(file)
        files.open_path(program)
        files.close()
        qtbot.wait(20)
        assert workspace.picture is None
        assert workspace.document.text == "x = 1\n"
