"""Fixtures for tests of the shell: an engine with a fake worker, and the real window on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.ui.document import Document
from gradviz.ui.draft import DraftStore
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState
from gradviz.ui.language import Language
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from gradviz.ui.workspace import Workspace
from tests.forked.command import fake_worker
from tests.wrong import nothing_goes_wrong

MakeEngine = Callable[..., Engine]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """Let numbers have their plurals, as in the application."""
    Language(qapp).use("en")


@pytest.fixture(scope="session")
def forks() -> None:
    """Load what the fake workers need, before a test looks which processes there are."""
    fake_worker()


@pytest.fixture
def make_engine(qapp: object, forks: None) -> Iterator[MakeEngine]:
    """Make engines with a fake worker; none of their processes outlives the test."""
    engines: list[Engine] = []
    pids: set[int] = set()

    def make(mode: str = "") -> Engine:
        engine = Engine(fake_worker(mode))
        engine.state_changed.connect(lambda _state: pids.add(engine.pid))
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        pids.add(engine.pid)
        engine.close()
        engine.deleteLater()
    assert not [pid for pid in pids if pid and _is_alive(pid)]


@pytest.fixture
def engine(make_engine: MakeEngine, qtbot: QtBot) -> Engine:
    """Return an engine that is ready."""
    engine = make_engine()
    engine.start()
    qtbot.waitUntil(lambda: engine.state == EngineState.READY, timeout=10_000)
    return engine


@pytest.fixture
def workspace(make_engine: MakeEngine, qtbot: QtBot) -> Iterator[Workspace]:
    """Return a workspace without a window, whose worker is ready."""
    workspace = Workspace(make_engine(), Document())
    workspace.engine.start()
    qtbot.waitUntil(lambda: workspace.engine.state == EngineState.READY, timeout=10_000)
    yield workspace
    workspace.close()


@pytest.fixture
def shell(make_engine: MakeEngine, qtbot: QtBot, tmp_path: Path) -> Iterator[Shell]:
    """Return the real window, on the screen and complete, with a worker that is ready."""
    settings = Settings(tmp_path / "settings.ini")
    settings.theme, settings.language, settings.is_animated = "light", "en", False
    window = MainWindow(settings)
    qtbot.addWidget(window)
    shell = Shell(window, settings, DraftStore(tmp_path / "drafts"), make_engine())
    try:
        window.resize(1280, 800)
        window.show()
        shell.start()
        shell.fill()
        shell.fill_values()
        window.activateWindow()
        qtbot.waitUntil(lambda: shell.workspace.engine.state == EngineState.READY, timeout=10_000)
        with nothing_goes_wrong():
            yield shell
    finally:
        # Also where the worker does not come: the next test finds no signals and hooks of this one.
        window.close()
        shell.close()
    # pytest holds on to the shell for longer, and with it to menus of pyqtgraph that have no parent.
    vars(shell).clear()


@pytest.fixture
def no_modal_window(qapp: QApplication) -> Iterator[None]:
    """Fail where a window is left that blocks the others."""
    yield
    assert QGuiApplication.modalWindow() is None
