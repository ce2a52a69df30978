"""Connects the panel of runs side by side with the runs, the document and the devices."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from gradviz.core.conductor import LaneSpec
from gradviz.core.errors import UserError
from gradviz.core.net.form import NetForm
from gradviz.core.net.recipe import CONTEXT
from gradviz.core.spellings import SMALL, spellings
from gradviz.ui import wording
from gradviz.ui.lockstep.runs import LaneRuns
from gradviz.ui.panels.lockstep import LockstepPanel
from gradviz.ui.pipe import Command
from gradviz.ui.theme import Theme
from gradviz.ui.workspace import Workspace

translate = QCoreApplication.translate


class LockstepFace(QObject):
    """The runs and their panel."""

    said = Signal(str)
    form_requested = Signal()
    """The net of the net form shall be on the list."""

    def __init__(self, workspace: Workspace, parent: QObject, command: Command | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.runs = LaneRuns(command, self)
        self.panel = LockstepPanel()
        self._hear()
        self._show_devices()
        self._show_specs()

    def _hear(self) -> None:
        runs, asked = self.runs, self.panel.runs
        asked.run_requested.connect(runs.start)
        asked.stop_requested.connect(runs.stop)
        asked.add_requested.connect(self.add_program)
        asked.presets_requested.connect(self.add_spellings)
        asked.form_requested.connect(self.form_requested)
        asked.open_requested.connect(self._open)
        asked.remove_requested.connect(runs.remove)
        self.panel.vary.variant_requested.connect(runs.add)
        runs.specs_changed.connect(self._show_specs)
        runs.started.connect(self.panel.begin)
        runs.advanced.connect(self._show_progress)
        runs.refused.connect(self.said)
        self._workspace.devices_changed.connect(self._show_devices)

    def add_program(self) -> None:
        """Add the program in the editor, on the device that is chosen."""
        document = self._workspace.document
        if not document.text.strip():
            self.said.emit(self.tr("There is no program yet: type one, or open an example."))
            return
        seed = 0 if self._workspace.seed is None else self._workspace.seed
        self.runs.add(LaneSpec(document.title, document.program, self._workspace.device, seed))

    def add_spellings(self, form: NetForm = SMALL) -> None:
        """Put the net of ``form`` on the list, written by hand, with torch.nn and with torch.optim."""
        try:
            made = spellings(form, lambda text: translate(CONTEXT, text))
        except UserError as error:
            self.said.emit(wording.sentence(str(error)))
            return
        specs = [msgspec.structs.replace(spec, device=self._workspace.device) for spec in made]
        self.runs.add(*specs)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self.panel.set_text_scale(scale)

    def _open(self, lane: int) -> None:
        if 0 <= lane < len(self.runs.specs):
            program = self.runs.specs[lane].program
            self._workspace.document.new(program.source, program.name)

    def _show_devices(self) -> None:
        self.panel.vary.set_devices(self._workspace.devices)

    def _show_specs(self) -> None:
        self.panel.show_specs(self.runs.specs, is_running=self.runs.is_running)

    def _show_progress(self) -> None:
        runs = self.runs
        self.panel.show_progress(runs.shown, runs.statuses, runs.lanes, is_running=runs.is_running)
