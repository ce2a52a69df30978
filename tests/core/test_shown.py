from __future__ import annotations

import math

import numpy as np
import pytest
from msgspec.structs import replace

from gradviz.core.chips import with_chips
from gradviz.core.collapse import Shown, collapse
from gradviz.core.frame import Frame, NodeState, frame
from gradviz.core.graph import from_iteration
from gradviz.core.scopes import paths
from gradviz.core.shown import project
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import BackwardEvent, ForwardEvent, GradNode, Iteration
from tests import traces
from tests.traces import summary

_LEAF = "torch::autograd::AccumulateGrad"


def _grad(*values: float) -> TensorSummary:
    return summary(np.array(values, np.float32))


def _iteration() -> Iteration:
    """``y = x.exp()``, ``z = net(y)`` which is ``(y * w) + y``, ``z.sum()``."""
    ops = [("exp", ("x",), "y", 2, ""), ("mul", ("y", "w"), "m", 3, "net"), ("add", ("m", "y"), "z", 4, "net"),
           ("sum", ("z",), "l", 5, "")]  # fmt: skip
    nexts: dict[int, tuple[tuple[int | None, int], ...]] = {
        0: (), 1: (), 2: ((0, 0),), 3: ((2, 0), (1, 0)), 4: ((3, 0), (2, 0)), 5: ((4, 0),),
    }  # fmt: skip
    nodes = [GradNode(0, _LEAF, variable="x", tensor="x"), GradNode(1, _LEAF, variable="w", tensor="w")]
    nodes += [
        GradNode(number, f"{name.title()}Backward0", scope=scope, next=nexts[number], tensor=out, event=i)
        for i, (name, _, out, number, scope) in enumerate(ops)
    ]
    sent = {
        5: (_grad(1, 1),), 4: (_grad(3, 4), _grad(1, 0)), 3: (_grad(0, 5), _grad(2, 0)), 2: (_grad(1, 2),),
    }  # fmt: skip
    arrived = {5: _grad(1), 4: _grad(1, 1), 3: _grad(3, 4), 2: _grad(1, 5), 1: _grad(2, 0), 0: _grad(1, 2)}
    backward = tuple(
        BackwardEvent(n, (arrived[n],), sent.get(n, ()), arrived[n] if n < 2 else None) for n in (5, 4, 3, 1, 2, 0)
    )
    forward = tuple(
        ForwardEvent(name, inputs=inputs, outputs=(out,), nodes=(number,), scope=scope)
        for name, inputs, out, number, scope in ops
    )
    tensors = dict.fromkeys("xywmzl", _grad(1, 1))
    return Iteration(0, forward=forward, nodes=tuple(nodes), backward=backward, roots=(5,), tensors=tensors)


class _Story:
    """An iteration whose module ``net`` is collapsed."""

    def __init__(self) -> None:
        iteration = _iteration()
        graph = from_iteration(iteration)
        self.timeline = Timeline(iteration, graph)
        self.shown: Shown = collapse(graph, paths(graph), frozenset({"net"}), iteration.tensors)

    def at(self, position: int) -> Frame:
        return project(frame(self.timeline, position), self.shown)


def test_the_state_of_a_box_at_each_position() -> None:
    story = _Story()
    states = [story.at(position).nodes["snet"].state for position in range(11)]
    s = NodeState
    # The leaf w in the box is there from the beginning, but nothing has come out of it.
    assert states == [s.PENDING, s.PENDING, s.RUNNING, s.RUNNING, s.COMPUTED, s.WAITING, s.RUNNING, s.RUNNING,
                      s.RUNNING, s.DONE, s.DONE]  # fmt: skip


def test_how_many_of_a_box_have_their_gradient() -> None:
    story = _Story()
    counts = [(node.arrived, node.expected) for node in (story.at(p).nodes["snet"] for p in (4, 6, 7, 8))]
    assert counts == [(0, 3), (0, 3), (1, 3), (2, 3)]


def test_the_gradients_that_enter_and_leave_a_box() -> None:
    story = _Story()
    flows = [story.at(position).nodes["snet"].flow for position in range(11)]
    assert all(flow is not None for flow in flows)
    entered = [flow.entered for flow in flows if flow]
    left = [flow.left for flow in flows if flow]
    assert entered[:6] == [None] * 6
    assert entered[6] == pytest.approx(math.sqrt(2))
    # First y gets (1, 0) from the sum; with the product's (0, 5) what it gets is the sum of both, seen when y ran.
    assert left[6] == pytest.approx(1.0)
    assert left[7] is None
    assert left[9] == pytest.approx(math.sqrt(26))


def test_edges_to_a_box_carry_their_gradients() -> None:
    story = _Story()
    shown = story.at(10)
    assert {edge: gradient.norm for edge, gradient in shown.edges.items()} == {
        ("n0", "n2", 0): pytest.approx(math.sqrt(5)),
        ("n2", "snet", 0): pytest.approx(5.0),
        ("n2", "snet", 1): pytest.approx(1.0),
        ("snet", "n5", 0): pytest.approx(math.sqrt(2)),
    }
    assert story.at(6).current == ("snet",)
    assert story.at(6).moving == (("n2", "snet", 1),)


def test_a_gradient_that_is_not_finite_is_not_hidden() -> None:
    story = _Story()
    at = story.timeline.iteration.backward[1]
    bad = BackwardEvent(at.node, (_grad(math.nan, 1),), at.grad_inputs)
    before = story.timeline.iteration
    iteration = replace(before, backward=(before.backward[0], bad, *before.backward[2:]))
    flow = project(frame(Timeline(iteration, story.timeline.graph), 10), story.shown).nodes["snet"].flow
    assert flow is not None
    assert flow.entered is not None
    assert math.isnan(flow.entered)


def test_a_chip_looks_like_its_leaf() -> None:
    iteration = traces.two_layer()
    graph = from_iteration(iteration)
    split = with_chips(graph, least=1)
    shown = collapse(split, paths(split), frozenset(), iteration.tensors)
    timeline = Timeline(iteration, graph)
    whole = frame(timeline, len(timeline))
    assert project(whole, shown) == whole


def test_edges_from_chips_carry_the_gradients_of_what_they_stand_for() -> None:
    iteration = traces.two_layer()
    nodes = (*iteration.nodes[:5], replace(iteration.nodes[5], next=((3, 0), (1, 0))), *iteration.nodes[6:])
    iteration = replace(iteration, nodes=nodes)
    graph = from_iteration(iteration)
    split = with_chips(graph, least=2)
    shown = collapse(split, paths(split), frozenset(), iteration.tensors)
    whole = frame(Timeline(iteration, graph), 14)
    drawn = project(whole, shown)
    assert drawn.nodes["n1@n5"] == whole.nodes["n1"]
    assert drawn.edges["n1@n5", "n5", 1] == whole.edges["n1", "n5", 1]


def _steps(total: int) -> list[tuple[int, int]]:
    forth = [(position, position + 1) for position in range(total)]
    return [*forth, *[(after, before) for before, after in forth], (0, total), (total, 0)]


@pytest.mark.parametrize("collapsed", [frozenset({"net"}), frozenset[str]()])
def test_what_is_carried_over_is_what_would_be_made_anew(collapsed: frozenset[str]) -> None:
    for iteration in (_iteration(), traces.two_layer()):
        split = with_chips(from_iteration(iteration), least=1)
        timeline = Timeline(iteration, from_iteration(iteration))
        shown = collapse(split, paths(split), collapsed, iteration.tensors)
        for start, end in _steps(len(timeline)):
            before = frame(timeline, start)
            after = frame(timeline, end, before)
            assert project(after, shown, (before, project(before, shown))) == project(after, shown)


def test_edges_that_nothing_has_reached_are_the_same_object() -> None:
    story = _Story()
    before = frame(story.timeline, 1)
    drawn = project(before, story.shown)
    assert project(frame(story.timeline, 2, before), story.shown, (before, drawn)).edges is drawn.edges
