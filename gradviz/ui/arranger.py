"""Makes pictures off the thread of the window; only the latest request counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from typing_extensions import override

from gradviz.core.layout import Cancelled, CycleError
from gradviz.ui.picture import Picture

Work = Callable[[Callable[[], bool]], Picture]
"""Makes a picture; it asks now and then whether it is still wanted, and raises `Cancelled` if not."""

PATIENCE = 1000
"""Milliseconds after which a person is told, and can cancel."""

_THREADS = 2
"""What is not wanted any more may need a moment to notice it; the next one does not wait for that."""


class Arranger(QObject):
    """``arranged`` brings a picture, ``failed`` a sentence; both with the request's number, through the event loop.

    ``delayed`` tells that the latest request takes long.
    """

    arranged = Signal(int, object)
    failed = Signal(int, str)
    delayed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.delayed)

    @property
    def latest(self) -> int:
        """The number of the request that counts."""
        return self._latest

    def request(self, work: Work) -> int:
        """Do ``work`` in a thread; return the request's number."""
        self._latest += 1
        number = self._latest
        self._patience.start()
        self._pool.start(_Job(self, number, work))
        return number

    def settle(self) -> None:
        """The latest request has been answered: nobody waits any more."""
        self._patience.stop()

    def cancel(self) -> None:
        """Forget the request that is under way."""
        self._latest += 1
        self._patience.stop()

    def close(self) -> None:
        """Cancel, and wait for the threads."""
        self.cancel()
        self._pool.waitForDone()

    def work(self, number: int, work: Work) -> None:
        """Do one request; runs in a thread of the pool."""
        try:
            picture = work(lambda: number != self._latest)
        except Cancelled:
            return
        except (CycleError, ValueError, ArithmeticError, LookupError, RecursionError, MemoryError) as error:
            self.failed.emit(number, str(error))
            return
        self.arranged.emit(number, picture)


class _Job(QRunnable):
    def __init__(self, arranger: Arranger, number: int, work: Work) -> None:
        super().__init__()
        self._arranger, self._number, self._work = arranger, number, work

    @override
    def run(self) -> None:
        self._arranger.work(self._number, self._work)
