"""How long curves of 10⁶ points take, and with ``--iterations N`` how much memory a run of N iterations takes.

``python -m tests.bench.history [--json] [--iterations N]``
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from gradviz.core.history import History
from gradviz.ui.app import make_application
from gradviz.ui.panels.plots import PlotsPanel
from tests.bench.beside import Beside
from tests.bench.report import percentile, show

POINTS = 1_000_000
BATCH = 1_000
"""Losses that come together."""

ROUNDS = 30

LOOP = """
import time, torch
w = torch.ones(3, requires_grad=True)
x = torch.tensor([0.5, -0.25, 2.0])
began = time.perf_counter()
for t in range({iterations}):
    loss = ((w * x).sum() - 1.0) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 1e-3 * w.grad
    w.grad = None
print("seconds", time.perf_counter() - began)
"""


def cpu_ms(do: Callable[[], object]) -> float:
    """Return the processor time of this thread for ``do``: others may be busy."""
    began = time.thread_time()
    do()
    return 1e3 * (time.thread_time() - began)


def resident(pid: int) -> float:
    """Return the megabytes of memory that process ``pid`` holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def curves(app: QApplication) -> dict[str, float]:
    """Return how long it takes to add losses to 10⁶ others, to find what is drawn, and to paint it."""
    history = History()
    losses = np.exp(-np.arange(POINTS) / 2e5) * np.random.default_rng(0).lognormal(size=POINTS)
    adding = []
    before = resident(os.getpid())
    for first in range(0, POINTS, BATCH):
        values = losses[first : first + BATCH].tolist()
        adding.append(cpu_ms(lambda first=first, values=values: history.append(first, values)))  # type: ignore[misc]
    grown = resident(os.getpid()) - before
    panel = PlotsPanel()
    panel.resize(1600, 240)
    panel.show_history(history)
    panel.show()
    app.processEvents()
    updates = []
    for _ in range(ROUNDS):
        history.append(history.loss.count, [0.01] * BATCH)
        updates.append(cpu_ms(panel._draw) + cpu_ms(panel.loss.plot.repaint))
    anew = []
    for _ in range(ROUNDS):
        # As after a change of size or colours: nothing of the picture can be used again.
        panel.loss.plot._still.drop()
        anew.append(cpu_ms(panel._draw) + cpu_ms(panel.loss.plot.repaint))
    panel.close()
    return {
        "add 1000 losses, p99 ms": percentile(adding, 99),
        "update of 10^6 points, median ms": statistics.median(updates),
        "update of 10^6 points, most ms": max(updates),
        "all of it painted anew, median ms": statistics.median(anew),
        "all of it painted anew, most ms": max(anew),
        "memory of 10^6 points, MB": grown,
    }


def long_run(app: QApplication, iterations: int) -> dict[str, float]:
    """Return how much memory the window and the worker take for a run, and how often the curves were drawn in it."""
    with tempfile.TemporaryDirectory() as folder:
        beside = Beside(app, Path(folder))
        beside.run(LOOP.format(iterations=2_000))
        before = resident(os.getpid()), resident(beside.worker)
        with beside.watch as watch:
            seconds = float(beside.run(LOOP.format(iterations=iterations)).split()[-1])
        after = resident(os.getpid()), resident(beside.worker)
        rate, recorded = beside.paints.rate, len(beside.recorded)
        beside.close()
    walls = [turn.wall for turn in watch.turns]
    return {
        "iterations per second": iterations / seconds,
        "growth of the window, MB": after[0] - before[0],
        "growth of the worker, MB": after[1] - before[1],
        "recorded iterations": recorded,
        "the loss is drawn, times a second": rate,
        "event loop turn, p99 ms": percentile(walls, 99),
        "event loop turn, most ms": max(walls),
    }


def main() -> None:
    """Measure, and show what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--iterations", type=int, default=0, help="of a run beside the window; 0: none")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    results = curves(app)
    if wanted.iterations:
        results |= long_run(app, wanted.iterations)
    show(results, wanted.json)


if __name__ == "__main__":
    main()
