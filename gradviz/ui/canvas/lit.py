"""What of a scene is lit: the rest is pale, and what matters stands out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.core.collapse import Shown
from gradviz.core.routes import Routes, Ways
from gradviz.ui.canvas.scene import Scene

PALE = 0.22
"""How much of what is not lit is left."""


@dataclass(frozen=True, eq=False, slots=True)
class Lit:
    """The boxes and edges of a scene that are lit, as arrays numbered as they are."""

    nodes: NDArray[np.bool_]
    edges: NDArray[np.bool_]


class LitIn:
    """Tells what of ``scene`` is lit, for one way of showing a graph; made once, and then asked about many nodes."""

    def __init__(self, ways: Ways, shown: Shown, scene: Scene) -> None:
        edge_number = {edge: number for number, edge in enumerate(ways.edges)}
        self._scene = scene
        self._edges = np.array([edge_number[shown.edges[edge]] for edge in scene.edges], np.intp)
        held = [(number, scene.number.get(shown.holder.get(key, ""), -1)) for number, key in enumerate(ways.keys)]
        self._held, self._holders = np.array([pair for pair in held if pair[1] >= 0], np.intp).reshape(-1, 2).T
        self._is_chip = np.array([node.of is not None for node in scene.nodes], np.bool_)

    def lit(self, routes: Routes) -> Lit:
        """Return what lies on ``routes`` of the whole graph; a box does if something in it does."""
        edges: NDArray[np.bool_] = routes.edges[self._edges]
        nodes = np.zeros(len(self._scene.nodes), np.bool_)
        nodes[self._holders[routes.nodes[self._held]]] = True
        # Chips stand for one use of a leaf each: only those of a use on the way are lit.
        nodes[self._is_chip] = False
        used = np.zeros(len(nodes), np.bool_)
        used[self._scene.ends[edges, 0]] = True
        return Lit(nodes | (used & self._is_chip), edges)
