"""The panels that show values: inspector, curves, heat maps. They are made last, for pyqtgraph takes long to load."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gradviz.core.graph import node_of
from gradviz.ui.panels.heatmaps import HeatmapsPanel
from gradviz.ui.panels.inspector import InspectorPanel
from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.theme import Theme
from gradviz.ui.workspace import Workspace


class ValueViews(QObject):
    """Shows what the workspace tells, and hands on what the user asks for."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.inspector = InspectorPanel()
        self.plots = PlotsPanel()
        self.heatmaps = HeatmapsPanel()
        workspace.graph_changed.connect(self._show_source)
        workspace.frame_changed.connect(lambda _frame: self._show_inspected())
        workspace.selection_changed.connect(lambda _key: self._show_inspected())
        workspace.history_changed.connect(self.show_history)
        workspace.iterations_changed.connect(self._show_current)
        workspace.parameters_changed.connect(self.show_parameters)
        self.plots.iteration_requested.connect(self._on_iteration_requested)
        self.inspector.node_requested.connect(workspace.select)
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
            self.heatmaps.show_parameters(self._workspace.parameters, self._workspace.awaited)
            self.heatmaps.show_ratios(self._workspace.ratios)

    def _show_current(self) -> None:
        self.plots.show_current(self._workspace.current)

    def _show_source(self) -> None:
        record = self._workspace.record
        self.inspector.set_source(record.program.source if record else self._workspace.document.text)

    def _show_inspected(self) -> None:
        picture, key = self._workspace.picture, self._workspace.inspected
        if picture is None:
            self.inspector.show_node(None, None, None)
        else:
            node = None if key is None else node_of(picture.graph, key)
            self.inspector.show_node(node, self._workspace.frame, picture.timeline)

    def _on_iteration_requested(self, index: int) -> None:
        """Open the recorded iteration that is nearest to a place on a curve."""
        recorded = self._workspace.recorded
        if recorded:
            self._workspace.open_iteration(min(recorded, key=lambda number: abs(number - index)))
