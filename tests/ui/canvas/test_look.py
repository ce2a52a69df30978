"""What is known of the frame before is kept, and is what would be found anew."""

from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.collapse import collapse
from gradviz.core.frame import frame
from gradviz.core.graph import Graph
from gradviz.core.scopes import paths
from gradviz.core.shown import project
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.arrange import arrange
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.measure import measure
from gradviz.ui.canvas.scene import Scene
from tests.traces import chain, two_layer
from tests.ui.canvas.conftest import show_of
from tests.ui.folded import blocks


def scene_of(graph: Graph, iteration: Iteration) -> Scene:
    measured = measure(graph, iteration.tensors)
    return Scene.build(measured, arrange(measured))


def same(one: Look, other: Look) -> bool:
    arrays = ((one.state, other.state), (one.bad, other.bad), (one.norms, other.norms), (one.moving, other.moving))
    return (
        one.nodes == other.nodes
        and one.gradients == other.gradients
        and all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in arrays)
        and np.array_equal(one.edge_state, other.edge_state)
    )


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("iteration", [two_layer(), chain(5)])
def test_a_look_made_from_the_one_before_is_the_one_made_anew(iteration: Iteration) -> None:
    show = show_of(iteration)
    total = len(show.timeline)
    before, held = Look.resolve(show.scene, None), None
    for position in (*range(total + 1), *range(total, -1, -1), total, 0, total // 2):
        held = frame(show.timeline, position, held)
        look = Look.resolve(show.scene, held, before)
        assert same(look, Look.resolve(show.scene, frame(show.timeline, position)))
        before = look


@pytest.mark.usefixtures("qapp")
def test_the_same_with_boxes_whose_frames_are_carried_over() -> None:
    iteration = blocks(2, 3)
    show = show_of(iteration)
    graph = show.timeline.graph
    shown = collapse(graph, paths(graph), frozenset({"net.blocks.0"}), iteration.tensors)
    drawn_scene = scene_of(shown.graph, iteration)
    whole = frame(show.timeline, 0)
    drawn = project(whole, shown)
    before = Look.resolve(drawn_scene, drawn)
    for position in (*range(len(show.timeline) + 1), 5, 4):
        after = frame(show.timeline, position, whole)
        whole, drawn = after, project(after, shown, (whole, drawn))
        before = Look.resolve(drawn_scene, drawn, before)
        assert same(before, Look.resolve(drawn_scene, project(frame(show.timeline, position), shown)))
