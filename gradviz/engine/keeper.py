"""What the worker keeps of a run beside its messages: the tensors of the latest recorded iteration, and keyframes."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import Any

from gradviz.core.budget import SMALLEST, worker_part
from gradviz.core.messages.replies import Fetched, Holding, Recomputed, Recomputing
from gradviz.core.messages.requests import FetchPart, Recompute
from gradviz.core.tensor import Array
from gradviz.engine.held import UNKNOWN, Gone, Held
from gradviz.engine.keyframefile import load
from gradviz.engine.keyframes import Keyframes, Optimizers
from gradviz.engine.listener import Leaves
from gradviz.engine.recompute import recompute
from gradviz.engine.run import Request

Send = Callable[[Fetched | Holding | Recomputing], None]

_TELL = 0.1
"""Seconds between two reports of how far a repetition is."""


class Keeper:
    """Belongs to run number ``run``. Its tensors are read in the thread that runs the program, between two ops."""

    def __init__(self, run: int, budget: int, send: Send) -> None:
        part = worker_part(max(budget, SMALLEST))
        self.run = run
        self.held = Held(part)
        self.keyframes = Keyframes(part)
        self.optimizers = Optimizers()
        self._variables: dict[str, Any] = {}
        self._send = send
        self._asked: queue.SimpleQueue[FetchPart | None] = queue.SimpleQueue()
        self.is_idle: Callable[[], bool] = self._asked.empty
        """Whether no question waits."""

    # While the program runs

    def begin(self, variables: dict[str, Any]) -> None:
        """Follow a program whose global ``variables`` these are."""
        self._variables = variables

    def backward_ended(self, index: int, now: float, leaves: Leaves) -> None:
        """Take a keyframe of iteration ``index`` if it is time, and answer what was asked."""
        if now >= self.keyframes.due:
            self.keyframes.add(index, leaves, self.optimizers, self._variables)
        self.answer_all()

    def end(self) -> None:
        """Let go of the program; what was kept of it stays."""
        self._variables = {}
        self.optimizers.seen.clear()
        self.tell()
        self.answer_all()

    def clear(self) -> None:
        """Let go of everything now, whoever else still knows this object."""
        self.held.begin()
        self.keyframes.clear()

    def tell(self) -> None:
        """Say what is held."""
        held, keyframes = self.held, self.keyframes
        self._send(Holding(self.run, held.iteration, held.size, keyframes.indices, keyframes.size))

    # Questions

    def ask(self, request: FetchPart) -> None:
        """Have ``request`` answered soon; may be called in another thread."""
        self._asked.put(request)

    def wake(self) -> None:
        """End a `wait` early; may be called in another thread."""
        self._asked.put(None)

    def wait(self, seconds: float) -> None:
        """Wait so long for a question and answer it."""
        try:
            request = self._asked.get(timeout=seconds)
        except queue.Empty:
            return
        if request is not None:
            self.answer(request)

    def answer_all(self) -> None:
        """Answer every question that waits."""
        while not self._asked.empty():
            self.wait(0.0)

    def answer(self, request: FetchPart) -> None:
        """Send the part that was asked for, or why it cannot be had."""
        values, reason = None, ""
        try:
            values = self._values(request)
        except Gone as gone:
            reason = str(gone)
        self._send(Fetched(request.run, request.iteration, request.place, request.part, values, reason))

    def _values(self, request: FetchPart) -> Array:
        if request.run != self.run or request.iteration != self.held.iteration:
            raise Gone(UNKNOWN)
        return self.held.read(request.place, request.part)

    # Repeating

    def repeat(self, message: Recompute) -> Recomputed:
        """Run the program again to record one iteration, whose tensors are held from now on.

        Raises:
            UserError: the device or the seed is not possible.
        """
        told = time.monotonic()

        def progress(at: int) -> None:
            nonlocal told
            self.answer_all()
            if time.monotonic() - told > _TELL:
                told = time.monotonic()
                self._send(Recomputing(message.run, at))

        request = Request(message.program, message.device, message.seed, changes=message.changes, edits=message.edits)
        is_lent = bool(message.keyframe) and load(message.keyframe, self.keyframes)
        try:
            result = recompute(request, message.index, self.keyframes, self.held, progress)
        finally:
            if is_lent:
                self.keyframes.clear()
            self.tell()
        return Recomputed(
            message.run,
            message.of,
            message.index,
            result.iteration,
            result.keyframe,
            result.differing,
            result.iterations,
            result.error,
            result.stopped,
        )
