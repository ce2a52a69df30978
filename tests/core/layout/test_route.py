from __future__ import annotations

from itertools import pairwise

from tests.core.layout.drawing import draw, faults, graph_of


def test_edges_slant_only_between_rows() -> None:
    graph = graph_of([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])
    graph.nodes["b"]["height"] = 80.0
    layout = draw(graph)
    # The middle row is as high as its tallest box, b: beside b the edges of c are vertical.
    top, bottom = layout.positions["b"][1] - 40.0, layout.positions["b"][1] + 40.0
    slants = [(y0, y1) for route in layout.routes.values() for (x0, y0), (x1, y1) in pairwise(route) if x0 != x1]
    assert slants
    assert all(y1 <= top or y0 >= bottom for y0, y1 in slants)
    assert faults(graph, layout) == []


def test_a_route_has_no_needless_points() -> None:
    graph = graph_of([*pairwise(range(30)), (0, 29)])
    layout = draw(graph)
    assert all(len(set(points)) == len(points) <= 6 for points in layout.routes.values())


def test_ends_keep_off_the_corners_of_a_box() -> None:
    graph = graph_of([("u", i) for i in range(40)])
    layout = draw(graph)
    starts = [layout.routes["u", i, 0][0][0] - layout.positions["u"][0] for i in range(40)]
    assert starts == sorted(starts)
    assert max(map(abs, starts)) <= 0.84 * 40 + 0.01


def test_the_edges_of_a_hub_run_together_and_end_apart_from_others() -> None:
    steps = 40
    graph = graph_of([*pairwise(range(steps)), *((i, "weight") for i in range(steps))])
    layout = draw(graph)
    assert faults(graph, layout) == []
    ends = {layout.routes[i, "weight", 0][-1] for i in range(steps - 1)}
    assert len(ends) == 1
