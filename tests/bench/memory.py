"""How much memory a long run takes when every iteration of it is recorded: window and worker, against the budget.

A GPT of twelve layers; every iteration is traced, sent through the real messages and kept by the window's own objects,
which paint nothing here. ``python -m tests.bench.memory [--iterations N] [--budget MB] [--json]``

The growth is counted from where the same program has run a few iterations without being recorded: what torch and the
net take for themselves is not kept by anybody.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gradviz.core.budget import DEFAULT, MEGABYTE
from gradviz.core.demote import Detail
from gradviz.core.messages.replies import Finished
from gradviz.core.trace import Iteration, Program
from gradviz.ui.engine import Engine
from gradviz.ui.enginestate import EngineState
from gradviz.ui.recorder import Recorder
from tests.bench import nets
from tests.bench.report import show

LOOP = """
net = transformer()
for _ in range({iterations}):
    net.iterate()
"""


def rss(process: int) -> int:
    """Return the bytes of physical memory that ``process`` has."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"process {process} has no memory")


class Run:
    """The window's objects with the real worker."""

    def __init__(self, app: QCoreApplication, budget: int) -> None:
        self._app = app
        self.engine = Engine()
        self.recorder = Recorder(self.engine)
        self.engine.budget = budget
        self.recorder.set_budget(budget)
        self.most = {"window": 0, "worker": 0, "both": 0}
        self.base = {"window": 0, "worker": 0}
        self.over = 0.0
        """How far beyond the budget the account ever was."""
        self._finished: list[Finished] = []
        self.engine.finished.connect(self._finished.append)
        self.engine.recorded.connect(self._measure)
        self.engine.start()
        self._until(lambda: self.engine.state is EngineState.READY)

    def run(self, iterations: int, record: str) -> float:
        """Run the net and return the seconds that it took."""
        path = Path(nets.__file__)
        source = path.read_text(encoding="utf-8") + LOOP.format(iterations=iterations)
        program = Program(path.name, source, str(path))
        self._finished.clear()
        self.recorder.start(program, self.engine.run + 1, "cpu")
        began = time.perf_counter()
        self.engine.run_program(program, seed=0, record=record)
        self._until(lambda: bool(self._finished))
        if self._finished[0].error is not None:
            raise RuntimeError(self._finished[0].error.message)
        return time.perf_counter() - began

    def start_counting(self) -> None:
        """Count what is taken from now on."""
        self.base = {"window": rss(os.getpid()), "worker": rss(self.engine.pid)}

    def _measure(self, iteration: Iteration) -> None:
        record = self.recorder.record
        if iteration.index == 0:
            self.recorder.show(0)
        now = {"window": rss(os.getpid()), "worker": rss(self.engine.pid)}
        grown = {name: now[name] - self.base[name] for name in now}
        grown["both"] = grown["window"] + grown["worker"]
        self.most = {name: max(self.most[name], grown[name]) for name in grown}
        if record is not None:
            self.over = max(self.over, record.used - record.recordings.budget)
        if iteration.index % 100 == 99:
            megabytes = ", ".join(f"{name} {size / MEGABYTE:.0f}" for name, size in self.most.items())
            print(f"{iteration.index + 1} iterations: MB at most: {megabytes}", file=sys.stderr, flush=True)

    def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._app.processEvents()
            time.sleep(0.001)

    def close(self) -> None:
        self.recorder.close()
        self.engine.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--budget", type=int, default=DEFAULT // MEGABYTE, help="MB")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    run = Run(QCoreApplication([]), options.budget * MEGABYTE)
    run.run(5, "999999")
    run.start_counting()
    seconds = run.run(options.iterations, "all")
    record = run.recorder.record
    details = record.recordings.details if record is not None else {}
    figures = {
        "budget, MB": float(options.budget),
        "iterations": float(options.iterations),
        "growth of the window, MB": run.most["window"] / MEGABYTE,
        "growth of the worker, MB": run.most["worker"] / MEGABYTE,
        "growth of both ÷ budget": run.most["both"] / MEGABYTE / options.budget,
        "account at the end, MB": (record.used if record is not None else 0) / MEGABYTE,
        "account beyond the budget, MB": max(run.over, 0.0) / MEGABYTE,
        "seconds": seconds,
    }
    for detail in Detail:
        figures[f"iterations with {detail.name.lower()}"] = sum(kept is detail for kept in details.values())
    run.close()
    show(figures, options.json)


if __name__ == "__main__":
    main()
