"""What the worker sends: a slow window never stops the program.

What fits into the pipe is written by the thread that sends it. To wake another thread for that costs more than the
writing: both then want the interpreter, and the program waits. What does not fit is left to a thread of its own, and so
are recorded iterations, which are long.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO

from gradviz.core.budget import MEGABYTE
from gradviz.core.messages.replies import Printed, Recorded, Sampled
from gradviz.core.messages.wire import Message, encode
from gradviz.core.sizes import size_of
from gradviz.engine.pipe import Room

TEXT_LIMIT = 200_000
"""Characters of output that wait to be sent; older lines beyond that are left out, and counted."""

RECORDED_LIMIT = 24 * MEGABYTE
"""Bytes of recorded iterations that wait to be sent, after the first; beyond that the program waits for the window."""

_TICK = 0.03
"""Seconds between two sendings, unless there are live values: small prints go together, and disturb less often."""

_SELDOM = 0.1
"""Seconds between two looks for prints while they go with live values."""


class Outbox:
    """A queue of replies for the window."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._room = Room(stream)
        self._queue: deque[Message] = deque()
        self._text: deque[str] = deque()
        # Characters that were ever printed, and those of them that wait no longer.
        self._printed = self._taken = 0
        self._skipped = 0
        self._is_idle = False
        self._pull: Callable[[], None] | None = None
        self._was_pulled = False
        self._run = 0
        self._sample: Sampled | None = None
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._rest = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._deliver, name="outbox", daemon=True)
        self._thread.start()

    def print(self, run: int, text: str) -> None:
        """Send what the program printed; of too much the beginning is left out."""
        # The lock is only taken if the thread sleeps, or has too much to do. It says that it is idle before it looks
        # for text, so that none is overlooked.
        self._run = run
        self._text.append(text)
        self._printed += len(text)
        if not self._is_idle and self._printed - self._taken <= TEXT_LIMIT:
            return
        with self._changed:
            self._drop_oldest()
            self._changed.notify()

    def pull_from(self, pull: Callable[[], None] | None) -> None:
        """Call ``pull`` now and then, and before any message: it is to `print` what was gathered meanwhile."""
        with self._changed:
            if pull is None:
                self._flush_text()
            self._pull = pull
            self._changed.notify()

    def _drop_oldest(self) -> None:
        while self._printed - self._taken > TEXT_LIMIT and len(self._text) > 1:
            dropped = self._text.popleft()
            self._taken += len(dropped)
            self._skipped += dropped.count("\n")

    def sample(self, sampled: Sampled) -> None:
        """Send live values; losses that still wait go together with the new ones, of parameters the latest count."""
        with self._changed:
            waiting = self._sample
            if waiting is not None and waiting.run == sampled.run:
                sampled = waiting.followed_by(sampled)
            self._sample = sampled
        self._write_what_fits()

    def send_at_once(self, message: Message) -> None:
        """Send ``message`` from this very thread: the program waits anyway, and a person waits for it."""
        with self._changed:
            self._put(message)
        is_more = True
        while is_more:
            with self._writing:
                is_more = self._write_next()

    def send(self, message: Message) -> None:
        """Send ``message`` after all that came before it."""
        with self._changed:
            self._put(message)
            if isinstance(message, Recorded):
                self._changed.notify()
            while isinstance(message, Recorded) and self._recorded_waiting() > RECORDED_LIMIT and not self._closed:
                self._changed.wait(0.1)
        if not isinstance(message, Recorded):
            self._write_what_fits()

    def close(self) -> None:
        """Send what is left, then stop."""
        with self._changed:
            self._flush_text()
            self._flush_sample()
            self._closed = True
            self._changed.notify_all()
        self._rest.set()
        self._thread.join()

    def _put(self, message: Message) -> None:
        self._flush_text()
        self._flush_sample()
        self._queue.append(message)

    def _recorded_waiting(self) -> int:
        waiting = [message.iteration for message in self._queue if isinstance(message, Recorded)]
        # One alone may always wait: then nothing has to be counted.
        return sum(map(size_of, waiting)) if len(waiting) > 1 else 0

    def _flush_text(self) -> None:
        if self._pull is not None:
            # The other thread need not wake for what is taken here.
            is_idle, self._is_idle, self._was_pulled = self._is_idle, False, True
            self._pull()
            self._is_idle = is_idle
        if self._text:
            text = "".join([self._text.popleft() for _ in range(len(self._text))])
            self._taken += len(text)
            self._queue.append(Printed(self._run, text, self._skipped))
            self._skipped = 0

    def _flush_sample(self) -> None:
        if self._sample is not None:
            self._queue.append(self._sample)
            self._sample = None

    # Writing: one thread at a time, of messages that are taken in their order

    def _deliver(self) -> None:
        while self._wait():
            with self._writing:
                self._write_next()
            with self._changed:
                # The program may wait until less is left.
                self._changed.notify_all()
            if not self._queue and not self._closed:
                self._rest.wait(_TICK)
                self._rest.clear()

    def _wait(self) -> bool:
        """Wait for something to write; return whether there is anything."""
        with self._changed:
            self._is_idle = True
            tick = _TICK
            while not (self._queue or self._text or self._sample or self._closed):
                self._was_pulled = False
                self._changed.wait(None if self._pull is None else tick)
                if self._was_pulled:
                    # The program's thread does so itself, and should not have to wait for this one.
                    tick = _SELDOM
                elif self._pull is not None:
                    self._pull()
                    tick = _TICK
            self._is_idle = False
            return bool(self._queue) or not self._closed

    def _write_what_fits(self) -> None:
        """Write what needs no waiting for anybody; leave the rest to the other thread."""
        if self._writing.acquire(blocking=False):
            try:
                while self._write_next(only_what_fits=True):
                    pass
            finally:
                self._writing.release()
        with self._changed:
            if self._queue or self._sample:
                self._changed.notify()
                # They come at a pace of their own, and the curves must not be behind the run.
                self._rest.set()

    def _write_next(self, *, only_what_fits: bool = False) -> bool:
        """Write the message that waits longest; return whether there is more, and nothing against writing it too."""
        with self._changed:
            if not self._queue:
                self._flush_text()
                self._flush_sample()
            message = self._queue[0] if self._queue else None
        if message is None or (only_what_fits and isinstance(message, Recorded)):
            return False
        data = encode(message)
        if only_what_fits and not self._room.has(len(data)):
            return False
        with self._changed:
            self._queue.popleft()
        return self._write(data) and bool(self._queue)

    def _write(self, data: bytearray) -> bool:
        """Write a message; return whether anybody reads it."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except OSError:
            # The window is gone: there is nobody left to tell.
            with self._changed:
                self._closed = True
                self._queue.clear()
                self._changed.notify_all()
            return False
        return True
