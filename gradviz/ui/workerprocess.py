"""The main worker's process: started, ended, and started again when it is gone, up to three times in a row."""

from __future__ import annotations

import sys
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from gradviz.core.messages.requests import Requests
from gradviz.ui.pipe import Command, Pipe

translate = QCoreApplication.translate

RESTART_DELAYS_MS = (0, 500, 2000)
"""Before the first, second, third start after a failure; then it gives up."""

SOON = 3.0
"""Seconds. A worker that ends within this time of being ready never really worked."""


def worker_command() -> Command:
    """Return the program and arguments that start a worker: this Python, or this very executable when frozen."""
    if getattr(sys, "frozen", False):
        return sys.executable, ("worker",)
    return sys.executable, ("-m", "gradviz", "worker")


class WorkerProcess(QObject):
    """Runs ``command``. `ended` tells that the process is gone by itself; then `start_later` begins another one."""

    received = Signal(object)
    turn_ended = Signal()
    stderr_received = Signal(str)
    spawned = Signal()
    ended = Signal(str)

    def __init__(self, command: Command, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._pipe: Pipe | None = None
        self._failures = 0
        self._ready_at: float | None = None
        self._last_error_line = ""
        self._restart = QTimer(self)
        self._restart.setSingleShot(True)
        self._restart.timeout.connect(self.spawn)

    @property
    def is_alive(self) -> bool:
        """Whether there is a process, ready or not."""
        return self._pipe is not None

    @property
    def pid(self) -> int:
        """The process id; 0 when there is none."""
        return self._pipe.pid if self._pipe else 0

    def start(self) -> None:
        """Start it, if it does not run and is not about to; what has failed before does not count."""
        if self._pipe is None and not self._restart.isActive():
            self._failures = 0
            self.spawn()

    def spawn(self) -> None:
        """Start a fresh one now."""
        self._ready_at = None
        self._last_error_line = ""
        self._pipe = Pipe(self._command, self)
        self._pipe.received.connect(self.received)
        self._pipe.turn_ended.connect(self.turn_ended)
        self._pipe.stderr_received.connect(self._on_stderr)
        self._pipe.ended.connect(self._on_ended)
        self.spawned.emit()
        self._pipe.start()

    def send(self, request: Requests) -> None:
        """Send ``request``, if there is a process."""
        if self._pipe is not None:
            self._pipe.send(request)

    def note_ready(self) -> None:
        """Remember that torch is loaded there."""
        self._ready_at = monotonic()

    def note_work(self) -> None:
        """Remember that it has done something: what failed before does not count any more."""
        self._failures = 0

    def drop(self, *, wait: bool = False) -> None:
        """End the process without a word."""
        if self._pipe is not None:
            pipe, self._pipe = self._pipe, None
            pipe.kill(wait=wait)

    def close(self) -> None:
        """End the process for good; nothing is left of it afterwards."""
        self._restart.stop()
        self.drop(wait=True)

    # When it is gone

    @property
    def has_given_up(self) -> bool:
        """Whether it has failed too often to be started again by itself."""
        return self._failures >= len(RESTART_DELAYS_MS)

    def start_later(self) -> None:
        """Start another one, the later the more often it has failed."""
        self._restart.start(RESTART_DELAYS_MS[self._failures])

    def judge(self, reason: str, *, was_running: bool) -> str:
        """Count how the process ended, and return what is to be said of it; nothing if it is just tried again."""
        worked = self._ready_at is not None and (was_running or monotonic() - self._ready_at > SOON)
        self._failures = 0 if worked else self._failures + 1
        if self.has_given_up:
            return self._gave_up(reason)
        return self._sentence(reason, was_running=was_running) if was_running or worked else ""

    def _sentence(self, reason: str, *, was_running: bool) -> str:
        if was_running:
            text = translate(
                "Engine",
                "The process that ran the program ended unexpectedly ({reason}). "
                "Your text is kept, and a new process is starting: run the program again when you like.",
            )
        else:
            text = translate("Engine", "The PyTorch process ended unexpectedly ({reason}). A new one is starting.")
        return text.format(reason=reason)

    def _gave_up(self, reason: str) -> str:
        detail = f"{reason}; {self._last_error_line}" if self._last_error_line else reason
        return translate(
            "Engine",
            "PyTorch could not be started ({detail}). "
            "Check that “import torch” works in this Python, then press Run to try again; your text is kept.",
        ).format(detail=detail)

    def _on_stderr(self, text: str) -> None:
        lines = text.strip().splitlines()
        if lines:
            self._last_error_line = lines[-1]
        self.stderr_received.emit(text)

    def _on_ended(self, reason: str) -> None:
        self._pipe = None
        self.ended.emit(reason)
