"""Looks through a file with data off the thread of the window; only the latest request counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.net.datafile import read


class FileReader(QObject):
    """``was_read`` brings what is in the file, ``failed`` a sentence; both through the event loop."""

    was_read = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def request(self, path: Path) -> None:
        """Look through ``path``."""
        self.latest += 1
        self._pool.start(_Job(self, self.latest, path))

    def close(self) -> None:
        """Wait for the thread."""
        self.latest += 1
        self._pool.waitForDone()

    def work(self, number: int, path: Path) -> None:
        """Do one request; runs in a thread of the pool."""
        try:
            preview = read(path)
        except UserError as error:
            self.failed.emit(number, str(error))
        except MemoryError:
            self.failed.emit(number, f"{path.name} does not fit into memory.")
        else:
            self.was_read.emit(number, preview)


class _Job(QRunnable):
    def __init__(self, reader: FileReader, number: int, path: Path) -> None:
        super().__init__()
        self._reader, self._number, self._path = reader, number, path

    @override
    def run(self) -> None:
        self._reader.work(self._number, self._path)
