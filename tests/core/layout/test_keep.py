from __future__ import annotations

from itertools import pairwise

from tests.core.layout.drawing import Graph, draw, faults, graph_of


def _blocks(count: int) -> Graph:
    """A residual chain: each block is a branch of three nodes beside a direct edge."""
    graph = graph_of([])
    for i in range(count):
        steps = [("add", i), ("a", i), ("b", i), ("c", i), ("add", i + 1)]
        for port, (u, v) in enumerate([*pairwise(steps), (steps[0], steps[-1])]):
            graph.add_edge(u, v, port=port)
        graph.add_edge(("b", i), ("weight", i), port=1)
    for node in graph:
        graph.nodes[node].update(width=90.0, height=24.0)
    return graph


def test_the_same_graph_stays_where_it_is() -> None:
    graph = _blocks(5)
    before = draw(graph)
    after = draw(graph, before)
    for node, (x, y) in before.positions.items():
        assert abs(after.positions[node][0] - x) < 0.01
        assert after.positions[node][1] == y


def test_collapsing_a_block_leaves_the_others_in_their_columns() -> None:
    graph = _blocks(6)
    before = draw(graph)
    graph.remove_nodes_from([(name, 2) for name in ("a", "b", "c", "weight")])
    graph.add_node("block", width=120.0, height=40.0)
    graph.add_edge(("add", 2), "block", port=0)
    graph.add_edge("block", ("add", 3), port=0)
    after = draw(graph, before)
    assert faults(graph, after) == []
    moves = [abs(after.positions[node][0] - x) for node, (x, _) in before.positions.items() if node in graph]
    assert max(moves) <= 60.0


def test_boxes_do_not_change_sides_when_ports_do() -> None:
    graph = graph_of([("u", "left"), ("u", "right")])
    before = draw(graph)
    for _, _, data in graph.edges(data=True):
        data["port"] = -data["port"]
    assert draw(graph).positions["left"] > before.positions["left"]
    after = draw(graph, before)
    assert after.positions["left"] == before.positions["left"]
    assert after.positions["right"] == before.positions["right"]


def test_long_edges_stay_on_their_side_when_rows_go() -> None:
    graph = _blocks(8)
    graph.add_edge(("add", 0), ("add", 8), port=9)
    graph.add_edge(("add", 0), ("weight", 6), port=8)
    before = draw(graph)
    graph.remove_nodes_from([(name, 3) for name in ("a", "b", "c", "weight")])
    graph.add_node("block", width=120.0, height=40.0)
    graph.add_edge(("add", 3), "block", port=0)
    graph.add_edge("block", ("add", 4), port=0)
    after = draw(graph, before)
    assert faults(graph, after) == []
    kept = [node for node in graph if node != "block"]
    moves = [abs(after.positions[node][0] - before.positions[node][0]) for node in kept]
    assert sorted(moves)[len(moves) * 95 // 100] <= 50.0
    rows: dict[float, list[object]] = {}
    for node in kept:
        rows.setdefault(after.positions[node][1], []).append(node)
    for row in rows.values():
        row.sort(key=lambda node: after.positions[node][0])
        assert all(before.positions[u][0] < before.positions[v][0] for u, v in pairwise(row))
