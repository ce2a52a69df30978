"""The aten ops inside: torch's own profiler is the oracle, and the results stay bitwise the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gradviz.core.trace import Iteration, Program
from gradviz.engine.run import Request, trace_program
from tests.engine.tracing import TUTORIAL

HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
LSTM = HEAD + (
    "lstm = nn.LSTM(4, 5)\nout, _ = lstm(torch.randn(6, 2, 4))\n"
    "loss = F.cross_entropy(out[-1], torch.tensor([0, 2]))\nloss.backward()\n"
)
PROGRAMS = {
    "lstm": LSTM,
    "attention": HEAD + "a = nn.MultiheadAttention(8, 2)\nx = torch.randn(3, 2, 8, requires_grad=True)\n"
    "(a(x, x, x)[0] ** 2).sum().backward()\n",
    "numbers": HEAD + "x = torch.randn(3, requires_grad=True)\n(2 ** (x * 3 - 1.5) / 7).sum().backward()\n",
    "double": HEAD
    + "x = torch.randn(3, requires_grad=True)\ng, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)\n"
    "(g * x).sum().backward()\n",
    "checkpoints": HEAD + "from torch.utils.checkpoint import checkpoint\nf, g = nn.Linear(3, 4), nn.Linear(4, 1)\n"
    "x = torch.randn(2, 3, requires_grad=True)\nh = checkpoint(lambda t: f(t).tanh(), x, use_reentrant=True)\n"
    "checkpoint(g, h, use_reentrant=False).sum().backward()\n",
    "transform": HEAD
    + "x = torch.randn(3, requires_grad=True)\ns = torch.func.grad(lambda t: (t ** 2).sum())(x.detach())\n"
    "v = torch.vmap(torch.dot)(x.repeat(2, 1), x.repeat(2, 1))\n(x * s).sum().add(v.sum()).backward()\n",
    "convolution": HEAD + "m = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Dropout(0.5))\n"
    "m(torch.randn(2, 1, 6, 6)).square().mean().backward()\n",
    "hooks": HEAD
    + "x = torch.randn(3, requires_grad=True)\ny = x * 2\ny.register_hook(lambda g: g * 3)\ny.sum().backward()\n",
}


def traced(source: str, *, aten: bool, record: str = "last") -> Iteration:
    result = trace_program(Request(Program("p.py", source), seed=0, aten=aten), record, lambda _text: None)
    assert result.error is None, result.error
    return result.iterations[-1]


def insides(iteration: Iteration) -> dict[str, list[str]]:
    found = {event.op: [op.name for op in event.inside] for event in iteration.forward}
    names = {node.id: node.name.rsplit("::", 1)[-1] for node in iteration.nodes}
    return found | {names[event.node]: [op.name for op in event.inside] for event in iteration.backward}


def test_what_is_inside_of_composites() -> None:
    found = traced(LSTM, aten=True)
    assert found.has_aten
    inside = insides(found)
    assert inside["cross_entropy"] == ["_log_softmax", "detach", "nll_loss_forward"]
    assert "mkldnn_rnn_layer" in inside["lstm"]
    assert inside["NllLossBackward0"] == ["nll_loss_backward"]
    assert inside["LogSoftmaxBackward0"][-1] == "_log_softmax_backward_data"


def test_shapes_are_those_of_the_tensors() -> None:
    found = traced(
        HEAD + "w = torch.ones(4, 5, requires_grad=True)\n(torch.ones(3, 4) @ w).sum().backward()\n", aten=True
    )
    (product,) = found.forward[0].inside
    assert (product.name, product.inputs, product.outputs) == ("mm", ((3, 4), (4, 5)), ((3, 5),))
    mm = next(event for event in found.backward if found.nodes[event.node].name == "MmBackward0")
    assert [op.outputs for op in mm.inside if op.name == "mm"] == [((4, 5),)]


@pytest.mark.parametrize("name", PROGRAMS)
def test_looking_inside_changes_no_number(name: str) -> None:
    seen, plain = (traced(PROGRAMS[name], aten=aten) for aten in (True, False))
    assert [event.op for event in seen.forward] == [event.op for event in plain.forward]
    # The workspace of the LSTM's library is memory that nobody has filled.
    known = {event.outputs[0] for event in plain.forward if event.outputs}
    assert known
    assert all(seen.tensors[number] == plain.tensors[number] for number in known)
    assert len(seen.backward) == len(plain.backward)
    for one, other in zip(seen.backward, plain.backward, strict=True):
        assert (one.node, one.grad_outputs, one.grad_inputs, one.grad) == (
            other.node, other.grad_outputs, other.grad_inputs, other.grad,
        )  # fmt: skip
    assert any(event.inside for event in seen.forward)
    assert not any(event.inside for event in plain.forward)
    assert not any(event.inside for event in plain.backward)
    assert not plain.has_aten


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.stem)
def test_the_tutorial_computes_the_same_with_it(path: Path) -> None:
    source = path.read_text("utf-8")
    seen, plain = (traced(source, aten=aten, record="0") for aten in (True, False))
    assert seen.loss == plain.loss
    assert [event.grad for event in seen.backward] == [event.grad for event in plain.backward]


def test_hooks_and_our_own_looks_are_not_inside() -> None:
    inside = insides(traced(PROGRAMS["hooks"], aten=True))
    # The hook multiplies too; the node itself multiplies once.
    assert inside["MulBackward0"] == ["mul.Tensor"]
    assert inside["SumBackward0"] == ["expand"]
    inside = insides(traced(PROGRAMS["checkpoints"], aten=True))
    assert "clone" not in inside["CheckpointFunctionBackward"]
    assert inside["CheckpointFunctionBackward"].count("addmm") == 1


def test_the_nodes_run_the_ops_that_the_profiler_sees() -> None:
    torch.manual_seed(0)
    w = torch.randn(4, 5, requires_grad=True)
    x = torch.randn(3, 4)
    loss = torch.nn.functional.cross_entropy((x @ w).tanh(), torch.tensor([0, 1, 2]))
    with torch.autograd.profiler.profile() as profile:
        torch.autograd.backward(loss)
    events = profile.function_events or []
    seen = {event.name.removeprefix("aten::") for event in events if event.name.startswith("aten::")}
    found = traced(
        HEAD + "w = torch.randn(4, 5, requires_grad=True)\nx = torch.randn(3, 4)\n"
        "loss = F.cross_entropy((x @ w).tanh(), torch.tensor([0, 1, 2]))\nloss.backward()\n",
        aten=True,
    )
    noted = {op.name.split(".")[0] for event in found.backward for op in event.inside}
    assert {"mm", "tanh_backward", "nll_loss_backward", "_log_softmax_backward_data"} <= noted
    assert noted <= seen
