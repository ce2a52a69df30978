"""A worker without a window: what it sends is read at once, and thrown away."""

from __future__ import annotations

import os
import subprocess
import sys

from gradviz.core.messages.replies import Finished, Printed, Recorded
from gradviz.core.messages.requests import RunProgram
from gradviz.core.messages.wire import Decoder, encode
from gradviz.core.trace import Program

_END = b"Finished"
"""The tag of the last message of a run."""


class Alone:
    """Runs programs in a worker, and counts the iterations that it has recorded of the latest one."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "gradviz", "worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._number = 0
        self.recorded: list[int] = []

    @property
    def worker(self) -> int:
        """The process that runs the programs."""
        return self._process.pid

    def run(self, source: str, record: str = "sampled") -> str:
        """Run ``source`` and return what it has printed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._number += 1
        self._process.stdin.write(encode(RunProgram(self._number, Program("alone", source), seed=0, record=record)))
        pipe, decoder = self._process.stdout.fileno(), Decoder()
        chunks: list[bytes] = []
        # Nothing is read in the messages before the run is over: that would take a processor from it.
        while not chunks or _END not in chunks[-1]:
            chunks.append(os.read(pipe, 1 << 20))
        messages = list(decoder.feed(b"".join(chunks)))
        while not (messages and isinstance(messages[-1], Finished)):
            # The last one is a long message.
            messages += decoder.feed(os.read(pipe, 1 << 20))
        assert messages[-1].error is None
        self.recorded = [message.iteration.index for message in messages if isinstance(message, Recorded)]
        return "".join(message.text for message in messages if isinstance(message, Printed))

    def close(self) -> None:
        """End the worker."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()
