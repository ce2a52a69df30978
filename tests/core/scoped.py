"""Small graphs whose nodes lie in scopes, for tests of what is folded."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
from hypothesis import strategies as st

from gradviz.core.graph import Graph, GraphNode, NodeKind

_SCOPES = ("", "a", "a.x", "a.x.0", "a.x.1", "a.y", "b", "b.0", "b.1", "c")


def op(key: str, scope: str = "", event: int | None = None, line: int | None = None) -> GraphNode:
    """Return an op that autograd recorded."""
    return GraphNode(key, NodeKind.GRAD_FN, "mul", "MulBackward0", scope=scope, event=event, line=line)


def leaf(key: str) -> GraphNode:
    """Return a leaf whose tensor has its name."""
    return GraphNode(key, NodeKind.LEAF, key, "AccumulateGrad", variable=key, tensor=key)


def graph_of(nodes: Iterable[GraphNode], edges: Iterable[tuple[str, str]]) -> Graph:
    """Return a graph; the inputs of a node are numbered as they come."""
    graph: Graph = nx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node.key, node=node)
    for source, target in edges:
        port = graph.in_degree(target)
        graph.add_edge(source, target, key=port, port=port)
    return graph


def loop(rounds: int) -> Graph:
    """Return ``h = h * w + x`` at line 3, so many times, then ``h.sum()`` at line 4; ``w`` and ``b`` are leaves."""
    nodes = [leaf("w"), leaf("b")]
    edges = []
    for i in range(rounds):
        nodes += [op(f"m{i}", event=2 * i, line=3), op(f"a{i}", event=2 * i + 1, line=3)]
        edges += [("w", f"m{i}"), (f"m{i}", f"a{i}"), ("b", f"a{i}")]
        if i:
            edges.append((f"a{i - 1}", f"m{i}"))
    places = {f"{name}{i}": (column, column + 1) for i in range(rounds) for name, column in (("m", 4), ("a", 8))}
    nodes = [node if node.key not in places else _at(node, places[node.key]) for node in nodes]
    nodes.append(op("sum", event=2 * rounds, line=4))
    return graph_of(nodes, [*edges, (f"a{rounds - 1}", "sum")])


def _at(node: GraphNode, columns: tuple[int, int]) -> GraphNode:
    return GraphNode(
        node.key, node.kind, node.title, node.name, scope=node.scope, event=node.event, line=node.line, columns=columns
    )


@st.composite
def scoped_graphs(draw: st.DrawFn, most: int = 16) -> Graph:
    """Any DAG whose ops lie in any scopes, with leaves that are used anywhere."""
    count = draw(st.integers(1, most))
    nodes = []
    for i in range(count):
        scope = draw(st.sampled_from(_SCOPES))
        nodes.append(leaf(f"n{i}") if draw(st.integers(0, 3)) == 0 else op(f"n{i}", scope, event=i))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    drawn = draw(st.lists(pairs, max_size=3 * count))
    ordered = [(min(u, v), max(u, v)) for u, v in drawn if u != v]
    edges = [(f"n{u}", f"n{v}") for u, v in ordered if nodes[v].kind is NodeKind.GRAD_FN]
    return graph_of(nodes, edges)


scope_names = st.frozensets(st.sampled_from(_SCOPES[1:]))
