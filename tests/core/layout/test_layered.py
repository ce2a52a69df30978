from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Hashable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.layout import Cancelled, CycleError, Layout, layered_layout
from tests.core.layout.drawing import Graph, dags, draw, faults, graph_of


@settings(max_examples=200, deadline=None)
@given(dags())
def test_nothing_overlaps_and_edges_go_downward_around_boxes(graph: Graph) -> None:
    assert faults(graph, draw(graph)) == []


@settings(max_examples=60, deadline=None)
@given(dags())
def test_the_same_graph_gives_the_same_layout(graph: Graph) -> None:
    assert draw(graph) == draw(graph.copy())


@settings(max_examples=60, deadline=None)
@given(dags(), st.data())
def test_an_earlier_layout_breaks_nothing(graph: Graph, data: Any) -> None:
    before = draw(graph)
    for node in list(graph):
        if data.draw(st.booleans()):
            graph.remove_node(node)
    graph.add_node("new", width=60.0, height=20.0)
    for node in data.draw(st.lists(st.sampled_from(list(graph)), max_size=4)):
        if node != "new":
            graph.add_edge("new", node, port=0)
    assert faults(graph, draw(graph, before)) == []


@settings(max_examples=15, deadline=None)
@given(st.integers(30, 120), st.integers(0, 2**32))
def test_wide_graphs(width: int, seed: int) -> None:
    upper = [("upper", i) for i in range(width)]
    lower = [("lower", (i * 7919 + seed) % (width * 2)) for i in range(width * 2)]
    graph = graph_of(zip([*upper, *upper], lower, strict=True))
    graph.add_node("root", width=10.0, height=10.0)
    graph.add_edges_from(("root", node, {"port": i}) for i, node in enumerate(upper))
    assert faults(graph, draw(graph)) == []


def test_the_empty_graph() -> None:
    assert draw(nx.MultiDiGraph()) == Layout({}, {}, 0.0, 0.0)


def test_a_single_node_fills_the_drawing() -> None:
    assert draw(graph_of([], "a")) == Layout({"a": (40.0, 12.0)}, {}, 80.0, 24.0)


def test_a_chain_is_straight() -> None:
    layout = draw(graph_of(pairwise("abcd")))
    assert {x for x, _ in layout.positions.values()} == {40.0}
    assert [y for _, y in layout.positions.values()] == [12.0, 72.0, 132.0, 192.0]
    assert layout.routes["a", "b", 0] == ((40.0, 24.0), (40.0, 60.0))


def test_leaves_hang_beside_a_straight_spine() -> None:
    spine = [("op", i) for i in range(12)]
    edges: list[tuple[Hashable, Hashable]] = []
    for u, v in pairwise(spine):
        edges += [(u, v), (u, ("weight", u)), (u, ("bias", u))]
    layout = draw(graph_of(edges))
    assert len({layout.positions[node][0] for node in spine}) == 1
    for u, v in pairwise(spine):
        assert layout.positions["weight", u][1] == layout.positions[v][1]


def test_a_source_with_one_consumer_sits_just_above_it() -> None:
    layout = draw(graph_of([*pairwise("abcd"), ("leaf", "d")]))
    assert layout.positions["leaf"][1] == layout.positions["c"][1]


def test_parallel_edges_are_drawn_apart() -> None:
    layout = draw(graph_of([("y", "x"), ("y", "x"), ("y", "x")]))
    starts = [layout.routes["y", "x", key][0][0] for key in range(3)]
    assert starts[0] + 5 < starts[1] < starts[2] - 5


def test_long_parallel_edges_are_drawn_apart() -> None:
    graph = graph_of([*pairwise("abcd"), ("a", "d"), ("a", "d")])
    layout = draw(graph)
    assert faults(graph, layout) == []
    first, second = layout.routes["a", "d", 0], layout.routes["a", "d", 1]
    assert all(right[0] - left[0] > 5 for left, right in zip(first, second, strict=True))


@pytest.mark.parametrize("ports", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_edges_leave_in_the_order_of_their_ports(ports: tuple[int, ...]) -> None:
    graph = graph_of([], "u", 0, 1, 2)
    for port in ports:
        graph.add_edge("u", port, port=port)
    layout = draw(graph)
    starts = [layout.routes["u", port, 0][0][0] for port in range(3)]
    assert starts == sorted(starts)
    heads = [layout.positions[port][0] for port in range(3)]
    assert heads == sorted(heads)


def test_a_shared_input_keeps_the_ports_of_both() -> None:
    graph = graph_of([("a", "b"), ("a", "s"), ("b", "t"), ("b", "s")])
    layout = draw(graph)
    assert layout.routes["b", "t", 0][0][0] < layout.routes["b", "s", 0][0][0]


def test_parts_that_do_not_hang_together() -> None:
    graph = graph_of([(("u", i), ("v", i)) for i in range(60)], *range(200))
    layout = draw(graph)
    assert faults(graph, layout) == []
    assert layout.width < 4 * layout.height
    assert layout.height < 4 * layout.width


@pytest.mark.parametrize("edges", [["aa"], ["ab", "ba"], ["ab", "bc", "cd", "db", "de"]])
def test_a_cycle_is_named(edges: list[str]) -> None:
    graph = graph_of((edge[0], edge[1]) for edge in edges)
    with pytest.raises(CycleError) as caught:
        draw(graph)
    assert isinstance(caught.value, ValueError)
    assert any(caught.value.node in cycle for cycle in nx.simple_cycles(graph))
    assert repr(caught.value.node) in str(caught.value)


def test_a_deep_chain() -> None:
    count = 20_000
    edges = [(i, i + 1) for i in range(count)]
    layout = draw(graph_of([*edges, (0, 40), (count // 2, count // 2 + 40)]))
    assert len(layout.positions) == count + 1
    assert layout.height == 60.0 * count + 24.0


def test_a_fan_of_thousands() -> None:
    layout = draw(graph_of([("root", i) for i in range(3000)]))
    heads = [layout.positions[i][0] for i in range(3000)]
    assert all(right - left >= 98.0 - 0.01 for left, right in pairwise(heads))


def test_cancelling_stops_between_steps() -> None:
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        layered_layout(
            graph_of(pairwise(range(9))),
            row_gap=36,
            node_gap=18,
            cancelled=lambda: next(answers),
        )


def test_the_layout_does_not_depend_on_the_hashes_of_names() -> None:
    program = (
        "import networkx as nx; from gradviz.core.layout import layered_layout;"
        "g = nx.MultiDiGraph(); g.add_nodes_from('abcdefghij', width=50, height=20);"
        "[g.add_edge('abcdefghij'[i], 'abcdefghij'[j], port=j) for i, j in"
        " ((0, 3), (0, 5), (1, 4), (2, 3), (3, 9), (4, 9), (5, 8), (1, 7), (7, 8), (2, 6))];"
        "print(layered_layout(g, row_gap=36, node_gap=18))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert printed.pop().startswith("Layout(")
