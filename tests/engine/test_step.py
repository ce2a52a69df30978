"""The engine waits before nodes, in this process: what it tells, and that it computes the same."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.core.edits import EDITED, Edit, How
from gradviz.core.messages.replies import Halted, PassEnded, Stepped
from gradviz.core.messages.requests import Abort, EditGradient, StepOn, StepTo
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import BackwardEvent, Iteration
from gradviz.engine.gate import Gate
from tests.engine import kept
from tests.engine.stepping import Session, go_on, script, stepped
from tests.engine.tracing import TUTORIAL, plain, trace

NET = """
import torch
w1 = torch.randn(4, 3, requires_grad=True)
w2 = torch.randn(3, 2, requires_grad=True)
x = torch.randn(5, 4)
h = x.mm(w1).clamp(min=0)
y = h.mm(w2)
loss = y.pow(2).sum()
loss.backward()
"""

SEVEN = torch.tensor(7.0)

ORDER = [
    "SumBackward0", "PowBackward0", "MmBackward0", "AccumulateGrad", "ClampBackward1", "MmBackward0", "AccumulateGrad"
]  # fmt: skip


def untimed(iteration: Iteration) -> list[BackwardEvent]:
    """Return the backward events; how long they took is another thing each time."""
    return [replace(event, nanoseconds=None) for event in iteration.backward]


def values(summary: TensorSummary | None) -> Any:
    assert summary is not None
    assert summary.values is not None
    return summary.values.numpy()


def variables(session: Session) -> dict[str, tuple[Any, Any]]:
    assert session.outcome is not None
    assert session.outcome.error is None, session.outcome.error
    found = session.outcome.variables
    return {name: (one.value, one.grad) for name, one in found.items()}


def test_it_waits_before_every_node_in_the_engines_order() -> None:
    session = stepped(NET)
    assert session.names() == ORDER
    assert all(one.cause == Cause() for one in session.halts)
    assert isinstance(session.told[0], Halted)
    assert isinstance(session.told[-1], PassEnded)
    assert [len(one.events) for one in session.told[1:] if isinstance(one, Stepped | PassEnded)] == [1] * 7


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.stem)
def test_a_stepped_run_computes_bitwise_the_same(path: Any) -> None:
    source = path.read_text().replace("range(500)", "range(3)").replace("range(2000)", "range(3)")
    alone = trace(source, "all")
    session = stepped(source)
    assert {name: (one.value, one.grad) for name, one in alone.variables.items()} == variables(session)
    assert bool(session.halts) == any(one.backward for one in alone.iterations)
    ours, theirs = ([untimed(one) for one in found] for found in (session.iterations, alone.iterations))
    assert ours == theirs


def test_what_was_told_step_by_step_is_what_is_recorded() -> None:
    session = stepped(NET)
    (final,) = session.iterations
    assert tuple(session.events) == final.backward
    first = session.first.iteration
    assert (first.nodes, first.forward, first.roots, first.backward) == (final.nodes, final.forward, final.roots, ())
    for told, event in zip(session.halts, final.backward, strict=True):
        assert told.node == event.node
        assert [values(grad).tobytes() for grad in told.arriving] == [
            values(grad).tobytes() for grad in event.grad_outputs
        ]


def test_nodes_keep_their_numbers_when_more_of_them_come() -> None:
    session = stepped(
        "import torch\na = torch.ones(2, requires_grad=True)\nb = torch.ones(2, requires_grad=True)\n"
        "one, two = (a * 2).sum(), (b * 3).exp().sum()\none.backward()\ntwo.backward()\n"
    )
    (final,) = session.iterations
    halted = [told.iteration for told in session.told if isinstance(told, Halted)]
    assert len(halted) == 2
    for told in halted:
        assert [(node.name, node.next) for node in told.nodes] == [
            (node.name, node.next) for node in final.nodes[: len(told.nodes)]
        ]
    assert halted[1].backward == final.backward[: len(halted[1].backward)]


@pytest.mark.parametrize(
    ("edit", "made"),
    [
        (Edit(How.SCALE, -2.5), lambda grad: grad * -2.5),
        (Edit(How.FILL, 0.0), torch.zeros_like),
        (Edit(How.ELEMENT, 7.0, index=(1, 0)), lambda grad: grad.index_put((torch.tensor(1), torch.tensor(0)), SEVEN)),
        (
            Edit(How.REPLACE, values=Array.of(np.arange(10.0).reshape(5, 2))),
            lambda grad: torch.arange(10.0).reshape(5, 2),
        ),
    ],
)
def test_an_edit_has_the_consequence_that_torch_computes_with_the_same_hook(edit: Edit, made: Any) -> None:
    session = stepped(NET, script(StepOn(1), StepOn(1), EditGradient(1, edit)))
    kept.made = made
    expected, _ = plain(NET.replace("loss =", "from tests.engine import kept; y.register_hook(kept.made)\nloss ="))
    found = variables(session)
    for name in ("w1", "w2"):
        assert values(found[name][1]).tobytes() == expected[name].grad.numpy().tobytes()
    told = session.halts[3]
    assert isinstance(told, Stepped)
    assert (told.is_edited, told.refused, told.events, told.node) == (True, "", (), session.halts[2].node)
    event = next(event for event in session.iterations[0].backward if event.node == told.node)
    (hook,) = event.hooks
    assert hook.name == EDITED
    assert values(hook.before).tobytes() == values(session.halts[2].arriving[0]).tobytes()
    assert values(hook.after).tobytes() == values(told.arriving[0]).tobytes()
    assert values(event.grad_outputs[0]).tobytes() == values(hook.after).tobytes()


def test_an_edit_before_a_leaf_goes_into_its_grad() -> None:
    session = stepped(NET, script(StepOn(1), StepOn(1), StepOn(1), EditGradient(1, Edit(How.FILL, 3.0))))
    (value, grad) = variables(session)["w2"]
    assert value is not None
    assert set(values(grad).ravel()) == {3.0}
    event = next(event for event in session.iterations[0].backward if event.node == session.halts[3].node)
    assert set(values(event.grad).ravel()) == {3.0}
    assert set(values(event.grad_outputs[0]).ravel()) == {3.0}


def test_an_edit_that_cannot_be_made_says_why_and_changes_nothing() -> None:
    session = stepped(NET, script(EditGradient(1, Edit(How.SCALE, 2.0, output=4))))
    told = session.halts[1]
    assert isinstance(told, Stepped)
    assert told.refused == "No gradient arrives there, so there is nothing to change."
    assert not told.is_edited
    assert variables(session) == {name: (one.value, one.grad) for name, one in trace(NET).variables.items()}


def test_an_edit_keeps_the_graph_of_the_gradient() -> None:
    source = (
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\n"
        "(g,) = torch.autograd.grad(x ** 3, x, create_graph=True)\ng.backward()\n"
    )
    session = stepped(source, script(EditGradient(1, Edit(How.SCALE, 10.0)), StepOn(1, StepTo.BREAKPOINT)))
    value, grad = variables(session)["x"]
    assert (value.item(), grad.item()) == (2.0, 120.0)


ABORT = """
import random, torch
from tests.engine import kept
w = torch.randn(6, requires_grad=True)
v = torch.randn(6, requires_grad=True)
late = torch.randn(6, requires_grad=True)
((w * v).sum() * torch.rand(())).backward()
held, copies = (w.grad, v.grad), (w.grad.clone(), v.grad.clone())
v.register_hook(lambda grad: grad * torch.rand(()) * random.random())
loss = ((v * 2).exp() * w * late.sum()).sum()
state, python = torch.get_rng_state(), random.getstate()
try:
    loss.backward()
except RuntimeError as error:
    kept.caught = error
kept.same = (w.grad is held[0], v.grad is held[1], late.grad is None)
kept.equal = (torch.equal(w.grad, copies[0]), torch.equal(v.grad, copies[1]))
kept.random = (torch.equal(state, torch.get_rng_state()), python == random.getstate())
(w * 3).sum().backward()
"""


def test_an_abort_leaves_grad_and_random_numbers_bitwise_as_before() -> None:
    def answer(session: Session) -> Any:
        leaves = [name for name in session.names()[len(first) :] if name == "AccumulateGrad"]
        is_second = sum(isinstance(told, Halted) for told in session.told) == 2
        return Abort(1) if is_second and len(leaves) == 3 else StepOn(1)

    first: list[str] = stepped(ABORT.split("held")[0]).names()
    session = stepped(ABORT, answer)
    assert type(kept.caught).__name__ == "BackwardAborted"
    assert "before torch::autograd::AccumulateGrad" in str(kept.caught)
    assert kept.same == (True, True, True)
    assert kept.equal == (True, True)
    assert kept.random == (True, True)
    assert [told.error.split(":")[0] for told in session.told if isinstance(told, PassEnded)] == [
        "",
        "BackwardAborted",
        "",
    ]
    assert any((call.error or "").startswith("BackwardAborted") for one in session.iterations for call in one.calls)


def test_an_abort_that_the_program_does_not_catch_ends_it() -> None:
    session = stepped(NET, script(Abort(1)))
    assert session.outcome is not None
    assert session.outcome.error is not None
    assert (session.outcome.error.kind, session.outcome.error.line) == ("BackwardAborted", 9)


def test_nothing_is_hooked_afterwards() -> None:
    source = NET + "from tests.engine import kept; kept.w, kept.loss = w1, (w1 * 2).sum()\n"
    for answer in (script(), script(StepOn(1), Abort(1)), go_on):
        session = stepped(source.replace("loss.backward()", "try: loss.backward()\nexcept RuntimeError: pass"), answer)
        count = len(session.told)
        kept.loss.backward()
        (kept.w * 5).sum().backward()
        assert len(session.told) == count
    del kept.loss, kept.w
    gc.collect()


def test_the_end_of_a_pass_and_the_next_breakpoint() -> None:
    source = NET + "(w1 * w1).sum().backward()\n(w2 * w2).sum().backward()\n"
    session = stepped(source, script(StepOn(1), StepOn(1, StepTo.PASS), StepOn(1, StepTo.BREAKPOINT)))
    assert session.names() == ["SumBackward0", "PowBackward0", "SumBackward0"]
    assert [len(told.events) for told in session.told if isinstance(told, PassEnded)] == [6, 3]


class TestBreakpoints:
    def test_a_line_is_waited_at_once(self) -> None:
        session = stepped(NET, go_on, (Breakpoint(Kind.LINE, line=6),), live=False)
        assert session.names() == ["ClampBackward1"]
        assert session.first.cause.breakpoint == Breakpoint(Kind.LINE, line=6)
        assert [event.node for event in session.first.iteration.backward] == [
            event.node for event in session.iterations[0].backward[:4]
        ]

    def test_a_node(self) -> None:
        wanted = next(node for node in trace(NET).iterations[0].nodes if node.name == "PowBackward0")
        one = Breakpoint(Kind.NODE, node=wanted.id, name=wanted.name)
        assert stepped(NET, go_on, (one,), live=False).names() == ["PowBackward0"]
        other = Breakpoint(Kind.NODE, node=wanted.id, name="MmBackward0")
        assert stepped(NET, go_on, (other,), live=False).told == []

    def test_one_that_is_switched_off(self) -> None:
        assert stepped(NET, go_on, (Breakpoint(Kind.LINE, line=6, enabled=False),), live=False).told == []

    def test_from_a_breakpoint_one_can_step_node_by_node(self) -> None:
        session = stepped(NET, script(), (Breakpoint(Kind.LINE, line=6),), live=False)
        assert session.names() == ["ClampBackward1", "MmBackward0", "AccumulateGrad"]

    def test_every_iteration_of_a_loop_is_looked_at(self) -> None:
        source = (
            "import torch\nw = torch.ones(2, requires_grad=True)\nfor t in range(40):\n    loss = (w * t).sum()\n"
            "    if t == 33:\n        loss = loss + w.exp().sum()\n    loss.backward()\n"
        )
        session = stepped(source, go_on, (Breakpoint(Kind.LINE, line=6),), live=False, record="sampled")
        assert [told.iteration.index for told in session.told if isinstance(told, Halted)] == [33]
        assert session.names() == ["AddBackward0"]

    @pytest.mark.parametrize(
        ("source", "name", "line", "is_sending"),
        [
            # sqrt'(0) is infinite.
            ("y = w.sqrt()\nloss = (y * 2).sum()\n", "SqrtBackward0", 3, True),
            ("y = w.log()\nz = y * 1.0\nloss = z.sum()\n", "LogBackward0", 3, True),
            # The loss itself is finite, the vector that backward starts with is not.
            ("loss = w * 2\nv = torch.tensor([1.0, float('nan')])\n", "MulBackward0", 3, False),
            # What a custom function sends is not known before it runs.
            ("loss = (Bad.apply(w * 2)).sum()\n", "MulBackward0", 3, False),
        ],
    )
    def test_the_first_that_is_not_finite(self, source: str, name: str, line: int, is_sending: bool) -> None:
        custom = (
            "class Bad(torch.autograd.Function):\n    forward = staticmethod(lambda ctx, x: x.clone())\n"
            "    backward = staticmethod(lambda ctx, grad: grad / 0)\n"
        )
        given = "v" if "v =" in source else ""
        text = f"import torch\nw = torch.tensor([0.0, 1.0], requires_grad=True)\n{source}loss.backward({given})\n"
        if "Bad" in source:
            text = f"import torch\n{custom}{text.partition(chr(10))[2]}"
            line += 3
        session = stepped(text, go_on, (Breakpoint(Kind.NONFINITE),), live=False)
        assert session.names() == [name]
        found = session.first
        assert found.cause.is_sending is is_sending
        assert found.iteration.nodes[found.node].line == line
        assert bool(is_sending) is all(np.isfinite(values(grad)).all() for grad in found.arriving)
        # On trial nothing was changed.
        alone = {name: (one.value, one.grad) for name, one in trace(text).variables.items()}
        assert repr(variables(session)) == repr(alone)


def test_a_checkpoint_is_not_run_on_trial() -> None:
    source = (
        "import torch\nfrom torch.utils.checkpoint import checkpoint\n"
        "w = torch.tensor([0.0, 1.0], requires_grad=True)\n"
        "checkpoint(lambda x: x.sqrt().exp(), w, use_reentrant=False).sum().backward()\n"
    )
    session = stepped(source, go_on, (Breakpoint(Kind.NONFINITE),), live=False)
    assert session.names() == ["AccumulateGrad"]
    assert not session.first.cause.is_sending


def test_a_pass_inside_of_another_runs_through() -> None:
    source = (
        "import torch\nfrom torch.utils.checkpoint import checkpoint\nw = torch.ones(3, requires_grad=True)\n"
        "checkpoint(lambda x: (x * x).exp(), w, use_reentrant=True).sum().backward()\n"
    )
    session = stepped(source)
    assert session.names() == ["SumBackward0", "CheckpointFunctionBackward", "AccumulateGrad"]
    assert values(variables(session)["w"][1])[0] == pytest.approx(2 * np.e)


def test_hooks_of_another_pass_wait_for_nobody() -> None:
    """A pass in another thread fires the hooks of the leaf that both graphs share."""
    source = (
        "import torch, threading\nw = torch.ones(2, requires_grad=True)\nother = (w * 3).sum()\n"
        "def run(): other.backward()\n"
        "t = threading.Thread(target=run)\nx = (w * 2)\nx.register_hook(lambda grad: (t.start(), t.join()) and None)\n"
        "x.sum().backward()\n"
    )
    session = stepped(source)
    assert session.names() == ["SumBackward0", "MulBackward0", "AccumulateGrad"]
    assert values(variables(session)["w"][1]).tolist() == [5.0, 5.0]


def test_a_gate_without_wishes_costs_no_hook() -> None:
    gate = Gate(1, lambda _told: None)
    assert not gate.wants(0)
    assert not gate.checks
    record: Any = SimpleNamespace(index=0)
    from gradviz.engine.step import stepped as run_stepped

    def picture() -> Iteration:
        raise AssertionError

    assert run_stepped(gate, record, picture, lambda: 5) == 5
