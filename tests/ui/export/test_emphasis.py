"""What stands out in exported pictures: the same as on the canvas, at every position."""

from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.frame import NodeState, frame
from gradviz.core.graph import node_of
from gradviz.core.tones import Quality, scale_of, tone_of, words_of
from gradviz.ui.canvas.legend_parts import EdgePart, PathPart, ScalePart, StatePart
from gradviz.ui.export.emphasis import PLAIN, Emphasis, Marker
from gradviz.ui.picture import Picture


def key_of(picture: Picture, title: str) -> str:
    return next(key for key in picture.graph if node_of(picture.graph, key).title == title)


@pytest.mark.parametrize("quality", [Quality.GRADIENT, Quality.VALUE, Quality.MEMORY, Quality.DEVICE, Quality.DTYPE])
def test_every_position_has_its_own_colours(picture: Picture, quality: Quality) -> None:
    marker = Marker(picture, Emphasis(quality))
    for position in (0, 3, 11, 16, 5):
        whole = frame(picture.timeline, position)
        coloring = marker.mark(whole).coloring
        assert coloring is not None
        assert coloring.scale == scale_of(quality, picture.iteration)
        assert list(coloring.words) == [
            words_of(quality, tone_of(quality, node, whole)) for node in picture.scene.nodes
        ]


def test_plain_pictures_are_coloured_by_state(picture: Picture) -> None:
    mark = Marker(picture, PLAIN).mark(frame(picture.timeline, 11))
    assert (mark.coloring, mark.lit, mark.node, mark.edge) == (None, None, None, None)


def test_paths_and_the_selection(picture: Picture) -> None:
    w2, edge = key_of(picture, "w2"), next(iter(picture.drawn_edges))
    mark = Marker(picture, Emphasis(paths=w2, selected=w2, edge=edge)).mark(frame(picture.timeline, 4))
    assert mark.lit is not None
    lit = {picture.scene.nodes[number].key for number in np.flatnonzero(mark.lit.nodes).tolist()}
    assert lit == {key for key, number in picture.ways.number.items() if picture.ways.through(w2).nodes[number]}
    assert (mark.node, mark.edge) == (w2, picture.drawn_edges[edge])


def test_a_node_of_another_graph_lights_nothing(picture: Picture) -> None:
    marker = Marker(picture, Emphasis(paths="n99", selected="n99"))
    assert marker.mark(frame(picture.timeline, 4)).lit is None
    assert not [part for part in marker.legend(16) if isinstance(part, PathPart)]


def test_the_legend_explains_what_can_be_seen(picture: Picture) -> None:
    loss = picture.timeline.loss_position
    (states,) = Marker(picture, PLAIN).legend(loss)
    assert isinstance(states, StatePart)
    assert states.states == (NodeState.PENDING, NodeState.COMPUTED, NodeState.RUNNING)
    edges, states = Marker(picture, PLAIN).legend(16)
    assert isinstance(edges, EdgePart)
    assert isinstance(states, StatePart)
    assert {NodeState.WAITING, NodeState.DONE, NodeState.UPDATED} <= set(states.states)
    assert not states.is_toned
    scale, path, _, states = Marker(picture, Emphasis(Quality.MEMORY, key_of(picture, "w1"))).legend(16)
    assert isinstance(scale, ScalePart)
    assert path == PathPart("w1")
    assert isinstance(states, StatePart)
    assert states.is_toned
