"""The worker process: requests come in on standard input, replies go out on standard output.

The program runs in the main thread; a control thread reads requests, so that stop and pause work while it runs.
"""

from __future__ import annotations

import gc
import os
import platform
import queue
import sys
import threading
import time
from typing import BinaryIO

import torch

from gradviz.core.messages.replies import Defined, Ready
from gradviz.core.messages.requests import (
    CheckNode,
    DefineNode,
    FetchPart,
    Probe,
    Recompute,
    RunInLockstep,
    RunProgram,
    SaveKeyframe,
    Stop,
)
from gradviz.core.messages.wire import Decoder, ProtocolError
from gradviz.engine.check import check
from gradviz.engine.controlled import Control
from gradviz.engine.definitions import definition_of
from gradviz.engine.devices import available_devices
from gradviz.engine.interrupts import Interrupts
from gradviz.engine.memory import keep_freed_memory
from gradviz.engine.outbox import Outbox
from gradviz.engine.runner import Runner
from gradviz.engine.underway import UnderWay

_Work = RunProgram | RunInLockstep | Recompute | Probe | CheckNode | DefineNode
"""What the main thread does one after the other."""

_GRACE = 2.0
"""Seconds that a program has to end once the window is gone."""


def serve() -> int:
    """Answer requests until standard input closes."""
    keep_freed_memory()
    requests, replies = _take_standard_streams()
    # One core stays free for the window.
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    # The million objects of torch stay for good: the garbage collector need not look at them in the middle of a run.
    gc.freeze()
    worker = _Worker(Outbox(replies))
    threading.Thread(target=worker.read, args=(requests,), name="control", daemon=True).start()
    worker.work()
    return 0


def _take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for messages; what native code prints goes to standard error, and nobody reads our requests."""
    requests, replies = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  a file descriptor is wanted
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return requests, replies


class _Worker:
    """Hands what the control thread reads to the main thread, or to what that is doing."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: queue.SimpleQueue[_Work | FetchPart | None] = queue.SimpleQueue()
        self._under_way = UnderWay()
        self._interrupts = Interrupts(self._under_way)
        self._runner = Runner(outbox, self._under_way, self._interrupts)

    # The control thread

    def read(self, requests: BinaryIO) -> None:
        """Take requests until there are no more."""
        decoder = Decoder()
        try:
            while data := requests.read(1 << 16):
                for message in decoder.feed(data):
                    self._take(message)
        except ProtocolError as error:
            sys.stderr.write(f"gradviz worker: {error}\n")
        self._waiting.put(None)
        self._interrupts.stop(self._under_way.number)
        # The window is gone; a program that does not let itself be stopped must not outlive it.
        time.sleep(_GRACE)
        os._exit(1)

    def _take(self, message: object) -> None:
        if isinstance(message, RunProgram | RunInLockstep):
            self._under_way.expect(message.run)
        if isinstance(message, _Work):
            self._waiting.put(message)
        elif isinstance(message, FetchPart):
            # Between two ops of the program, or when the main thread is free.
            if not self._under_way.fetch(message):
                self._waiting.put(message)
        elif isinstance(message, SaveKeyframe):
            # The program may be in the middle of anything, and Stop must work while a large file is written.
            save = threading.Thread(target=self._runner.save_keyframe, args=(message,), name="keyframe", daemon=True)
            save.start()
        elif isinstance(message, Stop):
            self._interrupts.stop(message.run)
        elif isinstance(message, Control):
            self._under_way.ask(message)

    # The main thread

    def work(self) -> None:
        """Do what is asked for until there is no more."""
        self._interrupts.take_signals()
        self._outbox.send(Ready(0, str(torch.__version__), platform.python_version(), available_devices()))
        while (request := self._waiting.get()) is not None:
            self._do(request)
        self._outbox.close()

    def _do(self, request: _Work | FetchPart) -> None:
        if isinstance(request, RunProgram):
            self._runner.run_program(request)
        elif isinstance(request, RunInLockstep):
            self._runner.run_in_lockstep(request)
        elif isinstance(request, Recompute | Probe):
            self._runner.repeat(request)
        elif isinstance(request, FetchPart):
            self._runner.answer(request)
        elif isinstance(request, CheckNode):
            self._outbox.send(check(request))
        else:
            self._outbox.send(Defined(request.run, request.name, definition_of(request.name)))
