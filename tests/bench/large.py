"""The longest turn of the window's event loop with 20,000 boxes: opening a session, expanding all, jumps and steps.

Milliseconds of CPU time of the thread: steady on a busy machine. A turn is what nothing else can interrupt: a key
that is pressed meanwhile waits for its end.

``python -m tests.bench.large [--json]``
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from gradviz.core import session
from gradviz.core.trace import Iteration, Program, Trace
from gradviz.ui.app import make_application
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from tests.bench.report import percentile, show, wants_json
from tests.traces import chain

BOXES = 20_000
STEPS = 60
_IN_A_BLOCK = 100
_LINES = 40


def iteration(boxes: int) -> Iteration:
    """Return a chain of ``boxes`` nodes in blocks, written in a loop of a few lines."""
    made = chain(boxes - 1)
    forward = tuple(
        replace(event, scope=f"net.blocks.{n // _IN_A_BLOCK}", line=1 + n % _LINES)
        for n, event in enumerate(made.forward)
    )
    leaf, *others = made.nodes
    nodes = tuple(
        replace(node, scope=f"net.blocks.{n // _IN_A_BLOCK}", line=1 + n % _LINES) for n, node in enumerate(others)
    )
    return replace(made, forward=forward, nodes=(leaf, *nodes))


def shell_in(app: QApplication, folder: Path) -> Shell:
    """Return a shell with all its panels."""
    settings = Settings(folder / "gradviz.ini")
    window = MainWindow(settings)
    shell = Shell(window, settings)
    window.resize(1600, 900)
    window.show()
    shell.fill()
    shell.fill_values()
    turns(app, lambda: None, lambda: True)
    return shell


def turns(app: QApplication, first: Callable[[], object], is_done: Callable[[], bool]) -> list[float]:
    """Do ``first``; return the milliseconds of each turn until ``is_done``, and for a while after it."""
    times = [_milliseconds(first)]
    until = None
    while until is None or time.monotonic() < until:
        times.append(_milliseconds(app.processEvents))
        time.sleep(0.001)
        if until is None and is_done():
            until = time.monotonic() + 1.0
    return times


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return 1e3 * (time.thread_time() - start)


def steps(app: QApplication, shell: Shell) -> list[float]:
    """Return the milliseconds of each of `STEPS` steps, until everything that they change is painted."""

    def step() -> None:
        shell.workspace.player.step(1)
        app.processEvents()

    return [_milliseconds(step) for _ in range(STEPS)]


def main() -> None:
    as_json = wants_json(__doc__)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = "\n".join(f"y = y.tanh()  # {line}" for line in range(_LINES))
        path = folder / "large.gradviz"
        session.save(path, session.Session(Trace(Program("net.py", source), iterations=(iteration(BOXES),))))
        shell = shell_in(app, folder)
        workspace = shell.workspace

        opened = turns(app, lambda: shell.face.files.open_path(path), lambda: workspace.picture is not None)
        figures["open a session, longest turn, cpu ms"] = max(opened)
        before = workspace.picture
        expanded = turns(app, lambda: workspace.fold(frozenset()), lambda: workspace.picture is not before)
        figures["expand all, longest turn, cpu ms"] = max(expanded)
        for phase, position in (("forward", BOXES // 2), ("backward", BOXES + BOXES // 2)):
            far = turns(app, partial(workspace.player.seek, position), lambda: True)
            figures[f"jump into the {phase} pass, longest turn, cpu ms"] = max(far)
            times = steps(app, shell)
            figures[f"{phase} step, median cpu ms"] = statistics.median(times)
            figures[f"{phase} step, p95 cpu ms"] = percentile(times, 95)
        shell.close()
    show(figures, as_json)


if __name__ == "__main__":
    main()
