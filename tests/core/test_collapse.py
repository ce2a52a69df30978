from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given, settings

from gradviz.core.chips import with_chips
from gradviz.core.collapse import box_key, collapse
from gradviz.core.graph import Graph, NodeKind, node_of
from gradviz.core.scopes import paths
from tests.core.scoped import graph_of, leaf, loop, op, scope_names, scoped_graphs
from tests.traces import random


@settings(max_examples=300, deadline=None)
@given(scoped_graphs(), scope_names)
def test_a_collapsed_graph_has_no_cycle_and_loses_nothing(graph: Graph, collapsed: frozenset[str]) -> None:
    graph = with_chips(graph, least=2)
    shown = collapse(graph, paths(graph), collapsed, {})
    assert nx.is_directed_acyclic_graph(shown.graph)
    assert set(shown.holder) == set(graph)
    assert set(shown.holder.values()) == set(shown.graph)
    crossing = [edge for edge in graph.edges(keys=True) if shown.holder[edge[0]] != shown.holder[edge[1]]]
    of = {key: node_of(graph, key).of or key for key in graph}
    assert sorted(shown.edges.values()) == sorted((of[u], v, port) for u, v, port in crossing)
    assert set(shown.edges) == set(shown.graph.edges(keys=True))
    for (u, v, _), (source, target, _) in shown.edges.items():
        assert u in {shown.holder[key] for key in graph if of[key] == source}
        assert v == shown.holder[target]
    for key in shown.graph:
        box = node_of(shown.graph, key).box
        held = [member for member, holder in shown.holder.items() if holder == key]
        assert held == (list(box.members) if box else [key])


@settings(max_examples=100, deadline=None)
@given(scoped_graphs(), scope_names)
def test_expanding_undoes_collapsing(graph: Graph, collapsed: frozenset[str]) -> None:
    found = paths(graph)
    before = collapse(graph, found, collapsed, {})
    for scope in ("a", "b.0", "c"):
        collapse(graph, found, collapsed | {scope}, {})
        again = collapse(graph, found, (collapsed | {scope}) - {scope} | (collapsed & {scope}), {})
        assert nx.utils.graphs_equal(again.graph, before.graph)
    nothing = collapse(graph, found, frozenset(), {})
    assert nx.utils.graphs_equal(nothing.graph, graph)


def test_the_facts_of_a_box() -> None:
    nodes = [leaf("w"), leaf("v"), op("in", "", 0), op("x", "net.a", 1), op("y", "net.b", 2), op("out", "", 3)]
    edges = [("in", "x"), ("w", "x"), ("w", "y"), ("x", "y"), ("v", "y"), ("y", "out")]
    graph = graph_of(nodes, edges)
    tensors = {"w": random(3, 4), "v": random(5)}
    shown = collapse(graph, paths(graph), frozenset({"net"}), tensors)
    assert list(shown.graph) == [box_key("net"), "in", "out"]
    node = node_of(shown.graph, box_key("net"))
    assert node.kind is NodeKind.BOX
    assert node.title == "net"
    assert node.box is not None
    assert (node.box.ops, node.box.parameters, node.box.elements) == (2, 2, 17)
    assert node.box.members == ("w", "v", "x", "y")
    assert node.box.outputs == ("y",)
    assert node.box.feeders == ("in",)


def test_of_nested_scopes_the_outer_one_is_shown() -> None:
    graph = graph_of([op("x", "a.b", 0), op("y", "a.b", 1), op("z", "a", 2)], [("x", "y"), ("y", "z")])
    assert list(collapse(graph, paths(graph), frozenset({"a.b", "a"}), {}).graph) == [box_key("a")]
    assert list(collapse(graph, paths(graph), frozenset({"a.b"}), {}).graph) == [box_key("a.b"), "z"]


def test_a_module_whose_result_comes_back_to_it_has_a_box_for_each_time() -> None:
    nodes = [
        op(f"{scope or 'out'}{i}{j}", scope, 9 * i + j) for i in range(3) for scope, j in (("m", 0), ("m", 1), ("", 2))
    ]
    chain = [node.key for node in nodes]
    graph = graph_of(nodes, pairwise(chain))
    shown = collapse(graph, paths(graph), frozenset({"m"}), {})
    boxes = [box for key in shown.graph if (box := node_of(shown.graph, key).box)]
    assert [box.members for box in boxes] == [(f"m{i}0", f"m{i}1") for i in range(3)]
    assert [(box.call, box.calls) for box in boxes] == [(0, 3), (1, 3), (2, 3)]
    assert len(set(shown.graph)) == 6


def test_two_scopes_that_need_each_other_are_divided() -> None:
    nodes = [op("a1", "a", 0), op("b1", "b", 1), op("b2", "b", 2), op("a2", "a", 3), op("a0", "a", 4), op("b0", "b", 5)]
    graph = graph_of(nodes, [("a1", "b1"), ("b2", "a2"), ("a0", "a1"), ("b0", "b2")])
    shown = collapse(graph, paths(graph), frozenset({"a", "b"}), {})
    assert nx.is_directed_acyclic_graph(shown.graph)
    assert len(shown.graph) < len(graph)


def test_a_scope_of_one_node_is_this_node() -> None:
    graph = graph_of([op("x", "a", 0), op("y", "", 1)], [("x", "y")])
    assert list(collapse(graph, paths(graph), frozenset({"a"}), {}).graph) == ["x", "y"]


def test_the_inputs_of_a_box_are_numbered() -> None:
    nodes = [op("p", "", 0), op("x", "m", 1), op("y", "m", 2)]
    graph = graph_of(nodes, [("p", "x"), ("p", "y"), ("x", "y")])
    shown = collapse(graph, paths(graph), frozenset({"m"}), {})
    assert shown.edges == {("p", "sm", 0): ("p", "x", 0), ("p", "sm", 1): ("p", "y", 0)}


def test_the_rounds_of_a_long_loop_as_one_box() -> None:
    graph = with_chips(loop(50))
    shown = collapse(graph, paths(graph), frozenset({"@3"}), {"w": random(2, 2), "b": random(2)})
    box = node_of(shown.graph, "s@3").box
    assert box is not None
    assert (box.repeats, box.ops, box.parameters, box.elements) == (50, 100, 2, 6)
