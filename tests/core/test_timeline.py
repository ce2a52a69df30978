from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.graph import from_iteration
from gradviz.core.timeline import Phase, Timeline
from gradviz.core.trace import BackwardCall, BackwardEvent, ForwardEvent, GradNode, Iteration, UpdateEvent
from tests import traces
from tests.generated import iterations


def _timeline(iteration: Iteration) -> Timeline:
    return Timeline(iteration, from_iteration(iteration))


@pytest.fixture
def net() -> Timeline:
    return _timeline(traces.two_layer())


def test_the_marks_of_the_two_layer_net(net: Timeline) -> None:
    assert len(net) == 16
    assert net.loss_position == 6
    assert net.backward_end == 14
    assert [net.phase_at(position) for position in range(17)] == (
        [Phase.FORWARD] * 7 + [Phase.BACKWARD] * 8 + [Phase.UPDATE] * 2
    )


def test_the_event_at_a_position_is_the_one_that_leads_to_it(net: Timeline) -> None:
    assert net.event_at(0) is None
    assert net.event_at(17) is None
    assert net.event_at(-1) is None
    kinds = [type(net.event_at(position)) for position in range(1, 17)]
    assert kinds == [ForwardEvent] * 6 + [BackwardEvent] * 8 + [UpdateEvent] * 2


def test_a_node_is_computed_when_its_op_has_run(net: Timeline) -> None:
    computed = {key: times.computed for key, times in net.times.items()}
    assert computed == {
        "n1": 0, "n4": 0, "ix": 0, "iy": 0, "n2": 1, "n3": 2, "n5": 3, "n6": 4, "n7": 5, "n0": 6,
    }  # fmt: skip


def test_gradients_arrive_when_the_consumer_has_run(net: Timeline) -> None:
    assert net.times["n0"].ran == (7,)
    assert net.times["n0"].arrivals == ()
    assert net.times["n7"].arrivals == (7,)
    assert net.times["n4"].arrivals == net.times["n5"].ran
    assert net.times["n1"].ran == (14,)
    assert net.times["ix"].arrivals == ()
    assert [net.times[key].updated for key in ("n1", "n4")] == [(15,), (16,)]


def test_lines(net: Timeline) -> None:
    assert [net.line_at(position) for position in (0, 1, 6, 7, 16)] == [None, 6, 7, 7, 9]
    assert net.next_line(0, 1) == 1
    assert net.next_line(1, 1) == 4
    assert net.next_line(4, -1) == 3
    assert net.next_line(16, 1) == 16
    assert net.next_line(0, -1) == 0


def test_what_an_event_touches(net: Timeline) -> None:
    assert net.touched_nodes(0) == ()
    assert net.touched_edges(0) == ()
    assert net.touched_nodes(1) == ("n2",)
    assert set(net.touched_edges(1)) == {("ix", "n2", 0), ("n1", "n2", 1)}
    assert net.touched_nodes(9) == ("n6",)
    assert net.touched_edges(9) == (("n5", "n6", 0),)
    assert net.touched_nodes(15) == ("n1",)
    assert net.touched_edges(15) == ()


def test_a_node_whose_op_was_not_seen_exists_with_its_first_consumer() -> None:
    iteration = Iteration(
        0,
        forward=(
            ForwardEvent("relu", inputs=("q",), outputs=("r",)),
            ForwardEvent("mul", inputs=("h",), outputs=("a",), nodes=(1,)),
        ),
        nodes=(GradNode(0, "HiddenBackward0", tensor="h"), GradNode(1, "MulBackward0", next=((0, 0),), event=1)),
    )
    assert _timeline(iteration).times["n0"].computed == 2


def test_several_backward_calls() -> None:
    """``a.backward(retain_graph=True); b.backward()``: the leaf runs twice, each root once."""
    leaf = GradNode(0, "torch::autograd::AccumulateGrad", tensor="w")
    roots = tuple(GradNode(i, "MulBackward0", next=((0, 0),)) for i in (1, 2))
    ran = (BackwardEvent(1), BackwardEvent(0), BackwardEvent(2, call=1), BackwardEvent(0, call=1))
    timeline = _timeline(Iteration(0, nodes=(leaf, *roots), backward=ran, roots=(1, 2)))
    assert timeline.times["n0"].ran == (2, 4)
    assert timeline.times["n0"].arrivals == (1, 3)
    assert timeline.backward_event(0, 1) is None
    assert timeline.backward_event(0, 3) is ran[1]
    assert timeline.backward_event(0, 4) is ran[3]


def test_ops_on_a_gradient_come_after_the_call_that_made_it() -> None:
    timeline = _timeline(traces.double_backward())
    assert [type(event).__name__[0] for event in timeline.events] == list("FBFBBB")
    phases = [(stretch.phase, stretch.first, stretch.count, stretch.call) for stretch in timeline.stretches]
    assert phases == [
        (Phase.FORWARD, 0, 1, None), (Phase.BACKWARD, 1, 1, 0), (Phase.FORWARD, 2, 1, None), (Phase.BACKWARD, 3, 3, 1),
    ]  # fmt: skip
    assert (timeline.loss_position, timeline.backward_end) == (1, 6)
    assert [timeline.phase_at(position) for position in range(7)] == [
        Phase.FORWARD, Phase.FORWARD, Phase.BACKWARD, Phase.FORWARD, *[Phase.BACKWARD] * 3,
    ]  # fmt: skip
    assert {key: times.computed for key, times in timeline.times.items()} == {"n0": 0, "n1": 1, "n2": 2, "n3": 3}
    assert timeline.touched_nodes(3) == ("n3",)
    assert timeline.line_at(3) == 3


def test_an_op_that_was_not_recorded_is_found_after_a_backward_call_too() -> None:
    found = traces.double_backward()
    last = ForwardEvent("detach", inputs=("z",), outputs=("d",), cut="detach", after=1)
    timeline = _timeline(msgspec.structs.replace(found, forward=(*found.forward, last)))
    assert timeline.event_at(4) == last
    assert timeline.touched_nodes(4) == ("e2",)
    assert set(timeline.graph) >= {"e2"}


def test_a_call_inside_of_another_one_is_no_piece_of_its_own() -> None:
    nodes = (GradNode(0, "CheckpointFunctionBackward"), GradNode(1, "MulBackward0"))
    calls = (BackwardCall(roots=(0,)), BackwardCall(roots=(1,), node=0), BackwardCall("grad", (1,)))
    ran = (BackwardEvent(1, call=1), BackwardEvent(0), BackwardEvent(1, call=2))
    timeline = _timeline(Iteration(0, nodes=nodes, backward=ran, calls=calls))
    assert [(stretch.first, stretch.count, stretch.call) for stretch in timeline.stretches] == [(0, 2, 0), (2, 1, 2)]
    here = [timeline.pass_at(position) for position in range(4)]
    assert [stretch.call if stretch else None for stretch in here] == [0, 0, 0, 2]


def test_an_empty_timeline() -> None:
    timeline = _timeline(Iteration(0))
    assert len(timeline) == 0
    assert timeline.clamp(5) == 0
    assert timeline.phase_at(0) is Phase.FORWARD
    assert timeline.next_line(0, 1) == 0
    assert timeline.times == {}


@given(iterations(), st.integers(-3, 40))
def test_times_are_in_order(iteration: Iteration, position: int) -> None:
    timeline = _timeline(iteration)
    assert set(timeline.times) == set(timeline.graph)
    assert 0 <= timeline.clamp(position) <= len(timeline)
    for times in timeline.times.values():
        assert 0 <= times.computed <= timeline.loss_position
        for moments in (times.ran, times.updated):
            assert all(a < b for a, b in pairwise(moments))
        assert list(times.arrivals) == sorted(times.arrivals)
        assert all(timeline.loss_position < moment <= timeline.backward_end for moment in (*times.ran, *times.arrivals))
        assert all(timeline.backward_end < moment <= len(timeline) for moment in times.updated)
    for source, target in timeline.graph.edges():
        if timeline.iteration.forward and timeline.times[target].computed:
            assert timeline.times[source].computed <= timeline.times[target].computed


@given(iterations(), st.data())
def test_stepping_by_lines_ends_at_the_ends(iteration: Iteration, data: st.DataObject) -> None:
    timeline = _timeline(iteration)
    start = data.draw(st.integers(0, len(timeline)))
    for step, end in ((1, len(timeline)), (-1, 0)):
        position = start
        for _ in range(len(timeline) + 1):
            following = timeline.next_line(position, step)
            assert (following - position) * step >= 0
            if following == position:
                break
            position = following
        assert position == end


@given(iterations())
def test_every_event_touches_what_is_in_the_graph(iteration: Iteration) -> None:
    timeline = _timeline(iteration)
    for position in range(1, len(timeline) + 1):
        nodes = timeline.touched_nodes(position)
        assert nodes
        assert set(nodes) <= set(timeline.graph)
        assert all(timeline.graph.has_edge(*edge) for edge in timeline.touched_edges(position))


def test_the_loss_is_where_it_was_computed_not_where_it_was_only_looked_at() -> None:
    net = traces.two_layer()
    looked = ForwardEvent("item", 9, inputs=net.forward[-1].outputs, cut="not_differentiable")
    late = msgspec.structs.replace(net, forward=(*net.forward, looked))
    found = Timeline(late, from_iteration(late))
    assert found.loss_position == 7
    assert found.root_position == 6
    assert Timeline(net, from_iteration(net)).root_position == 6


def test_without_a_backward_pass_the_end_of_the_forward_pass_stands_for_the_loss() -> None:
    net = msgspec.structs.replace(traces.two_layer(), backward=(), update=())
    found = Timeline(net, from_iteration(net))
    assert found.root_position == found.loss_position == len(net.forward)
