"""A quick check of an installed or frozen application: window, worker, one run, all steps to the end and back."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from gradviz.core.messages.replies import Finished, Ready
from gradviz.core.resources import examples
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow

LIMIT_MS = 60_000


def run_smoke(app: QApplication) -> int:
    """Run the check; return the exit code. The user's settings and drafts are left alone."""
    with TemporaryDirectory(prefix="gradviz-smoke-", ignore_cleanup_errors=True) as folder:
        window = MainWindow(settings := Settings(Path(folder) / "gradviz.ini"))
        shell = Shell(window, settings)
        window.show()
        Smoke(shell)
        shell.start()
        shell.fill()
        shell.fill_values()
        code = app.exec()
        shell.close()
        return code


class Smoke(QObject):
    """Drives the window and ends the application: with 0, or with 1 and a line on stderr."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._window = shell.window
        self._workspace = shell.workspace
        self._doing = "starting PyTorch"
        self._is_over = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(lambda: self._fail(f"it took more than {LIMIT_MS // 1000} s"))
        self._limit.start(LIMIT_MS)
        self._workspace.engine.ready.connect(self._on_ready)
        self._workspace.engine.finished.connect(self._on_finished)
        self._workspace.engine.crashed.connect(self._fail)

    def _on_ready(self, _ready: Ready) -> None:
        found = examples()
        if not found:
            self._fail("there is no example")
            return
        self._doing = f"running {found[0].name}"
        self._shell.face.files.open_example(found[0])
        self._workspace.run()

    def _on_finished(self, finished: Finished) -> None:
        if finished.error is not None:
            self._fail(finished.error.message)
            return
        self._doing = "stepping"
        # The panels are told of the run's end in this turn of the event loop; step in the next one.
        QTimer.singleShot(100, self, self._step)

    def _step(self) -> None:
        player = self._workspace.player
        if player.end == 0 or self._workspace.picture is None:
            self._fail("no event was recorded")
            return
        player.to_start()
        seen = []
        for by in (1, -1):
            for _ in range(player.end):
                player.step(by)
                QCoreApplication.processEvents()
                seen.append(player.position)
        expected = [*range(1, player.end + 1), *reversed(range(player.end))]
        if seen != expected:
            self._fail(f"the positions were {seen}")
        elif self._window.grab().isNull():
            self._fail("the window could not be painted")
        else:
            self._end(0)

    def _fail(self, why: str) -> None:
        if not self._is_over:
            print(f"gradviz: smoke test failed while {self._doing}: {why}", file=sys.stderr)  # noqa: T201
            self._end(1)

    def _end(self, code: int) -> None:
        if not self._is_over:
            self._is_over = True
            self._limit.stop()
            self._window.close()
            QCoreApplication.exit(code)
