"""An iteration as it is shown: its graph, timeline and layout, computed once and swapped as a whole."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from gradviz.core.collapse import Shown
from gradviz.core.frame import Frame, frame
from gradviz.core.graph import EdgeKey, Graph, node_of
from gradviz.core.growth import grown
from gradviz.core.layout import Layout
from gradviz.core.routes import Ways
from gradviz.core.scopes import Path
from gradviz.core.search import Searched
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.lit import LitIn
from gradviz.ui.canvas.scene import Scene

Form = tuple[tuple[Hashable, ...], tuple[tuple[int, int, int], ...]]
"""What nodes and edges a graph has, whatever the keys of its nodes are."""


@dataclass(frozen=True)
class Picture:
    """Everything about an iteration that does not depend on the position.

    ``graph`` is the whole graph, ``shown`` what is drawn of it (measured), ``layout`` where; ``scene`` is both for the
    painter. ``places`` tells in which scope each node lies, ``collapsed`` which scopes are boxes. ``behind`` is the
    node whose gradient passes all that is drawn; ``None`` where everything is. ``ways`` are those through the whole
    graph, ``lit_in`` tells what of the scene lies on them, ``searched`` finds nodes by words.
    """

    iteration: Iteration
    graph: Graph = field(repr=False)
    timeline: Timeline = field(repr=False)
    layout: Layout = field(repr=False)
    shown: Shown = field(repr=False)
    scene: Scene = field(repr=False)
    places: Mapping[str, Path] = field(repr=False)
    ways: Ways = field(repr=False)
    lit_in: LitIn = field(repr=False)
    searched: Searched = field(repr=False)
    collapsed: frozenset[str] = frozenset()
    behind: str | None = None
    start: Frame | None = field(default=None, repr=False)
    """The frame where it is opened, from which those near to it are quickly made."""

    @cached_property
    def form(self) -> Form:
        """The form of the whole graph."""
        nodes = [node_of(self.graph, key) for key in self.graph]
        return _form(self.graph, tuple((node.kind, node.title, node.name, node.line) for node in nodes))

    def key_in(self, other: Picture, key: str | None) -> str | None:
        """Return the node of ``other`` that stands where ``key`` stands here; ``None`` without one."""
        if key is None or key not in self.graph:
            return None
        if self.form == other.form:
            return list(other.graph)[list(self.graph).index(key)]
        return key if key in other.graph and node_of(other.graph, key) == node_of(self.graph, key) else None

    @cached_property
    def chips(self) -> dict[str, list[str]]:
        """The chips that are shown of each node."""
        found: dict[str, list[str]] = {}
        for key in self.shown.graph:
            of = node_of(self.shown.graph, key).of
            if of is not None:
                found.setdefault(of, []).append(key)
        return found

    @cached_property
    def drawn_edges(self) -> dict[EdgeKey, EdgeKey]:
        """By edge of the whole graph, the edge that is drawn for it."""
        return {whole: drawn for drawn, whole in self.shown.edges.items()}


def opened(picture: Picture, position: int | None) -> Picture:
    """Return ``picture`` with its frame at ``position``, at the loss if there is none."""
    timeline = picture.timeline
    result = replace(picture, start=frame(timeline, timeline.loss_position if position is None else position))
    # What is known of it stays known.
    result.__dict__["form"] = picture.form
    return result


def extended(picture: Picture, iteration: Iteration) -> Picture:
    """Return ``picture`` with ``iteration``, the same one with more events: only its timeline is another one."""
    return replace(picture, iteration=iteration, timeline=grown(picture.timeline, iteration), start=None)


def form_of(graph: Graph) -> Form:
    """Return what a layout of the measured ``graph`` depends on: texts, sizes and edges, but not the keys of nodes."""
    nodes = tuple(
        (data["node"].kind, data["text"], data["width"], data["height"]) for _, data in graph.nodes(data=True)
    )
    return _form(graph, nodes)


def _form(graph: Graph, nodes: tuple[Hashable, ...]) -> Form:
    number = {key: i for i, key in enumerate(graph)}
    return nodes, tuple((number[source], number[target], port) for source, target, port in graph.edges(keys=True))


def renamed(layout: Layout, old: Graph, new: Graph) -> Layout:
    """Return ``layout``, made for ``old``, with the keys of ``new``, a graph of the same form."""
    names: dict[Hashable, Hashable] = dict(zip(old, new, strict=True))
    if all(key == name for key, name in names.items()):
        return layout
    return Layout(
        positions={names[key]: place for key, place in layout.positions.items()},
        routes={(names[u], names[v], port): bends for (u, v, port), bends in layout.routes.items()},
        width=layout.width,
        height=layout.height,
    )


def nodes_of_line(picture: Picture, line: int) -> tuple[str, ...]:
    """Return the nodes that were written in ``line``, in forward order."""
    return tuple(key for key in picture.graph if node_of(picture.graph, key).line == line)
