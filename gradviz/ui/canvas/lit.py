"""What of a scene is lit: the rest is pale, and what matters stands out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.core.collapse import Shown
from gradviz.core.routes import Routes
from gradviz.ui.canvas.scene import Scene

PALE = 0.22
"""How much of what is not lit is left."""


@dataclass(frozen=True, eq=False, slots=True)
class Lit:
    """The boxes and edges of a scene that are lit, as arrays numbered as they are."""

    nodes: NDArray[np.bool_]
    edges: NDArray[np.bool_]


def lit_of(routes: Routes, shown: Shown, scene: Scene) -> Lit:
    """Return what of ``scene`` lies on ``routes`` of the whole graph; a box does if something in it does."""
    edges = np.array([shown.edges[edge] in routes.edges for edge in scene.edges], np.bool_)
    nodes = np.zeros(len(scene.nodes), np.bool_)
    for key in routes.nodes:
        holder = shown.holder.get(key)
        if holder in scene.number:
            nodes[scene.number[holder]] = True
    # Chips stand for one use of a leaf each: only those of a use on the way are lit.
    for number, node in enumerate(scene.nodes):
        if node.of is not None:
            nodes[number] = bool(edges[scene.ends[:, 0] == number].any())
    return Lit(nodes, edges)
