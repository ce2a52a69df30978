"""The runs that go side by side: which programs, and how far they are. The panel shows what is here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from gradviz.core.conductor import Conductor, LaneSpec, LaneStatus
from gradviz.core.lanes import MOST_LANES, Lanes
from gradviz.core.messages.requests import Requests
from gradviz.core.messages.wire import Message
from gradviz.ui.pipe import Command
from gradviz.ui.sideworker import SideWorker
from gradviz.ui.workerprocess import worker_command


class LaneRuns(QObject):
    """Up to four programs with a worker each."""

    specs_changed = Signal()
    started = Signal()
    advanced = Signal()
    """Something more is known of the runs; this is told very often."""
    ended = Signal()
    refused = Signal(str)

    def __init__(self, command: Command | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command or worker_command()
        self._specs: tuple[LaneSpec, ...] = ()
        self._workers: list[SideWorker] = []
        self._conductor: Conductor | None = None
        self._run = 0

    # What there is

    @property
    def specs(self) -> tuple[LaneSpec, ...]:
        """The programs."""
        return self._specs

    @property
    def shown(self) -> tuple[LaneSpec, ...]:
        """The programs of the latest runs: those on the list may have changed since."""
        return () if self._conductor is None else self._conductor.specs

    @property
    def lanes(self) -> Lanes | None:
        """What is known of the latest runs."""
        return None if self._conductor is None else self._conductor.lanes

    @property
    def statuses(self) -> tuple[LaneStatus, ...]:
        """How far the latest runs are."""
        return () if self._conductor is None else self._conductor.statuses

    @property
    def is_running(self) -> bool:
        """Whether a run has not ended."""
        return self._conductor is not None and not self._conductor.is_over

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes of the workers."""
        return tuple(worker.pid for worker in self._workers)

    # What is asked for

    def add(self, *specs: LaneSpec) -> None:
        """Add programs, as many as there is room for."""
        room = MOST_LANES - len(self._specs)
        if len(specs) > room:
            self.refused.emit(self.tr("At most {most} runs go side by side: remove one first.").format(most=MOST_LANES))
        self._take((*self._specs, *(_named(spec, self._specs) for spec in specs[:room])))

    def remove(self, lane: int) -> None:
        """Take one program away."""
        if 0 <= lane < len(self._specs):
            self._take((*self._specs[:lane], *self._specs[lane + 1 :]))

    def start(self) -> None:
        """Run the programs, all from the same random numbers."""
        if len(self._specs) < 2:
            self.refused.emit(self.tr("Two runs are needed to compare them: add a program."))
            return
        self._abandon()
        self._run += 1
        conductor = self._conductor = Conductor(self._specs, self._send, run=self._run)
        self._fit_workers()
        self.started.emit()
        for lane in range(len(self._specs)):
            if self._workers[lane].is_ready:
                conductor.ready(lane)
            else:
                self._workers[lane].start()
        self.advanced.emit()

    def stop(self) -> None:
        """End the runs."""
        if self._conductor is not None:
            self._conductor.stop()
            self._tell()

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.close(wait=True)
        self._workers.clear()

    # What happens

    def _take(self, specs: tuple[LaneSpec, ...]) -> None:
        if specs != self._specs:
            self._specs = specs
            self.specs_changed.emit()

    def _abandon(self) -> None:
        """End the processes of runs that go on: what they would say is of no use any more."""
        for worker, status in zip(self._workers, self.statuses, strict=False):
            if not status.is_over:
                worker.close()

    def _fit_workers(self) -> None:
        """Have one worker for each program."""
        while len(self._workers) < len(self._specs):
            lane, worker = len(self._workers), SideWorker(self._command, self)
            worker.ready.connect(lambda lane=lane: self._on_ready(lane))
            worker.said.connect(lambda message, lane=lane: self._on_said(lane, message))
            worker.gone.connect(lambda reason, lane=lane: self._on_gone(lane, reason))
            self._workers.append(worker)
        while len(self._workers) > len(self._specs):
            worker = self._workers.pop()
            worker.close()
            worker.deleteLater()

    def _send(self, lane: int, request: Requests) -> None:
        self._workers[lane].send(request)

    def _on_ready(self, lane: int) -> None:
        if self._conductor is not None and lane < len(self._conductor.specs):
            self._conductor.ready(lane)
            self._tell()

    def _on_said(self, lane: int, message: Message) -> None:
        if self._conductor is not None and lane < len(self._conductor.specs):
            self._conductor.take(lane, message)
            self._tell()

    def _on_gone(self, lane: int, reason: str) -> None:
        if self._conductor is not None and lane < len(self._conductor.specs):
            self._conductor.gone(lane, reason)
            self._tell()

    def _tell(self) -> None:
        self.advanced.emit()
        if not self.is_running:
            self.ended.emit()


def _named(spec: LaneSpec, others: Sequence[LaneSpec]) -> LaneSpec:
    """Return ``spec`` with a title that none of ``others`` has."""
    taken = {other.title for other in others}
    title, number = spec.title, 2
    while title in taken:
        title, number = f"{spec.title} ({number})", number + 1
    return msgspec.structs.replace(spec, title=title)
