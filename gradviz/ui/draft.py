"""The text that is not yet in a file of the user's, kept on disk so that no crash can lose it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths

from gradviz.ui.textfile import replace

_MOST_WINDOWS = 64


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved text: the ``name`` it goes by, and its file, if it has one."""

    name: str
    path: str | None
    text: str


def default_folder() -> Path:
    """Return where drafts are kept."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)) / "drafts"


class DraftStore:
    """One window's draft. Windows that are open at the same time have one each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or default_folder()
        self._lock: QLockFile | None = None
        self._file: Path | None = None

    def claim(self) -> Draft | None:
        """Take a place of our own; return what a window that is gone left there."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            for number in range(_MOST_WINDOWS):
                lock = QLockFile(str(self._folder / f"{number}.lock"))
                lock.setStaleLockTime(0)
                if lock.tryLock(0):
                    self._lock, self._file = lock, self._folder / f"{number}.json"
                    return self._read()
        return None

    def save(self, draft: Draft) -> None:
        """Keep ``draft``; without a place to write it there is nothing to do."""
        if self._file is not None:
            with suppress(OSError):
                replace(self._file, json.dumps(asdict(draft)).encode())

    def discard(self) -> None:
        """Forget the draft: the text is in a file of the user's."""
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    def release(self) -> None:
        """Give the place back; a draft in it stays for the next window."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock = self._file = None

    def _read(self) -> Draft | None:
        if self._file is None or not self._file.exists():
            return None
        try:
            held = json.loads(self._file.read_text(encoding="utf-8"))
            return Draft(str(held["name"]), held["path"] and str(held["path"]), str(held["text"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
