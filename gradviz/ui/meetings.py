"""Shows in the graph where gradients meet: at the selected node, and at the one that runs."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gradviz.core.graph import node_of
from gradviz.core.meeting import meetings, words_of
from gradviz.ui.canvas.view import GraphView
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
            for key in dict.fromkeys((*frame.current, *([] if selected is None else [selected]))):
                drawn = picture.shown.holder.get(key)
                if drawn is None or node_of(picture.shown.graph, drawn).box is not None:
                    continue
                found = meetings(picture.timeline, key, frame.position)
                if found:
                    sums[drawn] = words_of(found[0])
        self._graph.set_sums(sums)
