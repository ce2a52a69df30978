"""From a step to the repainted window at 1,000 nodes, forward and back, every panel included.

``python -m tests.bench.step [--json]``
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gradviz.core.trace import Program, Trace
from gradviz.ui.app import make_application
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from tests.bench.report import percentile, show, wants_json
from tests.traces import chain

NODES = 1_000
STEPS = 150


def opened(app: QApplication, folder: Path) -> Shell:
    """Return a shell whose window shows a chain of `NODES` nodes."""
    settings = Settings(folder / "gradviz.ini")
    window = MainWindow(settings)
    shell = Shell(window, settings)
    window.resize(1600, 900)
    window.show()
    shell.fill()
    shell.fill_values()
    source = "\n".join(f"y = y.tanh()  # {line}" for line in range(NODES))
    shell.workspace.open_session(Trace(Program("chain.py", source), iterations=(chain(NODES - 1),)))
    while shell.workspace.picture is None:
        app.processEvents()
    settle(app)
    return shell


def settle(app: QApplication) -> None:
    """Let animations and timers come to rest."""
    until = time.perf_counter() + 1.0
    while time.perf_counter() < until:
        app.processEvents()


def steps(app: QApplication, shell: Shell, by: int) -> list[float]:
    """Return the milliseconds of each of `STEPS` steps, until everything that they change is painted."""
    times = []
    for _ in range(STEPS):
        began = time.perf_counter()
        shell.workspace.player.step(by)
        app.processEvents()
        times.append(1e3 * (time.perf_counter() - began))
    return times


def main() -> None:
    as_json = wants_json(__doc__)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        shell = opened(app, Path(folder))
        player = shell.workspace.player
        player.seek(NODES // 2)
        settle(app)
        forward = [*steps(app, shell, 1), *steps(app, shell, -1)]
        player.seek(NODES + NODES // 2)
        settle(app)
        backward = [*steps(app, shell, 1), *steps(app, shell, -1)]
        shell.close()
    figures = {}
    for name, times in (("forward", forward), ("backward", backward)):
        figures[f"{name} step, median ms"] = statistics.median(times)
        figures[f"{name} step, p95 ms"] = percentile(times, 95)
    show(figures, as_json)


if __name__ == "__main__":
    main()
