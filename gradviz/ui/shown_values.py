"""The parameters as the heat maps show them: live while a run goes on, else at the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.ui.enginestate import EngineState
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.core.frame import Frame
    from gradviz.core.timeline import Timeline


class ShownValues:
    """Values of what ``workspace`` has on show."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def parameters(self) -> tuple[ParameterSample, ...]:
        """The parameters: the newest ones of a run that goes on, else those of the frame."""
        record, place = self._workspace.record, self._place
        newest = record.parameters if record else ()
        if place is None or (newest and self._are_live):
            return newest
        from gradviz.ui import parameters

        return parameters.at(*place)

    @property
    def awaited(self) -> frozenset[str]:
        """Names of the parameters whose gradient comes later in the iteration on show."""
        place = self._place
        if place is None or self._are_live:
            return frozenset()
        from gradviz.ui import parameters

        return parameters.awaited(*place)

    @property
    def updates(self) -> dict[str, UpdateSample]:
        """What was added to the parameters: lately in a run that goes on, else at the frame."""
        record, place = self._workspace.record, self._place
        if place is None or self._are_live:
            return {} if record is None else {update.name: update for update in record.updates}
        from gradviz.ui import parameters

        return parameters.updates(place[0], place[1].position)

    @property
    def _place(self) -> tuple[Timeline, Frame] | None:
        picture, frame = self._workspace.picture, self._workspace.frame
        return None if picture is None or frame is None else (picture.timeline, frame)

    @property
    def _are_live(self) -> bool:
        return self._workspace.is_live or self._is_beyond

    @property
    def _is_beyond(self) -> bool:
        """Whether the run waits after an iteration that was not recorded: its live values alone are known."""
        workspace = self._workspace
        waits = workspace.engine.state == EngineState.PAUSED and workspace.is_at_stop
        return waits and workspace.stopped_at not in workspace.recorded
