"""Draws the picture of an iteration: what of it is shown, how large the boxes are, where they go. For any thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from gradviz.core.chips import with_chips
from gradviz.core.collapse import Shown, collapse
from gradviz.core.graph import Graph, from_iteration, node_of
from gradviz.core.layout import Layout
from gradviz.core.passage import counterpart, part_behind
from gradviz.core.routes import Ways
from gradviz.core.scopes import Path, all_scopes, at_depth, paths, useful_depth
from gradviz.core.search import Searched
from gradviz.core.sizes import summaries_in
from gradviz.core.tensor import know_statistics
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.arrange import arrange
from gradviz.ui.canvas.lit import LitIn
from gradviz.ui.canvas.measure import measure
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.picture import Picture, form_of, renamed

LARGE = 150
"""A graph of more boxes opens with its modules and loops collapsed."""


def draw(
    iteration: Iteration,
    collapsed: frozenset[str] | None,
    old: Picture | None,
    cancelled: Callable[[], bool],
    *,
    has_chips: bool = True,
    behind: str | None = None,
) -> Picture:
    """Return the picture of ``iteration`` with the scopes ``collapsed`` as boxes.

    Without a wish it is as in the ``old`` picture, if that had the same scopes. What both show stays where it was.
    Without chips, all uses of a shared weight are edges from its one box.
    With ``behind``, the key of a node of the old picture, only what the gradient of this node passes is drawn.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    graph = from_iteration(iteration)
    if behind is not None and old is not None:
        behind = counterpart(old.graph, behind, graph)
    part = part_behind(graph, behind)
    split = with_chips(part) if has_chips else part
    places = paths(split)
    if collapsed is None:
        collapsed = _usual(places, old)
    shown = collapse(split, places, collapsed, iteration.tensors)
    shown = replace(shown, graph=measure(shown.graph, iteration.tensors))
    layout = _layout(shown, old, cancelled)
    scene = Scene.build(shown.graph, layout)
    # Another way of showing the same iteration has the same nodes and edges.
    known = old if old is not None and old.iteration is iteration else None
    ways = Ways(graph) if known is None else known.ways
    timeline = Timeline(iteration, graph)
    timeline.prepare()
    know_statistics(summaries_in(iteration))
    picture = Picture(
        iteration=iteration,
        graph=graph,
        timeline=timeline,
        layout=layout,
        shown=shown,
        scene=scene,
        places=places,
        ways=ways,
        lit_in=LitIn(ways, shown, scene),
        searched=Searched(graph, iteration.tensors) if known is None else known.searched,
        collapsed=collapsed,
    )
    if part is not graph:
        picture = replace(picture, behind=behind)
    # What is computed once and kept is computed here, and not in the thread of the window.
    scene.prepare()
    ways.prepare()
    shown.prepare()
    _ = picture.form
    return picture


def _usual(places: Mapping[str, Path], old: Picture | None) -> frozenset[str]:
    scopes = all_scopes(places)
    if old is not None and all_scopes(old.places).keys() == scopes.keys():
        return old.collapsed
    return overview(places) if len(places) > LARGE else frozenset()


def overview(places: Mapping[str, Path]) -> frozenset[str]:
    """Return the scopes to collapse so that a person sees the whole of a graph."""
    depth = useful_depth(places)
    return at_depth(all_scopes(places), depth) if depth else frozenset()


def _layout(shown: Shown, old: Picture | None, cancelled: Callable[[], bool]) -> Layout:
    if old is None:
        return arrange(shown.graph, cancelled=cancelled)
    if form_of(shown.graph) == form_of(old.shown.graph):
        return renamed(old.layout, old.shown.graph, shown.graph)
    return arrange(shown.graph, previous=_common(old, shown.graph), cancelled=cancelled)


def _common(old: Picture, graph: Graph) -> Layout:
    """Return where the nodes are in the old picture that are in the new one too."""
    before = old.shown.graph
    kept = {key for key in graph if key in before and _is_same(before, graph, key)}
    return replace(old.layout, positions={key: place for key, place in old.layout.positions.items() if key in kept})


def _is_same(before: Graph, after: Graph, key: str) -> bool:
    old, new = node_of(before, key), node_of(after, key)
    return (old.kind, old.title, old.line, old.scope) == (new.kind, new.title, new.line, new.scope)
