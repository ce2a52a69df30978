from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.layout import Cancelled
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.arrange import arrange
from gradviz.ui.canvas.scene import Scene
from tests.traces import chain, two_layer
from tests.ui.canvas.conftest import Show, show_of


@pytest.mark.parametrize("iteration", [two_layer(), chain(12)], ids=["two_layer", "chain"])
def test_producers_lie_above_their_consumers_and_no_boxes_overlap(qapp: object, iteration: Iteration) -> None:
    scene = show_of(iteration).scene
    bottom = scene.boxes[:, 1] + scene.boxes[:, 3]
    source, target = scene.ends.T
    assert (bottom[source] < scene.boxes[target, 1]).all()
    _assert_apart(scene)


def _assert_apart(scene: Scene) -> None:
    left, top, width, height = scene.boxes.T
    across = (left[:, None] < (left + width)[None]) & (left[None] < (left + width)[:, None])
    down = (top[:, None] < (top + height)[None]) & (top[None] < (top + height)[:, None])
    assert not (across & down & ~np.eye(len(left), dtype=bool)).any()


def test_leaves_are_on_top_and_the_loss_is_at_the_bottom(net: Show) -> None:
    middles = {key: net.layout.positions[key][1] for key in net.graph}
    assert min(middles, key=lambda key: middles[key]) in ("ix", "n1")
    assert max(middles, key=lambda key: middles[key]) == "n0"


def test_routes_run_from_the_producers_bottom_to_the_consumers_top(net: Show) -> None:
    for (u, v, _), route in net.layout.routes.items():
        source, target = net.scene.area_of(str(u)), net.scene.area_of(str(v))
        assert route[0][1] == pytest.approx(source[3])
        assert route[-1][1] == pytest.approx(target[1])
        assert source[0] < route[0][0] < source[2]
        assert target[0] < route[-1][0] < target[2]


def test_inputs_arrive_in_their_order_from_left_to_right(net: Show) -> None:
    first, second = net.layout.routes["n3", "n5", 0], net.layout.routes["n4", "n5", 1]
    assert first[-1][0] < second[-1][0]


def test_a_previous_layout_keeps_boxes_near_their_places(net: Show) -> None:
    again = arrange(net.graph, previous=net.layout)
    for key, (x, y) in again.positions.items():
        assert (x, y) == pytest.approx(net.layout.positions[key], abs=1.0)


def test_it_can_be_cancelled(net: Show) -> None:
    with pytest.raises(Cancelled):
        arrange(net.graph, cancelled=lambda: True)
