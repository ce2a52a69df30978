"""What recording an iteration costs beside running it: medians of thread CPU time, taking turns in one run.

``python -m tests.bench.tracing [--json]``. "gradviz" is everything until the finished trace; "gradviz, recording alone"
leaves out what makes the trace's objects of the record, at whose time every value has been read already. The "empty"
ones are what no recorder written in Python can be without, and tell nothing. Beside gradviz: torch's anomaly mode and
profiler, torchviz (the graph without values) and torchlens (the forward pass), which record less. The last two are
measured where installed.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from typing_extensions import override

from gradviz.core.trace import Iteration
from gradviz.engine import recorder as recorders
from gradviz.engine.build import build
from gradviz.engine.listener import Listener
from gradviz.engine.memory import keep_freed_memory
from gradviz.engine.names import Names
from gradviz.engine.policy import Every
from gradviz.engine.recorder import Recorder
from gradviz.engine.source import Source
from tests.bench.least import LEAST
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
        self.building = 0.0
        """Thread CPU time spent on making iterations of records, so far."""

    def build(self, *record: Any) -> Iteration:
        """Make an iteration as the recorder does, and note what it took."""
        began = time.thread_time()
        iteration = build(*record)
        self.building += time.thread_time() - began
        return iteration

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
        with mock.patch.object(recorders, "build", self._keeper.build), recorder.recording():
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


def drawn_by_torchviz(net: Net) -> None:
    """Run the iterations and write the graph of each as DOT, without a layout."""
    torchviz = importlib.import_module("torchviz")
    for _ in range(chunk(net)):
        loss = net.forward()
        torchviz.make_dot(loss)
        torch.autograd.backward(loss)
        net.update()


class Wrapped(torch.nn.Module):
    """A net as torchlens wants it."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self._net = net

    @override
    def forward(self, _nothing: torch.Tensor) -> torch.Tensor:
        """Return the loss."""
        return self._net.forward()


def seen_by_torchlens(net: Net) -> float:
    """Return the thread CPU time of one forward pass under torchlens, with all values kept; the median of three."""
    torchlens = importlib.import_module("torchlens")
    model, nothing = Wrapped(net), torch.ones(1)
    return statistics.median(cpu_seconds(lambda: torchlens.trace(model, (nothing,))) for _ in range(3))


def is_installed(package: str) -> bool:
    """Return whether ``package`` can be measured; else how to get it is said."""
    found = importlib.util.find_spec(package) is not None
    if not found:
        sys.stderr.write(f"{package} is not measured: it is not installed\n")
    return found


@contextmanager
def quiet_native_code() -> Iterator[None]:
    """Throw away what native code writes to standard error: the profiler says when it starts and stops."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the thread CPU time of ``run``."""
    began = time.thread_time()
    run()
    return time.thread_time() - began


def measure(net: Net, *, with_torchviz: bool) -> dict[str, float]:
    """Return the figures of one net."""
    keeper = Keeper()
    runs: dict[str, Callable[[], object]] = {
        "raw": lambda: raw(net),
        "gradviz": Recorded(net, keeper),
        "anomaly mode": lambda: in_anomaly_mode(net),
        "profiler": lambda: profiled(net),
    }
    runs |= {name: partial(run, net, chunk(net)) for name, run in LEAST.items()}
    if with_torchviz:
        runs["torchviz"] = lambda: drawn_by_torchviz(net)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    keeper.building = 0.0
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until or len(times["raw"]) < 5:
        for name, run in runs.items():
            times[name].append(cpu_seconds(run))
    plain = statistics.median(times["raw"])
    figures = {f"{net.name}: raw, ms": 1e3 * plain / chunk(net)}
    building = keeper.building / len(times["raw"])
    times["gradviz, recording alone"] = [seconds - building for seconds in times["gradviz"]]
    for name in list(times)[1:]:
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
    nets = [make() for make in ALL]
    with_torchviz, with_torchlens = is_installed("torchviz"), is_installed("torchlens")
    with quiet_native_code():
        for net in nets:
            figures |= measure(net, with_torchviz=with_torchviz)
        # Last, because it changes torch for good.
        for net in nets if with_torchlens else ():
            seconds = seen_by_torchlens(net)
            figures[f"{net.name}: torchlens (forward) ÷ raw"] = 1e3 * seconds / figures[f"{net.name}: raw, ms"]
    show(figures, as_json)


if __name__ == "__main__":
    import warnings

    # Anomaly mode says with a warning that it is slow: that is what is measured.
    warnings.simplefilter("ignore")
    main()
