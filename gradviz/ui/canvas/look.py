"""A frame resolved for a scene: the state of every box and edge as arrays, and what differs from another frame."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import compress, repeat
from operator import is_not

import numpy as np
from numpy.typing import NDArray

from gradviz.core.frame import Frame, NodeFrame, NodeState
from gradviz.core.graph import EdgeKey
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Phase
from gradviz.ui.canvas.geometry import Floats, Ints
from gradviz.ui.canvas.scene import Scene

STATES = tuple(NodeState)
STATE_CODE = {state: i for i, state in enumerate(STATES)}

LEVELS = 16
"""How many widths an edge can have by the size of its gradient."""
_SMALLEST, _LARGEST = -5.0, 5.0
"""Decades of the norm at which the width has reached its ends; fixed, so that one width means one size everywhere."""
SMALLEST_NORM, LARGEST_NORM = 10.0**_SMALLEST, 10.0**_LARGEST


class EdgeState(IntEnum):
    """What has run along an edge; a level below `LEVELS`, by the size of the gradient, is added to ``GRADIENT``."""

    PENDING = 0
    VALUE = 1
    ZERO = 2
    """A gradient whose norm is zero."""
    NONFINITE = 3
    """A gradient with NaN or infinities."""
    GRADIENT = 4


_PENDING = NodeFrame(NodeState.PENDING)


@dataclass(frozen=True, eq=False)
class Look:
    """What a scene looks like at one position. The arrays are numbered as the scene's boxes and edges are."""

    phase: Phase
    nodes: list[NodeFrame]
    gradients: list[TensorSummary | None]
    state: NDArray[np.uint8]
    bad: NDArray[np.bool_]
    norms: Floats
    """Of the gradients on edges; NaN where one is not finite, negative where there is none."""
    edge_state: NDArray[np.uint8]
    moving: NDArray[np.bool_]
    edges: Mapping[EdgeKey, TensorSummary]
    """Those of the frame: as long as they are the same object, the gradients are the same too."""

    @classmethod
    def resolve(cls, scene: Scene, frame: Frame | None, before: Look | None = None) -> Look:
        """Return what ``scene`` looks like in ``frame``; without one, nothing has run yet.

        ``before`` is what it looked like last: boxes whose frame is the same look the same.
        """
        if frame is None:
            return cls._of_nothing(scene)
        held, grads = frame.nodes, frame.edges
        nodes = list(map(held.get, scene.number, repeat(_PENDING)))
        if before is None:
            gradients = list(map(grads.get, scene.edges))
            state = np.array([STATE_CODE[node.state] for node in nodes], np.uint8)
            bad = np.array([_is_bad(node.value) or _is_bad(node.gradient) for node in nodes], np.bool_)
        else:
            state, bad = before.state.copy(), before.bad.copy()
            changed = differing(nodes, before.nodes)
            gradients = _gradients(scene, grads, before, changed)
            for number in changed.tolist():
                node = nodes[number]
                state[number] = STATE_CODE[node.state]
                bad[number] = _is_bad(node.value) or _is_bad(node.gradient)
        norms = _norms(gradients, before)
        moving = np.zeros(len(scene.edges), np.bool_)
        moving[[scene.edge_number[edge] for edge in frame.moving if edge in scene.edge_number]] = True
        return cls(
            phase=frame.phase,
            nodes=nodes,
            gradients=gradients,
            state=state,
            bad=bad,
            norms=norms,
            edge_state=_edge_states(scene, state, norms),
            moving=moving,
            edges=grads,
        )

    @classmethod
    def _of_nothing(cls, scene: Scene) -> Look:
        boxes, edges = len(scene.nodes), len(scene.edges)
        return cls(
            phase=Phase.FORWARD,
            nodes=[_PENDING] * boxes,
            gradients=[None] * edges,
            state=np.full(boxes, STATE_CODE[NodeState.PENDING], np.uint8),
            bad=np.zeros(boxes, np.bool_),
            norms=np.full(edges, -1.0),
            edge_state=np.full(edges, EdgeState.PENDING, np.uint8),
            moving=np.zeros(edges, np.bool_),
            edges={},
        )

    @cached_property
    def has_gradients(self) -> bool:
        """Whether a gradient has run along an edge."""
        return bool((self.norms >= 0).any())

    def changes(self, before: Look) -> tuple[Ints, Ints]:
        """Return the numbers of the boxes and of the edges that look different from ``before``."""
        nodes = [i for i in differing(self.nodes, before.nodes).tolist() if _differs(self.nodes[i], before.nodes[i])]
        if self.phase is not before.phase:
            # A running box has the hue of the phase.
            nodes += np.flatnonzero(self.state == STATE_CODE[NodeState.RUNNING]).tolist()
        differs = (self.edge_state != before.edge_state) | (self.moving != before.moving)
        if self.gradients is not before.gradients:
            differs[differing(self.gradients, before.gradients)] = True
        if self.phase is not before.phase:
            differs |= self.moving
        # The first call of `np.unique` loads numpy.ma, which takes longer than a whole step.
        return np.array(sorted(set(nodes)), np.intp), np.flatnonzero(differs)


def _differs(new: NodeFrame, old: NodeFrame) -> bool:
    return (
        new.state is not old.state
        or new.value is not old.value
        or new.gradient is not old.gradient
        or new.arrived != old.arrived
        or new.expected != old.expected
        or new.flow != old.flow
    )


def _is_bad(summary: TensorSummary | None) -> bool:
    return summary is not None and not summary.is_finite


def differing(new: Sequence[object], old: Sequence[object]) -> Ints:
    """Return at which places two sequences of one length hold different objects, without asking what is in these."""
    return np.array(list(compress(range(len(new)), map(is_not, new, old))), np.intp)


_MANY = 1000
"""Changed boxes, from which on every edge is asked for its gradient."""


def _gradients(
    scene: Scene, grads: Mapping[EdgeKey, TensorSummary], before: Look, changed: Ints
) -> list[TensorSummary | None]:
    """Return the gradients on all edges: others than ``before`` only where the consumer has ``changed``."""
    if grads is before.edges:
        return before.gradients
    if len(changed) > _MANY or not before.edges:
        return list(map(grads.get, scene.edges))
    gradients = before.gradients.copy()
    is_changed = np.zeros(len(scene.nodes), np.bool_)
    is_changed[changed] = True
    for number in np.flatnonzero(is_changed[scene.ends[:, 1]]).tolist():
        gradients[number] = grads.get(scene.edges[number])
    return gradients


def _norms(gradients: list[TensorSummary | None], before: Look | None) -> Floats:
    if before is None:
        return np.array([_norm(gradient) for gradient in gradients], np.float64)
    if gradients is before.gradients:
        return before.norms
    norms = before.norms.copy()
    for number in differing(gradients, before.gradients).tolist():
        norms[number] = _norm(gradients[number])
    return norms


def _norm(gradient: TensorSummary | None) -> float:
    if gradient is None:
        return -1.0
    if not gradient.is_finite:
        return math.nan
    # A norm that torch does not define (an empty tensor's, say) is shown as the smallest.
    return _TINY if gradient.norm is None else gradient.norm


def _edge_states(scene: Scene, state: NDArray[np.uint8], norms: Floats) -> NDArray[np.uint8]:
    pending = STATE_CODE[NodeState.PENDING]
    ran = state[scene.ends[:, 1]] != pending
    plain = np.where(ran, EdgeState.VALUE, EdgeState.PENDING).astype(np.uint8)
    return np.where(norms < 0, plain, gradient_states(np.maximum(norms, 0.0)))


_TINY = 1e-300


def gradient_states(norms: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return how edges with gradients of these norms are drawn: wider by the logarithm, apart where it has none."""
    finite = np.isfinite(norms) & (norms > 0)
    decades = np.log10(np.where(finite, norms, 1.0))
    levels = np.clip((decades - _SMALLEST) / (_LARGEST - _SMALLEST) * LEVELS, 0, LEVELS - 1)
    drawn = EdgeState.GRADIENT + levels.astype(np.uint8)
    drawn[norms == 0] = EdgeState.ZERO
    drawn[~np.isfinite(norms)] = EdgeState.NONFINITE
    return drawn.astype(np.uint8)
