from __future__ import annotations

import networkx as nx
from hypothesis import given

from gradviz.core.chips import with_chips
from gradviz.core.graph import Graph, NodeKind, node_of
from tests.core.scoped import graph_of, leaf, loop, op, scoped_graphs


def _real(graph: Graph, key: str) -> str:
    return node_of(graph, key).of or key


def test_a_leaf_used_often_has_a_chip_at_every_use_but_the_first() -> None:
    graph = with_chips(loop(5))
    chips = [key for key in graph if node_of(graph, key).kind is NodeKind.CHIP]
    assert sorted(_real(graph, key) for key in chips) == ["b"] * 4 + ["w"] * 4
    assert list(graph.succ["w"]) == ["m0"]
    assert all(len(graph.succ[key]) == 1 and not graph.pred[key] for key in chips)
    assert {node_of(graph, key).title for key in chips} == {"w", "b"}


def test_few_uses_keep_their_edges() -> None:
    graph = loop(3)
    assert with_chips(graph) is graph
    assert len(with_chips(graph, least=2)) > len(graph)


def test_both_inputs_of_one_op_come_from_one_chip() -> None:
    nodes = [leaf("w"), *(op(f"o{i}", event=i) for i in range(4))]
    graph = with_chips(graph_of(nodes, [("w", f"o{i}") for i in range(4) for _ in range(2)]))
    assert [(source, target, port) for source, target, port in graph.in_edges("o2", keys=True)] == [
        ("w@o2", "o2", 0),
        ("w@o2", "o2", 1),
    ]


def test_an_op_used_often_has_no_chips() -> None:
    nodes = [op("x"), *(op(f"o{i}", event=i) for i in range(6))]
    graph = graph_of(nodes, [("x", f"o{i}") for i in range(6)])
    assert with_chips(graph) is graph


@given(scoped_graphs())
def test_undoing_the_chips_gives_the_graph(graph: Graph) -> None:
    split = with_chips(graph, least=2)
    assert nx.is_directed_acyclic_graph(split)
    assert {_real(split, key) for key in split} == set(graph)
    edges = [(_real(split, u), v, port) for u, v, port in split.edges(keys=True)]
    assert sorted(edges) == sorted(graph.edges(keys=True))
