"""The program's text, its file, and whether the two differ."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.core.trace import Program
from gradviz.ui import textfile
from gradviz.ui.draft import Draft, DraftStore
from gradviz.ui.textfile import DocumentError, TextFile

__all__ = ["Document", "DocumentError"]

AUTOSAVE_MS = 800

_Aside = tuple[TextFile, str, str, Path | None, tuple[str, ...]]
"""A text, what was saved of it, its name, its file and its arguments."""


class Document(QObject):
    """A program's text. ``text_replaced`` says that it is another text now, not the user's edit of this one.

    ``arguments_changed`` is about what the program finds in ``sys.argv``. ``set_aside`` tells the name of a text that
    was replaced unsaved; `bring_back` has it.
    """

    text_replaced = Signal(str)
    edited = Signal()
    modified_changed = Signal(bool)
    renamed = Signal()
    arguments_changed = Signal()
    set_aside = Signal(str)

    def __init__(self, drafts: DraftStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._file = TextFile("")
        self._saved = ""
        self._name = ""
        self._path: Path | None = None
        self._arguments: tuple[str, ...] = ()
        self._aside: _Aside | None = None
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(AUTOSAVE_MS)
        self._autosave.timeout.connect(self.keep)

    @property
    def text(self) -> str:
        """The program, with line feeds as line ends."""
        return self._file.text

    @property
    def path(self) -> Path | None:
        """The file, if there is one."""
        return self._path

    @property
    def name(self) -> str:
        """What the window's title calls it."""
        return self._name or self.tr("untitled.py")

    @property
    def title(self) -> str:
        """What the program calls itself in a comment in its first line, else its name."""
        first = self.text.lstrip().partition("\n")[0]
        said = first.lstrip("#").strip()
        return said if first.startswith("#") and not first.startswith("#!") and said else self.name

    @property
    def is_modified(self) -> bool:
        """Whether the text differs from what was loaded or saved last."""
        return self._file.text != self._saved

    @property
    def program(self) -> Program:
        """What is sent to the worker."""
        return Program(self.name, self.text, None if self._path is None else str(self._path), self._arguments)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What stands behind the program's name when it runs."""
        return self._arguments

    def set_arguments(self, arguments: Iterable[str]) -> None:
        """Run the program with other arguments from now on."""
        arguments = tuple(arguments)
        if arguments != self._arguments:
            self._arguments = arguments
            self.arguments_changed.emit()

    def set_text(self, text: str) -> None:
        """Take over what the user typed."""
        if text == self.text:
            return
        before = self.is_modified
        self._file = TextFile(text, self._file.newline, self._file.bom)
        self._autosave.start()
        self.edited.emit()
        self._tell_modified(before)

    def new(self, text: str = "", name: str = "", arguments: Iterable[str] = ()) -> None:
        """Start another program that has no file yet."""
        self._become(TextFile(text), name, None)
        self.set_arguments(arguments)

    def load(self, path: Path) -> None:
        """Open ``path``.

        Raises:
            DocumentError: it cannot be read; the text at hand stays.
        """
        is_same = path.absolute() == self._path
        self._become(textfile.read(path), path.name, path.absolute())
        self.set_arguments(self._arguments if is_same else ())

    def save(self, path: Path | None = None) -> None:
        """Write the text to ``path`` (its own file, without it).

        Raises:
            DocumentError: it cannot be written.
        """
        target = path or self._path
        if target is None:
            raise DocumentError(self.tr("Choose a name first with “Save as”."))
        textfile.write(target, self._file)
        before = self.is_modified
        self._saved = self.text
        self._name, self._path = target.name, target.absolute()
        self.keep()
        self.renamed.emit()
        self._tell_modified(before)

    def restore(self) -> bool:
        """Bring back the text that was never saved; return whether there was one."""
        draft = self._drafts.claim() if self._drafts else None
        if draft is None or not draft.text.strip():
            return False
        behind = self._behind(draft)
        file = TextFile(draft.text, behind.newline, behind.bom)
        self._become(file, draft.name, Path(draft.path) if draft.path else None, behind.text)
        return True

    def bring_back(self) -> None:
        """Return to the text that was set aside, and set this one aside if it is not saved."""
        if self._aside is not None:
            file, saved, name, path, arguments = self._aside
            self._become(file, name, path, saved)
            self.set_arguments(arguments)

    def keep(self) -> None:
        """Write the draft now, or drop it if there is nothing to keep."""
        self._autosave.stop()
        if self._drafts is None:
            return
        if self.is_modified:
            self._drafts.save(_draft(self._name, self._path, self.text))
        elif self._aside is not None:
            file, _, name, path, _ = self._aside
            self._drafts.save(_draft(name, path, file.text))
        else:
            self._drafts.discard()

    def close(self) -> None:
        """Keep what is not saved for the next start. What was replaced by choice is dropped."""
        self._aside = None
        self.keep()
        if self._drafts is not None:
            self._drafts.release()

    def _behind(self, draft: Draft) -> TextFile:
        """Return the file that ``draft`` is a change of, so that it counts as modified."""
        if draft.path:
            with contextlib.suppress(DocumentError):
                return textfile.read(Path(draft.path))
        return TextFile("")

    def _become(self, file: TextFile, name: str, path: Path | None, saved: str | None = None) -> None:
        aside = (self._file, self._saved, self._name, self._path, self._arguments) if self.is_modified else None
        aside_name = self.name
        self._file, self._saved, self._name, self._path = file, file.text if saved is None else saved, name, path
        self._aside = aside
        self.keep()
        self.text_replaced.emit(file.text)
        self.renamed.emit()
        self.modified_changed.emit(self.is_modified)
        if aside is not None:
            self.set_aside.emit(aside_name)

    def _tell_modified(self, before: bool) -> None:
        if self.is_modified != before:
            self.modified_changed.emit(self.is_modified)


def _draft(name: str, path: Path | None, text: str) -> Draft:
    return Draft(name, None if path is None else str(path), text)
