from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from gradviz.ui.canvas.geometry import curve_points, places_of_numbers, segments_of
from gradviz.ui.canvas.marks import pill_rect
from gradviz.ui.canvas.scene import Way
from tests.ui.canvas.conftest import Show


def test_every_box_is_hit_at_its_middle_and_not_beside_it(net: Show) -> None:
    for node in net.scene.nodes:
        left, top, right, bottom = net.scene.area_of(node.key)
        assert net.scene.node_at((left + right) / 2, (top + bottom) / 2) == node.key
        assert net.scene.node_at(left - 1, top + 3) is None
        assert net.scene.node_at(left - 1, top + 3, slack=2) == node.key


def test_every_edge_is_hit_on_its_curve(net: Show) -> None:
    for edge, route in zip(net.scene.edges, net.scene.routes, strict=True):
        points = curve_points(route)
        x, y = points[len(points) // 2]
        assert net.scene.edge_at(x + 1, y, 3) == edge
    assert net.scene.edge_at(-50, -50, 3) is None


@pytest.mark.parametrize(
    ("key", "way", "found"),
    [
        ("n5", Way.UP, "n3"),
        ("n5", Way.DOWN, "n6"),
        ("n4", Way.DOWN, "n5"),
        ("n3", Way.RIGHT, "n4"),
        ("n4", Way.LEFT, "n3"),
        ("n0", Way.DOWN, None),
        ("ix", Way.UP, None),
        ("n4", Way.RIGHT, None),
    ],
)
def test_walking(net: Show, key: str, way: Way, found: str | None) -> None:
    assert net.scene.walk(key, way) == found


def test_the_numbers_of_two_parallel_edges_stand_side_by_side(qapp: object) -> None:
    ends = np.array([(0, 1), (0, 1), (1, 2)])
    routes = tuple(((x, 0.0), (x, 36.0)) for x in (50.0, 68.0, 59.0))
    anchors, leans = places_of_numbers(ends, *segments_of(routes))
    one, other = (pill_rect("‖g‖ 4.5", QPointF(*anchors[i].tolist()), bold=False, lean=leans[i]) for i in range(2))
    assert not one.intersects(other)
    assert one.center().y() == other.center().y()
    assert leans[2] == 0


def test_many_parallel_edges_are_found_wherever_they_are(qapp: object) -> None:
    ends = np.array([(3, 4), (0, 1), (1, 2), (0, 1), (3, 4), (0, 1)])
    routes = tuple(((float(10 * i), 0.0), (float(10 * i), 40.0)) for i in range(6))
    anchors, leans = places_of_numbers(ends, *segments_of(routes))
    assert leans == (-1, -1, 0, 0, 1, 1)
    # Three of them stand one below the other, two side by side.
    assert np.diff(anchors[[1, 3, 5], 1]).min() > 5.0
    assert anchors[0, 1] == anchors[4, 1] == anchors[2, 1]
