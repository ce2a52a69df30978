"""Reads session files: small ones at once, large ones off the thread of the window; only the latest request counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.ui.run_record import RunRecord, of_trace

if TYPE_CHECKING:
    from gradviz.core.session import Session

SMALL = 300_000
"""Bytes up to which a file is read at once: nobody notices."""


class ReadSession(NamedTuple):
    """What is in a file, and the record of its run."""

    session: Session
    record: RunRecord


def read(path: Path) -> ReadSession:
    """Return what the session file ``path`` holds; for any thread.

    Raises:
        UserError: it cannot be read.
    """
    from gradviz.core import session

    held = session.load(path)
    record = of_trace(held.trace)
    record.changes.extend(held.changes)
    record.edits.extend(held.edits)
    return ReadSession(held, record)


def is_large(path: Path) -> bool:
    """Whether reading a file takes so long that nobody should have to wait for it."""
    try:
        return path.stat().st_size > SMALL
    except OSError:
        return False


class SessionReader(QObject):
    """``was_read`` brings the file and what is in it, ``failed`` a sentence; both through the event loop."""

    was_read = Signal(Path, object)
    failed = Signal(str)
    _done = Signal(int, Path, object)
    _gave_up = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._done.connect(self._on_done)
        self._gave_up.connect(self._on_gave_up)

    def request(self, path: Path) -> None:
        """Read ``path``."""
        self._latest += 1
        self._pool.start(_Job(self, self._latest, path))

    def cancel(self) -> None:
        """What is being read is not wanted any more."""
        self._latest += 1

    def close(self) -> None:
        """Wait for the thread."""
        self.cancel()
        self._pool.waitForDone()

    def work(self, number: int, path: Path) -> None:
        """Do one request; runs in a thread of the pool."""
        try:
            found = read(path)
        except UserError as error:
            self._gave_up.emit(number, str(error))
        except MemoryError:
            self._gave_up.emit(number, f"{path.name} does not fit into memory.")
        else:
            self._done.emit(number, path, found)

    def _on_done(self, number: int, path: Path, found: ReadSession) -> None:
        if number == self._latest:
            self.was_read.emit(path, found)

    def _on_gave_up(self, number: int, why: str) -> None:
        if number == self._latest:
            self.failed.emit(why)


class _Job(QRunnable):
    def __init__(self, reader: SessionReader, number: int, path: Path) -> None:
        super().__init__()
        self._reader, self._number, self._path = reader, number, path

    @override
    def run(self) -> None:
        self._reader.work(self._number, self._path)
