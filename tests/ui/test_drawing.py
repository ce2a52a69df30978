from __future__ import annotations

import pytest
from msgspec.structs import replace

from gradviz.core.graph import NodeKind, node_of
from gradviz.core.layout import Cancelled
from gradviz.core.trace import Iteration
from gradviz.ui.drawing import draw, overview
from gradviz.ui.picture import Picture
from tests import traces
from tests.ui.folded import blocks


def drawn(iteration: Iteration, collapsed: frozenset[str] | None = None, old: Picture | None = None) -> Picture:
    return draw(iteration, collapsed, old, lambda: False)


def test_a_small_iteration_is_drawn_whole(qapp: object) -> None:
    picture = drawn(blocks(3, 2))
    assert picture.collapsed == frozenset()
    assert list(picture.shown.graph) == list(picture.graph)
    assert set(picture.layout.positions) == set(picture.graph)
    assert [node.key for node in picture.scene.nodes] == list(picture.graph)


def test_a_large_iteration_is_drawn_at_a_depth_that_fits(qapp: object) -> None:
    picture = drawn(blocks(20, 10))
    assert picture.collapsed == {f"net.blocks.{i}" for i in range(20)} == overview(picture.places)
    assert len(picture.shown.graph) == 21
    assert len(picture.graph) == 202


def test_the_next_iteration_uses_the_layout_again(qapp: object) -> None:
    first = drawn(blocks(20, 10))
    second = drawn(replace(blocks(20, 10), index=1), old=first)
    assert second.layout is first.layout
    assert second.form == first.form


def test_what_was_collapsed_stays_so_while_the_scopes_are_the_same(qapp: object) -> None:
    first = drawn(blocks(3, 2), frozenset({"net.blocks"}))
    assert drawn(blocks(3, 2), old=first).collapsed == {"net.blocks"}
    assert drawn(blocks(3, 4), old=first).collapsed == {"net.blocks"}
    assert drawn(blocks(4, 2), old=first).collapsed == frozenset()


def test_collapsing_moves_the_rest_little(qapp: object) -> None:
    first = drawn(traces.two_layer())
    grown = drawn(replace(traces.two_layer(), forward=traces.two_layer().forward), frozenset(), first)
    assert grown.layout is first.layout
    before = drawn(blocks(6, 3))
    after = drawn(blocks(6, 3), frozenset({"net.blocks.2"}), before)
    for key, (x, _) in after.layout.positions.items():
        if key in before.layout.positions:
            assert abs(before.layout.positions[key][0] - x) <= 50.0


def shared_weight() -> Iteration:
    iteration = traces.chain(5)
    nodes = [replace(node, next=(*node.next, (0, 0))) if node.id > 1 else node for node in iteration.nodes]
    return replace(iteration, nodes=tuple(nodes))


def test_shared_leaves_are_chips(qapp: object) -> None:
    picture = drawn(shared_weight())
    assert picture.chips == {"n0": [f"n0@n{i}" for i in range(2, 6)]}
    chip = node_of(picture.shown.graph, "n0@n3")
    assert (chip.kind, chip.of, chip.title) == (NodeKind.CHIP, "n0", "w")
    assert picture.drawn_edges["n0", "n3", 1] == ("n0@n3", "n3", 1)
    data = picture.shown.graph.nodes
    assert data["n0@n3"]["height"] < data["n0"]["height"] / 2


def test_without_chips_every_use_is_an_edge_and_the_rest_stays_in_its_place(qapp: object) -> None:
    iteration = shared_weight()
    chips = drawn(iteration)
    edges = draw(iteration, None, chips, lambda: False, has_chips=False)
    assert list(edges.shown.graph) == list(edges.graph)
    assert edges.chips == {}
    assert {v for u, v in edges.shown.graph.edges() if u == "n0"} == {f"n{i}" for i in range(1, 6)}
    order = sorted(edges.graph, key=lambda key: edges.layout.positions[key][1])
    assert order == sorted(edges.graph, key=lambda key: chips.layout.positions[key][1])
    back = draw(iteration, None, edges, lambda: False)
    assert back.chips == chips.chips


def test_nobody_waits_for_what_is_not_wanted(qapp: object) -> None:
    with pytest.raises(Cancelled):
        draw(traces.two_layer(), None, None, lambda: True)
