"""Carries out exports off the thread of the window, one at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.layout import Cancelled
from gradviz.core.trace import Trace
from gradviz.ui.export.order import Order
from gradviz.ui.export.work import export
from gradviz.ui.picture import Picture

_NOTICED = 0.005
"""A smaller progress is not told: nobody could see it."""


class Exporter(QObject):
    """``progressed`` tells the share that is done; then ``ended`` brings the files, or ``failed`` a sentence."""

    progressed = Signal(float)
    ended = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._job: _Job | None = None
        for over in (self.ended, self.failed, self.cancelled):
            over.connect(self._on_over)

    @property
    def is_busy(self) -> bool:
        """Whether an export is under way."""
        return self._job is not None

    def start(self, picture: Picture, trace: Callable[[], Trace], order: Order) -> None:
        """Begin; ``trace`` is called in another thread, and only where it is needed."""
        if self._job is None:
            self._job = _Job(self, picture, trace, order)
            self._pool.start(self._job)

    def cancel(self) -> None:
        """Stop it soon: nothing of it will be left."""
        if self._job is not None:
            self._job.is_wanted = False

    def close(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        self._pool.waitForDone()

    def _on_over(self) -> None:
        self._job = None


class _Job(QRunnable):
    def __init__(self, exporter: Exporter, picture: Picture, trace: Callable[[], Trace], order: Order) -> None:
        super().__init__()
        # Python holds it while it runs, and `Exporter` afterwards.
        self.setAutoDelete(False)
        self.is_wanted = True
        self._exporter = exporter
        self._work = (picture, trace, order)
        self._told = 0.0

    @override
    def run(self) -> None:
        try:
            made = export(*self._work, self._report)
        except Cancelled:
            self._exporter.cancelled.emit()
        except UserError as error:
            self._exporter.failed.emit(str(error))
        except (ValueError, ArithmeticError, LookupError, RuntimeError, OSError) as error:
            # Nobody else would hear of it, and the window would wait for ever.
            self._exporter.failed.emit(f"{self._work[2].path} cannot be written: {error}.")
        else:
            self._exporter.ended.emit(made)

    def _report(self, share: float) -> None:
        if not self.is_wanted:
            raise Cancelled
        if share - self._told >= _NOTICED:
            self._told = share
            self._exporter.progressed.emit(share)
