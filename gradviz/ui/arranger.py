"""Lays out graphs off the thread of the window; only the latest request counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from typing_extensions import override

from gradviz.core.graph import Graph
from gradviz.core.layout import Cancelled, CycleError, Layout

Arrange = Callable[[Graph, Callable[[], bool]], Layout]

SMALL = 150
"""A graph of fewer nodes is laid out at once: that is faster than anyone sees."""


class Arranger(QObject):
    """``arranged`` brings a layout, ``failed`` a sentence; both with the request's number, through the event loop."""

    arranged = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self, arrange: Arrange, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrange = arrange
        self._latest = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    @property
    def latest(self) -> int:
        """The number of the request that counts."""
        return self._latest

    def request(self, graph: Graph) -> int:
        """Lay out ``graph``; return the request's number."""
        self._latest += 1
        number = self._latest
        self._pool.start(_Job(self, number, graph))
        return number

    def cancel(self) -> None:
        """Forget the request that is under way."""
        self._latest += 1

    def close(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        self._pool.waitForDone()

    def lay_out(self, graph: Graph) -> Layout:
        """Lay out ``graph`` here and now."""
        return self._arrange(graph, lambda: False)

    def work(self, number: int, graph: Graph) -> None:
        """Do one request; runs in the pool's thread."""
        try:
            layout = self._arrange(graph, lambda: number != self._latest)
        except Cancelled:
            return
        except (CycleError, ValueError, ArithmeticError, LookupError, RecursionError, MemoryError) as error:
            self.failed.emit(number, str(error))
            return
        self.arranged.emit(number, layout)


class _Job(QRunnable):
    def __init__(self, arranger: Arranger, number: int, graph: Graph) -> None:
        super().__init__()
        self._arranger, self._number, self._graph = arranger, number, graph

    @override
    def run(self) -> None:
        self._arranger.work(self._number, self._graph)
