"""All that is behind the window: the worker, the document, the workspace, and the face that shows them."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from gradviz.core.resources import examples
from gradviz.core.suffixes import SESSION
from gradviz.ui.document import Document
from gradviz.ui.draft import DraftStore
from gradviz.ui.engine import Engine
from gradviz.ui.face import Face
from gradviz.ui.keyguard import KeyGuard
from gradviz.ui.language import Language
from gradviz.ui.settings import Settings
from gradviz.ui.signals import SignalWatch
from gradviz.ui.warm import Warmup
from gradviz.ui.widgets.typesetter import typesetter
from gradviz.ui.window import MainWindow
from gradviz.ui.workspace import Workspace

FIRST_EXAMPLE = 1
"""Index of the example that is open at the very first start."""


class Shell(QObject):
    """Joins the parts, and takes care of what can happen to the process: exceptions, signals, the end."""

    _went_wrong = Signal(str, str)

    def __init__(
        self, window: MainWindow, settings: Settings, drafts: DraftStore | None = None, engine: Engine | None = None
    ) -> None:
        super().__init__(window)
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("there is no QApplication")
        self._settings = settings
        self._language = Language(app, self)
        self._language.use(settings.language)
        self._session: Path | None = None
        self._is_closed = False
        self.window = window
        self.workspace = Workspace(engine or Engine(parent=self), Document(drafts, self), self)
        self.face = Face(window, self.workspace, settings)
        self.face.bar.set_language(self._language.name)
        self.face.language_requested.connect(self._use_language)
        self._guard = KeyGuard(app, self)
        self.warmup = Warmup(self)
        self._signals = SignalWatch(window.close)
        # Widgets are touched in their own thread alone; one that draws or lays out may fail as well.
        self._went_wrong.connect(self._tell)
        self._hook = sys.excepthook
        sys.excepthook = self.on_exception

    def start(self, path: str | None = None, arguments: Sequence[str] = ()) -> None:
        """Start the worker, and open ``path`` to be run with ``arguments``, what was not saved, or an example."""
        self.workspace.engine.start()
        restored = self.workspace.document.restore()
        if path is not None and path.endswith(SESSION):
            # Reading it takes longer than showing the window.
            self._session = Path(path)
        elif path is not None:
            if self.face.files.open_path(Path(path)):
                self.workspace.document.set_arguments(arguments)
        elif restored:
            self.face.say(self.tr("Here is the text that was not saved last time."))
        elif found := examples():
            self.face.files.open_example(found[min(FIRST_EXAMPLE, len(found) - 1)])

    def fill(self) -> None:
        """Make the panels of the program and its graph."""
        self.face.fill()

    def fill_values(self) -> None:
        """Make the panels that show values, and open the session that was asked for."""
        self.face.fill_values()
        self.warmup.start()
        if self._session is not None:
            self.face.files.open_path(self._session)

    def close(self) -> None:
        """End the worker; keep the text."""
        if not self._is_closed:
            self._is_closed = True
            sys.excepthook = self._hook
            self._signals.close()
            self._guard.close()
            self.face.net.close()
            self.face.lockstep.close()
            self.workspace.close()
            typesetter().close()

    def _use_language(self, name: str) -> None:
        self._settings.language = name
        self._language.use(name)
        self.face.banner.retell(self._language.retold)
        self.face.bar.set_language(name)

    def on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show what went wrong in gradviz itself; the window stays. Called in the thread in which it happened."""
        if issubclass(kind, KeyboardInterrupt):
            self.window.close()
            return
        traceback.print_exception(kind, error, trace, file=sys.stderr)
        self._went_wrong.emit(kind.__name__, str(error))

    def _tell(self, kind: str, error: str) -> None:
        self.workspace.document.keep()
        text = self.tr(
            "Something went wrong in gradviz itself ({kind}: {error}). Your text is kept; the details are on stderr."
        )
        self.face.say(text.format(kind=kind, error=error), kind="error")
