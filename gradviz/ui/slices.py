"""Long work in the window's own thread, a little at a time, so that the window goes on."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.core.errors import UserError

SLICE = 0.01
"""Seconds in a row."""


class Slices(QObject):
    """Goes through ``steps`` until there are no more; what they raise for the user is told."""

    finished = Signal()
    failed = Signal(str)

    def __init__(self, steps: Iterable[object], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = iter(steps)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(0)

    def _go_on(self) -> None:
        until = time.perf_counter() + SLICE
        try:
            while time.perf_counter() < until:
                next(self._steps)
        except StopIteration:
            self._end()
            self.finished.emit()
        except UserError as error:
            self._end()
            self.failed.emit(str(error))

    def _end(self) -> None:
        self._timer.stop()
        self.deleteLater()
