"""A window with its worker, as the benchmarks run programs in it: how long they take, and what the window does."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from gradviz.core.messages.replies import Finished
from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.widgets.curve_plot import CurvePlot
from gradviz.ui.window import MainWindow
from gradviz.ui.workspace import Workspace

LONG = 0.05
"""Seconds: a turn of the event loop that takes longer is looked at."""

MOST_LOOKED_AT = 8

REST = 0.004
"""Seconds between two looks for what there is to do: looking more often takes a processor from the training.

What the window shows is later by half of it than it is for a person."""


class Turn(NamedTuple):
    """A turn of the event loop: how long it took, and how long it had a processor; milliseconds."""

    wall: float
    cpu: float


class Watch:
    """Looks, in a thread of its own, where the window's thread is in a turn that takes too long."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.stacks: list[str] = []
        self._thread = threading.get_ident()
        self._began: float | None = None
        self._over = threading.Event()
        self._looker = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._looker.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._over.set()
        self._looker.join()

    def turn(self, app: QApplication) -> None:
        """Let the window do what there is to do."""
        cpu, self._began = time.thread_time(), time.perf_counter()
        app.processEvents()
        wall = time.perf_counter() - self._began
        self._began = None
        self.turns.append(Turn(1e3 * wall, 1e3 * (time.thread_time() - cpu)))

    def _look(self) -> None:
        while not self._over.wait(0.01):
            began = self._began
            if began is None or time.perf_counter() - began < LONG or len(self.stacks) >= MOST_LOOKED_AT:
                continue
            frame = sys._current_frames().get(self._thread)
            if frame is not None and self._began == began:
                self.stacks.append("".join(traceback.format_stack(frame)[-12:]))
            while self._began == began and not self._over.wait(0.01):
                pass


class Paints(QObject):
    """Notes when the loss was painted, and up to which iteration of the run it was shown then."""

    def __init__(self, plot: CurvePlot, workspace: Workspace) -> None:
        super().__init__(plot)
        self._plot = plot
        self._workspace = workspace
        self.times: list[float] = []
        self.shown: list[int] = []
        plot.installEventFilter(self)

    def clear(self) -> None:
        """Forget what was noted."""
        self.times.clear()
        self.shown.clear()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint:
            return False
        watched.event(event)
        record = self._workspace.record
        # Until the first loss of a run has come, that of the run before is on show.
        x = [one.x for one in self._plot._drawn if record and one.line.series is record.history.loss and len(one.x)]
        if x:
            self.times.append(time.perf_counter())
            self.shown.append(int(x[0][-1]))
        return True

    @property
    def rate(self) -> float:
        """Paintings a second that showed more than the one before."""
        fresh = [time for i, time in enumerate(self.times) if i and self.shown[i] > self.shown[i - 1]]
        return (len(fresh) - 1) / (fresh[-1] - fresh[0]) if len(fresh) > 1 else 0.0

    def lags(self, made: Sequence[float]) -> list[float]:
        """Return for each iteration how many milliseconds after it was ``made`` its loss was on the screen first."""
        first = [bisect_left(self.shown, number) for number in range(len(made))]
        return [1e3 * (self.times[at] - made[i]) for i, at in enumerate(first) if at < len(self.times)]


class Beside:
    """The window, and the worker that it has started."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        settings = Settings(folder / "gradviz.ini")
        self.shell = Shell(MainWindow(settings), settings)
        self.shell.window.resize(1600, 900)
        self.shell.window.show()
        self.shell.start()
        self.shell.fill()
        self.shell.fill_values()
        self._finished: list[Finished] = []
        self._printed: list[str] = []
        self.recorded: list[int] = []
        self.watch = Watch()
        panel = self.shell.window.findChild(PlotsPanel)
        assert isinstance(panel, PlotsPanel)
        self.paints = Paints(panel.loss.plot, self.shell.workspace)
        engine = self.shell.workspace.engine
        engine.finished.connect(self._finished.append)
        engine.recorded.connect(lambda iteration: self.recorded.append(iteration.index))
        engine.printed.connect(lambda text, _skipped: self._printed.append(text))
        while not self.shell.workspace.devices:
            app.processEvents()

    @property
    def worker(self) -> int:
        """The process that runs the programs."""
        return self.shell.workspace.engine.pid

    def run(self, source: str, record: str = "sampled") -> str:
        """Run ``source`` in the worker and return what it has printed."""
        for held in (self._finished, self._printed, self.recorded):
            held.clear()
        self.paints.clear()
        self.shell.workspace.engine.record = record
        self.shell.workspace.document.set_text(source)
        self.shell.workspace.run()
        while not self._finished:
            self.watch.turn(self._app)
            time.sleep(REST)
        assert self._finished[0].error is None, self._finished[0].error
        return "".join(self._printed)

    def close(self) -> None:
        """End the worker."""
        self.shell.close()
