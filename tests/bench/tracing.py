"""What recording an iteration costs beside running it: medians of thread CPU time, taking turns in one run.

``python -m tests.bench.tracing [--json]``. Beside gradviz: anomaly mode and the profiler, which record less.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import torch
from typing_extensions import override

from gradviz.core.trace import Iteration
from gradviz.engine.memory import keep_freed_memory
from gradviz.engine.names import Names
from gradviz.engine.policy import Every
from gradviz.engine.recorder import Listener, Recorder
from gradviz.engine.source import Source
from tests.bench.nets import ALL, Net
from tests.bench.report import show, wants_json

CHUNKS = {"tutorial": 50}
"""How many iterations run in a row, as in one run of a program; four, where nothing else is said."""

SECONDS = 6.0
"""For each net; more rounds for the quick ones."""


class Keeper(Listener):
    """Keeps the last iteration and what making it from the record took."""

    def __init__(self) -> None:
        self.iteration: Iteration | None = None

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        """Keep it."""
        self.iteration = iteration


class Recorded:
    """Records iterations of one net after another, as in one long run: places in the text are looked up once."""

    def __init__(self, net: Net, keeper: Keeper) -> None:
        self._net = net
        self._keeper = keeper
        self._source = Source("", __file__)
        self._names = Names(globals())

    def __call__(self) -> None:
        """Run a chunk with everything recorded: values, gradients, order, places, and the finished traces."""
        recorder = Recorder(self._source, self._names, Every(keeps_last_only=False), self._keeper)
        with recorder.recording():
            raw(self._net)


def chunk(net: Net) -> int:
    """Return how many iterations of ``net`` run in a row."""
    return CHUNKS.get(net.name, 4)


def raw(net: Net) -> None:
    """Run the iterations of a chunk as they are."""
    for _ in range(chunk(net)):
        net.iterate()


def in_anomaly_mode(net: Net) -> None:
    """Run the iterations in torch's anomaly mode."""
    with torch.autograd.detect_anomaly(check_nan=True):
        raw(net)


def profiled(net: Net) -> None:
    """Run the iterations under torch's profiler."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]):
        raw(net)


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the thread CPU time of ``run``."""
    began = time.thread_time()
    run()
    return time.thread_time() - began


def measure(net: Net) -> dict[str, float]:
    """Return the figures of one net."""
    keeper = Keeper()
    runs: dict[str, Callable[[], object]] = {
        "raw": lambda: raw(net),
        "gradviz": Recorded(net, keeper),
        "anomaly mode": lambda: in_anomaly_mode(net),
        "profiler": lambda: profiled(net),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until or len(times["raw"]) < 5:
        for name, run in runs.items():
            times[name].append(cpu_seconds(run))
    plain = statistics.median(times["raw"])
    figures = {f"{net.name}: raw, ms": 1e3 * plain / chunk(net)}
    for name in ("gradviz", "anomaly mode", "profiler"):
        ratios = [other / own for other, own in zip(times[name], times["raw"], strict=True)]
        figures[f"{net.name}: {name} ÷ raw"] = statistics.median(ratios)
    iteration = keeper.iteration
    if iteration is not None:
        events = len(iteration.forward) + len(iteration.nodes)
        figures[f"{net.name}: ops and nodes"] = events
        more = (statistics.median(times["gradviz"]) - plain) / chunk(net)
        figures[f"{net.name}: µs for each"] = 1e6 * more / events
    return figures


def main() -> None:
    as_json = wants_json(__doc__)
    torch.set_num_threads(1)
    # As the worker does.
    keep_freed_memory()
    gc.collect()
    gc.freeze()
    figures: dict[str, float] = {}
    for make in ALL:
        figures |= measure(make())
    show(figures, as_json)


if __name__ == "__main__":
    import warnings

    # Anomaly mode says with a warning that it is slow: that is what is measured.
    warnings.simplefilter("ignore")
    main()
