"""What the worker does just now, as its two threads see it."""

from __future__ import annotations

import threading

from gradviz.core.messages.requests import FetchPart
from gradviz.engine.controlled import Control, Controlled


class UnderWay:
    """The run, or repetition, that is under way; what is asked of a run that waits for its turn is kept for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: Controlled | None = None
        self._number = 0
        self._early: dict[int, list[Control]] = {}
        self._stopped: set[int] = set()

    @property
    def number(self) -> int:
        """The number of what is under way, or was last."""
        return self._number

    # The control thread

    def expect(self, number: int) -> None:
        """Keep from now on what is asked of run ``number``, which is to come."""
        with self._lock:
            self._early[number] = []

    def ask(self, request: Control) -> None:
        """Ask it of the run that is meant; nobody else is asked."""
        with self._lock:
            if self._current is not None and request.run == self._number:
                self._current.ask(request)
            elif request.run in self._early:
                self._early[request.run].append(request)

    def fetch(self, request: FetchPart) -> bool:
        """Have it answered between two ops of the program; return whether there is one."""
        with self._lock:
            if self._current is None:
                return False
            self._current.keeper.ask(request)
            return True

    def stop(self, number: int) -> bool:
        """Note that ``number`` is to end; return whether it is under way."""
        with self._lock:
            self._stopped.add(number)
            return self._current is not None and number == self._number

    # The main thread

    def begin(self, number: int, current: Controlled) -> None:
        """Let ``current`` be what is controlled, and ask of it what was asked before it began."""
        with self._lock:
            self._number, self._current = number, current
            for request in self._early.pop(number, []):
                current.ask(request)

    def end(self) -> None:
        """Nothing is under way any more."""
        with self._lock:
            self._current = None

    def forget(self, number: int) -> None:
        """Keep nothing more that is asked of run ``number``, which is over."""
        with self._lock:
            self._early.pop(number, None)

    def is_stopped(self, number: int) -> bool:
        """Return whether ``number`` is to end."""
        # Not locked: the handler of a signal asks too, and the thread that it interrupts may hold the lock.
        return number in self._stopped
