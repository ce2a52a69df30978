"""How long ops and nodes take: without the recorder, passes inside of a node, or a person who thinks."""

from __future__ import annotations

import time

from gradviz.core.messages.requests import StepOn, StepTo
from gradviz.core.trace import Iteration, Program
from gradviz.engine.run import Request, trace_program
from tests.engine.stepping import Session, stepped
from tests.engine.tracing import iteration

MILLISECOND = 1_000_000

SLOW = """
import time
import torch
class Slow(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        time.sleep(0.03)
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        time.sleep(0.05)
        return g.clone()
x = torch.ones(3, requires_grad=True)
loss = Slow.apply(x * 2).sum()
loss.backward()
"""


def nodes(found: Iteration) -> dict[str, int | None]:
    return {found.nodes[event.node].name.rsplit("::", 1)[-1]: event.nanoseconds for event in found.backward}


def all_times(found: Iteration) -> list[int | None]:
    return [event.nanoseconds for event in found.forward] + [event.nanoseconds for event in found.backward]


def test_a_slow_op_and_its_slow_node_take_their_time() -> None:
    found = iteration(SLOW)
    ops = {event.op: event.nanoseconds or 0 for event in found.forward}
    slow = next(name for name in ops if "Slow" in name)
    assert 30 * MILLISECOND <= ops[slow] < 300 * MILLISECOND
    assert all(0 < took < 20 * MILLISECOND for name, took in ops.items() if name != slow)
    took = nodes(found)
    assert 50 * MILLISECOND <= (took["SlowBackward"] or 0) < 500 * MILLISECOND
    assert all(0 < (other or 0) < 20 * MILLISECOND for name, other in took.items() if name != "SlowBackward")


def test_the_times_are_not_more_than_the_run_took() -> None:
    source = "import torch\nx = torch.ones(50, requires_grad=True)\ny = x\nfor i in range(40):\n    y = y * 1.1\n"
    began = time.perf_counter_ns()
    found = iteration(source + "y.sum().backward()\n")
    whole = time.perf_counter_ns() - began
    times = all_times(found)
    assert len(times) == 41 + 42
    assert all(taken is not None and taken > 0 for taken in times)
    assert sum(taken or 0 for taken in times) < whole


def test_a_node_with_a_pass_inside_is_not_timed_and_those_after_it_are() -> None:
    found = iteration(
        "import torch\nfrom torch.utils.checkpoint import checkpoint\n"
        "x = torch.ones(4, requires_grad=True)\n"
        "h = checkpoint(lambda t: (t * 2).tanh(), x * 3, use_reentrant=True)\nh.sum().backward()\n"
    )
    outer = {found.nodes[event.node].name: event.nanoseconds for event in found.backward if event.call == 0}
    assert outer["CheckpointFunctionBackward"] is None
    assert (outer["MulBackward0"] or 0) > 0
    assert (outer["SumBackward0"] or 0) > 0
    inner = [event.nanoseconds for event in found.backward if event.call == 1]
    assert inner
    assert all(took is not None for took in inner)


def test_nobody_measures_while_aten_ops_are_followed() -> None:
    trace = trace_program(Request(Program("p.py", SLOW), "cpu", 0, True), "last", lambda _text: None)
    (found,) = trace.iterations
    assert set(all_times(found)) == {None}


def test_the_time_in_which_a_person_thinks_is_no_node_s() -> None:
    def slowly(_session: Session) -> StepOn:
        time.sleep(0.08)
        return StepOn(0, StepTo.NODE)

    session = stepped("import torch\nx = torch.ones(3, requires_grad=True)\n(x * 2).sum().backward()\n", slowly)
    (found,) = session.iterations
    took = [event.nanoseconds for event in found.backward]
    assert len(took) == 3
    assert all(one is not None and one < 60 * MILLISECOND for one in took)
