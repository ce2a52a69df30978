"""Repeat a run beside it: in a second worker, while the first one waits where it is, or goes on."""

from __future__ import annotations

from PySide6.QtCore import QFile, QObject, QTemporaryDir, QTimer, Signal

from gradviz.core.messages.replies import Fetched, Holding, KeyframeSaved, Recomputed, Recomputing
from gradviz.core.messages.requests import FetchPart, Recompute, SaveKeyframe, Stop
from gradviz.core.messages.wire import Message
from gradviz.ui.engine import Engine
from gradviz.ui.sideworker import SideWorker

PATIENCE_MS = 3000
"""How long the first worker has to hand out a keyframe; after that the repetition begins without one."""


class Beside(QObject):
    """Starts the second worker when it is needed first, and keeps it for the elements of what it has recomputed."""

    came_to = Signal(int)
    recomputed = Signal(object)
    held = Signal(object)
    """What the second worker holds has changed."""
    fetched = Signal(object)
    failed = Signal(str)
    """The process ended in the middle of a repetition; the text says how."""

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._worker = SideWorker(engine.command, self)
        self._worker.ready.connect(self._go_on)
        self._worker.said.connect(self._on_said)
        self._worker.gone.connect(self._on_gone)
        self._folder: QTemporaryDir | None = None
        self._number = 0
        self._waiting: Recompute | None = None
        self._is_asked = False
        self._running: Recompute | None = None
        self._holding: Holding | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._do_without)
        engine.keyframe_saved.connect(self._on_saved)

    @property
    def is_busy(self) -> bool:
        """Whether an iteration is being recomputed, or about to be."""
        return self._waiting is not None or self._running is not None

    @property
    def pid(self) -> int:
        """The process id of the second worker; 0 when there is none."""
        return self._worker.pid

    def recompute(self, request: Recompute) -> None:
        """Recompute what ``request`` says, compared with a keyframe of the first worker; it is numbered here."""
        self.cancel()
        self._number += 1
        path = self._path()
        self._waiting = Recompute(
            self._number,
            request.of,
            request.index,
            request.program,
            request.device,
            request.seed,
            request.budget,
            request.changes,
            request.edits,
            path,
        )
        self._is_asked = bool(path) and self._engine.ask(SaveKeyframe(request.of, request.index, path))
        if self._is_asked:
            self._patience.start()
        self._worker.start()
        self._go_on()

    def cancel(self) -> None:
        """End the repetition; nothing more is heard of it."""
        self._patience.stop()
        self._waiting = None
        if self._running is not None:
            self._worker.send(Stop(self._running.run))
            self._running = None

    def ask(self, request: FetchPart) -> bool:
        """Send ``request`` if this worker holds what it is about; return whether it does."""
        held = self._holding
        if held is None or (held.run, held.iteration) != (request.run, request.iteration):
            return False
        self._worker.send(request)
        return True

    def close(self, *, wait: bool = False) -> None:
        """End the process; what it held is gone."""
        self._patience.stop()
        self._waiting = self._running = None
        self._worker.close(wait=wait)
        self._folder = None
        if self._holding is not None:
            run, self._holding = self._holding.run, None
            self.held.emit(Holding(run, None, 0))

    def _path(self) -> str:
        """Return where the keyframe of the next repetition goes; empty if there is no such place."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        return self._folder.filePath(f"keyframe{self._number}") if self._folder.isValid() else ""

    # What happens

    def _on_saved(self, saved: KeyframeSaved) -> None:
        waiting = self._waiting
        if self._is_asked and waiting is not None and saved.path == waiting.keyframe:
            self._is_asked = False
            self._patience.stop()
            self._go_on()

    def _do_without(self) -> None:
        self._is_asked = False
        self._go_on()

    def _go_on(self) -> None:
        """Begin, if the worker is ready and the keyframe is there, or will not come."""
        if self._waiting is not None and self._worker.is_ready and not self._is_asked:
            self._running, self._waiting = self._waiting, None
            self._worker.send(self._running)

    def _on_said(self, message: Message) -> None:
        if isinstance(message, Fetched):
            self.fetched.emit(message)
        elif isinstance(message, Holding):
            self._holding = message
            self.held.emit(message)
        elif self._running is None or message.run != self._running.run:
            return
        elif isinstance(message, Recomputing):
            self.came_to.emit(message.at)
        elif isinstance(message, Recomputed):
            QFile.remove(self._running.keyframe)
            self._running = None
            self.recomputed.emit(message)

    def _on_gone(self, reason: str) -> None:
        was_busy = self.is_busy
        self.close()
        if was_busy:
            self.failed.emit(reason)
