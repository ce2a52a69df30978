"""Walk the graph below a node, without recursion: graphs can be very deep."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from torch.autograd.graph import Node as GradFn

Edges = dict[GradFn, tuple[tuple[GradFn | None, int], ...]]
"""torch's ``next_functions``, by the nodes that have them."""


def walk(roots: Iterable[GradFn], most: int = sys.maxsize, edges: Edges | None = None) -> list[GradFn]:
    """Return every node reachable from ``roots``, each once; what follows each is looked up in ``edges``, or added.

    It stops as soon as there are more than ``most``.
    """
    edges = {} if edges is None else edges
    found = dict.fromkeys(roots)
    stack = list(found)
    while stack and len(found) <= most:
        node = stack.pop()
        following = edges.get(node)
        if following is None:
            following = edges[node] = node.next_functions
        for receiver, _ in following:
            if receiver is not None and receiver not in found:
                found[receiver] = None
                stack.append(receiver)
    return list(found)
