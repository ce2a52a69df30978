"""Holds the first iteration of a run back for a moment: drawing it takes longer than all that came with it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.core.trace import Iteration

MOMENT_MS = 20
"""Nobody sees it, and what came with the iteration is painted in a turn of the event loop before that of the graph."""


class FirstLook(QObject):
    """``due`` tells of an iteration when the losses that came with it have been painted, or when it is wanted."""

    due = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._iteration: Iteration | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MOMENT_MS)
        self._timer.timeout.connect(self.show_now)

    def hold(self, iteration: Iteration) -> None:
        """Hold ``iteration`` back for a moment."""
        self._iteration = iteration
        self._timer.start()

    def drop(self) -> None:
        """Show nothing: something else is on show by now."""
        self._iteration = None
        self._timer.stop()

    def show_now(self) -> None:
        """Tell of what is held, if there is something."""
        iteration = self._iteration
        self.drop()
        if iteration is not None:
            self.due.emit(iteration)
