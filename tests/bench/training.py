"""How much of a training loop's speed is left while the window is open and shows it live, and how far behind it is.

The same program, as plain Python and in gradviz's worker with the window beside it, in turns: plain, beside, beside,
plain, again and again, so that what else the machine does falls on both. Torch has one thread fewer than there are
cores in both. Speeds are compared by the clock, and by the processor time of the thread that trains.

A run takes several seconds on a quiet machine, as a person's runs do. In the first second more is recorded, sampled and
kept of it than afterwards; the figures of both are told apart. What is left without a window (a worker whose messages
are thrown away) tells how much of the loss is the worker's own; the rest is the window's, which shares caches, memory
and processors with the training: the parts of the time in which the two processes had a processor are told too.
``python -m tests.bench.training [--json] [--rounds N] [--stacks]``
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gradviz.core.resources import examples
from gradviz.ui.app import make_application
from tests.bench.alone import Alone
from tests.bench.beside import Beside, Watch
from tests.bench.processors import Spent, spent
from tests.bench.report import percentile, show

ITERATIONS = 8_000
LARGE_ITERATIONS = 800
"""Of the larger net, which takes 5 ms and more for each."""

LAG_ITERATIONS = 6_000

ROUNDS = 3

FIRST = 1.0
"""Seconds at the beginning of a run that are told apart."""

FRAME = """
import array, os, time, torch
torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
made = array.array("d")
{source}
ended, ended_cpu = time.perf_counter(), time.thread_time()
early = sum(at - began < {first} for at in made)
late = (len(made) - early) / (ended - made[early]) if early < len(made) else 0.0
print("measured", ended - began, ended_cpu - began_cpu, early, late)
"""

BEGIN = "began, began_cpu = time.perf_counter(), time.thread_time()\nfor t in"

STAMPS = """
with open({path!r}, "wb") as file:
    made.tofile(file)
"""

PLAIN = """
import contextlib, io, json, sys
sys.argv = ["plain"]
for line in sys.stdin:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(json.loads(line), "plain.py", "exec"), {"__name__": "__main__"})
    print(json.dumps(printed.getvalue()), flush=True)
"""

_WIDTH = "N, D_in, H, D_out = 64, 1000, 100, 10"
_LARGE = "N, D_in, H, D_out = 64, 1000, 1000, 10"


class Seconds(NamedTuple):
    """How long a loop took: by the clock, and in processor time of its thread.

    ``early`` are the iterations of its first second, ``late`` those of every later second.
    """

    wall: float
    cpu: float
    early: float = 0.0
    late: float = 0.0


class Case(NamedTuple):
    """What is trained, and which iterations are recorded beside the window."""

    name: str
    source: str
    record: str = "sampled"


def program(iterations: int = ITERATIONS, width: str = _WIDTH, stamps: str = "") -> str:
    """Return the tutorial's net by hand, with more iterations and of this width, that measures its own loop.

    With ``stamps`` it writes into this file when it was about to begin each of its backward passes.
    """
    source = next(e for e in examples() if "by_hand" in e.name).source()
    source = source.replace("range(500)", f"range({iterations})").replace(_WIDTH, width)
    source = source.replace("for t in", BEGIN, 1)
    source = source.replace("loss.backward()", "made.append(time.perf_counter()); loss.backward()")
    if stamps:
        source += STAMPS.format(path=stamps)
    return FRAME.format(source=source, first=FIRST)


def measured(printed: str) -> Seconds:
    """Return what a program of `program` says of itself."""
    return Seconds(*map(float, printed.split("measured")[-1].split()))


class Plain:
    """A plain Python process that has imported torch already, and runs programs one after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PLAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, source: str) -> str:
        """Run ``source`` and return what it has printed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(source) + "\n")
        self._process.stdin.flush()
        return str(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()


class Rounds(NamedTuple):
    """Of each round the seconds of two plain runs, and of the two beside the window between them."""

    plain: list[Seconds]
    beside: list[Seconds]
    recorded: list[float]
    """Iterations a second that were recorded beside the window."""
    parts: list[dict[str, float]]
    """Parts of the time beside the window that threads had a processor in, and so on."""

    def figures(self, name: str) -> dict[str, float]:
        """Return how much of the speed is left: the median of all rounds, and the least and the most of one."""
        found: dict[str, float] = {}
        for kind, at in (("", 0), (", processor time", 1)):
            ratios = [plain[at] / beside[at] for plain, beside in zip(self.plain, self.beside, strict=True)]
            found[f"{name}, speed left, ratio{kind}"] = statistics.median(ratios)
            found[f"{name}, least{kind}"] = min(ratios)
            found[f"{name}, most{kind}"] = max(ratios)
        for kind, at in (("first second", 2), ("afterwards", 3)):
            ratios = [ours[at] / one[at] for one, ours in zip(self.plain, self.beside, strict=True) if one[at]]
            found[f"{name}, {kind}, speed left, ratio"] = statistics.median(ratios) if ratios else 0.0
        for kind in self.parts[0] if self.parts else ():
            found[f"{name}, {kind}, part"] = statistics.median(part[kind] for part in self.parts)
        found[f"{name}, recorded a second"] = statistics.median(self.recorded)
        return found


def rounds(plain: Plain, beside: Beside | Alone, case: Case, count: int) -> Rounds:
    """Run ``case`` in turns: plain, beside, beside, plain."""
    made = Rounds([], [], [], [])
    for _ in range(count):
        one = measured(plain.run(case.source))
        ours = []
        for _ in range(2):
            before = _processes(beside)
            ours.append(measured(beside.run(case.source, case.record)))
            made.recorded.append(len(beside.recorded) / ours[-1].wall)
            made.parts.append(_parts(before, _processes(beside)))
        other = measured(plain.run(case.source))
        made.plain.append(Seconds(*map(sum, zip(one, other, strict=True))))
        made.beside.append(Seconds(*map(sum, zip(*ours, strict=True))))
    return made


def _processes(beside: Beside | Alone) -> dict[str, Spent | None]:
    """Return what the worker and the window have used until now."""
    if isinstance(beside, Alone):
        return {"worker": spent(beside.worker)}
    return {"worker": spent(beside.worker), "window": spent(os.getpid())}


def _parts(before: dict[str, Spent | None], after: dict[str, Spent | None]) -> dict[str, float]:
    return {
        f"{who} {what}": part
        for who, now in after.items()
        if now is not None and (then := before[who]) is not None
        for what, part in now.since(then).items()
    }


def behind(beside: Beside, folder: Path, iterations: int) -> dict[str, float]:
    """Return how long after its backward pass began the loss of an iteration is on the screen."""
    path = folder / "made"
    lags: list[float] = []
    rates: list[float] = []
    for width, count in ((_WIDTH, iterations), (_LARGE, iterations // 12)):
        beside.run(program(count, width, str(path)))
        lags += beside.paints.lags(np.fromfile(path).tolist())
        rates.append(beside.paints.rate)
    return {
        "behind the run, p50 ms": percentile(lags, 50),
        "behind the run, p95 ms": percentile(lags, 95),
        "behind the run, most ms": max(lags),
        "the loss is drawn, times a second": rates[0],
        "of the larger net, times a second": rates[1],
    }


def loop_figures(watch: Watch) -> dict[str, float]:
    """Return how long the turns of the window's event loop took."""
    walls = [turn.wall for turn in watch.turns]
    longest = max(watch.turns)
    return {
        "event loop turn, p99 ms": percentile(walls, 99),
        "event loop turn, most ms": longest.wall,
        "of that with a processor, ms": longest.cpu,
        "event loop turn, most processor ms": max(turn.cpu for turn in watch.turns),
        "turns above 50 ms": sum(wall > 50 for wall in walls),
    }


def without_window(plain: Plain, cases: Sequence[Case], count: int) -> dict[str, float]:
    """Return what is left of the speed in a worker that nobody looks at."""
    figures: dict[str, float] = {}
    alone = Alone()
    alone.run(program(500))
    for case in cases:
        figures |= rounds(plain, alone, case, count).figures(f"{case.name} without a window")
    alone.close()
    return figures


def main() -> None:
    """Measure, and show what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of two plain runs and two beside the window")
    parser.add_argument("--stacks", action="store_true", help="print where the window was in turns above 50 ms")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    small, large = program(), program(LARGE_ITERATIONS, _LARGE)
    cases = (Case("tutorial net", small), Case("larger net", large), Case("ten recorded a second", small, "10/s"))
    figures: dict[str, float] = {}
    plain = Plain()
    with tempfile.TemporaryDirectory() as folder:
        beside = Beside(app, Path(folder))
        plain.run(small)
        beside.run(small)
        with beside.watch as watch:
            for case in cases:
                made = rounds(plain, beside, case, wanted.rounds)
                count = LARGE_ITERATIONS if case.source is large else ITERATIONS
                per = statistics.median(one.wall for one in made.plain) / 2 / count
                figures[f"{case.name}, plain, ms per iteration"] = 1e3 * per
                figures |= made.figures(case.name)
            figures |= behind(beside, Path(folder), LAG_ITERATIONS)
            figures |= loop_figures(watch)
        beside.close()
    figures |= without_window(plain, cases, wanted.rounds)
    plain.close()
    if wanted.stacks:
        print("\n\n".join(watch.stacks), file=sys.stderr)
    show(figures, wanted.json)


if __name__ == "__main__":
    main()
