"""The paths of the selected node: lit in the graph while they are wanted; or alone, without the rest of the graph."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.graph import NodeKind, node_of
from gradviz.core.routes import Routes
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.graphpage import GraphPage
from gradviz.ui.picture import Picture
from gradviz.ui.workspace import Workspace


class Paths(QObject):
    """Follows the selection of the workspace. ``told`` brings a sentence about what is lit."""

    told = Signal(str)

    def __init__(self, workspace: Workspace, graph: GraphView, page: GraphPage, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._graph = graph
        self._page = page
        self._is_wanted = False
        self._lit: tuple[Picture, str] | None = None
        workspace.selection_changed.connect(lambda _key: self._show_lit())
        workspace.graph_changed.connect(self._on_graph_changed)
        page.passage.left.connect(lambda: workspace.show_behind(None))
        self._show_passage()

    @property
    def lit_node(self) -> str | None:
        """The node whose paths are lit."""
        return None if self._lit is None else self._lit[1]

    def light(self, wanted: bool) -> None:
        """Light up the paths of whatever is selected, or nothing."""
        self._is_wanted = wanted
        self._show_lit()
        if wanted and self._workspace.selection is None:
            self.told.emit(self.tr("Select a node: its paths to the loss and to the leaves are lit."))

    def toggle_part(self) -> None:
        """Show only what the gradient of the selected node passes; called again, the whole graph."""
        picture, key = self._workspace.picture, self._workspace.selection
        if picture is None:
            return
        if picture.behind is not None and key in (None, picture.behind):
            self._workspace.show_behind(None)
        elif key is None:
            self._workspace.noticed.emit(self.tr("Select a leaf first: what its gradient passes is shown alone."))
        elif not picture.ways.passed(key):
            words = self.tr("No gradient comes to {title}: the loss does not depend on it, or it needs none.")
            self._workspace.noticed.emit(words.format(title=node_of(picture.graph, key).title))
        else:
            self._workspace.show_behind(key)

    def _on_graph_changed(self) -> None:
        self._show_passage()
        self._show_lit()

    def _show_passage(self) -> None:
        picture, line = self._workspace.picture, self._page.passage
        if picture is None or picture.behind is None:
            line.show_whole()
            return
        title = node_of(picture.graph, picture.behind).title
        line.show_part(title, len(picture.ways.passed(picture.behind)), len(picture.graph))

    def _show_lit(self) -> None:
        picture, key = self._workspace.picture, self._workspace.selection
        if picture is None or key is None or not self._is_wanted or picture.scene is not self._graph.scene:
            self._lit = None
            self._graph.set_lit(None)
            return
        if self._lit is not None and self._lit[0] is picture and self._lit[1] == key:
            return
        routes = picture.ways.through(key)
        self._lit = picture, key
        self._graph.set_lit(picture.lit_in.lit(routes))
        self.told.emit(self._words(picture, key, routes))

    def _words(self, picture: Picture, key: str, routes: Routes) -> str:
        leaves = int((routes.nodes & picture.ways.is_leaf).sum())
        if node_of(picture.graph, key).kind is NodeKind.LEAF:
            leaves -= 1
        words = self.tr("Paths of {title}: {below} nodes towards the loss, {above} behind it, {leaves} of them leaves.")
        title = node_of(picture.graph, key).title
        return words.format(title=title, below=routes.below, above=routes.above, leaves=leaves)
