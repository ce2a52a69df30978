"""How good the layout is, and how long it takes: `python -m tests.bench.layout [--json]`.

The nets are traced by torch itself; with Graphviz on the path its drawings and its time are the measure.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Hashable
from itertools import pairwise
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import networkx as nx
import numpy as np
import torch

from gradviz.core.layout import Layout, layered_layout
from gradviz.core.layout.crossings import crossings_below
from gradviz.core.layout.layered import _parts
from gradviz.core.layout.order import order_rows
from gradviz.core.layout.rank import ranks, split_long_edges
from gradviz.core.layout.starts import by_port
from tests.bench.judge import Graph, graphviz, judge
from tests.bench.nets import recurrent, transformer, tutorial
from tests.bench.report import show, wants_json

ROW_GAP, NODE_GAP = 36.0, 18.0
_CHIPS = 4
_ROUNDS = 3
_TURNS = 7


def autograd(loss: torch.Tensor, *, chips: bool = False) -> Graph:
    """Return the graph behind ``loss``, consumers first; with ``chips`` leaves of many uses have one at each."""
    graph: Graph = nx.MultiDiGraph()
    stack = [] if loss.grad_fn is None else [loss.grad_fn]
    while stack:
        node = stack.pop()
        graph.add_node(node)
        for port, (source, _) in enumerate(node.next_functions):
            if source is not None:
                if source not in graph:
                    stack.append(source)
                graph.add_edge(node, source, key=port, port=port)
    hubs = [key for key in graph if chips and not graph.succ[key] and graph.in_degree(key) >= _CHIPS]
    for leaf in hubs:
        for user, _, port in list(graph.in_edges(leaf, keys=True)):
            graph.add_edge(user, (leaf, user), key=port, port=port)
        graph.remove_node(leaf)
    for key in graph:
        name = "chip" if isinstance(key, tuple) else type(key).__name__
        graph.nodes[key].update(width=7.0 * len(name) + 16.0, height=24.0)
    return graph


def cpu() -> float:
    """CPU seconds of this process and of those that it started."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def draw(graph: Graph, previous: Layout | None = None) -> Layout:
    """Draw ``graph`` as the benchmark does."""
    return layered_layout(graph, row_gap=ROW_GAP, node_gap=NODE_GAP, previous=previous)


def timed(make: Callable[[Graph], Layout], graph: Graph) -> tuple[float, Layout]:
    """Return the CPU seconds of the fastest of some drawings, and the drawing."""
    best, layout = float("inf"), None
    for _ in range(_ROUNDS):
        start = cpu()
        layout = make(graph)
        best = min(best, cpu() - start)
    if layout is None:
        raise ValueError("nothing was drawn")
    return best, layout


def keeps_order_for_nothing(graph: Graph) -> bool:
    """Whether to draw every input in its order would cost no crossing."""
    kept = ours = 0
    for part in _parts(graph):
        rows = split_long_edges(part, ranks(part), NODE_GAP)
        for strict in (True, False):
            if strict:
                rows.order = by_port(rows)
            else:
                order_rows(rows, None, lambda: None)
            at = [0] * len(rows.rank)
            for row in rows.order:
                for i, v in enumerate(row):
                    at[v] = i
            count = sum(crossings_below(row, rows.down, at) for row in rows.order)
            kept, ours = (kept + count, ours) if strict else (kept, ours + count)
    return kept <= ours


def quality(name: str, graph: Graph) -> dict[str, float]:
    """Return the figures of one net; ratios are to Graphviz."""
    seconds, layout = timed(draw, graph)
    marks = judge(graph, layout)
    figures = {
        f"{name}: nodes": float(len(graph)),
        f"{name}: ms": seconds * 1e3,
        f"{name}: overlaps, through, upward": float(marks.overlaps + marks.through + marks.upward),
        f"{name}: crossings": float(marks.crossings),
        f"{name}: inputs out of order": marks.inverted,
        f"{name}: order is free": float(keeps_order_for_nothing(graph)),
    }
    if shutil.which("dot"):
        start = cpu()
        theirs = graphviz(graph, ROW_GAP, NODE_GAP)
        figures[f"{name}: time / dot"] = seconds / (cpu() - start)
        judged = judge(graph, theirs)
        figures[f"{name}: crossings of dot"] = float(judged.crossings)
        figures[f"{name}: length / dot"] = marks.length / judged.length
    return figures


def growth() -> dict[str, float]:
    """Return how the time grows with the layers of a transformer; sizes take turns: all see the same machine."""
    graphs = {layers: autograd(transformer(layers).forward(), chips=True) for layers in (12, 25, 50, 100)}
    seconds = dict.fromkeys(graphs, float("inf"))
    for _ in range(_TURNS):
        for layers, graph in graphs.items():
            start = cpu()
            draw(graph)
            seconds[layers] = min(seconds[layers], cpu() - start)
    result = {f"transformer of {layers}: s": took for layers, took in seconds.items()}
    result |= {f"t({b}) / t({a})": seconds[b] / seconds[a] for a, b in pairwise(seconds)}
    long = autograd(recurrent(1600).forward(), chips=True)
    result[f"recurrent, {len(long)} nodes: s"] = timed(draw, long)[0]
    return result


def residual(blocks: int) -> Graph:
    """Blocks of six ops with a direct edge around each and two parameters in it."""
    graph: Graph = nx.MultiDiGraph()
    for b in range(blocks):
        steps: list[Hashable] = [("add", b), *((b, i) for i in range(5)), ("add", b + 1)]
        for u, v in pairwise(steps):
            graph.add_edge(u, v, key=1, port=1)
        graph.add_edge(steps[0], steps[-1], key=0, port=0)
        graph.add_edge((b, 2), ("weight", b), key=2, port=2)
        graph.add_edge((b, 2), ("bias", b), key=3, port=3)
    for node in graph:
        graph.nodes[node].update(width=100.0, height=24.0)
    return graph


def stability() -> dict[str, float]:
    """Return how far other boxes move when one block of twelve is collapsed, the worst of all blocks."""
    before = draw(residual(12))
    worst, flipped = 0.0, 0
    for b in range(12):
        graph = residual(12)
        graph.remove_nodes_from([*((b, i) for i in range(5)), ("weight", b), ("bias", b)])
        graph.add_node("block", width=150.0, height=40.0)
        graph.add_edge(("add", b), "block", key=1, port=1)
        graph.add_edge("block", ("add", b + 1), key=0, port=0)
        after = draw(graph, before)
        kept = [node for node in graph if node != "block"]
        old, new = (np.array([layout.positions[node] for node in kept]) for layout in (before, after))
        moved = new[:, 0] - old[:, 0]
        worst = max(worst, float(np.percentile(np.abs(moved - np.median(moved)), 95)))
        same_row = new[:, None, 1] == new[None, :, 1]
        sides = [np.sign(x[:, None] - x[None, :]) for x in (old[:, 0], new[:, 0])]
        flipped += int((same_row & (sides[0] * sides[1] < 0)).sum())
    return {"collapsing: p95 of the movement, px": worst, "collapsing: pairs that changed sides": float(flipped)}


def main() -> None:
    """Print the figures."""
    as_json = wants_json(__doc__)
    figures: dict[str, float] = {}
    nets = (("tutorial", tutorial(), False), ("transformer", transformer(), False), ("recurrent", recurrent(), True))
    for name, net, chips in nets:
        figures |= quality(name, autograd(net.forward(), chips=chips))
    figures |= growth()
    figures |= stability()
    show(figures, as_json)


if __name__ == "__main__":
    main()
