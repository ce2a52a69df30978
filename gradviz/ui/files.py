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
        """Open a program or a session; return whether it worked."""
        try:
            if path.suffix == SESSION:
                self._open_session(path)
            else:
                self._workspace.document.load(path)
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

    def _open_session(self, path: Path) -> None:
        from gradviz.core import session

        held = session.load(path)
        iterations = held.trace.iterations
        chosen = iterations[held.iteration].index if 0 <= held.iteration < len(iterations) else None
        self._workspace.open_session(held.trace, chosen, held.position, held.breakpoints, held.changes, held.edits)
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
