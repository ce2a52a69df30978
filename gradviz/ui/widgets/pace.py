"""Redraws at most so often, however often there is something new."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

REDRAW_MS = 30
"""Thirty redraws a second are enough for live values, and timers come late rather than early."""


_EARLY_MS = 5
"""What comes a little early does not wait: a timer would be late, and what comes at the same pace would wait again."""


class Pace(QObject):
    """Turns many requests into few: ``due`` comes at once after a rest, else when the interval has passed."""

    due = Signal()

    def __init__(self, parent: QObject | None = None, interval: int = REDRAW_MS) -> None:
        super().__init__(parent)
        self._interval = interval
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fire)

    def request(self) -> None:
        """Ask for ``due``."""
        if self._timer.isActive():
            return
        left = self._interval - self._since.elapsed() if self._since.isValid() else 0
        if left <= _EARLY_MS:
            self._fire()
        else:
            self._timer.start(int(left))

    def stop(self) -> None:
        """Take back what was asked for."""
        self._timer.stop()

    def _fire(self) -> None:
        self._since.start()
        self.due.emit()
