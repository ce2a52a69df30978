"""Keep: where the vertices of a new drawing were in an earlier one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from gradviz.core.layout.model import Layout, Pair, Part, Point, Rows, Seed


def earlier_places(part: Part, previous: Layout) -> dict[int, float]:
    """The earlier x of the nodes that were there before."""
    before = previous.positions
    return {v: before[name][0] for v, name in enumerate(part.names) if name in before}


# Of a drawing that has less in common with the earlier one, nothing is kept.
_LEAST = 0.3


def seed_of(part: Part, rows: Rows, previous: Layout, earlier: dict[int, float]) -> Seed | None:
    """What the earlier drawing tells of the order; nothing, if it was of quite another graph."""
    if len(earlier) < _LEAST * len(part.names):
        return None
    fresh = {rows.rank[v] for v in range(len(part.names)) if v not in earlier}
    return Seed(_places(part, rows, previous, earlier), frozenset(fresh))


def _places(part: Part, rows: Rows, previous: Layout, earlier: dict[int, float]) -> list[float]:
    """An x for every vertex: the earlier one, or that of what was nearest in the earlier drawing."""
    boxes = _spread(len(part.names), part.edges, earlier)
    seed = boxes + [0.0] * (len(rows.rank) - len(boxes))
    heights = _heights(part, rows, previous, earlier)
    seeded: set[int] = set()
    for (u, v), key in zip(part.edges, part.keys, strict=True):
        chain = rows.chains[u, v]
        # The first edge of a trunk speaks for the others that share this piece of it.
        if u != chain.before_head and not {chain.after_tail, chain.before_head} <= seeded:
            bends = chain.trunk[chain.first : chain.stop]
            route = previous.routes.get((part.names[u], part.names[v], key))
            if route is None:
                route = ((boxes[u], heights[rows.rank[u]]), (boxes[v], heights[rows.rank[v]]))
            for bend in bends:
                seed[bend] = _at_height(route, heights[rows.rank[bend]])
            seeded.update(bends)
    return seed


def _heights(part: Part, rows: Rows, previous: Layout, earlier: dict[int, float]) -> list[float]:
    """The y in the earlier drawing of each row, as its boxes tell; increasing, also over rows without any."""
    found: dict[int, list[float]] = {}
    for v in earlier:
        found.setdefault(rows.rank[v], []).append(previous.positions[part.names[v]][1])
    ranks = sorted(found)
    known = np.maximum.accumulate([float(np.median(found[rank])) for rank in ranks])
    heights: list[float] = np.interp(np.arange(max(rows.rank) + 1), ranks, known).tolist()
    return heights


def _spread(count: int, edges: Sequence[Pair], known: dict[int, float]) -> list[float]:
    """Give new nodes the mean x of those neighbours that have one, from the known ones outwards."""
    near: list[list[int]] = [[] for _ in range(count)]
    for u, v in edges:
        near[u].append(v)
        near[v].append(u)
    x = dict(known)
    queue = list(known)
    for v in queue:
        for w in near[v]:
            if w not in x:
                places = [x[n] for n in near[w] if n in x]
                x[w] = sum(places) / len(places)
                queue.append(w)
    return [x.get(v, 0.0) for v in range(count)]


def _at_height(route: Sequence[Point], y: float) -> float:
    """The x of a route at a height; beyond its ends, that of the end."""
    i = min(max(bisect_left(route, y, key=lambda point: point[1]), 1), len(route) - 1)
    (x0, y0), (x1, y1) = route[i - 1], route[i]
    share = 0.0 if y1 == y0 else min(max((y - y0) / (y1 - y0), 0.0), 1.0)
    return x0 + (x1 - x0) * share
