"""Load what the first run needs while nothing else happens: together it would hold up the window in one turn."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.ui.theme import LIGHT

WANTED = (
    # The layout computes with it; numpy loads its masked arrays at the first unique().
    "highspy",
    "numpy.ma",
    "gradviz.core.frame",
    "gradviz.ui.stage",
    "gradviz.ui.parameters",
    "gradviz.ui.rehearsal",
)
"""Modules that nothing has imported when the window is filled, each to be loaded in a turn of its own."""

PAUSE_MS = 40
"""Between two of them, so that keys and clicks come first."""


class Warmup(QObject):
    """Imports `WANTED`, one module per turn of the event loop; then it draws a small graph that nobody sees."""

    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting = list(WANTED)
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin soon."""
        self._timer.start()

    @property
    def is_done(self) -> bool:
        """Whether everything is loaded."""
        return not self._waiting

    def _next(self) -> None:
        if self._waiting:
            import_module(self._waiting.pop(0))
            return
        self._timer.stop()
        from gradviz.ui.rehearsal import rehearse

        rehearse(LIGHT)
        self.finished.emit()
