"""Gradients that meet in programs that torch ran: the terms, and that they add up to what torch made of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gradviz.core.graph import NodeKind, from_iteration, node_of
from gradviz.core.meeting import Meeting, meetings, words_of
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration
from tests.engine import tracing


def at(iteration: Iteration, name: str, position: int | None = None) -> tuple[Meeting, ...]:
    timeline = Timeline(iteration, from_iteration(iteration))
    nodes = [node_of(timeline.graph, key) for key in timeline.graph]
    key = next(node.key for node in nodes if name in (node.variable, node.title))
    return meetings(timeline, key, len(timeline) if position is None else position)


SCALAR = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x * x + 3 * x
y.backward()
"""


def test_scalars_are_written_as_a_sum() -> None:
    (meeting,) = at(tracing.iteration(SCALAR), "x")
    held = [term.gradient.item() for term in meeting.terms if term.gradient is not None]
    assert meeting.arrived is not None
    # d(x·x + 3x)/dx = x + x + 3
    assert sorted(value for value in held if value is not None) == [2.0, 2.0, 3.0]
    assert meeting.arrived.item() == 7.0
    assert meeting.is_sum is True
    assert sorted(words_of(meeting).removesuffix(" = 7").split(" + ")) == ["2", "2", "3"]


def test_what_is_still_to_come_is_a_question() -> None:
    iteration = tracing.iteration(SCALAR)
    timeline = Timeline(iteration, from_iteration(iteration))
    words = []
    for position in range(timeline.loss_position, len(timeline) + 1):
        (meeting,) = at(iteration, "x", position)
        words.append(words_of(meeting))
    assert words[0] == "? + ? + ? = ?"
    assert words[-1].endswith(" = 7")
    counts = [text.count("?") for text in words]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    "lines",
    [
        "h = torch.randn(5, 4) @ w\ny = (h.relu() + h * 3).sum() + h.pow(2).mean()",
        "y = (w + w).sum() + w.exp().sum()",
        "a, b = w.split(2)\ny = (a * a).sum() + b.sum() + (a.sin() * b).sum()",
        "y = (w.double() * w).sum()",
        "y = (w.bfloat16() * w.bfloat16()).float().sum() + w.sum()",
        "h = w * torch.inf\ny = (h - h).sum() + w.sum()",
    ],
)
def test_the_terms_of_every_node_add_up(lines: str) -> None:
    source = f"import torch\nw = torch.randn(4, 3, requires_grad=True)\n{lines}\ny.backward()\n"
    iteration = tracing.iteration(source)
    timeline = Timeline(iteration, from_iteration(iteration))
    found = {key: meetings(timeline, key, len(timeline)) for key in timeline.graph}
    met = [meeting for held in found.values() for meeting in held]
    assert met
    assert all(meeting.is_sum is True for meeting in met)


def test_each_output_has_its_own_sum() -> None:
    source = """\
import torch
w = torch.randn(4, 3, requires_grad=True)
a, b = w.split(2)
y = (a * a).sum() + (a.sin() * b).sum() + b.sum()
y.backward()
"""
    found = at(tracing.iteration(source), "split")
    assert [(meeting.output, len(meeting.terms)) for meeting in found] == [(0, 3), (1, 2)]


def test_large_tensors_are_compared_where_they_are_known() -> None:
    source = "import torch\nw = torch.randn(200, 300, requires_grad=True)\ny = (w * w).sum() + w.sum()\ny.backward()\n"
    (meeting,) = at(tracing.iteration(source), "w")
    assert meeting.arrived is not None
    assert meeting.arrived.values is None
    assert meeting.is_sum is True
    assert words_of(meeting).startswith("Σ 3: ‖g‖ ")


def test_a_hook_that_changes_the_sum_is_no_contradiction() -> None:
    source = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
h = x * 1
h.register_hook(lambda g: 10 * g)
y = h * 2 + h * 3
y.backward()
"""
    (meeting,) = at(tracing.iteration(source), "h")
    assert meeting.arrived is not None
    assert meeting.arrived.item() == 50.0
    assert meeting.is_sum is True


def test_terms_that_do_not_add_up_are_told() -> None:
    iteration = tracing.iteration(SCALAR)
    last = iteration.backward[-1]
    wrong = replace(last, grad_outputs=(iteration.tensors[iteration.nodes[0].tensor or ""],))
    number = next(node.id for node in iteration.nodes if node.is_leaf)
    assert last.node == number
    (meeting,) = at(replace(iteration, backward=(*iteration.backward[:-1], wrong)), "x")
    assert meeting.is_sum is False


def test_a_single_gradient_meets_nothing() -> None:
    iteration = tracing.iteration("import torch\nx = torch.ones(3, requires_grad=True)\ny = x.sum()\ny.backward()\n")
    timeline = Timeline(iteration, from_iteration(iteration))
    assert all(not meetings(timeline, key, len(timeline)) for key in timeline.graph)
    assert {node_of(timeline.graph, key).kind for key in timeline.graph} == {NodeKind.LEAF, NodeKind.GRAD_FN}


def test_a_second_backward_call_has_its_own_terms() -> None:
    source = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward(retain_graph=True)
y.backward(torch.tensor(10.0))
"""
    iteration = tracing.iteration(source)
    timeline = Timeline(iteration, from_iteration(iteration))
    first, second = timeline.passes
    assert words_of(at(iteration, "x", first.end)[0]) == "2 + 2 = 4"
    assert words_of(at(iteration, "x", second.first + 1)[0]) == "20 + 20 = ?"
    assert words_of(at(iteration, "x", second.end)[0]) == "20 + 20 = 40"
