"""The commands that steer a training: one iteration on, another learning rate, start over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gradviz.ui.training import Training
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.training_bar import TrainingBar


class TrainingCommands(QObject):
    """Steer the training that goes on."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self.training = Training(workspace, self)
        self.bar: TrainingBar | None = None

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
