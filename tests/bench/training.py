"""How much of a training loop's speed is left while the window is open and shows it live.

The same program, as plain Python and in gradviz's worker with the window beside it, taking turns in one run; torch has
one thread fewer than there are cores in both. ``python -m tests.bench.training [--json]``
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gradviz.core.messages import Finished
from gradviz.core.resources import examples
from gradviz.ui.app import make_application
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from tests.bench.report import percentile, show, wants_json

ITERATIONS = 5_000
ROUNDS = 5

FRAME = """
import os, time, torch
torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
{source}
print("seconds", time.perf_counter() - began)
"""


LARGE_ITERATIONS = 400
"""Of the larger net, which takes 5 ms and more for each."""

_WIDTH = "N, D_in, H, D_out = 64, 1000, 100, 10"


def program(iterations: int = ITERATIONS, width: str = _WIDTH) -> str:
    """Return the tutorial's net by hand, with more iterations and of this width, that measures its own loop."""
    source = next(e for e in examples() if "by_hand" in e.name).source()
    source = source.replace("range(500)", f"range({iterations})").replace(_WIDTH, width)
    return FRAME.format(source=source.replace("for t in", "began = time.perf_counter()\nfor t in", 1))


def plain_seconds(source: str) -> float:
    """Return the time of the loop in plain Python."""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


class Beside:
    """A window with its worker, and how late its event loop is meanwhile."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        settings = Settings(folder / "gradviz.ini")
        self._shell = Shell(MainWindow(settings), settings)
        self._shell.window.resize(1600, 900)
        self._shell.window.show()
        self._shell.start()
        self._shell.fill()
        self._shell.fill_values()
        self._finished: list[Finished] = []
        self._printed: list[str] = []
        self.turns: list[float] = []
        engine = self._shell.workspace.engine
        engine.finished.connect(self._finished.append)
        engine.printed.connect(lambda text, _skipped: self._printed.append(text))
        while not self._shell.workspace.devices:
            app.processEvents()

    @property
    def worker(self) -> int:
        """The process that runs the programs."""
        return self._shell.workspace.engine.pid

    def seconds(self, source: str) -> float:
        """Return the time of the loop in the worker."""
        self._finished.clear()
        self._printed.clear()
        self._shell.workspace.document.set_text(source)
        self._shell.workspace.run()
        while not self._finished:
            began = time.perf_counter()
            self._app.processEvents()
            self.turns.append(1e3 * (time.perf_counter() - began))
            time.sleep(0.001)
        assert self._finished[0].error is None, self._finished[0].error
        return float("".join(self._printed).split()[-1])

    def close(self) -> None:
        self._shell.close()


def main() -> None:
    as_json = wants_json(__doc__)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    source, large = program(), program(LARGE_ITERATIONS, "N, D_in, H, D_out = 64, 1000, 1000, 10")
    with tempfile.TemporaryDirectory() as folder:
        beside = Beside(app, Path(folder))
        plain_seconds(source), beside.seconds(source)
        beside.turns.clear()
        pairs = [(plain_seconds(source), beside.seconds(source)) for _ in range(ROUNDS)]
        larger = [(plain_seconds(large), beside.seconds(large)) for _ in range(ROUNDS)]
        beside.close()
    show(
        {
            "plain, iterations per second": ITERATIONS / statistics.median(plain for plain, _ in pairs),
            "beside the window": ITERATIONS / statistics.median(ours for _, ours in pairs),
            "speed left, ratio": statistics.median(plain / ours for plain, ours in pairs),
            "larger net, ms per iteration": 1e3 * statistics.median(plain for plain, _ in larger) / LARGE_ITERATIONS,
            "larger net, speed left, ratio": statistics.median(plain / ours for plain, ours in larger),
            "event loop turn, p99 ms": percentile(beside.turns, 99),
            "event loop turn, most ms": max(beside.turns),
        },
        as_json,
    )


if __name__ == "__main__":
    main()
