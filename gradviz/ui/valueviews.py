"""The panels that show values: inspector, curves, heat maps. They are made last, for pyqtgraph takes long to load."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gradviz.core.graph import node_of
from gradviz.core.messages.replies import Defined
from gradviz.core.messages.requests import CheckNode, DefineNode
from gradviz.ui.panels.heatmaps import HeatmapsPanel
from gradviz.ui.panels.inspector import InspectorPanel
from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.parts import Parts
from gradviz.ui.shown_values import ShownValues
from gradviz.ui.theme import Theme
from gradviz.ui.workspace import Workspace


class ValueViews(QObject):
    """Shows what the workspace tells, and hands on what the user asks for."""

    told = Signal(str)
    """A sentence for the status line."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown = ShownValues(workspace)
        self.inspector = InspectorPanel()
        self.plots = PlotsPanel()
        self.heatmaps = HeatmapsPanel()
        workspace.graph_changed.connect(self._show_source)
        workspace.frame_changed.connect(lambda _frame: self._show_inspected())
        workspace.selection_changed.connect(lambda _key: self._show_inspected())
        workspace.history_changed.connect(self.show_history)
        workspace.iterations_changed.connect(self._show_current)
        workspace.run_state_changed.connect(lambda _state: self._show_current())
        workspace.parameters_changed.connect(self.show_parameters)
        self.plots.iteration_requested.connect(self._on_iteration_requested)
        self.inspector.node_requested.connect(workspace.select)
        self.inspector.position_requested.connect(self._on_position_requested)
        self.inspector.inside_requested.connect(workspace.look_inside)
        workspace.status_changed.connect(lambda _words: self._show_whether_it_can_run())
        self.parts = Parts(workspace, self)
        self.inspector.part_wanted.connect(self.parts.request)
        self.parts.arrived.connect(self.inspector.show_part)
        self._asked: set[str] = set()
        self.inspector.rule.check_requested.connect(self._check)
        self.inspector.rule.definition_requested.connect(self._define)
        workspace.engine.checked.connect(self.inspector.rule.show_checked)
        workspace.engine.defined.connect(self._on_defined)
        workspace.engine.ready.connect(lambda _ready: self._asked.clear())
        self._show_source()
        self._show_inspected()
        self._show_current()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        for panel in (self.inspector, self.plots, self.heatmaps):
            panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        for panel in (self.inspector, self.plots, self.heatmaps):
            panel.set_text_scale(scale)

    def show_history(self) -> None:
        """Show the curves, if anyone can see them."""
        if self.plots.isVisible():
            record = self._workspace.record
            self.plots.show_history(record.history if record else None)

    def show_parameters(self) -> None:
        """Show the parameters, if anyone can see them."""
        if self.heatmaps.isVisible():
            self.heatmaps.show_parameters(self._shown.parameters, self._shown.awaited)
            self.heatmaps.show_updates(self._shown.updates)

    def _show_current(self) -> None:
        self.plots.show_current(self._workspace.current, is_live=self._workspace.is_live)
        self.inspector.set_elements(self.parts.can_be_had)

    def _show_source(self) -> None:
        record = self._workspace.record
        source = record.program.source if record else self._workspace.document.text
        self.inspector.set_source(source, record.files if record else {})

    def _show_whether_it_can_run(self) -> None:
        self.inspector.set_can_run(not self._workspace.is_stale and not self._workspace.engine.is_busy)

    def _show_inspected(self) -> None:
        picture, key = self._workspace.picture, self._workspace.inspected
        self.inspector.set_elements(self.parts.can_be_had)
        if picture is None:
            self.inspector.show_node(None, None, None)
        else:
            node = None if key is None else node_of(picture.graph, key)
            self.inspector.show_node(node, self._workspace.frame, picture.timeline)

    def _check(self, request: CheckNode) -> None:
        if not self._workspace.engine.ask(request):
            self.inspector.rule.show_check(self.tr("Not checked: PyTorch is not ready."), is_good=None)

    def _define(self, name: str) -> None:
        """Ask once for PyTorch's own formula."""
        if name not in self._asked and self._workspace.engine.ask(DefineNode(0, name)):
            self._asked.add(name)

    def _on_defined(self, defined: Defined) -> None:
        self.inspector.rule.show_definition(defined.name, defined.formulas)

    def _on_position_requested(self, position: int) -> None:
        self._workspace.player.pause()
        self._workspace.player.seek(position)

    def _on_iteration_requested(self, index: int) -> None:
        """Open the iteration at a place on a curve, or the recorded one that is nearest to it."""
        recorded = self._workspace.recorded
        if not recorded:
            return
        nearest = min(recorded, key=lambda number: abs(number - index))
        self._workspace.seek_iteration(index)
        if nearest != index:
            self.told.emit(
                self.tr("Iteration {wanted} was not recorded; {nearest} is the nearest one.").format(
                    wanted=index, nearest=nearest
                )
            )
