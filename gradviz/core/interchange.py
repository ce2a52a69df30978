"""The graph of an iteration for other programs: plain networkx, and Graphviz's dot."""

from __future__ import annotations

from typing import Any

import networkx as nx

from gradviz.core.graph import Graph, NodeKind, from_iteration, node_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.text import dtype, shape
from gradviz.core.trace import BackwardEvent, Iteration

_LOOKS = {
    NodeKind.GRAD_FN: "shape=box, style=rounded",
    NodeKind.LEAF: "shape=box, peripheries=2",
    NodeKind.INPUT: "shape=ellipse",
    NodeKind.OP: 'shape=box, style="rounded,dashed"',
}


def to_networkx(iteration: Iteration) -> Graph:
    """Return the graph with plain attributes; what is not known is not there.

    Nodes have ``kind``, ``title``, ``name``, ``variable``, ``file``, ``line``, ``scope``, ``shape``, ``dtype``,
    ``cut``, ``is_root``, and ``min``, ``max``, ``mean``, ``norm`` of the value; ``grad_norm`` is the norm of the
    gradient that arrived. Edges run in forward direction; they have ``port``, the consumer's input number, and
    ``grad_norm``.
    """
    graph = from_iteration(iteration)
    ran = {event.node: event for event in iteration.backward}
    plain: Graph = nx.MultiDiGraph()
    for key in graph:
        plain.add_node(key, **_node(graph, key, iteration, ran))
    for source, target, port in graph.edges(keys=True):
        number = int(port)
        event = ran.get(-1 if (consumer := node_of(graph, target).id) is None else consumer)
        left = event.grad_inputs[number] if event is not None and number < len(event.grad_inputs) else None
        plain.add_edge(source, target, key=number, **_known(port=number, grad_norm=_norm(left)))
    return plain


def to_dot(iteration: Iteration, name: str = "autograd") -> str:
    """Return the graph in the language of Graphviz."""
    graph = from_iteration(iteration)
    lines = [f"digraph {_quoted(name)} {{", '  node [fontname="sans-serif", fontsize=11];']
    for key in graph:
        node = node_of(graph, key)
        value = iteration.tensors.get(node.tensor or "")
        named = node.name if node.kind is NodeKind.GRAD_FN else ""
        variable = node.variable if node.variable != node.title else ""
        form = f"{shape(value.shape)} {dtype(value.dtype)}" if value is not None else ""
        label = "\n".join(part for part in (node.title, named, variable, form) if part)
        bold = ", penwidth=2" if node.is_root else ""
        lines.append(f"  {_quoted(key)} [label={_quoted(label)}, {_LOOKS[node.kind]}{bold}];")
    lines += [f"  {_quoted(source)} -> {_quoted(target)};" for source, target in graph.edges()]
    return "\n".join([*lines, "}", ""])


def _node(graph: Graph, key: str, iteration: Iteration, ran: dict[int, BackwardEvent]) -> dict[str, Any]:
    node = node_of(graph, key)
    value = iteration.tensors.get(node.tensor or "")
    numbers = {} if value is None else _known(min=value.min, max=value.max, mean=value.mean, norm=value.norm)
    form = {} if value is None else {"shape": value.shape, "dtype": value.dtype}
    file, line = _elsewhere(iteration, node.id, node.event) or (None, node.line)
    arrived = None if node.id is None or node.id not in ran else ran[node.id].grad_outputs
    return {
        "kind": str(node.kind),
        "title": node.title,
        "is_root": node.is_root,
        **_known(name=node.name or None, variable=node.variable, file=file, line=line),
        **_known(scope=node.scope or None, cut=node.cut, grad_norm=_norm(arrived[0]) if arrived else None),
        **form,
        **numbers,
    }


def _elsewhere(iteration: Iteration, node: int | None, event: int | None) -> tuple[str, int] | None:
    if node is not None:
        return iteration.nodes[node].elsewhere
    return None if event is None else iteration.forward[event].elsewhere


def _known(**attributes: object) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


def _norm(summary: TensorSummary | None) -> float | None:
    return None if summary is None else summary.norm


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
