from gradviz.core.depth import depth_order
from tests import traces


def test_leaves_come_in_the_order_in_which_they_are_used() -> None:
    assert depth_order(traces.two_layer()) == ("w1", "w2")
