"""The graph of an iteration as a networkx graph; edges run in forward direction, from producer to consumer."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import msgspec
import networkx as nx

from gradviz.core import text
from gradviz.core.trace import Columns, Elsewhere, ForwardEvent, GradNode, Iteration

Graph: TypeAlias = "nx.MultiDiGraph[str]"
"""Nodes are `GraphNode.key`, with the attribute ``node``. An edge's key is its ``port``: the input number."""

EdgeKey = tuple[str, str, int]
"""Producer, consumer, and the consumer's input number."""


class NodeKind(StrEnum):
    """What a node of the graph stands for."""

    GRAD_FN = "grad_fn"
    """An op that autograd recorded."""
    LEAF = "leaf"
    """A tensor that collects a gradient."""
    INPUT = "input"
    """A tensor that needs no gradient."""
    OP = "op"
    """An op that autograd did not record."""
    CHIP = "chip"
    """One more use of a leaf or an input that is drawn elsewhere."""
    BOX = "box"
    """A scope that is collapsed."""


class Box(msgspec.Struct, frozen=True):
    """What a collapsed scope holds. ``scope`` is its path, ``call`` numbers its boxes if it needs ``calls`` of them.

    ``members`` are the keys of its nodes. ``parameters`` counts its leaves, ``elements`` their numbers; a leaf that is
    used elsewhere too is counted in both places. ``repeats`` is how many equal parts it has, 1 if they differ.
    ``outputs`` are the members whose value is used outside, ``feeders`` the ops outside that are used only in the box.
    """

    scope: str
    members: tuple[str, ...]
    outputs: tuple[str, ...]
    feeders: tuple[str, ...]
    ops: int
    parameters: int
    elements: int
    repeats: int = 1
    call: int = 0
    calls: int = 1


class GraphNode(msgspec.Struct, frozen=True):
    """One box of the picture.

    ``title`` is what the user wrote (op, or the variable of a leaf), ``name`` the grad_fn's. ``id`` is the
    `GradNode.id`, if it is one; ``event`` the forward event that computes it (``None``: it was there before).
    ``made_by`` and ``maker`` are the `GradNode`'s. ``layer`` is 0 for the forward pass; what backward call number ``n``
    made, and the ops that ran after it, are layer ``n + 1``: a graph of gradients, or a part of the forward pass that
    ran again (``is_rerun``). ``hooks`` are those on its tensor, ``notes`` sentences about what is not shown of it.
    ``of`` is the node that a chip stands for.
    """

    key: str
    kind: NodeKind
    title: str
    name: str = ""
    variable: str | None = None
    tensor: str | None = None
    id: int | None = None
    event: int | None = None
    line: int | None = None
    columns: Columns | None = None
    scope: str = ""
    is_root: bool = False
    cut: str | None = None
    elsewhere: Elsewhere | None = None
    made_by: int | None = None
    maker: int | None = None
    layer: int = 0
    is_rerun: bool = False
    hooks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    of: str | None = None
    box: Box | None = None


def grad_key(node: int) -> str:
    """Return the graph's key of a `GradNode`."""
    return f"n{node}"


def from_iteration(iteration: Iteration) -> Graph:
    """Return the graph of ``iteration``: grad_fns, leaves, the tensors they read, and ops that were not recorded."""
    graph: Graph = nx.MultiDiGraph()
    for node in iteration.nodes:
        _add(graph, _grad_node(node, iteration))
    for node in iteration.nodes:
        for port, (source, _) in enumerate(node.next):
            if source is not None:
                graph.add_edge(grad_key(source), grad_key(node.id), key=port, port=port)
    _Inputs(graph, iteration).connect()
    return graph


def node_of(graph: Graph, key: str) -> GraphNode:
    """Return what the graph holds at ``key``."""
    node: GraphNode = graph.nodes[key]["node"]
    return node


def _add(graph: Graph, node: GraphNode) -> None:
    graph.add_node(node.key, node=node)


def _grad_node(node: GradNode, iteration: Iteration) -> GraphNode:
    event = None if node.event is None else iteration.forward[node.event]
    own = event is not None and event.nodes[-1:] == (node.id,)
    if node.is_leaf:
        title = node.variable or "leaf"
    else:
        title = event.op if event is not None and own else text.op_of(node.name)
    return GraphNode(
        key=grad_key(node.id),
        kind=NodeKind.LEAF if node.is_leaf else NodeKind.GRAD_FN,
        title=title,
        name=node.name.rsplit("::", 1)[-1],
        variable=node.variable,
        tensor=node.tensor,
        id=node.id,
        event=node.event,
        line=node.line,
        columns=node.columns,
        scope=node.scope,
        is_root=node.id in iteration.roots,
        elsewhere=node.elsewhere,
        made_by=node.made_by,
        maker=node.maker,
        layer=_layer(node, event),
        is_rerun=_is_rerun(node, iteration),
        hooks=node.hooks,
        notes=tuple(note for note in (event.note if event is not None and own else None, node.opaque) if note),
    )


def _is_rerun(node: GradNode, iteration: Iteration) -> bool:
    """Return whether a backward call made ``node`` that makes no graph: it ran a part of the forward pass again."""
    calls, made_by = iteration.calls, node.made_by
    return made_by is not None and made_by < len(calls) and not calls[made_by].creates_graph


def _layer(node: GradNode, event: ForwardEvent | None) -> int:
    if node.is_leaf:
        return 0
    if event is not None:
        return event.after
    return 0 if node.made_by is None else node.made_by + 1


class _Inputs:
    """Adds what autograd's own graph leaves out: tensors without gradient, and ops that it did not record."""

    def __init__(self, graph: Graph, iteration: Iteration) -> None:
        self._graph = graph
        self._iteration = iteration
        self._nodes = {node.id: node for node in iteration.nodes}
        self._producer = {
            node.tensor: grad_key(node.id)
            for node in iteration.nodes
            if node.tensor and (node.is_leaf or node.made_by is not None)
        }

    def connect(self) -> None:
        for index, event in enumerate(self._iteration.forward):
            if event.nodes:
                self._connect_recorded(event)
            else:
                self._connect_unrecorded(index, event)

    def _connect_recorded(self, event: ForwardEvent) -> None:
        own = self._nodes[event.nodes[-1]]
        free = [port for port, (source, _) in enumerate(own.next) if source is None]
        spare = len(own.next)
        for tensor in event.inputs:
            self._adopt(tensor, own)
            source = self._source(tensor)
            if self._is_recorded(source):
                continue
            if free:
                port = free.pop(0)
            else:
                port, spare = spare, spare + 1
            self._graph.add_edge(source, grad_key(own.id), key=port, port=port)
        for tensor in event.outputs:
            self._producer[tensor] = grad_key(own.id)
        for number in event.nodes:
            made = self._nodes[number].tensor
            if made in event.outputs:
                self._producer[made] = grad_key(number)

    def _adopt(self, tensor: str, own: GradNode) -> None:
        """Let a tensor that nobody made be the one that an op wrote into through a view: no op returned it."""
        if tensor in self._producer:
            return
        for source, _ in own.next:
            if source is None or not self._nodes[source].name.endswith("CopySlices"):
                continue
            node = node_of(self._graph, grad_key(source))
            if node.tensor is None:
                name = self._iteration.names.get(tensor)
                self._graph.nodes[node.key]["node"] = msgspec.structs.replace(node, tensor=tensor, variable=name)
                self._producer[tensor] = node.key
                return

    def _connect_unrecorded(self, index: int, event: ForwardEvent) -> None:
        key = f"e{index}"
        for port, tensor in enumerate(event.inputs):
            source = self._source(tensor)
            self._graph.add_edge(source, key, key=port, port=port)
        node = GraphNode(
            key=key,
            kind=NodeKind.OP,
            title=event.op,
            variable=event.variable,
            tensor=event.outputs[0] if event.outputs else None,
            event=index,
            line=event.line,
            columns=event.columns,
            scope=event.scope,
            cut=event.cut,
            elsewhere=event.elsewhere,
            layer=event.after,
            notes=() if event.note is None else (event.note,),
        )
        _add(self._graph, node)
        for tensor in event.outputs:
            self._producer[tensor] = key

    def _source(self, tensor: str) -> str:
        """Return the key of the node that made ``tensor``; one that nobody made is an input."""
        key = self._producer.get(tensor)
        if key is None:
            key = self._producer[tensor] = f"i{tensor}"
            name = self._iteration.names.get(tensor)
            title = name or "constant"
            _add(self._graph, GraphNode(key, NodeKind.INPUT, title, variable=name, tensor=tensor))
        return key

    def _is_recorded(self, key: str) -> bool:
        return node_of(self._graph, key).kind in (NodeKind.GRAD_FN, NodeKind.LEAF)
