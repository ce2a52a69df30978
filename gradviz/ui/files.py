"""Open and save programs and sessions. What goes wrong is one sentence beside the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gradviz.core.errors import UserError
from gradviz.core.resources import Example
from gradviz.core.suffixes import SESSION
from gradviz.ui.settings import Settings
from gradviz.ui.wording import reason, sentence
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.core.net.kept import KeptForm
    from gradviz.core.trace import Program
    from gradviz.ui.sessionreader import ReadSession, SessionReader


class FileCommands(QObject):
    """The commands of the File menu."""

    said = Signal(str)
    failed = Signal(str)
    recent_changed = Signal()
    net_found = Signal(object)
    """A session was opened, and held a net form: a `KeptForm`."""

    def __init__(self, workspace: Workspace, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = settings
        self._window = window
        self._reader: SessionReader | None = None
        workspace.run_started.connect(self._forget_reading)
        self.net_of: Callable[[Program], KeptForm | None] = lambda _program: None
        """Returns the net form that a program has come from, for its session."""

    def new(self) -> None:
        """Start an empty program."""
        self._workspace.document.new()

    def open(self) -> None:
        """Choose a file and open it."""
        kinds = self.tr("Programs and sessions (*.py *.gradviz);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), self._folder(), kinds)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> bool:
        """Open a program or a session; return whether it worked, or has begun: a large session comes a little later."""
        from gradviz.ui.sessionreader import is_large, read

        self._forget_reading()
        try:
            if path.suffix != SESSION:
                self._workspace.document.load(path)
            elif is_large(path):
                self._begin_reading(path)
                return True
            else:
                self._show_session(read(path))
        except UserError as error:
            self.failed.emit(sentence(str(error)))
            return False
        self._remember(path)
        return True

    def open_example(self, example: Example) -> None:
        """Start a new program from an example."""
        try:
            source = example.source()
        except OSError as error:
            why = reason((error.strerror or str(error)).lower())
            self.failed.emit(self.tr("The example could not be read: {why}.").format(why=why))
            return
        self._workspace.document.new(source, f"{example.name}.py")

    def save(self) -> None:
        """Save the program in its file."""
        if self._workspace.document.path is None:
            self.save_as()
        else:
            self._try(self._workspace.document.save)

    def save_as(self) -> None:
        """Choose a name and save the program."""
        suggestion = str(Path(self._folder()) / self._workspace.document.name)
        kinds = self.tr("Python programs (*.py);;All files (*)")
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the program"), suggestion, kinds)
        if name:
            path = Path(name)
            path = path if path.suffix else path.with_suffix(".py")
            if self._try(lambda: self._workspace.document.save(path)):
                self._remember(path)

    def save_session(self) -> None:
        """Choose a name and save the recorded run."""
        if not self._workspace.recorded:
            self.failed.emit(self.tr("There is no recorded run yet: run the program first, then save the session."))
            return
        suggestion = str(Path(self._folder()) / Path(self._workspace.document.name).with_suffix(SESSION).name)
        kinds = self.tr("gradviz sessions (*.gradviz)")
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the session"), suggestion, kinds)
        if name:
            self.save_session_to(Path(name).with_suffix(SESSION))

    def save_session_to(self, path: Path) -> None:
        """Save the recorded run at ``path``."""
        from gradviz.core import session

        record = self._workspace.record
        if record is None:
            return
        recorded, current = self._workspace.recorded, self._workspace.current
        place = recorded.index(current) if current in recorded else 0
        position, breakpoints = self._workspace.player.position, self._workspace.breakpoints.all
        again, net = record.again, self.net_of(record.program)
        held = session.Session(record.trace(), place, position, breakpoints, again.changes, again.edits, net)
        if self._try(lambda: session.save(path, held)):
            self._remember(path)
            self.said.emit(self.tr("The session is saved in {name}.").format(name=path.name))

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    def close(self) -> None:
        """Wait for a file that is being read."""
        if self._reader is not None:
            self._reader.close()

    def _begin_reading(self, path: Path) -> None:
        if self._reader is None:
            from gradviz.ui.sessionreader import SessionReader

            self._reader = SessionReader(self)
            self._reader.was_read.connect(self._on_read)
            self._reader.failed.connect(lambda why: self.failed.emit(sentence(why)))
        self._reader.request(path)
        self.said.emit(self.tr("Reading {name}…").format(name=path.name))

    def _forget_reading(self) -> None:
        if self._reader is not None:
            self._reader.cancel()

    def _on_read(self, path: Path, found: ReadSession) -> None:
        self._show_session(found)
        self._remember(path)

    def _show_session(self, found: ReadSession) -> None:
        held, iterations = found.session, found.session.trace.iterations
        chosen = iterations[held.iteration].index if 0 <= held.iteration < len(iterations) else None
        self._workspace.open_record(found.record, chosen, held.position, held.breakpoints)
        if held.net is not None:
            self.net_found.emit(held.net)

    def _try(self, do: Callable[[], None]) -> bool:
        try:
            do()
        except UserError as error:
            self.failed.emit(sentence(str(error)))
            return False
        return True

    def _remember(self, path: Path) -> None:
        self._settings.add_recent(path)
        self.recent_changed.emit()

    def _folder(self) -> str:
        path = self._workspace.document.path
        return str(path.parent if path else next((p.parent for p in self._settings.recent), Path.home()))
