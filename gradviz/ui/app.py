"""Show the window at once, load the rest behind it, and run until the window closes.

Nothing slow is imported here: numpy alone takes as long as the empty window.
"""

from __future__ import annotations

import faulthandler
import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gradviz.ui.settings import Settings
from gradviz.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gradviz.ui.shell import Shell


def run(path: str | None = None, arguments: Sequence[str] = (), *, smoke: bool = False) -> int:
    """Open the window, on the program or session ``path`` if there is one; return the exit code.

    ``arguments`` are those of the program.
    """
    app = make_application()
    if smoke:
        from gradviz.ui.smoke import run_smoke

        return run_smoke(app)
    start = Start(app, Settings(), path, arguments)
    # By itself Qt goes on as long as any other window is open, such as a sheet.
    start.window.closing.connect(lambda: QTimer.singleShot(0, app.quit))
    code = app.exec()
    start.close()
    return code


def make_application() -> QApplication:
    """Return the application, in its style; a crash in C leaves a trace on stderr."""
    if sys.stderr is not None and not faulthandler.is_enabled():
        faulthandler.enable()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("gradviz")
    app.setApplicationDisplayName("gradviz")
    QGuiApplication.setDesktopFileName("gradviz")
    app.setStyle("Fusion")
    return app


class Start(QObject):
    """Shows the window; once it is painted, loads the shell around it, and then the panels."""

    loaded = Signal()
    """Toolbar, menus and start page are there, and the worker is starting."""
    filled = Signal()
    """The panels are there."""

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        path: str | None = None,
        arguments: Sequence[str] = (),
        *,
        keeps_drafts: bool = True,
    ) -> None:
        super().__init__(app)
        self._settings = settings
        self._path = path
        self._arguments = arguments
        self._keeps_drafts = keeps_drafts
        self._is_closed = False
        self.shell: Shell | None = None
        self.window = MainWindow(settings)
        self.window.closing.connect(self.close)
        self.window.show()
        self._after_paint(self._load)

    def close(self) -> None:
        """End the worker; keep the text and the settings."""
        self._is_closed = True
        if self.shell is not None:
            self.shell.close()

    def _after_paint(self, then: Callable[[], None]) -> None:
        # The first timer comes before what is painted in this turn of the event loop, the second after it.
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, then))

    def _load(self) -> None:
        if self._is_closed:
            return
        from gradviz.ui.draft import DraftStore
        from gradviz.ui.shell import Shell

        self.shell = Shell(self.window, self._settings, DraftStore() if self._keeps_drafts else None)
        self.shell.start(self._path, self._arguments)
        self.loaded.emit()
        self._after_paint(self._fill)

    def _fill(self) -> None:
        if self.shell is not None and not self._is_closed:
            self.shell.fill()
            self._after_paint(self._fill_values)

    def _fill_values(self) -> None:
        if self.shell is not None and not self._is_closed:
            self.shell.warmup.finished.connect(_settle)
            self.shell.fill_values()
            self.filled.emit()


def _settle() -> None:
    """Prepare for a long life, when everything is loaded."""
    # The window and all that was loaded for it stay: looking at them, the garbage collector would hold up the window
    # for 30 to 70 ms, again and again.
    gc.freeze()
    # The first formula of all takes longest.
    from gradviz.ui.widgets.typesetter import Formula, typesetter

    typesetter().knows(Formula("x", "#000000", "#000000"))
