"""The picture while the real engine waits before a node: its gradient has arrived, and it has not run."""

from __future__ import annotations

from dataclasses import replace

from gradviz.core.frame import Frame, NodeState
from gradviz.core.tensor import TensorSummary


def waiting(frame: Frame, key: str, arriving: tuple[TensorSummary | None, ...]) -> Frame:
    """Return ``frame`` with what is about to enter the node ``key``."""
    before = frame.nodes.get(key)
    if before is None:
        return frame
    gradient = next((grad for grad in arriving if grad is not None), None)
    expected = max(before.expected, 1)
    node = replace(before, state=NodeState.WAITING, gradient=gradient, arrived=expected, expected=expected)
    return replace(frame, nodes={**frame.nodes, key: node})
