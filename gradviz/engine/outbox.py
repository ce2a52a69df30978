"""What the worker sends: written by a thread of its own, so that a slow window never stops the program."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO

from gradviz.core.budget import MEGABYTE
from gradviz.core.messages.replies import Printed, Recorded, Sampled
from gradviz.core.messages.wire import Message, encode
from gradviz.core.sizes import size_of

TEXT_LIMIT = 200_000
"""Characters of output that wait to be sent; older lines beyond that are left out, and counted."""

RECORDED_LIMIT = 24 * MEGABYTE
"""Bytes of recorded iterations that wait to be sent, after the first; beyond that the program waits for the window."""

_TICK = 0.03
"""Seconds between two sendings, unless there are live values: small prints go together, and disturb less often."""


class Outbox:
    """A queue of replies for the window."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._queue: deque[Message] = deque()
        self._text: deque[str] = deque()
        # Characters that were ever printed, and those of them that wait no longer.
        self._printed = self._taken = 0
        self._skipped = 0
        self._is_idle = False
        self._pull: Callable[[], None] | None = None
        self._run = 0
        self._sample: Sampled | None = None
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._rest = threading.Event()
        self._is_urgent = False
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
            self._changed.notify()
        # They come at a pace of their own, and the curves must not be behind the run.
        self._rest.set()

    def send_at_once(self, message: Message) -> None:
        """Send ``message`` from this very thread: the program waits anyway, and a person waits for it."""
        self._is_urgent = True
        try:
            with self._changed:
                self._put(message)
            is_last = False
            while not is_last:
                is_last, _ = self._write_next()
        finally:
            self._is_urgent = False

    def send(self, message: Message) -> None:
        """Send ``message`` after all that came before it."""
        with self._changed:
            self._put(message)
            self._changed.notify()
            while isinstance(message, Recorded) and self._recorded_waiting() > RECORDED_LIMIT and not self._closed:
                self._changed.wait(0.1)

    def close(self) -> None:
        """Send what is left, then stop."""
        with self._changed:
            self._flush_text()
            self._flush_sample()
            self._closed = True
            self._changed.notify_all()
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
            self._pull()
        if self._text:
            text = "".join([self._text.popleft() for _ in range(len(self._text))])
            self._taken += len(text)
            self._queue.append(Printed(self._run, text, self._skipped))
            self._skipped = 0

    def _flush_sample(self) -> None:
        if self._sample is not None:
            self._queue.append(self._sample)
            self._sample = None

    def _deliver(self) -> None:
        while True:
            with self._changed:
                self._is_idle = True
                while not (self._queue or self._text or self._sample or self._closed):
                    self._changed.wait(None if self._pull is None else _TICK)
                    if self._pull is not None:
                        self._pull()
                self._is_idle = False
                if self._closed and not self._queue:
                    return
            is_last, is_read = self._write_next()
            if not is_read:
                return
            if is_last and not self._closed:
                self._rest.wait(_TICK)
                self._rest.clear()

    def _write_next(self) -> tuple[bool, bool]:
        """Write the message that waits longest; return whether it was the last one, and whether anybody reads it."""
        with self._writing:
            with self._changed:
                self._flush_text()
                self._flush_sample()
                # The program's thread may have written it meanwhile.
                message = self._queue.popleft() if self._queue else None
                is_last = not self._queue
                if not self._is_urgent:
                    self._changed.notify_all()
            try:
                if message is not None:
                    self._stream.write(encode(message))
                if is_last:
                    self._stream.flush()
            except OSError:
                # The window is gone: there is nobody left to tell.
                with self._changed:
                    self._closed = True
                    self._queue.clear()
                    self._changed.notify_all()
                return True, False
        return is_last, True
