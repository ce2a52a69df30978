"""A worker process beside the main one: of a run in lockstep, or of a repetition while the run waits."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.core.messages.replies import Finished, Ready, Recomputed
from gradviz.core.messages.requests import Requests, Stop
from gradviz.core.messages.wire import Message
from gradviz.ui.engine import GRACE_MS
from gradviz.ui.pipe import Command, Pipe


class SideWorker(QObject):
    """Starts when it is asked to, and lives on for the next run. One that is gone can be started again."""

    ready = Signal()
    said = Signal(object)
    gone = Signal(str)

    def __init__(self, command: Command, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._pipe: Pipe | None = None
        self._is_ready = False
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(GRACE_MS)
        self._grace.timeout.connect(self._on_disobeyed)

    @property
    def is_ready(self) -> bool:
        """Whether torch is loaded there."""
        return self._is_ready

    @property
    def is_alive(self) -> bool:
        """Whether there is a process, ready or not."""
        return self._pipe is not None

    @property
    def pid(self) -> int:
        """Its process; 0 when there is none."""
        return 0 if self._pipe is None else self._pipe.pid

    def start(self) -> None:
        """Start the process, if it does not run."""
        if self._pipe is not None:
            return
        self._pipe = Pipe(self._command, self)
        self._pipe.received.connect(self._on_message)
        self._pipe.ended.connect(self._on_ended)
        self._pipe.start()

    def send(self, request: Requests) -> None:
        """Send ``request``. A program that does not obey Stop within a second is ended together with its process."""
        if self._pipe is None:
            return
        self._pipe.send(request)
        if isinstance(request, Stop):
            self._grace.start()

    def close(self, *, wait: bool = False) -> None:
        """End the process; nothing more is heard of it."""
        self._grace.stop()
        self._is_ready = False
        if self._pipe is not None:
            pipe, self._pipe = self._pipe, None
            pipe.kill(wait=wait)

    def _on_message(self, message: Message) -> None:
        if isinstance(message, Ready):
            self._is_ready = True
            self.ready.emit()
            return
        if isinstance(message, Finished | Recomputed):
            self._grace.stop()
        self.said.emit(message)

    def _on_disobeyed(self) -> None:
        self.close()
        self.gone.emit(self.tr("it did not answer to Stop"))

    def _on_ended(self, reason: str) -> None:
        self._grace.stop()
        self._is_ready = False
        self._pipe = None
        self.gone.emit(reason)
