"""Stop: a signal ends what the main thread does, unless it is in the middle of what must not be half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from gradviz.engine.codefile import filename_of
from gradviz.engine.held import Held
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.outbox import Outbox
from gradviz.engine.program import StopRun
from gradviz.engine.streams import gathering
from gradviz.engine.underway import UnderWay

_Result = TypeVar("_Result")

_UNBROKEN = frozenset(filename_of(function) for function in (Outbox.send, gathering, Keyframes.__init__, Held.__init__))
"""Files whose code is not interrupted: a lock would stay locked, an account would be wrong, text would be lost."""

_SOON = 0.002
"""Seconds until a program is interrupted that could not be just now."""


class Interrupts:
    """Ends what is under way, in the main thread."""

    def __init__(self, under_way: UnderWay) -> None:
        self._under_way = under_way
        self._are_allowed = False
        self._main = threading.main_thread().ident

    def stop(self, number: int) -> None:
        """End ``number`` now if it is under way, or as soon as it begins; called by another thread."""
        if not self._under_way.stop(number):
            return
        if hasattr(signal, "pthread_kill") and self._main is not None:
            # A real signal also ends a system call such as time.sleep().
            signal.pthread_kill(self._main, signal.SIGINT)
        else:
            signal.raise_signal(signal.SIGINT)

    def take_signals(self) -> None:
        """Let the signal of Ctrl+C be ours from now on."""
        signal.signal(signal.SIGINT, self._on_signal)

    def allow(self, number: int, work: Callable[[], _Result]) -> _Result | None:
        """Return what ``work`` returns; ``None`` if ``number`` was stopped, before or meanwhile.

        Only in here a signal ends something: its handler runs in this same thread.
        """
        # No context manager: Python looks for signals where a function begins, also where `__exit__` does.
        try:
            self._are_allowed = True
            return None if self._under_way.is_stopped(number) else work()
        except StopRun:
            return None
        finally:
            self._are_allowed = False

    def _on_signal(self, _signal: int, frame: FrameType | None) -> None:
        number = self._under_way.number
        if not (self._are_allowed and self._under_way.is_stopped(number)):
            return
        if _is_unbroken(frame):
            soon = threading.Timer(_SOON, self.stop, (number,))
            soon.daemon = True
            soon.start()
            return
        raise StopRun


def _is_unbroken(frame: FrameType | None) -> bool:
    """Return whether ``frame`` is inside of what must not end in the middle."""
    while frame is not None:
        if frame.f_code.co_filename in _UNBROKEN:
            return True
        frame = frame.f_back
    return False
