"""The whole application with its real worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gradviz.ui.app import make_application
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from tests.forked.command import Command, gradviz
from tests.patience import PATIENCE
from tests.wrong import nothing_goes_wrong


@pytest.fixture(scope="session")
def worker_command() -> Command:
    """Load torch once for the workers of all tests, before one looks which processes there are."""
    return gradviz("worker")


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path, worker_command: Command) -> Iterator[Shell]:
    """A shown window whose worker is ready."""
    make_application()
    settings = Settings(tmp_path / "gradviz.ini")
    settings.theme, settings.language, settings.is_animated = "light", "en", False
    window = MainWindow(settings)
    qtbot.addWidget(window)
    shell = Shell(window, settings, engine=Engine(worker_command))
    try:
        window.resize(1440, 900)
        window.show()
        shell.start()
        shell.fill()
        shell.fill_values()
        window.activateWindow()
        qtbot.waitUntil(lambda: shell.workspace.engine.state is EngineState.READY, timeout=PATIENCE)
        with nothing_goes_wrong():
            yield shell
    finally:
        window.close()
        shell.close()
    # pytest holds on to the shell for longer, and with it to menus of pyqtgraph that have no parent.
    vars(shell).clear()
