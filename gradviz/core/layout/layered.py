"""The layered layout: parts of the graph are drawn one by one, then set side by side."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from gradviz.core.collector import collector_paused
from gradviz.core.layout.keep import earlier_places, seed_of
from gradviz.core.layout.model import Cancelled, Gaps, Layout, Part, Point
from gradviz.core.layout.order import order_rows
from gradviz.core.layout.place import place
from gradviz.core.layout.rank import ranks, split_long_edges
from gradviz.core.layout.route import Drawing, route

if TYPE_CHECKING:
    import networkx as nx

# Parts fill lines of about this width to height.
_ASPECT = 1.6

Poll = Callable[[], None]


def layered_layout(
    graph: nx.MultiDiGraph[Hashable],
    *,
    row_gap: float,
    node_gap: float,
    previous: Layout | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Layout:
    """Draw a directed acyclic graph in rows, sources on top, edges downward.

    Nodes have `width` and `height`, edges `port`: the order in which they leave their tail from
    left to right. All lengths are px. The same graph gives the same layout.

    Args:
        graph: What to draw; parallel edges are drawn apart.
        row_gap: Free space between two rows.
        node_gap: Free space between two boxes of a row.
        previous: An earlier drawing; nodes that were in it stay near their places.
        cancelled: Asked between steps.

    Raises:
        CycleError: The graph has a cycle.
        Cancelled: `cancelled` said so.
    """
    gaps = Gaps(row_gap, node_gap)

    def poll() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled

    with collector_paused():
        parts = _parts(graph)
        drawings = [_draw(part, gaps, previous, poll) for part in parts]
        return _side_by_side(parts, drawings, gaps)


def _draw(part: Part, gaps: Gaps, previous: Layout | None, poll: Poll) -> Drawing:
    poll()
    rows = split_long_edges(part, ranks(part), gaps.parallel)
    earlier = earlier_places(part, previous) if previous else {}
    seed = seed_of(part, rows, previous, earlier) if previous and earlier else None
    order_rows(rows, seed, poll)
    poll()
    x = place(rows, gaps, earlier if seed else {})
    poll()
    return route(part, rows, x, gaps)


def _parts(graph: nx.MultiDiGraph[Hashable]) -> list[Part]:
    """The connected parts, in the order of their first nodes; only the order of the graph counts."""
    number = {name: i for i, name in enumerate(graph)}
    edges = [(number[u], number[v], key, data.get("port", 0)) for u, v, key, data in graph.edges(keys=True, data=True)]
    edges.sort(key=lambda edge: (edge[0], edge[3]))
    part_of, count = _connected(len(number), edges)
    parts = [Part([], [], [], [], []) for _ in range(count)]
    place: list[int] = []
    for number_of_part, name in zip(part_of, graph, strict=True):
        part, box = parts[number_of_part], graph.nodes[name]
        place.append(len(part.names))
        part.names.append(name)
        part.width.append(float(box["width"]))
        part.height.append(float(box["height"]))
    for u, v, key, _ in edges:
        part = parts[part_of[u]]
        part.edges.append((place[u], place[v]))
        part.keys.append(key)
    return parts


def _connected(count: int, edges: list[tuple[int, int, Hashable, float]]) -> tuple[list[int], int]:
    """The number of the part that each node belongs to, and how many parts there are."""
    near: list[list[int]] = [[] for _ in range(count)]
    for u, v, _, _ in edges:
        near[u].append(v)
        near[v].append(u)
    part_of = [-1] * count
    parts = 0
    for first in range(count):
        if part_of[first] < 0:
            part_of[first] = parts
            stack = [first]
            while stack:
                for v in near[stack.pop()]:
                    if part_of[v] < 0:
                        part_of[v] = parts
                        stack.append(v)
            parts += 1
    return part_of, parts


def _side_by_side(parts: list[Part], drawings: list[Drawing], gaps: Gaps) -> Layout:
    positions: dict[Hashable, Point] = {}
    routes: dict[tuple[Hashable, Hashable, Hashable], tuple[Point, ...]] = {}
    width = height = 0.0
    for part, drawing, (dx, dy) in zip(parts, drawings, _corners(drawings, gaps), strict=True):
        for name, (x, y) in zip(part.names, drawing.centres, strict=True):
            positions[name] = (x + dx, y + dy)
        for (u, v), key, points in zip(part.edges, part.keys, drawing.routes, strict=True):
            moved = tuple([(x + dx, y + dy) for x, y in points])
            routes[part.names[u], part.names[v], key] = moved
        width = max(width, dx + drawing.width)
        height = max(height, dy + drawing.height)
    return Layout(positions, routes, width, height)


def _corners(drawings: list[Drawing], gaps: Gaps) -> list[Point]:
    """Where the top left corner of each part goes: lines of parts, filled from the left."""
    area = sum((d.width + gaps.node) * (d.height + gaps.row) for d in drawings)
    line = max([(area * _ASPECT) ** 0.5, *(d.width for d in drawings)])
    corners = []
    x = y = below = 0.0
    for drawing in drawings:
        if x and x + drawing.width > line:
            x, y = 0.0, below
        corners.append((x, y))
        x += drawing.width + 2 * gaps.node
        below = max(below, y + drawing.height + gaps.row)
    return corners
