"""How long a live step takes from the request to the answer, through the pipes of a real worker process.

Measured where the request is sent, without Qt; beside it, what conditions cost a training loop that is not recorded,
as a ratio of CPU times in one worker. ``python -m tests.bench.live [--json]``
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from gradviz.core.breakpoints import Breakpoint, Kind
from gradviz.core.messages.replies import Finished, Halted, PassEnded, Printed, Ready, Stepped
from gradviz.core.messages.requests import Requests, RunProgram, StepOn
from gradviz.core.messages.wire import Decoder, Message, encode
from gradviz.core.trace import Program
from tests.bench.report import percentile, show, wants_json

STEPS = 400
ROUNDS = 5

LIVE = """
from tests.bench.nets import {net}
net = {net}()
while True:
    net.iterate()
"""

LOOP = """
import time
from tests.bench.nets import {net}
net = {net}()
for _ in range(5):
    net.iterate()
began = time.process_time()
for _ in range({count}):
    net.iterate()
print("seconds", time.process_time() - began)
"""

CONDITIONS = (
    Breakpoint(Kind.NONFINITE),
    Breakpoint(Kind.ABOVE, limit=1e30),
    Breakpoint(Kind.BELOW, limit=0.0),
    Breakpoint(Kind.UPDATE, limit=1e30),
)


class Worker:
    """A worker process that is asked and answers in this very thread."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "gradviz", "worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._replies = self._read()
        self.wait_for(Ready)

    def send(self, request: Requests) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(encode(request))

    def wait_for(self, *kinds: type[Message]) -> Message:
        return next(reply for reply in self._replies if isinstance(reply, kinds))

    def _read(self) -> Iterator[Message]:
        assert self._process.stdout is not None
        decoder = Decoder()
        while data := self._process.stdout.read(1 << 16):
            yield from decoder.feed(data)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def steps(net: str) -> tuple[list[float], list[float]]:
    """Return the milliseconds of steps inside a pass, and of those that begin a new one, with its whole iteration."""
    worker = Worker()
    inside: list[float] = []
    first: list[float] = []
    try:
        worker.send(RunProgram(1, Program("live.py", LIVE.format(net=net)), live=True))
        worker.wait_for(Halted)
        while len(inside) < STEPS:
            began = time.perf_counter()
            worker.send(StepOn(1))
            reply = worker.wait_for(Stepped, PassEnded)
            if isinstance(reply, PassEnded):
                worker.wait_for(Halted)
            (first if isinstance(reply, PassEnded) else inside).append(1e3 * (time.perf_counter() - began))
    finally:
        worker.kill()
    return inside, first


def cost(net: str, count: int) -> float:
    """Return the CPU time of a loop with conditions, relative to the same loop without."""
    worker = Worker()
    try:
        ratios = []
        for number in range(ROUNDS):
            plain, checked = (seconds(worker, 2 * number + i, net, count, CONDITIONS * i) for i in range(2))
            ratios.append(checked / plain)
    finally:
        worker.kill()
    return statistics.median(ratios)


def seconds(worker: Worker, run: int, net: str, count: int, breakpoints: tuple[Breakpoint, ...]) -> float:
    """Return the CPU time of the loop."""
    program = Program("loop.py", LOOP.format(net=net, count=count))
    # The first iteration alone is recorded: what is measured is an iteration that is not.
    worker.send(RunProgram(run + 1, program, record="0", breakpoints=breakpoints))
    printed = ""
    while not isinstance(reply := worker.wait_for(Printed, Finished), Finished):
        assert isinstance(reply, Printed)
        printed += reply.text
    assert reply.error is None, reply.error
    return float(printed.split()[-1])


def main() -> None:
    as_json = wants_json(__doc__)
    figures: dict[str, float] = {}
    for net, count in (("tutorial", 1500), ("recurrent", 60)):
        inside, first = steps(net)
        figures[f"{net}, step, median ms"] = statistics.median(inside)
        figures[f"{net}, step, p95 ms"] = percentile(inside, 95)
        if len(first) > 1:
            figures[f"{net}, into the next pass, median ms"] = statistics.median(first)
        figures[f"{net}, four conditions, ratio"] = cost(net, count)
    show(figures, as_json)


if __name__ == "__main__":
    main()
