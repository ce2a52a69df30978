"""Collapsing and expanding: what the user asks for, as the set of scopes that are shown as one box."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from gradviz.core.graph import GraphNode, node_of
from gradviz.core.scopes import Path, name_of, path_of
from gradviz.ui.canvas.surface import Anchor
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.drawing import overview
from gradviz.ui.picture import Picture
from gradviz.ui.workspace import Workspace


class Folds(QObject):
    """Hands on what is asked for in the graph's view, in terms of the whole graph; shows the selection in it."""

    def __init__(self, workspace: Workspace, graph: GraphView, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._graph = graph
        self._shown: Picture | None = None
        self._anchor: str | None = None
        self._box: str | None = None
        graph.selection_requested.connect(self._on_selection_requested)
        graph.edge_selection_requested.connect(self._on_edge_requested)
        graph.expansion_requested.connect(self.expand)

    # What is shown

    def show_picture(self) -> None:
        """Show the workspace's picture; the box that was opened or closed stays under the pointer."""
        picture, before = self._workspace.picture, self._shown
        anchor = self._anchored(before, picture)
        self._shown, self._box = picture, None
        self._anchor = None
        self._graph.show_scene(picture.scene if picture and picture.scene.nodes else None, anchor)
        if picture is not None and anchor is not None:
            self._select_after(picture, anchor[1])

    def show_selection(self) -> None:
        """Mark what is selected, wherever it is drawn: as itself, as chips, or in a collapsed scope."""
        picture, key, edge = self._workspace.picture, self._workspace.selection, self._workspace.selected_edge
        drawn = self._box if picture is None or key is None else picture.shown.holder.get(key)
        chips = () if picture is None or key is None else picture.chips.get(key, ())
        self._graph.set_selected(drawn, chips)
        self._graph.set_selected_edge(None if picture is None or edge is None else picture.drawn_edges.get(edge))
        if drawn is not None:
            self._graph.ensure_visible([drawn])

    # What the user asks for

    def toggle(self) -> None:
        """Expand the selected box, or collapse the innermost scope around the selected node."""
        node = self._marked
        if node is not None and node.box is not None:
            self.expand(node.key)
        else:
            self.collapse()

    def collapse(self) -> None:
        """Collapse the innermost scope around what is selected."""
        picture, node = self._workspace.picture, self._marked
        if picture is None:
            return
        if node is None:
            self._workspace.noticed.emit(self.tr("Select a node first: the module or loop around it is collapsed."))
            return
        members = node.box.members if node.box is not None else (node.key,)
        path = _larger(picture.places, picture.places[members[0]], len(members))
        if not path:
            self._workspace.noticed.emit(self.tr("There is no module or loop around this node."))
            return
        self._anchor = members[0]
        self._workspace.fold(picture.collapsed | {name_of(path)})

    def expand(self, key: str) -> None:
        """Show what is in a collapsed scope; scopes within it stay collapsed."""
        picture = self._workspace.picture
        if picture is None or key not in picture.shown.graph:
            return
        box = node_of(picture.shown.graph, key).box
        if box is not None:
            self._anchor = box.outputs[-1] if box.outputs else box.members[-1]
            inner = _inner([picture.places[member] for member in box.members], len(path_of(box.scope)))
            around = {name for name in picture.collapsed if any(scope.startswith(f"{name}.") for scope in inner)}
            self._workspace.fold((picture.collapsed - {box.scope} - around) | inner)

    def expand_all(self) -> None:
        """Show every node."""
        self._fold_all(frozenset())

    def show_overview(self) -> None:
        """Collapse as much as lets a person see the whole graph."""
        picture = self._workspace.picture
        if picture is not None:
            self._fold_all(overview(picture.places))

    def _fold_all(self, collapsed: frozenset[str]) -> None:
        picture, node = self._workspace.picture, self._marked
        if picture is None or collapsed == picture.collapsed:
            return
        self._anchor = None if node is None else node.box.members[-1] if node.box is not None else node.key
        self._workspace.fold(collapsed)

    # Within

    @property
    def _marked(self) -> GraphNode | None:
        """What is marked in the picture."""
        picture, key = self._workspace.picture, self._graph.selected_item()
        return (
            None
            if picture is None or key is None or key not in picture.shown.graph
            else node_of(picture.shown.graph, key)
        )

    def _anchored(self, before: Picture | None, after: Picture | None) -> Anchor | None:
        key = self._anchor
        if key is None or before is None or after is None or before.iteration is not after.iteration:
            return None
        old, new = before.shown.holder.get(key), after.shown.holder.get(key)
        return None if old is None or new is None else (old, new)

    def _select_after(self, picture: Picture, key: str) -> None:
        """Select what has come in the place of what was opened or closed."""
        self._on_selection_requested(key if key in picture.shown.graph else None)

    def _on_selection_requested(self, key: str | None) -> None:
        picture = self._workspace.picture
        node = None if key is None or picture is None else node_of(picture.shown.graph, key)
        self._box = node.key if node is not None and node.box is not None else None
        self._workspace.select(None if node is None or node.box is not None else node.of or node.key)
        self.show_selection()

    def _on_edge_requested(self, edge: tuple[str, str, int]) -> None:
        picture = self._workspace.picture
        if picture is not None:
            self._workspace.select_edge(picture.shown.edges[edge])


def _larger(places: Mapping[str, Path], path: Path, count: int) -> Path:
    """The innermost scope around ``path`` that holds more than ``count`` nodes; none: ``()``."""
    while path and sum(place[: len(path)] == path for place in places.values()) <= count:
        path = path[:-1]
    return path


def _inner(places: list[Path], depth: int) -> set[str]:
    """The scopes directly within one of ``depth`` steps; of one that is all there is, the scopes within that."""
    deepest = max(map(len, places))
    inner: set[str] = set()
    for steps in range(depth + 1, deepest + 1):
        inner = {name_of(path[:steps]) for path in places if len(path) >= steps}
        if len(inner) > 1 or any(len(path) < steps for path in places):
            return inner
    return set()
