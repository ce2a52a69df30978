"""Frames of what is shown: chips look like what they stand for, boxes like all that is in them together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gradviz.core.collapse import Shown
from gradviz.core.frame import Flow, Frame, NodeFrame, NodeState
from gradviz.core.graph import Box, EdgeKey
from gradviz.core.tensor import TensorSummary

_RAN = (NodeState.DONE, NodeState.UPDATED)


def project(frame: Frame, shown: Shown) -> Frame:
    """Return ``frame``, which is about the whole graph, as a frame of the graph that is shown."""
    edges = {edge: frame.edges[real] for edge, real in shown.edges.items() if real in frame.edges}
    inward = _inward(shown, edges)
    nodes = {}
    for key, data in shown.graph.nodes(data=True):
        node = data["node"]
        nodes[key] = _box_frame(node.box, frame, inward[key]) if node.box else frame.nodes[node.of or key]
    moving = set(frame.moving)
    return replace(
        frame,
        nodes=nodes,
        edges=edges,
        current=tuple(dict.fromkeys(shown.holder.get(key, key) for key in frame.current)),
        moving=tuple(edge for edge, real in shown.edges.items() if real in moving),
    )


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
