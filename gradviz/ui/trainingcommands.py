"""The commands that steer a training: one iteration on, another learning rate, start over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gradviz.ui.settings import Settings
from gradviz.ui.training import Training
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.training_bar import TrainingBar


SELDOM, OFTEN = "sampled", "10/s"
"""Iterations that are recorded: as many as cost a hundredth of the time, or ten a second."""


class TrainingCommands(QObject):
    """Steer the training that goes on."""

    def __init__(self, workspace: Workspace, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = workspace.engine
        self._settings = settings
        self._engine.record = OFTEN if settings.records_often else SELDOM
        self.training = Training(workspace, self)
        self.bar: TrainingBar | None = None

    @property
    def records_often(self) -> bool:
        """Whether ten iterations a second are recorded."""
        return self._engine.record == OFTEN

    def record_often(self, often: bool) -> None:
        """Record ten iterations a second from the next run on, or only as many as cost next to nothing."""
        self._settings.records_often = often
        self._engine.record = OFTEN if often else SELDOM

    def step(self) -> None:
        """Run one more iteration, and wait."""
        self.training.step_iteration()

    def rate(self) -> None:
        """Go to where the learning rate can be changed."""
        if self.bar is not None and self.bar.isVisible() and self.bar.rate.isEnabled():
            self.bar.focus_rate()
        else:
            self.training.said.emit(self.tr("The learning rate can be changed while a program runs or waits."))

    def reset(self) -> None:
        """Run from the beginning, and wait there."""
        self.training.start_over()
