"""Python's cyclic garbage collector, paused while many values are made that hold no cycles."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pauses:
    """How many want the collector to pause, and whether it ran before the first of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._ran = False

    def begin(self) -> None:
        with self._lock:
            if not self._wanted:
                self._ran = gc.isenabled()
                gc.disable()
            self._wanted += 1

    def end(self) -> None:
        with self._lock:
            self._wanted -= 1
            if not self._wanted and self._ran:
                gc.enable()


_pauses = _Pauses()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector from going over everything again and again while large results grow; threads may overlap.

    Each of its full passes looks at all that the process holds. Over a layout of 16,000 boxes they are a quarter of the
    time, and they stop every thread, also the one that draws.
    """
    _pauses.begin()
    try:
        yield
    finally:
        _pauses.end()
