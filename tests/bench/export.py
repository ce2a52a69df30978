"""How long the window waits while a large graph is exported: the longest turn of its event loop, for each format.

``python -m tests.bench.export [--json]``. Of each turn the processor time of the whole process is told beside the
clock's: on a busy machine the clock counts what other programs do, and only the first is the exporter's doing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from gradviz.core.session import load
from gradviz.core.trace import Trace
from gradviz.ui.export.order import Format, Order
from gradviz.ui.exporter import Exporter
from gradviz.ui.picture import Picture
from tests.bench.report import show, wants_json

FORMATS = (Format.PNG, Format.SVG, Format.PDF, Format.GIF, Format.DOT, Format.GRAPHML, Format.JSON)
STEPS = 12
"""Positions of a film."""

_TICK = 2
"""Milliseconds between two turns of a loop that has nothing to do but to wait for a person."""

_SOURCE = """\
from tests.bench.nets import transformer
loss = transformer().forward()
loss.backward()
"""


class Turns:
    """Measures how far apart the turns of an event loop are, in seconds of the clock and of the processor."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.longest = self.longest_busy = 0.0
        self._before: tuple[float, float] | None = None
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK)

    def _tick(self) -> None:
        now = time.perf_counter(), time.process_time()
        if self._before is not None:
            took, busy = (after - before for after, before in zip(now, self._before, strict=True))
            late = max(0.0, took - _TICK / 1000)
            self.longest = max(self.longest, late)
            self.longest_busy = max(self.longest_busy, min(late, busy))
        self._before = now

    def stop(self) -> None:
        """Measure no longer."""
        self._timer.stop()


def traced(folder: Path) -> Trace:
    """Return the trace of a transformer of 12 layers, made in another process."""
    import subprocess

    program, session = folder / "transformer.py", folder / "transformer.gradviz"
    program.write_text(_SOURCE)
    command = [sys.executable, "-m", "gradviz", "trace", str(program), "-o", str(session)]
    # Torch finds its cores busy in any case; one is left for what is measured.
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return load(session).trace


def measured(picture: Picture, trace: Trace, order: Order) -> dict[str, float]:
    """Carry out ``order`` and return the longest turns meanwhile, in milliseconds, and how long it took."""
    from PySide6.QtCore import QEventLoop

    exporter, loop, failed = Exporter(), QEventLoop(), list[str]()
    exporter.failed.connect(failed.append)
    for over in (exporter.ended, exporter.failed):
        over.connect(lambda _what: loop.quit())
    began = time.perf_counter()
    exporter.start(picture, lambda: trace, order)
    turns = Turns()
    loop.exec()
    turns.stop()
    exporter.close()
    if failed:
        raise SystemExit(failed[0])
    return {
        f"{order.format} turn ms": 1000 * turns.longest,
        f"{order.format} turn busy ms": 1000 * turns.longest_busy,
        f"{order.format} seconds": time.perf_counter() - began,
    }


def main() -> None:
    """Measure every format."""
    as_json = wants_json(__doc__)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from gradviz.ui.drawing import draw

    application = QApplication.instance() or QApplication(["bench"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trace = traced(folder)
        picture = draw(trace.iterations[-1], frozenset(), None, lambda: False)
        figures: dict[str, float] = {"boxes": len(picture.scene.nodes)}
        for form in FORMATS:
            total = len(picture.timeline)
            order = Order(folder / f"graph.{form}", form, (total // 2 + 100,), form.usual_scale)
            if form.is_film:
                order = replace(order, positions=tuple(range(0, total, total // STEPS)))
            figures |= measured(picture, trace, order)
        show(figures, as_json)
    del picture, application


if __name__ == "__main__":
    main()
