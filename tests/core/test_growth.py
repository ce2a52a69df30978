from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.frame import frame
from gradviz.core.graph import from_iteration
from gradviz.core.growth import grown
from gradviz.core.timeline import Timeline
from gradviz.core.trace import GradNode, Iteration
from tests import traces
from tests.generated import iterations


def _until(iteration: Iteration, backward: int) -> Iteration:
    """Return ``iteration`` as it is while the engine waits, after so many nodes have run."""
    return msgspec.structs.replace(iteration, backward=iteration.backward[:backward], update=())


def _same(one: Timeline, other: Timeline) -> bool:
    return (
        one.times == other.times
        and one.forward_positions == other.forward_positions
        and one.not_finite == other.not_finite
        and {p: set(keys) for p, keys in one.changing.items()} == {p: set(keys) for p, keys in other.changing.items()}
    )


@given(iterations(), st.data())
def test_a_grown_timeline_is_the_one_that_would_be_made_anew(iteration: Iteration, data: st.DataObject) -> None:
    graph = from_iteration(iteration)
    counts = sorted(data.draw(st.lists(st.integers(0, len(iteration.backward)), min_size=2, max_size=4)))
    timeline = Timeline(_until(iteration, counts[0]), graph)
    for count in counts[1:]:
        longer = grown(timeline, _until(iteration, count))
        anew = Timeline(_until(iteration, count), graph)
        assert _same(longer, anew)
        assert frame(longer, len(longer), frame(timeline, len(timeline))) == frame(anew, len(anew))
        timeline = longer
    assert _same(grown(timeline, iteration), Timeline(iteration, graph))


def test_node_by_node_through_the_two_layer_net() -> None:
    net = traces.two_layer()
    graph = from_iteration(net)
    timeline = Timeline(_until(net, 0), graph)
    settled = frame(timeline, len(timeline))
    for count in range(1, len(net.backward) + 1):
        timeline = grown(timeline, _until(net, count))
        settled = frame(timeline, len(timeline), settled)
        assert settled == frame(Timeline(_until(net, count), graph), len(timeline))
    assert len(timeline) == len(net.forward) + len(net.backward)


def test_nodes_that_come_into_being_meanwhile_are_found() -> None:
    net = traces.two_layer()
    made = msgspec.structs.replace(net, nodes=(*net.nodes, GradNode(len(net.nodes), "MulBackward0", made_by=0)))
    graph = from_iteration(made)
    longer = grown(Timeline(_until(made, 1), graph), _until(made, 3))
    assert _same(longer, Timeline(_until(made, 3), graph))
