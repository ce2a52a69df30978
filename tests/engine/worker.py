"""A worker process to talk to."""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from gradviz.core.messages.replies import Finished, Ready, Replies
from gradviz.core.messages.requests import Requests
from gradviz.core.messages.wire import Decoder, encode
from tests.forked.command import Command, gradviz

R = TypeVar("R", bound=Replies)


class Worker:
    """Sends requests and collects replies."""

    def __init__(self, command: Command) -> None:
        program, arguments = command
        self._process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.replies: list[Replies] = []
        self._arrived: queue.Queue[Replies] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def send(self, request: Requests) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(encode(request))
        self._process.stdin.flush()

    def wait_for(self, kind: type[R], timeout: float = 60.0) -> R:
        """Return the next reply of ``kind``; those before it are in `replies`."""
        deadline = time.monotonic() + timeout
        while True:
            reply = self._arrived.get(timeout=max(0.01, deadline - time.monotonic()))
            self.replies.append(reply)
            if isinstance(reply, kind):
                return reply

    def run(self, request: Requests, timeout: float = 60.0) -> Finished:
        """Run a program to its end."""
        self.send(request)
        return self.wait_for(Finished, timeout)

    def close(self) -> int:
        """Close its standard input, as the window does, and return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = self._process.wait(20)
        self._reader.join(20)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def _read(self) -> None:
        assert self._process.stdout is not None
        decoder = Decoder()
        while data := self._process.stdout.read1(1 << 16):  # type: ignore[attr-defined]
            for message in decoder.feed(data):
                assert not isinstance(message, Requests)
                self._arrived.put(message)


@contextmanager
def worker(command: Command | None = None) -> Iterator[Worker]:
    """Start a worker and wait until it is ready; it must end by itself afterwards."""
    started = Worker(command or gradviz("worker"))
    try:
        started.wait_for(Ready)
        yield started
    finally:
        assert started.close() == 0
