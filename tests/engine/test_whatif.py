"""An element is changed in whatever tensor was selected, whoever holds it: found by the op that computes with it."""

from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.errors import UserError
from gradviz.core.graph import NodeKind, from_iteration, node_of
from gradviz.core.messages.replies import Finished, Probed, Recorded
from gradviz.core.messages.requests import Probe, RunProgram
from gradviz.core.probe import ElementAnswer, ElementProbe, Use, use_of
from gradviz.core.trace import Iteration, Program
from gradviz.engine.evaluate import Evaluator
from gradviz.engine.run import Request
from gradviz.engine.whatif import try_element
from tests.engine.tracing import trace
from tests.engine.worker import worker

HEAD = "import torch\ntorch.manual_seed(1)\n"

PROGRAMS = {
    "locals of a function": """
def train():
    x, y = torch.randn(6, 3), torch.randn(6, 2)
    w = torch.randn(3, 2, requires_grad=True)
    for t in range(4):
        loss = ((x @ w).tanh() - y).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
train()
""",
    "arguments with other names": """
def forward(weight, data):
    return (data @ weight).tanh()
def train(params, batches):
    for t in range(4):
        loss = (forward(params["first"], batches[t]) - 0.5).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            params["first"] -= 0.1 * params["first"].grad
        params["first"].grad = None
train({"first": torch.randn(3, 2, requires_grad=True)}, [torch.randn(6, 3) for _ in range(4)])
""",
    "a module of a function": """
def train():
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    x = torch.randn(6, 3)
    for t in range(4):
        optimizer.zero_grad()
        loss = model(x).pow(2).mean()
        loss.backward()
        optimizer.step()
train()
""",
    "attributes and random batches": """
class Net:
    def __init__(self):
        self.w = torch.randn(3, 2, requires_grad=True)
        self.data = torch.randn(20, 3)
    def step(self):
        batch = self.data[torch.randint(20, (5,))]
        loss = (batch @ self.w).tanh().pow(2).mean()
        loss.backward()
        self.w = (self.w - 0.1 * self.w.grad).detach().requires_grad_()
net = Net()
for t in range(4):
    net.step()
""",
    "the same numbers twice in a line": """
def train():
    one, two = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
    x = torch.randn(3)
    for t in range(4):
        loss = ((one * x).sum() + 2 * (two * x).sum()).pow(2)
        loss.backward()
        with torch.no_grad():
            one -= 0.01 * one.grad; two -= 0.01 * two.grad
        one.grad = two.grad = None
train()
""",
}


def recorded(source: str, index: int) -> Iteration:
    return next(one for one in trace(source, "all").iterations if one.index == index)


def questions(iteration: Iteration, step: float) -> list[tuple[NodeKind, ElementProbe, float | None]]:
    """Return a question about every leaf and input, with the gradient that was recorded."""
    graph = from_iteration(iteration)
    grads = {event.node: event.grad for event in iteration.backward if event.grad is not None}
    found: list[tuple[NodeKind, ElementProbe, float | None]] = []
    for node in (node_of(graph, key) for key in graph):
        value = iteration.tensors.get(node.tensor or "")
        if node.kind not in (NodeKind.LEAF, NodeKind.INPUT) or value is None or "float" not in value.dtype:
            continue
        grad = grads.get(node.id) if node.kind is NodeKind.LEAF and node.id is not None else None
        own = None if grad is None or grad.values is None else float(grad.values.numpy().reshape(-1)[0])
        probe = ElementProbe(node.variable or node.title, 0, step, use_of(iteration, node.tensor or ""))
        found.append((node.kind, probe, own))
    return found


def asked(source: str, index: int, probe: ElementProbe) -> ElementAnswer:
    request = Request(Program("program.py", source), seed=0)
    return try_element(Evaluator(request, index, None, lambda _runs, _at: None, question=probe), probe)


@pytest.mark.parametrize("index", [0, 2])
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_leaf_and_every_input_keeps_its_promise(name: str, index: int) -> None:
    source = HEAD + PROGRAMS[name]
    found = questions(recorded(source, index), 1e-2)
    kinds = {kind for kind, _, _ in found}
    assert kinds == {NodeKind.LEAF, NodeKind.INPUT}
    for kind, probe, own in found:
        if probe.use is not None and probe.use.op == "sub":
            # Making a new leaf of the old one is recorded as the beginning of the next iteration.
            continue
        assert probe.use is not None, probe.leaf
        answer = asked(source, index, probe)
        assert answer.exactness.is_checked, (probe.leaf, answer.exactness)
        assert answer.happened == pytest.approx(answer.promised, rel=0.2, abs=1e-6), probe.leaf
        assert probe.use.value.values is not None
        assert answer.value == probe.use.value.values.numpy().reshape(-1)[0]
        if kind is NodeKind.LEAF:
            assert own is not None
            assert answer.gradient == pytest.approx(own, rel=1e-5)
        else:
            assert answer.held is None


def test_two_leaves_of_the_same_numbers_are_told_apart() -> None:
    source = HEAD + PROGRAMS["the same numbers twice in a line"]
    found = {probe.leaf: probe for _, probe, _ in questions(recorded(source, 0), 1e-2)}
    assert found["two"].use is not None
    one, two = (asked(source, 0, found[name]) for name in ("one", "two"))
    assert two.gradient == pytest.approx(2 * one.gradient)


def test_a_use_with_other_numbers_is_not_found_and_that_is_said() -> None:
    source = HEAD + PROGRAMS["locals of a function"]
    (probe,) = (probe for _, probe, _ in questions(recorded(source, 2), 1e-2) if probe.leaf == "w")
    with pytest.raises(UserError, match=r"w is not found when the program runs again: the op in line 8 "):
        asked(source, 3, probe)


def test_a_leaf_that_the_loss_does_not_depend_on_has_promised_nothing() -> None:
    source = HEAD + PROGRAMS["attributes and random batches"]
    (old,) = (probe for _, probe, _ in questions(recorded(source, 2), 1e-2) if probe.leaf == "self.w")
    with pytest.raises(UserError, match="got no gradient in this iteration, so nothing was promised"):
        asked(source, 2, old)


def test_a_leaf_of_a_checkpoint_is_found_by_its_name_and_its_numbers() -> None:
    source = """
import torch
from torch.utils.checkpoint import checkpoint
torch.manual_seed(0)
w, x = torch.randn(3, 2, requires_grad=True), torch.randn(4, 3)
checkpoint(lambda: (x @ w).tanh().sum(), use_reentrant=False).backward()
"""
    value = trace(source, "all").variables["w"].value
    answer = asked(source, 0, ElementProbe("w", 0, 0.01, Use("checkpoint", 0, value, 6)))
    assert answer.happened == pytest.approx(answer.promised, rel=0.1)


def test_no_use_is_told_of_a_tensor_that_no_op_has() -> None:
    assert use_of(recorded(HEAD + PROGRAMS["locals of a function"], 0), "nothing") is None


def test_a_large_input_of_a_function_through_the_real_worker() -> None:
    text = """
import torch
def train():
    torch.manual_seed(0)
    x = torch.randn(100, 90)
    model = torch.nn.Linear(90, 1)
    for t in range(3):
        loss = model(x).pow(2).mean()
        loss.backward()
        model.zero_grad()
train()
"""
    program = Program("p.py", text)
    with worker() as started:
        started.run(RunProgram(1, program, seed=0, record="all"))
        kept = [reply.iteration for reply in started.replies if isinstance(reply, Recorded)]
        (probe,) = (one for kind, one, _ in questions(kept[1], 0.05) if kind is NodeKind.INPUT)
        assert probe.use is not None
        assert probe.use.value.thumbnail is not None
        started.send(Probe(2, 1, 1, program, probe, seed=0))
        reply = started.wait_for(Probed)
        assert isinstance(reply.answer, ElementAnswer), reply.reason
        assert np.isclose(reply.answer.happened, reply.answer.promised, rtol=0.1)
        assert any(isinstance(one, Finished) for one in started.replies)
