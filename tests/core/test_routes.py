"""Paths to the loss and to the leaves, checked against all simple paths, and what a gradient passes."""

from __future__ import annotations

import itertools

import networkx as nx

from gradviz.core.graph import EdgeKey, Graph, GraphNode, NodeKind, from_iteration
from gradviz.core.passage import counterpart, part_behind
from gradviz.core.routes import Routes, Ways, passed
from tests import traces


def diamond() -> Graph:
    """``w`` is used twice before the loss and once beside it; ``x`` is an input; ``v`` has no way to the loss."""
    graph: Graph = nx.MultiDiGraph()
    kinds = {"w": NodeKind.LEAF, "v": NodeKind.LEAF, "x": NodeKind.INPUT, "side": NodeKind.OP}
    for key in ("w", "v", "x", "a", "b", "c", "lost", "side", "loss"):
        kind = kinds.get(key, NodeKind.GRAD_FN)
        graph.add_node(key, node=GraphNode(key, kind, key, is_root=key == "loss"))
    pairs = "w-a x-a w-b a-c b-c a-c c-loss v-lost w-lost a-side"
    for port, (u, v) in enumerate(pair.split("-") for pair in pairs.split()):
        graph.add_edge(u, v, key=port, port=port)
    return graph


def nodes_of(graph: Graph, routes: Routes) -> set[str]:
    return {key for key, is_on in zip(graph, routes.nodes, strict=True) if is_on}


def edges_of(graph: Graph, routes: Routes) -> set[EdgeKey]:
    return {edge for edge, is_on in zip(graph.edges(keys=True), routes.edges, strict=True) if is_on}


def test_the_paths_are_those_of_networkx() -> None:
    graph = diamond()
    for key in ("a", "b", "c", "loss"):
        routes = Ways(graph).through(key)
        down = list(nx.all_simple_paths(graph, key, "loss")) if key != "loss" else []
        up = list(nx.all_simple_paths(graph, "w", key))
        assert nodes_of(graph, routes) == {key}.union(*down, *up)
        pairs = {pair for path in (*down, *up) for pair in itertools.pairwise(path)}
        assert {(u, v) for u, v, _ in edges_of(graph, routes)} == pairs


def test_parallel_edges_are_all_on_the_path() -> None:
    graph, ways = diamond(), Ways(diamond())
    assert edges_of(graph, ways.through("b")) == {
        ("w", "b", 2),
        ("b", "c", 4),
        ("c", "loss", 6),
    }
    assert {p for u, v, p in edges_of(graph, ways.through("c")) if (u, v) == ("a", "c")} == {3, 5}


def test_no_gradient_runs_through_an_input() -> None:
    graph, ways = diamond(), Ways(diamond())
    routes = ways.through("a")
    assert "x" not in nodes_of(graph, routes)
    assert (routes.below, routes.above) == (2, 1)
    # Of an input they are the ways of its value.
    assert nodes_of(graph, ways.through("x")) == {"x", "a", "c", "loss"}
    assert nodes_of(graph, ways.through("side")) == {"side", "a", "w", "x"}


def test_what_the_gradient_of_a_leaf_passes() -> None:
    graph = diamond()
    assert passed(graph, "w") == {"w", "a", "b", "c", "loss"}
    assert passed(graph, "b") == {"b", "c", "loss"}
    assert passed(graph, "loss") == {"loss"}
    assert passed(graph, "v") == frozenset()
    assert passed(graph, "x") == frozenset()
    assert passed(graph, "side") == frozenset()


def test_only_that_part_is_drawn_in_the_order_of_the_program() -> None:
    graph = diamond()
    part = part_behind(graph, "w")
    assert list(part) == ["w", "a", "b", "c", "loss"]
    ports = {("w", "a"): [0], ("w", "b"): [2], ("a", "c"): [3, 5], ("b", "c"): [4], ("c", "loss"): [6]}
    assert set(part.edges(keys=True)) == {(u, v, port) for (u, v), held in ports.items() for port in held}
    assert part.edges["a", "c", 5]["port"] == 5
    for key in (None, "v", "nothing"):
        assert part_behind(graph, key) is graph


def test_the_same_leaf_of_another_iteration_is_found() -> None:
    graph = from_iteration(traces.two_layer())
    assert counterpart(graph, "n4", graph) == "n4"
    moved = nx.relabel_nodes(graph, {"n4": "n1", "n1": "n4"})
    assert counterpart(graph, "n4", moved) == "n1"
    assert counterpart(graph, "gone", graph) is None
    assert counterpart(graph, "n4", diamond()) is None
