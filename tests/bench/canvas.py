"""The canvas with 20,000 boxes at 1600×900 in software: pan, zoom, fit, one highlight, building the scene, memory;
and the longest turn of the event loop when a key lights paths, searches, or changes the colouring.

Milliseconds of CPU time of the thread (steady on a busy machine) and of the clock; a tall graph and a wide one; without
a screen, and on a virtual X screen where there is one.

``python -m tests.bench.canvas [--json]``
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from gradviz.core.collapse import Shown
from gradviz.core.routes import Ways
from gradviz.core.search import Searched
from gradviz.core.tones import Quality, scaling
from gradviz.core.trace import Iteration
from gradviz.ui.app import make_application
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.lit import LitIn
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.view import GraphView
from tests.bench.grid import Grid, grid
from tests.bench.report import percentile, show, wants_json

SHAPES = {"tall": (1000, 20), "square": (160, 125), "wide": (20, 1000)}
"""Rows and columns of 20,000 boxes."""

ZOOMS = {"far": 0.1, "middle": 0.45, "near": 0.8}
_NEAREST = 1.2
FRAMES = 60
_DISPLAY = ":97"
Figures = dict[str, float]
_T = TypeVar("_T")


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] in SHAPES:
        print(json.dumps(_measured(sys.argv[1], sys.argv[2])))
        return
    as_json = wants_json(__doc__)
    figures = _on("offscreen", os.environ)
    if shutil.which("Xvfb"):
        with _screen() as environment:
            figures |= _on("xcb", environment)
    show(figures, as_json)


def _on(platform: str, environment: dict[str, str] | os._Environ[str]) -> Figures:
    """Measure every shape in a process of its own."""
    figures: Figures = {}
    for shape in SHAPES:
        command = [sys.executable, "-m", "tests.bench.canvas", shape, platform]
        done = subprocess.run(
            command, env={**environment, "QT_QPA_PLATFORM": platform}, capture_output=True, text=True, check=True
        )
        figures |= json.loads(done.stdout.splitlines()[-1])
    return figures


@contextmanager
def _screen() -> Iterator[dict[str, str]]:
    server = subprocess.Popen(["Xvfb", _DISPLAY, "-screen", "0", "1600x900x24"], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10.0
        while not Path(f"/tmp/.X11-unix/X{_DISPLAY[1:]}").exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield {**os.environ, "DISPLAY": _DISPLAY}
    finally:
        server.terminate()
        server.wait()


def _measured(shape: str, platform: str) -> Figures:
    app = make_application()
    drawn = grid(*SHAPES[shape])
    view = GraphView()
    view.set_animated(False)
    view.resize(1600, 900)
    view.show()
    app.processEvents()
    empty = _megabytes()
    figures: Figures = {}
    cpu, wall = _timed(lambda: view.show_graph(drawn.graph, drawn.layout))
    figures["build cpu ms"], figures["build wall ms"] = cpu, wall
    view.show_frame(drawn.frame)
    app.processEvents()
    for name, moves in _sweeps(view, drawn).items():
        _record(figures, name, app, view, moves)
    _record(figures, "highlight", app, view, _highlights(view, drawn))
    figures |= _turns(app, view, drawn)
    figures["memory over the empty window MB"] = _megabytes() - empty
    view.close()
    return {f"{platform} {shape} {name}": value for name, value in figures.items()}


def _turns(app: QApplication, view: GraphView, drawn: Grid) -> Figures:
    """How long the window is kept waiting in one go by what a key asks of the whole graph, with everything in sight."""
    view.fit()
    _paint(app)
    keys = list(drawn.graph)
    shown = Shown(drawn.graph, {key: key for key in keys}, {edge: edge for edge in drawn.graph.edges(keys=True)})
    values = [frame.value for frame in drawn.frame.nodes.values() if frame.value is not None]
    tensors = {f"t{number}": values[number % len(values)] for number in range(len(keys))}
    scene = Scene.build(drawn.graph, drawn.layout) if view.scene is None else view.scene
    ways, searched = Ways(drawn.graph), Searched(drawn.graph, tensors)
    ways.prepare()
    lit_in = LitIn(ways, shown, scene)
    middle = keys[len(keys) // 2]

    def light() -> None:
        view.set_lit(lit_in.lit(ways.through(middle)))

    figures = {"light paths": max(_timed(partial(_frame, app, light))[0] for _ in range(3))}
    view.set_lit(None)
    _paint(app)
    queries = ("relu", "nothing at all", "shape:8x? line:7")
    figures["search"] = max(_timed(partial(searched.find, query))[0] for query in queries)
    figures["change the colouring"] = max(_coloring_turns(app, view, scene, drawn, Iteration(index=0, tensors=tensors)))
    return {f"{name}, longest turn, cpu ms": value for name, value in figures.items()}


def _coloring_turns(
    app: QApplication, view: GraphView, scene: Scene, drawn: Grid, iteration: Iteration
) -> Iterator[float]:
    """Every step of `Colouring` on its own, and the picture that comes of them."""
    for quality in (Quality.VALUE, Quality.MEMORY, Quality.DTYPE):
        scale, times = _stepped(scaling(quality, iteration))
        yield from times
        if scale is not None:
            coloring, times = _stepped(Coloring.resolving(quality, scale, scene, drawn.frame))
            yield from times
            yield _timed(partial(_frame, app, partial(view.set_coloring, coloring)))[0]
    view.set_coloring(None)
    _paint(app)


def _stepped(steps: Generator[None, None, _T]) -> tuple[_T, list[float]]:
    times: list[float] = []
    while True:
        start = time.thread_time()
        try:
            next(steps)
        except StopIteration as end:
            result: _T = end.value
            return result, [*times, 1e3 * (time.thread_time() - start)]
        times.append(1e3 * (time.thread_time() - start))


Move = Callable[[], None]


def _sweeps(view: GraphView, drawn: Grid) -> dict[str, list[Move]]:
    """What a hand does: each move is followed by a frame."""
    sweeps: dict[str, list[Move]] = {}
    for name, zoom in ZOOMS.items():
        sweeps[f"pan {name}"] = [_start(view, zoom), *([lambda: view.pan_by(QPointF(-23.0, -17.0))] * FRAMES)]
    steps = 2 * FRAMES
    view.fit()
    factor = (_NEAREST / view.camera.zoom) ** (1 / steps)
    sweeps["zoom in"] = [view.fit, *([lambda: view.zoom_by(factor)] * steps)]
    sweeps["zoom out"] = [lambda: None, *([lambda: view.zoom_by(1 / factor)] * steps)]
    sweeps["fit"] = [view.fit, *([view.update] * FRAMES)]
    return sweeps


def _start(view: GraphView, zoom: float) -> Move:
    def start() -> None:
        view.fit()
        view.zoom_by(zoom / view.camera.zoom)

    return start


def _highlights(view: GraphView, drawn: Grid) -> list[Move]:
    """Select one box after another of those in the middle, from near."""
    start = _start(view, ZOOMS["near"])
    keys = list(drawn.graph)
    middle = len(keys) // 2
    near = [keys[middle + step] for step in range(-2, 3)]

    def first() -> None:
        start()
        view.set_selected(near[2])
        view.zoom_to_selection()

    return [first, *(partial(view.set_selected, near[number % len(near)]) for number in range(1, FRAMES))]


def _record(figures: Figures, name: str, app: QApplication, view: GraphView, moves: list[Move]) -> None:
    first, *rest = moves
    first()
    _paint(app)
    times = [_timed(partial(_frame, app, move)) for move in rest]
    for kind, values in zip(("cpu", "wall"), zip(*times, strict=True), strict=True):
        figures[f"{name} {kind} ms, median"] = statistics.median(values)
        figures[f"{name} {kind} ms, p95"] = percentile(values, 95)


def _frame(app: QApplication, move: Move) -> None:
    move()
    _paint(app)


def _paint(app: QApplication) -> None:
    app.sendPostedEvents(None, QEvent.Type.UpdateRequest)
    app.processEvents()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that ``work`` takes, of the thread and of the clock."""
    cpu, wall = time.thread_time(), time.perf_counter()
    work()
    return 1e3 * (time.thread_time() - cpu), 1e3 * (time.perf_counter() - wall)


def _megabytes() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kilobytes) / 1e3


if __name__ == "__main__":
    main()
