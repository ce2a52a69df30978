"""Curves of other runs beside the one on show: the runs before it, and those in files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gradviz.core.errors import UserError
from gradviz.core.series import Series
from gradviz.core.tensorboard import Reading
from gradviz.ui.run_record import RunRecord
from gradviz.ui.slices import Slices
from gradviz.ui.wording import sentence
from gradviz.ui.workspace import Workspace

MOST_RUNS = 3
"""So many runs before the one on show stay."""


class Compared(QObject):
    """Remembers the losses of the last runs, and what was read from files, until it is cleared."""

    changed = Signal()
    said = Signal(str)
    failed = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._record: RunRecord | None = None
        self._ended = 0
        self._runs: list[tuple[str, Series]] = []
        self._files: dict[str, Series] = {}
        workspace.run_started.connect(self._note)
        workspace.history_changed.connect(self._note)

    @property
    def curves(self) -> tuple[tuple[str, Series], ...]:
        """Names and losses, the oldest run first."""
        return (*self._runs, *self._files.items())

    def _note(self) -> None:
        """Keep the loss of the run that another one has taken the place of."""
        record, before = self._workspace.record, self._record
        if record is before:
            return
        self._record = record
        if before is not None and before.history.loss.finite:
            self._ended += 1
            self._runs.append((self.tr("run {0}").format(self._ended), before.history.loss))
            del self._runs[:-MOST_RUNS]
            self.changed.emit()

    def add_file(self, path: Path) -> None:
        """Read the scalars of a TensorBoard event file, a little at a time."""
        try:
            reading = Reading(path)
        except UserError as error:
            self._fail(str(error))
            return
        work = Slices(reading, self)
        work.finished.connect(lambda: self._take(path, reading))
        work.failed.connect(self._fail)

    def _take(self, path: Path, reading: Reading) -> None:
        try:
            curves = reading.curves()
        except UserError as error:
            self._fail(str(error))
            return
        self._files.update({f"{path.parent.name}: {tag}": series for tag, series in curves.items()})
        self.changed.emit()
        words = self.tr("%n curve(s) of {name} are shown beside the loss.", "", len(curves))
        self.said.emit(words.format(name=path.name))

    def _fail(self, words: str) -> None:
        self.failed.emit(sentence(words))

    def clear(self) -> None:
        """Forget all of them."""
        self._runs.clear()
        self._files.clear()
        self.changed.emit()
