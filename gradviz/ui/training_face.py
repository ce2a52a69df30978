"""What the window shows of a training: the row with its progress, and lines beside the program's output."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from gradviz.ui.training_bar import TrainingBar
from gradviz.ui.trainingcommands import TrainingCommands
from gradviz.ui.views import Views


class TrainingFace(QObject):
    """Connects the row of a training with the rest of the window."""

    said = Signal(str)

    def __init__(
        self, commands: TrainingCommands, actions: Mapping[str, QAction], views: Views, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._training = commands.training
        self._actions = actions
        self.bar = commands.bar = TrainingBar(commands.training, actions)
        self._training.said.connect(self.said)
        self._training.rate_changed.connect(self.said)
        self._training.rate_changed.connect(views.console.append_remark)
        self._training.changed.connect(self.refresh)
        self._training.changes_changed.connect(self._show_changes)
        actions["train.often"].setChecked(commands.records_often)
        self._strip = views.timeline.strip
        self.refresh()

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self.bar.set_text_scale(scale)

    def _show_changes(self) -> None:
        """Put a sign at the iterations where the learning rate was changed."""
        self._strip.show_remarks({change.index: self._training.words(change) for change in self._training.changes})

    def refresh(self) -> None:
        """Allow what can be done now."""
        self._actions["train.step"].setEnabled(self._training.is_waiting)
        self._actions["train.rate"].setEnabled(self._training.is_going)
