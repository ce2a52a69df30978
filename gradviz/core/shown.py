"""Frames of what is shown: chips look like what they stand for, boxes like all that is in them together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import compress
from operator import is_not

from gradviz.core.collapse import Shown
from gradviz.core.frame import Flow, Frame, NodeFrame, NodeState
from gradviz.core.graph import Box, EdgeKey
from gradviz.core.tensor import TensorSummary

_RAN = (NodeState.DONE, NodeState.UPDATED)


_MANY = 2000
"""Changed nodes, from which on a frame is made anew at once."""


def project(frame: Frame, shown: Shown, before: tuple[Frame, Frame] | None = None) -> Frame:
    """Return ``frame``, which is about the whole graph, as a frame of the graph that is shown.

    ``before`` is another frame of the same timeline, and what this function made of it with the same ``shown``: what is
    the same in both is taken from it.
    """
    changed = None if before is None else _changed(frame, before[0])
    if before is None or changed is None:
        edges = {edge: frame.edges[real] for edge, real in shown.edges.items() if real in frame.edges}
        inward = _inward(shown, edges)
        nodes = {}
        for key, data in shown.graph.nodes(data=True):
            node = data["node"]
            nodes[key] = _box_frame(node.box, frame, inward[key]) if node.box else frame.nodes[node.of or key]
    else:
        nodes, edges = _carried(frame, shown, changed, before[1])
    current = tuple(dict.fromkeys(shown.holder.get(key, key) for key in frame.current))
    ends = dict.fromkeys(target for _, target, _ in frame.moving)
    moving = set(frame.moving)
    moved = tuple(drawn for end in ends for drawn, real in shown.edges_to.get(end, ()) if real in moving)
    return replace(frame, nodes=nodes, edges=edges, current=current, moving=moved)


def _changed(frame: Frame, before: Frame) -> list[str] | None:
    """Return the nodes whose frames are not those of ``before``; ``None``: so many that all is made anew."""
    if len(frame.nodes) != len(before.nodes):
        return None
    changed = list(compress(frame.nodes, map(is_not, frame.nodes.values(), before.nodes.values())))
    return changed if len(changed) < _MANY else None


def _carried(
    frame: Frame, shown: Shown, changed: list[str], before: Frame
) -> tuple[dict[str, NodeFrame], dict[EdgeKey, TensorSummary]]:
    """Return the frames of ``before``, and its edges, with what is ``changed`` in the whole graph.

    Where no edge is another one, the edges are the very same object.
    """
    nodes, edges = dict(before.nodes), before.edges
    boxes: set[str] = set()
    others = [pair for key in changed for pair in shown.edges_to.get(key, ())]
    if any(frame.edges.get(real) is not edges.get(edge) for edge, real in others):
        edges = dict(edges)
        for edge, real in others:
            if real in frame.edges:
                edges[edge] = frame.edges[real]
            else:
                edges.pop(edge, None)
    for key in changed:
        for drawn in shown.drawn_of.get(key, ()):
            nodes[drawn] = frame.nodes[key]
        boxes.update(shown.boxes_of.get(key, ()))
    for key in boxes:
        inward: Gradients = {}
        for edge in shown.graph.in_edges(key, keys=True):
            if edge in edges:
                inward.setdefault(shown.edges[edge][0], []).append(edges[edge])
        nodes[key] = _box_frame(shown.boxes[key], frame, inward)
    return nodes, edges


Gradients = dict[str, list[TensorSummary]]
"""By producer: the gradients that have run to it."""


def _inward(shown: Shown, edges: Mapping[EdgeKey, TensorSummary]) -> Mapping[str, Gradients]:
    """For each box the gradients that have left it towards its producers."""
    found: dict[str, Gradients] = defaultdict(dict)
    boxes = {key for key, data in shown.graph.nodes(data=True) if data["node"].box}
    if not boxes:
        return found
    for edge, gradient in edges.items():
        if edge[1] in boxes:
            found[edge[1]].setdefault(shown.edges[edge][0], []).append(gradient)
    return found


def _box_frame(box: Box, frame: Frame, inward: Gradients) -> NodeFrame:
    members = [frame.nodes[key] for key in box.members if key in frame.nodes]
    gradients = [frame.nodes[key].gradient for key in box.outputs if key in frame.nodes]
    entered = [_norm(gradient) for gradient in gradients if gradient is not None]
    waiting = [member for member in members if member.expected]
    done = sum(member.state in _RAN for member in waiting)
    return NodeFrame(
        state=_state(members, waiting, [frame.nodes[key] for key in box.outputs or box.members if key in frame.nodes]),
        arrived=done,
        expected=len(waiting),
        flow=Flow(_together(entered), _left(box, frame, inward)),
    )


def _left(box: Box, frame: Frame, inward: Gradients) -> float | None:
    """The norm of what has left; of gradients that meet others outside of the box it cannot be known."""
    norms = []
    for producer, gradients in inward.items():
        total = gradients[0] if len(gradients) == 1 else None
        if total is None and producer in box.feeders:
            total = frame.nodes[producer].gradient
        if total is None:
            return None
        norms.append(_norm(total))
    return _together(norms)


def _state(members: list[NodeFrame], waiting: list[NodeFrame], outputs: list[NodeFrame]) -> NodeState:
    """How far a box has come: it is computed when all that is used of it is."""
    if any(member.state is NodeState.RUNNING for member in members):
        return NodeState.RUNNING
    if any(output.state is NodeState.PENDING for output in outputs):
        return NodeState.PENDING
    ran = {member.state for member in waiting}
    if waiting and ran <= set(_RAN):
        return NodeState.UPDATED if NodeState.UPDATED in ran else NodeState.DONE
    return NodeState.WAITING if ran & {*_RAN, NodeState.WAITING} else NodeState.COMPUTED


def _norm(gradient: TensorSummary) -> float:
    """The norm of a gradient, NaN where it has values that are not finite."""
    if not gradient.is_finite:
        return math.nan
    return gradient.norm or 0.0


def _together(norms: Iterable[float]) -> float | None:
    held = list(norms)
    return math.hypot(*held) if held else None
