"""Shows in the graph where gradients meet: at the selected node, and at the one that runs."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gradviz.ui.canvas.view import GraphView
from gradviz.ui.sums import sums_at
from gradviz.ui.workspace import Workspace


class Meetings(QObject):
    """Follows the selection and the position of the workspace."""

    def __init__(self, workspace: Workspace, graph: GraphView, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._graph = graph
        workspace.frame_changed.connect(lambda _frame: self._show())
        workspace.selection_changed.connect(lambda _key: self._show())

    def _show(self) -> None:
        picture, frame = self._workspace.picture, self._workspace.frame
        sums: dict[str, str] = {}
        if picture is not None and frame is not None and picture.scene is self._graph.scene:
            selected = self._workspace.selection
            sums = sums_at(picture, frame, (*frame.current, *([] if selected is None else [selected])))
        self._graph.set_sums(sums)
