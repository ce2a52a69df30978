"""Ctrl+C in the terminal and a request to terminate, as a call in the window's thread."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer


class SignalWatch:
    """Calls ``then`` on SIGINT and SIGTERM, until `close`.

    No QObject: Python shows a handler that is replaced, which fails once Qt has deleted what it belongs to.
    """

    def __init__(self, then: Callable[[], object]) -> None:
        numbers = (signal.SIGINT, signal.SIGTERM)
        self._context = QObject()
        self._then = then
        self._before = {number: signal.signal(number, self._on_signal) for number in numbers}
        self._pipe: tuple[int, int] | None = None
        if os.name == "posix":
            # Qt's loop sleeps in C, where Python cannot see a signal: a byte in a pipe wakes it.
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
            signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
            self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self._drain)

    def close(self) -> None:
        """Let signals do what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._pipe is not None:
            signal.set_wakeup_fd(-1)
            self._notifier.setEnabled(False)
            for end in self._pipe:
                os.close(end)
            self._pipe = None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # Python calls this between any two instructions, such as in the middle of making the panels. A window that is
        # closed there goes on being filled, and Qt then forgets that it wanted to quit.
        QTimer.singleShot(0, self._context, self._then)

    def _drain(self) -> None:
        if self._pipe is not None:
            os.read(self._pipe[0], 64)
