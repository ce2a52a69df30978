"""The findings about the run on show, looked for off the thread of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from typing_extensions import override

from gradviz.core.diagnose import Finding, diagnose
from gradviz.core.trace import Trace
from gradviz.ui.enginestate import EngineState
from gradviz.ui.workspace import Workspace

_QUIET = 200
"""Milliseconds in which nothing has changed before it is worth looking: a run brings many iterations in a row."""


class Findings(QObject):
    """Looks again whenever the run on show has changed and is at rest. ``changed`` tells that ``all`` has."""

    changed = Signal()
    _found = Signal(int, object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._request = 0
        self.all: tuple[Finding, ...] = ()
        self.count = 0
        """How many iterations with a backward pass were looked at."""
        self.is_known = False
        """Whether `all` is about the run on show."""
        self._seen: object = None
        self._held: Trace | None = None
        """What was looked at last; it stays, for its parts are known again by their identity."""
        self._wait = QTimer(self, singleShot=True, interval=_QUIET)
        self._wait.timeout.connect(self._look)
        self._found.connect(self._on_found)
        workspace.run_started.connect(self._forget)
        workspace.iterations_changed.connect(self._wait.start)
        workspace.error_changed.connect(lambda _error: self._wait.start())
        workspace.run_state_changed.connect(lambda _state: self._wait.start())
        self._wait.start()

    def close(self) -> None:
        """Wait for the thread."""
        self._request += 1
        self._wait.stop()
        self._pool.waitForDone()

    def find(self, number: int, trace: Trace) -> None:
        """Look for findings; runs in a thread of the pool."""
        try:
            found = diagnose(trace)
        except (ValueError, ArithmeticError, LookupError, RecursionError, MemoryError):
            # A trace can be anything: what cannot be explained is not.
            found = ()
        self._found.emit(number, (found, sum(bool(one.calls or one.backward) for one in trace.iterations)))

    def _forget(self) -> None:
        self._request += 1
        self.all, self.count, self.is_known = (), 0, False
        self._seen = self._held = None
        self.changed.emit()
        self._wait.start()

    def _look(self) -> None:
        record = self._workspace.record
        if record is None or self._workspace.is_live or self._workspace.engine.state == EngineState.STARTING:
            # While it runs nothing is settled: what is not updated yet may be soon.
            return
        trace = record.trace()
        seen = (*map(id, trace.iterations), id(trace.variables), trace.error, len(trace.losses))
        if seen != self._seen:
            self._seen, self._held = seen, trace
            self._request += 1
            self._pool.start(_Search(self, self._request, trace))

    def _on_found(self, number: int, found: tuple[tuple[Finding, ...], int]) -> None:
        if number == self._request:
            self.all, self.count = found
            self.is_known = True
            self.changed.emit()


class _Search(QRunnable):
    def __init__(self, findings: Findings, number: int, trace: Trace) -> None:
        super().__init__()
        self._findings, self._number, self._trace = findings, number, trace

    @override
    def run(self) -> None:
        self._findings.find(self._number, self._trace)
