"""A signal ends the application whenever it comes, also while the window is being filled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gradviz.ui.signals import SignalWatch

SCRIPT = """
import os, signal, sys
from pathlib import Path
from gradviz.ui import app, face, shell
from gradviz.ui.settings import Settings

where, settings, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
holder = face.Face
before = getattr(holder, where)

def interrupted(self, *args):
    os.kill(os.getpid(), number)
    before(self, *args)
    print("went on", flush=True)

setattr(holder, where, interrupted)
qt = app.make_application()
start = app.Start(qt, Settings(settings), keeps_drafts=False)
code = qt.exec()
start.close()
print("closed", start.shell.workspace.engine.state.name, flush=True)
sys.exit(code)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are posix's")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("where", ["fill", "fill_values"])
def test_a_signal_in_the_middle_of_filling_the_window_closes_it(
    where: str, number: signal.Signals, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, where, str(tmp_path / "a.ini"), str(int(number))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, ["went on", "closed STOPPED"]), done.stderr


OTHER_WINDOW = """
import os, signal, sys
from PySide6.QtWidgets import QDialog
from gradviz.ui import app, shell

opened = []
before = shell.Shell.fill_values

def filled(self):
    before(self)
    opened.append(QDialog())
    opened[0].show()
    os.kill(os.getpid(), signal.SIGTERM)

shell.Shell.fill_values = filled
sys.exit(app.run())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are posix's")
def test_a_signal_ends_it_although_another_window_is_open(tmp_path: Path) -> None:
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", OTHER_WINDOW],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | homes,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals are posix's")
def test_a_watch_that_was_never_closed_hinders_no_other(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGTERM)
    heard: list[str] = []
    first = SignalWatch(lambda: heard.append("first"))
    second = SignalWatch(lambda: heard.append("second"))
    os.kill(os.getpid(), signal.SIGTERM)
    qtbot.waitUntil(lambda: heard == ["second"])
    second.close()
    first.close()
    assert signal.getsignal(signal.SIGTERM) is before
