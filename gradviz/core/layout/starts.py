"""Starts: orders of the rows to begin with, each good at another kind of graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradviz.core.layout.model import Rows

Adjacency = list[list[int]]
Start = Callable[[Rows], list[list[int]]]


def by_port(rows: Rows) -> list[list[int]]:
    """Depth first from the sources, by port."""
    return _depth_first(rows, _sources(rows), rows.down)


def by_port_boxes_first(rows: Rows) -> list[list[int]]:
    """The same, but edges over several rows come last: what runs beside many branches ends up beside all of them."""
    down = [sorted(heads, key=lambda v: v >= rows.boxes) for heads in rows.down]
    return _depth_first(rows, _sources(rows), down)


def from_below(rows: Rows) -> list[list[int]]:
    """Depth first from the sinks, the lowest first."""
    sinks = sorted((v for v in range(rows.boxes) if not rows.down[v]), key=lambda v: -rows.rank[v])
    return _depth_first(rows, sinks, rows.up)


def by_seed(rows: Rows, seed: Sequence[float]) -> list[list[int]]:
    """As the vertices lay in an earlier drawing."""
    order = _empty(rows)
    for v, rank in enumerate(rows.rank):
        order[rank].append(v)
    for row in order:
        row.sort(key=seed.__getitem__)
    return order


def _depth_first(rows: Rows, roots: list[int], adjacent: Adjacency) -> list[list[int]]:
    order = _empty(rows)
    seen = [False] * len(rows.rank)
    stack = roots[::-1]
    while stack:
        u = stack.pop()
        if not seen[u]:
            seen[u] = True
            order[rows.rank[u]].append(u)
            stack += [v for v in reversed(adjacent[u]) if not seen[v]]
    return order


def _sources(rows: Rows) -> list[int]:
    return [v for v in range(rows.boxes) if not rows.up[v]]


def _empty(rows: Rows) -> list[list[int]]:
    return [[] for _ in range(max(rows.rank, default=-1) + 1)]
