"""The courses of all edges as straight pieces: as few as possible for far away, more along the curves for nearer."""

from __future__ import annotations

import numpy as np

from gradviz.ui.canvas.geometry import Floats, Ints, joined
from gradviz.ui.canvas.places import Places

_PIECES = 6


class Courses:
    """Made of the ``segments`` between the bends of edges, ``piece_of`` their edges; ``reach`` is of each edge.

    ``far`` and ``near`` are rows of x0, y0, x1, y1; ``far_edges`` and ``near_edges`` the edges of these, ``far_places``
    and ``near_places`` where they are; ``far_sizes`` how far the edges go. ``starts`` and ``tips`` are the edges' ends.
    """

    def __init__(self, segments: Floats, piece_of: Ints, reach: Floats) -> None:
        self.far, self.far_edges = joined(segments, piece_of)
        self.far_places = Places(_sides(self.far))
        size = np.maximum(reach[:, 2] - reach[:, 0], reach[:, 3] - reach[:, 1])
        self.far_sizes: Floats = size[self.far_edges]
        self.near, self.near_edges = _curves(segments, piece_of)
        self.near_places = Places(_sides(self.near))
        first = np.searchsorted(piece_of, np.arange(len(reach)))
        last = np.searchsorted(piece_of, np.arange(len(reach)), side="right") - 1
        self.starts, self.tips = segments[first, :2], segments[last, 2:]


def _curves(segments: Floats, edge_of: Ints) -> tuple[Floats, Ints]:
    """Return straight pieces along the curves of all edges, and the edge of each."""
    straight = segments[:, 0] == segments[:, 2]
    bent = segments[~straight]
    t = np.linspace(0.0, 1.0, _PIECES + 1)
    across, down = 3 * t**2 - 2 * t**3, 1.5 * t * (1 - t) + t**3
    xs = bent[:, :1] + (bent[:, 2:3] - bent[:, :1]) * across
    ys = bent[:, 1:2] + (bent[:, 3:] - bent[:, 1:2]) * down
    pieces = np.stack([xs[:, :-1], ys[:, :-1], xs[:, 1:], ys[:, 1:]], axis=2).reshape(-1, 4)
    lines = np.concatenate([segments[straight], pieces])
    return lines, np.concatenate([edge_of[straight], np.repeat(edge_of[~straight], _PIECES)])


def _sides(lines: Floats) -> Floats:
    """Left, top, right, bottom of straight pieces."""
    return np.concatenate([np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])], axis=1)
