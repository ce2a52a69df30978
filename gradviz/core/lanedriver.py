"""Run programs in lockstep without a window: each in a worker process of its own, over pipes."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from gradviz.core.conductor import Conductor, LaneSpec
from gradviz.core.messages.replies import Ready
from gradviz.core.messages.requests import Requests
from gradviz.core.messages.wire import Decoder, Message, ProtocolError, encode
from gradviz.core.processes import own_command

_CHUNK = 1 << 16
_PATIENCE = 10.0
"""Seconds that a worker has to end."""

Arrived = tuple[int, Message | str]
"""A run, and what its worker says, or why it is gone."""


class _Process:
    """The worker of run ``lane``; what it says goes into ``arrived``."""

    def __init__(self, lane: int, arrived: queue.SimpleQueue[Arrived]) -> None:
        self._lane = lane
        self._arrived = arrived
        # A session of its own: Ctrl+C in the terminal is the command's, and it ends the workers.
        self._process = subprocess.Popen(
            [*own_command(), "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._reader = threading.Thread(target=self._read, name=f"lane {lane}", daemon=True)
        self._reader.start()

    def send(self, request: Requests) -> None:
        """Send ``request``; to a process that is gone it is lost."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.write(encode(request))
                self._process.stdin.flush()

    def close(self) -> None:
        """Close its standard input, at which it ends, and wait for that."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(_PATIENCE)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        stream, decoder = self._process.stdout, Decoder()
        if stream is None:
            return
        try:
            while data := stream.read1(_CHUNK):  # type: ignore[attr-defined]
                for message in decoder.feed(data):
                    self._arrived.put((self._lane, message))
        except ProtocolError as error:
            self._process.kill()
            self._arrived.put((self._lane, f"it sent what is not a message: {error}"))
            return
        self._arrived.put((self._lane, f"exit code {self._process.wait()}"))


@contextmanager
def _processes(count: int, arrived: queue.SimpleQueue[Arrived]) -> Iterator[list[_Process]]:
    """Start workers; they are gone afterwards."""
    started: list[_Process] = []
    try:
        # One by one: what has started is ended, should the next one fail to.
        started.extend(_Process(lane, arrived) for lane in range(count))
        yield started
    finally:
        for process in started:
            process.close()


def drive(
    specs: Sequence[LaneSpec], iterations: int | None = None, progress: Callable[[Conductor], None] | None = None
) -> Conductor:
    """Run the programs to their ends, or for so many ``iterations``; ``progress`` is called now and then."""
    arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
    with _processes(len(specs), arrived) as workers:
        conductor = Conductor(specs, lambda lane, request: workers[lane].send(request), iterations=iterations)
        while not conductor.is_over:
            lane, message = arrived.get()
            if isinstance(message, str):
                conductor.gone(lane, message)
            elif isinstance(message, Ready):
                conductor.ready(lane)
            else:
                conductor.take(lane, message)
            if progress is not None:
                progress(conductor)
    return conductor
