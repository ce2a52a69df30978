"""The graph of an iteration for other programs: plain networkx, Graphviz's dot, and GraphML."""

from __future__ import annotations

import re
from typing import Any

import networkx as nx

from gradviz.core.graph import Graph, NodeKind, from_iteration, node_of
from gradviz.core.spent import spent_at
from gradviz.core.tensor import TensorSummary
from gradviz.core.text import dtype, shape
from gradviz.core.timeline import Timeline
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
    gradient that arrived; ``forward_ns`` and ``backward_ns`` are how long its op and its node (all calls together) took
    while they were recorded, in nanoseconds. Edges run in forward direction; they have ``port``, the consumer's input
    number, and ``grad_norm``.
    """
    graph = from_iteration(iteration)
    ran = {event.node: event for event in iteration.backward}
    timeline = Timeline(iteration, graph)
    plain: Graph = nx.MultiDiGraph()
    for key in graph:
        spent = spent_at(timeline, key, len(timeline))
        times = _known(forward_ns=spent.forward, backward_ns=spent.backward)
        plain.add_node(key, **_node(graph, key, iteration, ran), **times)
    for source, target, port in graph.edges(keys=True):
        number = int(port)
        event = ran.get(-1 if (consumer := node_of(graph, target).id) is None else consumer)
        left = event.grad_inputs[number] if event is not None and number < len(event.grad_inputs) else None
        plain.add_edge(source, target, key=number, **_known(port=number, grad_norm=_norm(left)))
    return plain


def to_dot(iteration: Iteration, name: str = "autograd") -> str:
    """Return the graph in the language of Graphviz.

    Beside what is drawn, nodes and edges have the numbers that `to_networkx` gives them, as attributes of these names.
    """
    graph, plain = from_iteration(iteration), to_networkx(iteration)
    lines = [f"digraph {_quoted(name)} {{", '  node [fontname="sans-serif", fontsize=11];']
    for key in graph:
        node = node_of(graph, key)
        value = iteration.tensors.get(node.tensor or "")
        named = node.name if node.kind is NodeKind.GRAD_FN else ""
        variable = node.variable if node.variable != node.title else ""
        form = f"{shape(value.shape)} {dtype(value.dtype)}" if value is not None else ""
        label = "\n".join(part for part in (node.title, named, variable, form) if part)
        bold = ", penwidth=2" if node.is_root else ""
        numbers = _attributes(plain.nodes[key], _NUMBERS)
        lines.append(f"  {_quoted(key)} [label={_quoted(label)}, {_LOOKS[node.kind]}{bold}{numbers}];")
    for source, target, data in plain.edges(data=True):
        numbers = _attributes(data, ("port", "grad_norm")).removeprefix(", ")
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [{numbers}];")
    return "\n".join([*lines, "}", ""])


_NUMBERS = ("min", "max", "mean", "norm", "grad_norm", "forward_ns", "backward_ns")


def _attributes(data: dict[str, Any], names: tuple[str, ...]) -> str:
    return "".join(f', {name}="{data[name]!r}"' for name in names if name in data)


def to_graphml(iteration: Iteration) -> str:
    """Return the graph as GraphML, with the attributes that `to_networkx` gives it; a shape is written as ``64x1000``.

    `networkx.read_graphml` reads it back, with the same numbers.
    """
    graph = to_networkx(iteration)
    plain: Graph = nx.MultiDiGraph()
    for key, data in graph.nodes(data=True):
        plain.add_node(graphml_key(key), **{name: _written(value) for name, value in data.items()})
    for source, target, port, data in graph.edges(keys=True, data=True):
        plain.add_edge(graphml_key(source), graphml_key(target), key=port, **data)
    # Not write_graphml: it takes another library where there is one, and so writes differently here and there.
    return "\n".join(["<?xml version='1.0' encoding='utf-8'?>", *nx.generate_graphml(plain), ""])


_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold at all."""


def graphml_key(key: str) -> str:
    """Return the name that a node has in GraphML: without spaces, which readers change, or odd characters."""
    return re.sub(r"\s", "_", _UNWRITABLE.sub("\ufffd", key))


def _written(value: object) -> object:
    if isinstance(value, tuple):
        return "x".join(map(str, value)) or "scalar"
    return _UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value


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
