"""Rank: which row each node is drawn in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from gradviz.core.layout.flow import Arcs, potentials
from gradviz.core.layout.model import Chain, CycleError, Pair, Part, Rows
from gradviz.core.layout.reduce import Reduction, Span

_MAX_BUNDLE = 60.0
# From so many long edges on, with so many bends together, a node is a hub.
_HUB = 4
_MANY_BENDS = 300


def ranks(part: Part) -> list[int]:
    """The row of each node: heads below tails, the edges as short as can be. Raises CycleError."""
    early = _earliest(part)
    reduction = Reduction(len(early), part.edges)
    rank = reduction.expand(_solved(reduction.spans, early))
    top = min(rank)
    return [r - top for r in rank]


def _earliest(part: Part) -> list[int]:
    """The highest row that is possible for each node."""
    succ: list[list[int]] = [[] for _ in part.names]
    waiting = [0] * len(part.names)
    for u, v in part.edges:
        succ[u].append(v)
        waiting[v] += 1
    rank = [0] * len(waiting)
    sequence = [v for v, w in enumerate(waiting) if not w]
    for u in sequence:
        for v in succ[u]:
            rank[v] = max(rank[v], rank[u] + 1)
            waiting[v] -= 1
            if not waiting[v]:
                sequence.append(v)
    if len(sequence) < len(waiting):
        raise CycleError(part.names[_on_cycle(part.edges, waiting)])
    return rank


def _on_cycle(edges: list[Pair], waiting: list[int]) -> int:
    """Every waiting node has a waiting tail, so walking up must come round."""
    tail = {v: u for u, v in edges if waiting[u]}
    node = next(v for v, w in enumerate(waiting) if w)
    seen: set[int] = set()
    while node not in seen:
        seen.add(node)
        node = tail[node]
    return node


def _solved(spans: dict[Pair, Span], early: list[int]) -> list[int]:
    """The rows of the nodes that no simple rule places; `early` if there is no solution."""
    if not spans:
        return early
    pairs = np.array(list(spans), np.int32)
    length, weight = np.array(list(spans.values()), np.float64).T
    arcs = Arcs(pairs[:, 0], pairs[:, 1], -weight, np.full(len(weight), np.inf), length)
    found = potentials(len(early), [arcs])
    if found is None:
        return early
    rank = np.rint(found).astype(np.int64)
    return early if (rank[arcs.head] - rank[arcs.tail] < length).any() else rank.tolist()


def split_long_edges(part: Part, rank: list[int], spread: float) -> Rows:
    """Give every edge that spans several rows a bend in each row between.

    Parallel edges share theirs, `spread` px apart. So do the long edges of a hub, as one trunk:
    a weight used at every step of a long loop would need millions of bends otherwise.
    """
    rows = Rows(len(rank), list(rank), list(part.width), [[] for _ in rank], [[] for _ in rank], {}, [])
    bundles = Counter(part.edges)
    hubs = _hubs(bundles, rank)
    trunks = _trunks(rows, hubs)
    joined: set[Pair] = set()
    for (u, v), size in bundles.items():
        between = range(rank[u] + 1, rank[v])
        if (u, v) in hubs:
            trunk, top = trunks[hubs[u, v]]
        else:
            width = min((size - 1) * spread, _MAX_BUNDLE)
            trunk, top = _trunk(rows, between, width), between.start
        chain = Chain(u, v, trunk, between.start - top, between.stop - top)
        rows.chains[u, v] = chain
        _join(rows, joined, u, chain.after_tail)
        _join(rows, joined, chain.before_head, v)
    return rows


def _hubs(pairs: Iterable[Pair], rank: list[int]) -> dict[Pair, int]:
    """The hub whose trunk an edge is part of, for those that are: its head, or else its tail."""
    bends = {(u, v): rank[v] - rank[u] - 1 for u, v in pairs if rank[v] - rank[u] > 1}
    into = _crowded((v, count) for (_, v), count in bends.items())
    out_of = _crowded((u, count) for (u, v), count in bends.items() if v not in into)
    hubs = {(u, v): v for u, v in bends if v in into}
    # A node may be the one for some edges and the other for others: the trunks differ in sign.
    hubs.update({(u, v): ~u for u, v in bends if v not in into and u in out_of})
    return hubs


def _crowded(ends: Iterable[tuple[int, int]]) -> set[int]:
    """The nodes at which many edges end that have many bends together."""
    edges: Counter[int] = Counter()
    bends: Counter[int] = Counter()
    for node, count in ends:
        edges[node] += 1
        bends[node] += count
    return {node for node, count in edges.items() if count >= _HUB and bends[node] >= _MANY_BENDS}


def _trunks(rows: Rows, hubs: dict[Pair, int]) -> dict[int, tuple[list[int], int]]:
    """For each hub its bends and the row in which they begin."""
    tops: dict[int, int] = {}
    stops: dict[int, int] = {}
    for (u, v), hub in hubs.items():
        tops[hub] = min(tops.get(hub, rows.rank[u] + 1), rows.rank[u] + 1)
        stops[hub] = max(stops.get(hub, rows.rank[v]), rows.rank[v])
    return {hub: (_trunk(rows, range(top, stops[hub]), 0.0), top) for hub, top in tops.items()}


def _trunk(rows: Rows, ranks: range, width: float) -> list[int]:
    """New bends in these rows, one below the other."""
    bends = [_bend(rows, rank, width) for rank in ranks]
    for above, below in pairwise(bends):
        rows.down[above].append(below)
        rows.up[below].append(above)
    return bends


def _join(rows: Rows, joined: set[Pair], above: int, below: int) -> None:
    if (above, below) not in joined:
        joined.add((above, below))
        rows.down[above].append(below)
        rows.up[below].append(above)


def _bend(rows: Rows, rank: int, width: float) -> int:
    rows.rank.append(rank)
    rows.width.append(width)
    rows.up.append([])
    rows.down.append([])
    return len(rows.rank) - 1
