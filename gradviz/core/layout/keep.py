"""Keep: where the vertices of a new drawing were in an earlier one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from gradviz.core.layout.model import Layout, Pair, Part, Point, Rows


def earlier_places(part: Part, previous: Layout) -> dict[int, float]:
    """The earlier x of the nodes that were there before."""
    before = previous.positions
    return {v: before[name][0] for v, name in enumerate(part.names) if name in before}


def seed_places(part: Part, rows: Rows, previous: Layout, earlier: dict[int, float]) -> list[float]:
    """An x for every vertex: the earlier one, or that of what was nearest in the earlier drawing."""
    boxes = _spread(len(part.names), part.edges, earlier)
    seed = boxes + [0.0] * (len(rows.rank) - len(boxes))
    seeded: set[int] = set()
    for (u, v), key in zip(part.edges, part.keys, strict=True):
        chain = rows.chains[u, v]
        # The first edge of a trunk speaks for the others that share this piece of it.
        if u != chain.before_head and not {chain.after_tail, chain.before_head} <= seeded:
            bends = chain.trunk[chain.first : chain.stop]
            route = previous.routes.get((part.names[u], part.names[v], key))
            route = route or ((boxes[u], 0.0), (boxes[v], 1.0))
            for i, bend in enumerate(bends):
                seed[bend] = _along(route, (i + 1) / (len(bends) + 1))
            seeded.update(bends)
    return seed


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


def _along(route: Sequence[Point], share: float) -> float:
    """The x of a route at a share of its height."""
    y = route[0][1] + share * (route[-1][1] - route[0][1])
    i = min(max(bisect_left(route, y, key=lambda point: point[1]), 1), len(route) - 1)
    (x0, y0), (x1, y1) = route[i - 1], route[i]
    return x1 if y1 == y0 else x0 + (x1 - x0) * (y - y0) / (y1 - y0)
