"""A node is run again in float64 and compared with finite differences."""

from __future__ import annotations

import msgspec
import pytest
import torch

from gradviz.core.graph import from_iteration, node_of
from gradviz.core.messages.replies import Checked, Defined
from gradviz.core.messages.requests import CheckNode, DefineNode, RunProgram
from gradviz.core.rules import words as say
from gradviz.core.rules.case import case_of
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration, Program
from gradviz.engine.check import check
from tests.engine import tracing
from tests.engine.worker import worker

SOURCE = """\
import torch
from torch.nn import functional as F
torch.manual_seed(0)
x = torch.randn(4, 3)
w = torch.randn(3, 5, requires_grad=True)
b = torch.randn(5, requires_grad=True)
h = torch.tanh(x @ w + b)
p = (h.clamp(min=0) * 2 + h**3).softmax(1)
picked = torch.cat([p[:, :2], h[torch.tensor([0, 2, 2, 1])][:, 1:]], 1)
normed = F.layer_norm(picked, (6,), torch.ones(6, requires_grad=True), torch.zeros(6, requires_grad=True))
parts = normed.split(4, 1)
loss = F.cross_entropy(normed, torch.tensor([0, 1, 2, 3])) + F.mse_loss(h, torch.ones(4, 5)) + (1 - parts[1]).std()
loss = loss + normed.max(1)[0].norm() / 3
loss.backward()
"""


@pytest.fixture(scope="module")
def iteration() -> Iteration:
    return tracing.iteration(SOURCE)


def requests(iteration: Iteration) -> dict[str, CheckNode]:
    timeline = Timeline(iteration, from_iteration(iteration))
    found: dict[str, CheckNode] = {}
    for key in timeline.graph:
        case = case_of(node_of(timeline.graph, key), timeline, len(timeline))
        if case is None or not any(case.received) or case.name.endswith("AccumulateGrad"):
            continue
        shape = case.output.shape if case.output is not None else ()
        found[f"{case.name}{len(found)}"] = CheckNode(
            7, case.name, dict(case.constants), case.saved, dict(case.values), shape, case.received, case.sent
        )
    return found


def test_every_node_of_a_program_agrees(iteration: Iteration) -> None:
    asked = requests(iteration)
    assert len(asked) > 20
    checked = {name: check(request) for name, request in asked.items()}
    # torch keeps no epsilon of it.
    unknown = next(name for name in checked if name.startswith("NativeLayerNorm"))
    assert checked.pop(unknown).reason == say.NOT_COMPUTED
    # It stands inside of cross_entropy.
    assert any(name.startswith("LogSoftmax") for name in checked)
    for name, reply in checked.items():
        assert reply.error is not None, (name, reply.reason)
        assert reply.error < 1e-6, name
        assert reply.recorded is not None
        assert reply.recorded < 1e-5, name
        assert reply.formula is None or reply.formula < 1e-5, name


def test_a_wrong_gradient_shows(iteration: Iteration) -> None:
    request = next(request for name, request in requests(iteration).items() if name.startswith("Tanh"))
    (sent,) = request.sent
    assert sent is not None
    assert sent.values is not None
    wrong = msgspec.structs.replace(sent, values=type(sent.values).of(sent.values.numpy() * 2))
    reply = check(msgspec.structs.replace(request, sent=(wrong,)))
    assert reply.recorded == pytest.approx(0.5, abs=1e-3)
    assert reply.error is not None
    assert reply.error < 1e-6


def test_why_a_node_cannot_be_checked(iteration: Iteration) -> None:
    request = next(request for name, request in requests(iteration).items() if name.startswith("Tanh"))
    replace = msgspec.structs.replace
    assert check(replace(request, name="NoSuchBackward0")).reason == say.NO_RULE
    assert check(replace(request, received=(None,))).reason == say.NOT_RUN
    assert check(replace(request, values={})).reason == say.NOT_WHOLE
    large = {name: replace(value, values=None) for name, value in request.values.items()}
    assert check(replace(request, values=large)).reason == say.NOT_WHOLE
    assert check(replace(request, shape=(1, 1))).error is not None
    other = tracing.iteration("import torch\nx = torch.ones(2, requires_grad=True)\nx.exp().sum().backward()")
    wrong = next(iter(requests(other).values()))
    assert check(replace(request, received=wrong.received)).reason == say.NOT_COMPUTED


def test_the_worker_answers_when_it_is_idle(iteration: Iteration) -> None:
    request = next(request for name, request in requests(iteration).items() if name.startswith("Pow"))
    with worker() as process:
        process.send(RunProgram(1, Program("p.py", "import torch\nprint(torch.ones(1))")))
        process.send(request)
        process.send(DefineNode(0, "GluBackward0"))
        checked = process.wait_for(Checked)
        assert (checked.run, checked.name, checked.reason) == (7, "PowBackward0", "")
        assert process.wait_for(Defined).formulas == ("self: glu_backward(grad, self, dim)",)


def test_a_kink_shows() -> None:
    source = "import torch\nx = torch.tensor([0.0, 1.0], requires_grad=True)\nx.abs().sum().backward()"
    (request,) = [r for name, r in requests(tracing.iteration(source)).items() if name.startswith("Abs")]
    assert torch.tensor(check(request).error) < 1e-6  # |−h| − |h| is 0: central differences agree with torch's 0.
    relu = source.replace("abs", "relu")
    (request,) = [r for name, r in requests(tracing.iteration(relu)).items() if name.startswith("Relu")]
    assert check(request).error == pytest.approx(0.5)
