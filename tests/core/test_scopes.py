from __future__ import annotations

from itertools import pairwise

import pytest

from gradviz.core.chips import with_chips
from gradviz.core.graph import Graph, GraphNode
from gradviz.core.scopes import all_scopes, at_depth, name_of, path_of, paths, repeats, useful_depth
from tests.core.scoped import graph_of, leaf, loop, op


def _blocks(count: int, odd: int | None = None) -> Graph:
    """A chain of blocks of three ops and a parameter each; the one numbered ``odd`` has an op more."""
    nodes: list[GraphNode] = [op("in", event=1000)]
    edges: list[tuple[str, str]] = []
    last = "in"
    for i in range(count):
        names = [f"{i}{name}" for name in ("abcd" if i == odd else "abc")]
        nodes += [leaf(f"w{i}"), *(op(name, f"net.blocks.{i}", event=len(nodes)) for name in names)]
        edges += [*pairwise(names), (f"w{i}", names[0])]
        edges.append((last, names[0]))
        last = names[-1]
    return graph_of(nodes, edges)


def test_a_leaf_lies_where_all_its_consumers_lie() -> None:
    nodes = [leaf("w"), leaf("v"), op("x", "a.b", 0), op("y", "a.c", 1), op("z", "", 2)]
    found = paths(graph_of(nodes, [("w", "x"), ("w", "y"), ("v", "y"), ("v", "z")]))
    assert found == {"w": ("a",), "v": (), "x": ("a", "b"), "y": ("a", "c"), "z": ()}


def test_rounds_of_a_loop_are_scopes() -> None:
    found = paths(with_chips(loop(4)))
    assert found["m0"] == found["w"] == ("@3", "#0")
    assert found["a3"] == found["w@m3"] == ("@3", "#3")
    assert found["sum"] == ()


def test_names_and_paths_are_the_same() -> None:
    assert path_of(name_of(("net", "@3", "#0"))) == ("net", "@3", "#0")
    assert path_of("") == ()


def test_all_scopes_with_what_they_hold_outer_ones_first() -> None:
    scopes = all_scopes(paths(_blocks(2)))
    assert [name_of(path) for path in scopes] == ["net", "net.blocks", "net.blocks.0", "net.blocks.1"]
    assert len(scopes["net",]) == 8
    assert len(scopes["net", "blocks", "1"]) == 4


def test_a_depth_collapses_its_scopes_and_those_without_others_above() -> None:
    scopes = [("a",), ("b",), ("b", "x"), ("b", "x", "0")]
    assert at_depth(scopes, 1) == {"a", "b"}
    assert at_depth(scopes, 2) == {"a", "b.x"}
    assert at_depth(scopes, 3) == {"a", "b.x.0"}


def test_small_graphs_open_with_everything_shown() -> None:
    assert useful_depth(paths(_blocks(4))) == 0


@pytest.mark.parametrize(("count", "depth"), [(20, 3), (59, 3), (60, 2)])
def test_large_graphs_open_at_the_last_depth_that_fits(count: int, depth: int) -> None:
    assert useful_depth(paths(_blocks(count)), limit=60) == depth


def test_a_large_graph_without_scopes_is_shown_as_it_is() -> None:
    nodes = [op(f"n{i}", event=i) for i in range(100)]
    assert useful_depth(paths(graph_of(nodes, []))) == 0


def test_equal_blocks_repeat() -> None:
    graph = _blocks(5)
    assert repeats(graph, paths(graph), "net.blocks") == 5
    assert repeats(graph, paths(graph), "net.blocks.0") == 1


def test_a_block_that_differs_ends_it() -> None:
    graph = _blocks(5, odd=3)
    assert repeats(graph, paths(graph), "net.blocks") == 1


def test_a_pattern_of_several_parts_repeats() -> None:
    nodes = [leaf("w"), op("in", event=0)]
    edges = []
    for i in range(6):
        nodes.append(op(f"o{i}", f"net.{i}", event=i + 1))
        edges.append((f"o{i - 1}" if i else "in", f"o{i}"))
        if i % 2 == 0:
            edges.append(("w", f"o{i}"))
    graph = graph_of(nodes, edges)
    assert repeats(graph, paths(graph), "net") == 3


def test_the_rounds_of_a_loop_are_counted() -> None:
    graph = with_chips(loop(7))
    assert repeats(graph, paths(graph), "@3") == 7
