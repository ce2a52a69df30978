"""Parts of tensors: what the views want to see of them is asked of the worker, and comes back to who wanted it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.messages.replies import Fetched
from gradviz.core.messages.requests import FetchPart
from gradviz.core.place import Part, Place, place_of
from gradviz.core.tensor import TensorSummary
from gradviz.ui.wording import sentence
from gradviz.ui.workspace import Workspace

_MOST_WAITING = 64
"""Questions that are remembered; the answers to older ones are of no interest any more."""

_Key = tuple[int, int, Place, Part]


class Parts(QObject):
    """Asks for parts of the tensors of the iteration on show."""

    arrived = Signal(object, object, object, str)
    """The summary of the tensor, the part, its elements or ``None``, and why there are none."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._waiting: dict[_Key, TensorSummary] = {}
        workspace.engine.fetched.connect(self._on_fetched)
        workspace.repetition.beside.fetched.connect(self._on_fetched)

    @property
    def can_be_had(self) -> bool:
        """Whether the worker holds the tensors of the iteration on show."""
        record, picture = self._workspace.record, self._workspace.picture
        return record is not None and picture is not None and record.is_exact(picture.iteration.index)

    def request(self, summary: TensorSummary, part: Part) -> None:
        """Ask for ``part`` of the tensor that ``summary`` was made of."""
        record, picture = self._workspace.record, self._workspace.picture
        if record is None or picture is None or not self.can_be_had:
            reason = self.tr("Its elements are not held any more; recompute the iteration to have them.")
            self.arrived.emit(summary, part, None, reason)
            return
        place = place_of(picture.iteration, summary)
        if place is None:
            self.arrived.emit(summary, part, None, self.tr("It does not belong to the iteration on show."))
            return
        index = picture.iteration.index
        key = (record.run, index, place, part)
        self._waiting[key] = summary
        while len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        request = FetchPart(record.run, index, place, part)
        if not (self._workspace.repetition.beside.ask(request) or self._workspace.engine.ask(request)):
            del self._waiting[key]
            self.arrived.emit(summary, part, None, self.tr("PyTorch is not ready."))

    def _on_fetched(self, fetched: Fetched) -> None:
        summary = self._waiting.pop((fetched.run, fetched.iteration, fetched.place, fetched.part), None)
        if summary is not None:
            self.arrived.emit(summary, fetched.part, fetched.values, sentence(fetched.reason))
