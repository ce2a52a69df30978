from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.frame import Frame, NodeState, frame
from gradviz.core.graph import NodeKind, from_iteration, node_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Phase, Timeline
from gradviz.core.trace import BackwardEvent, GradNode, Iteration, UpdateEvent
from tests import traces
from tests.generated import iterations

_LEAF = "torch::autograd::AccumulateGrad"


def _timeline(iteration: Iteration) -> Timeline:
    return Timeline(iteration, from_iteration(iteration))


def _frames(iteration: Iteration) -> list[Frame]:
    timeline = _timeline(iteration)
    return [frame(timeline, position) for position in range(len(timeline) + 1)]


@pytest.fixture
def net() -> Timeline:
    return _timeline(traces.two_layer())


def _states(timeline: Timeline, position: int) -> dict[NodeState, set[str]]:
    states: dict[NodeState, set[str]] = {}
    for key, node in frame(timeline, position).nodes.items():
        states.setdefault(node.state, set()).add(key)
    return states


def test_at_the_start_there_is_only_what_was_there_before(net: Timeline) -> None:
    picture = frame(net, 0)
    assert (picture.position, picture.total, picture.phase, picture.event) == (0, 16, Phase.FORWARD, None)
    assert (picture.line, picture.columns, picture.current, picture.moving) == (None, None, (), ())
    assert picture.edges == {}
    assert _states(net, 0) == {
        NodeState.COMPUTED: {"ix", "iy", "n1", "n4"},
        NodeState.PENDING: {"n0", "n2", "n3", "n5", "n6", "n7"},
    }
    assert picture.nodes["n0"].value is None
    assert picture.nodes["n1"].value == net.iteration.tensors["w1"]


def test_in_forward_the_graph_grows(net: Timeline) -> None:
    assert _states(net, 2) == {
        NodeState.COMPUTED: {"ix", "iy", "n1", "n4", "n2"},
        NodeState.RUNNING: {"n3"},
        NodeState.PENDING: {"n0", "n5", "n6", "n7"},
    }
    picture = frame(net, 2)
    assert (picture.line, picture.columns) == (6, (9, 30))
    assert picture.moving == (("n2", "n3", 0),)
    assert picture.nodes["n3"].value == net.iteration.tensors["r"]


def test_at_the_loss_everything_is_computed_and_nothing_has_a_gradient(net: Timeline) -> None:
    picture = frame(net, net.loss_position)
    assert {node.state for node in picture.nodes.values()} == {NodeState.COMPUTED, NodeState.RUNNING}
    assert all(node.gradient is None and node.arrived == 0 for node in picture.nodes.values())
    assert picture.edges == {}


def test_in_backward_gradients_run_along_the_edges(net: Timeline) -> None:
    picture = frame(net, 10)
    assert picture.phase is Phase.BACKWARD
    assert picture.current == ("n5",)
    assert set(picture.moving) == {("n3", "n5", 0), ("n4", "n5", 1)}
    assert set(picture.edges) == {
        ("n7", "n0", 0), ("n6", "n7", 0), ("n5", "n6", 0), ("n3", "n5", 0), ("n4", "n5", 1),
    }  # fmt: skip
    assert _states(net, 10) == {
        NodeState.RUNNING: {"n5"},
        NodeState.DONE: {"n0", "n7", "n6"},
        NodeState.WAITING: {"n3", "n4"},
        NodeState.COMPUTED: {"n1", "n2", "ix", "iy"},
    }
    assert (picture.line, picture.columns) == (6, (9, 37))
    assert (picture.nodes["n3"].arrived, picture.nodes["n3"].expected) == (1, 1)
    assert picture.nodes["n3"].gradient is None


def test_at_the_end_the_leaves_have_their_new_values(net: Timeline) -> None:
    picture = frame(net, 16)
    assert (picture.phase, picture.current, picture.line) == (Phase.UPDATE, ("n4",), 9)
    assert picture.nodes["n1"].state is NodeState.UPDATED
    assert picture.nodes["n1"].value == net.iteration.update[0].after
    assert picture.nodes["n1"].gradient == net.iteration.backward[-1].grad
    assert set(picture.edges) == {edge for edge in net.graph.edges(keys=True) if not edge[0].startswith("i")}


def test_positions_beyond_the_ends_are_the_ends(net: Timeline) -> None:
    assert frame(net, -7) == frame(net, 0)
    assert frame(net, 99) == frame(net, 16)


def test_an_empty_iteration_has_one_frame() -> None:
    (picture,) = _frames(Iteration(0))
    assert (picture.total, picture.nodes, picture.edges) == (0, {}, {})


def _fork(*backward: int) -> Iteration:
    """``y = f(w); a = g(y); b = h(y); c = k(a, b)``, run backward from c, then from b alone, or the other way round."""
    nexts: tuple[tuple[tuple[int | None, int], ...], ...] = ((), ((0, 0),), ((1, 0),), ((1, 0),), ((2, 0), (3, 0)))
    nodes = tuple(GradNode(i, "MulBackward0" if i else _LEAF, next=n, tensor=f"t{i}") for i, n in enumerate(nexts))
    grad = TensorSummary((), "float32", "cpu")
    orders = {4: (4, 3, 2, 1, 0), 3: (3, 1, 0)}
    events = tuple(
        BackwardEvent(i, (grad,), (grad,) * len(nexts[i]), None if i else grad, call)
        for call, root in enumerate(backward)
        for i in orders[root]
    )
    return Iteration(0, nodes=nodes, backward=events, roots=tuple(dict.fromkeys(backward)))


def test_each_backward_call_counts_its_own_gradients() -> None:
    counts = [(f.nodes["n1"].arrived, f.nodes["n1"].expected) for f in _frames(_fork(4, 3))]
    assert counts == [(0, 2), (0, 2), (1, 2), (2, 2), (2, 2), (2, 2), (1, 1), (1, 1), (1, 1)]
    counts = [(f.nodes["n1"].arrived, f.nodes["n1"].expected) for f in _frames(_fork(3, 4))]
    assert counts == [(0, 1), (1, 1), (1, 1), (1, 1), (0, 2), (1, 2), (2, 2), (2, 2), (2, 2)]


def test_a_leafs_gradient_is_what_it_has_accumulated() -> None:
    first, second = traces.random(2, seed=1), traces.random(2, seed=2)
    node = GradNode(0, _LEAF, tensor="w")
    backward = (BackwardEvent(0, (first,), (), first), BackwardEvent(0, (first,), (), second, 1))
    frames = _frames(Iteration(0, nodes=(node,), backward=backward, roots=(0,)))
    assert [f.nodes["n0"].gradient for f in frames] == [None, first, second]


def test_parallel_edges_carry_a_gradient_each() -> None:
    one, other = traces.random(2, seed=1), traces.random(2, seed=2)
    nodes = (GradNode(0, _LEAF, tensor="y"), GradNode(1, "MulBackward0", next=((0, 0), (0, 0)), tensor="z"))
    frames = _frames(Iteration(0, nodes=nodes, backward=(BackwardEvent(1, (one,), (one, other)),), roots=(1,)))
    assert frames[0].edges == {}
    assert frames[1].edges == {("n0", "n1", 0): one, ("n0", "n1", 1): other}


def test_a_gradient_that_is_none_is_not_on_its_edge() -> None:
    nodes = (GradNode(0, _LEAF), GradNode(1, "MulBackward0", next=((0, 0),)))
    frames = _frames(Iteration(0, nodes=nodes, backward=(BackwardEvent(1, (None,), (None,)),), roots=(1,)))
    assert frames[1].edges == {}
    assert frames[1].moving == ()


@given(iterations())
def test_within_a_backward_call_states_only_go_forward(iteration: Iteration) -> None:
    timeline = _timeline(iteration)
    frames, passes = _frames(iteration), timeline.passes
    for key in frames[0].nodes:
        order = list(NodeState)
        for first, end in pairwise([0, *(stretch.first for stretch in passes[1:]), len(frames)]):
            # Each backward call starts anew; only a leaf keeps the gradient that it has, and waits for more of it.
            if first and node_of(timeline.graph, key).kind is NodeKind.LEAF:
                continue
            states = [f.nodes[key].state for f in frames[first + (first > 0) : end]]
            seen = [state for state in states if state is not NodeState.RUNNING]
            assert [order.index(state) for state in seen] == sorted(order.index(state) for state in seen)
        for f in frames:
            node = f.nodes[key]
            assert 0 <= node.arrived <= node.expected
            if node.state is NodeState.PENDING:
                assert (node.value, node.gradient) == (None, None)
            assert (node.state is NodeState.RUNNING) == (key in f.current)


@given(iterations())
def test_a_frame_depends_on_its_position_alone(iteration: Iteration) -> None:
    timeline = _timeline(iteration)
    forwards = [repr(frame(timeline, position)) for position in range(len(timeline) + 1)]
    fresh = _timeline(iteration)
    backwards = [repr(frame(fresh, position)) for position in reversed(range(len(timeline) + 1))]
    assert forwards == backwards[::-1]


@given(iterations())
def test_an_edge_has_its_gradient_from_the_event_of_its_consumer_on(iteration: Iteration) -> None:
    frames = _frames(iteration)
    timeline = _timeline(iteration)
    for position, picture in enumerate(frames):
        for edge in timeline.graph.edges(keys=True):
            latest = timeline.backward_event(int(edge[1][1:]), position) if edge[1].startswith("n") else None
            call = timeline.pass_at(position)
            if latest is not None and (call is None or latest.call != call.call):
                latest = None
            given_ = latest.grad_inputs[edge[2]] if latest and edge[2] < len(latest.grad_inputs) else None
            assert repr(picture.edges.get(edge)) == repr(given_)
        if position and isinstance(picture.event, BackwardEvent):
            new = {edge for edge in picture.edges if picture.edges[edge] is not frames[position - 1].edges.get(edge)}
            assert new <= set(picture.moving)


def test_a_backward_call_starts_without_the_gradients_of_the_one_before() -> None:
    frames = _frames(_fork(4, 3))
    assert frames[5].edges.keys() == {
        ("n2", "n4", 0), ("n3", "n4", 1), ("n1", "n3", 0), ("n1", "n2", 0), ("n0", "n1", 0),
    }  # fmt: skip
    # The second call: node 3 has run, and nothing of what the first one sent is left.
    assert frames[6].edges.keys() == {("n1", "n3", 0)}
    assert frames[6].nodes["n4"].gradient is None
    assert frames[6].nodes["n4"].state is NodeState.COMPUTED
    assert frames[6].nodes["n1"].state is NodeState.WAITING
    # A leaf keeps its gradient.
    assert frames[6].nodes["n0"].gradient is not None
    assert frames[6].nodes["n0"].state is NodeState.DONE
    assert frames[8].edges.keys() == {("n1", "n3", 0), ("n0", "n1", 0)}


def test_an_updated_leaf_that_gets_another_gradient_is_no_longer_just_updated() -> None:
    one, other = traces.random(2, seed=1), traces.random(2, seed=2)
    nodes = (GradNode(0, _LEAF, tensor="w"), GradNode(1, "MulBackward0", next=((0, 0),)))
    calls = [(BackwardEvent(1, (one,), (one,), None, n), BackwardEvent(0, (one,), (), one, n)) for n in (0, 1)]
    update = UpdateEvent("w", one, other, node=0, by="SGD", calls=1)
    frames = _frames(Iteration(0, nodes=nodes, backward=(*calls[0], *calls[1]), update=(update,), roots=(1,)))
    assert [type(f.event) for f in frames[1:]] == [
        BackwardEvent,
        BackwardEvent,
        UpdateEvent,
        BackwardEvent,
        BackwardEvent,
    ]
    assert frames[3].nodes["n0"].state is NodeState.RUNNING
    assert frames[4].nodes["n0"].state is NodeState.WAITING
    assert frames[4].nodes["n0"].value == other


@given(iterations(), st.data())
def test_a_frame_made_from_another_one_is_the_same(iteration: Iteration, data: st.DataObject) -> None:
    timeline = Timeline(iteration, from_iteration(iteration))
    positions = st.integers(0, len(timeline))
    before, position = data.draw(positions), data.draw(positions)
    assert frame(timeline, position, frame(timeline, before)) == frame(timeline, position)
