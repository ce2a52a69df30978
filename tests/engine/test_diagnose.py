"""Findings about real runs: for each kind a program that has it, and a near twin that has not."""

from __future__ import annotations

import textwrap
import warnings
from typing import Any

import pytest
import torch

from gradviz.core.diagnose import Finding, Kind, diagnose
from gradviz.core.trace import Program, Trace
from gradviz.engine.run import Request, trace_program
from tests.engine.tracing import EXAMPLES, TUTORIAL, plain


def run(source: str, record: str = "sampled") -> Trace:
    return trace_program(Request(Program("program.py", source), seed=0), record, lambda _text: None)


def findings(source: str, record: str = "sampled") -> tuple[Finding, ...]:
    return diagnose(run(source, record))


def problems(source: str, record: str = "sampled") -> list[tuple[str, int | None]]:
    return [(found.cause, found.line) for found in findings(source, record) if not found.is_remark]


HEAD = "import torch; import warnings; warnings.simplefilter('ignore')\nimport torch.nn.functional as F\n"

PAIRS = {
    "not a leaf": (
        "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.sum().backward()\nprint(y.grad)\n",
        "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.retain_grad()\ny.sum().backward()\nprint(y.grad)\n",
        [("not_a_leaf", None)],
    ),
    "not required": (
        "x = torch.ones(2)\nw = torch.ones(2, requires_grad=True)\n(w * x).sum().backward()\nprint(x.grad)\n",
        "x = torch.ones(2, requires_grad=True)\nw = torch.ones(2, requires_grad=True)\n"
        "(w * x).sum().backward()\nprint(x.grad)\n",
        [("not_requires_grad", None)],
    ),
    "integer": (
        "x = torch.tensor([1, 2])\nw = torch.ones(2, requires_grad=True)\n(w * x).sum().backward()\nprint(x.grad)\n",
        "x = torch.tensor([1, 2])\nw = torch.ones(2, requires_grad=True)\n(w * x).sum().backward()\nprint(w.grad)\n",
        [("integer", None)],
    ),
    "no backward": (
        "w = torch.ones(2, requires_grad=True)\nloss = (w * w).sum()\nprint(w.grad)\n",
        "w = torch.ones(2, requires_grad=True)\nloss = (w * w).sum()\nloss.backward()\nprint(w.grad)\n",
        [("no_backward", None)],
    ),
    "only grad": (
        "w = torch.ones(2, requires_grad=True)\ng, = torch.autograd.grad((w * w).sum(), w)\nprint(w.grad)\n",
        "w = torch.ones(2, requires_grad=True)\ng, = torch.autograd.grad((w * w).sum(), w)\nprint(g)\n",
        [("only_grad", None)],
    ),
    "detach": (
        "w = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "h = (w * 2).detach()\n(h * v).sum().backward()\n",
        "w = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "h = w * 2\nprint(h.detach())\n(h * v).sum().backward()\n",
        [("cut_detach", 5)],
    ),
    "no_grad": (
        "w = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "with torch.no_grad():\n    h = w * 2\n(h * v).sum().backward()\n",
        "w = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "with torch.no_grad():\n    print(w * 2)\nh = w * 2\n(h * v).sum().backward()\n",
        [("cut_no_grad", 6)],
    ),
    "argmax": (
        "w = torch.tensor([[1.0, 2.0]], requires_grad=True)\nv = torch.ones(1, requires_grad=True)\n"
        "(w.argmax(1) * v).sum().backward()\n",
        "w = torch.tensor([[1.0, 2.0]], requires_grad=True)\nv = torch.tensor([1.0, 3.0], requires_grad=True)\n"
        "(w.softmax(1) * v).sum().backward()\n",
        [("cut_not_differentiable", 5)],
    ),
    "no path": (
        "w = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "h = w * 2\n(v * v).sum().backward()\n",
        "w = torch.ones(2, requires_grad=True)\nv = torch.ones(2, requires_grad=True)\n"
        "h = w * 2\n(h * v).sum().backward()\n",
        [("no_path", None)],
    ),
    "cleared before the step": (
        "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], 0.1)\nfor _ in range(3):\n"
        "    (w * w).sum().backward()\n    opt.zero_grad()\n    opt.step()\n",
        "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], 0.1)\nfor _ in range(3):\n"
        "    opt.zero_grad()\n    (w * w).sum().backward()\n    opt.step()\n",
        [("cleared", 7)],
    ),
    "dead relu": (
        "w = torch.ones(2, 3, requires_grad=True)\nx = -torch.ones(4, 2)\nh = torch.relu(x @ w)\nh.sum().backward()\n",
        "w = torch.ones(2, 3, requires_grad=True)\nx = torch.ones(4, 2)\nh = torch.relu(x @ w)\nh.sum().backward()\n",
        [("dead_relu", 5)],
    ),
    "clamped": (
        "w = torch.full((3,), 5.0, requires_grad=True)\nh = w.clamp(-1, 1)\nh.sum().backward()\n",
        "w = torch.full((3,), 0.5, requires_grad=True)\nh = w.clamp(-1, 1)\nh.sum().backward()\n",
        [("clamped", 4)],
    ),
    "saturated": (
        "w = torch.full((3,), 60.0, requires_grad=True)\nh = torch.tanh(w * 2)\nh.sum().backward()\n",
        "w = torch.full((3,), 0.6, requires_grad=True)\nh = torch.tanh(w * 2)\nh.sum().backward()\n",
        [("saturated", 4)],
    ),
    "times zero": (
        "w = torch.ones(3, requires_grad=True)\nmask = torch.zeros(3)\n(w * mask).sum().backward()\n",
        "w = torch.ones(3, requires_grad=True)\nmask = torch.tensor([0.0, 1.0, 0.0])\n(w * mask).sum().backward()\n",
        [("times_zero", 5)],
    ),
    "rounded": (
        "w = torch.ones(3, requires_grad=True)\nw.round().sum().backward()\n",
        "w = torch.ones(3, requires_grad=True)\nw.abs().sum().backward()\n",
        [("blocked", 4)],
    ),
    "zero from the start": (
        "w = torch.ones(3, requires_grad=True)\n(w * 2).backward(torch.zeros(3))\n",
        "w = torch.ones(3, requires_grad=True)\n(w * 2).backward(torch.tensor([0.0, 1.0, 0.0]))\n",
        [("zero_from_start", 4)],
    ),
    "log of zero": (
        "p = torch.tensor([0.0, 0.5], requires_grad=True)\nh = torch.log(p)\nh.sum().backward()\n",
        "p = torch.tensor([0.1, 0.5], requires_grad=True)\nh = torch.log(p)\nh.sum().backward()\n",
        [("log_of_zero", 4)],
    ),
    "root of a negative number": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = (x - 1.5).sqrt()\nh.mean().backward()\n",
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = (x - 0.5).sqrt()\nh.mean().backward()\n",
        [("root_of_negative", 4)],
    ),
    "division by zero": (
        "x = torch.tensor([0.0, 2.0], requires_grad=True)\nh = x / x.detach()\nh.mean().backward()\n",
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = x / x.detach()\nh.mean().backward()\n",
        [("division_by_zero", 4)],
    ),
    "division of a number by zero": (
        "x = torch.tensor([0.0, 2.0], requires_grad=True)\nh = 1 / x\nh.mean().backward()\n",
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = 1 / x\nh.mean().backward()\n",
        [("division_by_zero", 4)],
    ),
    "division by the number zero": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = x / 0\nh.mean().backward()\n",
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = x / 3\nh.mean().backward()\n",
        [("division_by_zero", 4)],
    ),
    "division by a number that is too small": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = x / 1e-44\nh.mean().backward()\n",
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nh = x / 1e-4\nh.mean().backward()\n",
        [("overflow", 4)],
    ),
    "overflow in exp": (
        "x = torch.tensor([1.0, 200.0], requires_grad=True)\nh = x.exp()\nh.sum().backward()\n",
        "x = torch.tensor([1.0, 20.0], requires_grad=True)\nh = x.exp()\nh.sum().backward()\n",
        [("overflow", 4)],
    ),
    "overflow in half precision": (
        "x = torch.tensor([300.0], dtype=torch.float16, requires_grad=True)\nh = x * x\nh.sum().backward()\n",
        "x = torch.tensor([300.0], dtype=torch.float32, requires_grad=True)\nh = x * x\nh.sum().backward()\n",
        [("overflow", 4)],
    ),
    "NaN in the data": (
        "x = torch.tensor([1.0, float('nan')])\nw = torch.ones(2, requires_grad=True)\n(w * x).sum().backward()\n",
        "x = torch.tensor([1.0, float('nan')]).nan_to_num()\nw = torch.ones(2, requires_grad=True)\n"
        "(w * x).sum().backward()\n",
        [("bad_input", None)],
    ),
    "slope of sqrt at 0": (
        "x = torch.tensor([0.0, 4.0], requires_grad=True)\nx.sqrt().sum().backward()\n",
        "x = torch.tensor([0.0, 4.0], requires_grad=True)\n(x + 1e-6).sqrt().sum().backward()\n",
        [("infinite_slope", 4)],
    ),
    "hidden by where": (
        "p = torch.tensor([0.0, 0.5], requires_grad=True)\n"
        "e = torch.where(p > 0, p * torch.log(p), 0.0)\ne.sum().backward()\n",
        "p = torch.tensor([0.0, 0.5], requires_grad=True)\nq = torch.where(p > 0, p, 1.0)\n"
        "e = p * torch.log(q)\ne.sum().backward()\n",
        [("times_infinity", 4)],
    ),
    "an update that is too large": (
        "w = torch.tensor([3e38], requires_grad=True)\nopt = torch.optim.SGD([w], 1e38)\n"
        "(-w).sum().backward()\nopt.step()\n",
        "w = torch.tensor([3e38], requires_grad=True)\nopt = torch.optim.SGD([w], 1e30)\n"
        "(-w).sum().backward()\nopt.step()\n",
        [("bad_update", 6)],
    ),
    "accumulated": (
        "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], 0.1)\nfor _ in range(3):\n"
        "    (w * w).sum().backward()\n    opt.step()\n",
        "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], 0.1)\nfor _ in range(3):\n"
        "    (w * w).sum().backward()\n    opt.step()\n    opt.zero_grad()\n",
        [("accumulated", 3)],
    ),
    "forgotten by the optimizer": (
        "net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))\n"
        "opt = torch.optim.SGD(net[1].parameters(), 0.1)\nfor _ in range(3):\n    opt.zero_grad()\n"
        "    net.zero_grad()\n    net(torch.ones(3, 2)).mean().backward()\n    opt.step()\n",
        "net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))\n"
        "opt = torch.optim.SGD(net.parameters(), 0.1)\nfor _ in range(3):\n    opt.zero_grad()\n"
        "    net.zero_grad()\n    net(torch.ones(3, 2)).mean().backward()\n    opt.step()\n",
        [("never_updated", None), ("never_updated", None)],
    ),
    "vanishing": (
        "ws = [torch.eye(4).mul(0.2).requires_grad_() for _ in range(8)]\nh = torch.ones(2, 4)\nfor w in ws:\n"
        "    h = torch.tanh(h @ w)\nh.sum().backward()\n",
        "ws = [torch.eye(4).mul(0.9).requires_grad_() for _ in range(8)]\nh = torch.ones(2, 4)\nfor w in ws:\n"
        "    h = h @ w\nh.sum().backward()\n",
        [("vanishing", 6)],
    ),
    "exploding": (
        "ws = [torch.eye(4).mul(5.0).requires_grad_() for _ in range(8)]\nh = torch.ones(2, 4)\nfor w in ws:\n"
        "    h = h @ w\nh.sum().backward()\n",
        "ws = [torch.eye(4).mul(1.1).requires_grad_() for _ in range(8)]\nh = torch.ones(2, 4)\nfor w in ws:\n"
        "    h = h @ w\nh.sum().backward()\n",
        [("exploding", 6)],
    ),
    "overwritten": (
        "x = torch.randn(3, requires_grad=True)\ny = x.exp()\nz = torch.ones(3)\nz += 1\ny += z\ny.sum().backward()\n",
        "x = torch.randn(3, requires_grad=True)\ny = x.exp()\ny = y + 1\ny.sum().backward()\n",
        [("error", 8), ("overwritten", 7)],
    ),
    "another thing of the same name": (
        "w = torch.ones(2, requires_grad=True)\nw = w * 2\nw.sum().backward()\nprint(w.grad)\n",
        "w = torch.ones(2, requires_grad=True)\nv = w * 2\nv.sum().backward()\nprint(w.grad)\n",
        [("not_a_leaf", None)],
    ),
    "an error": (
        "w = torch.ones(2, requires_grad=True)\n(w * w).backward()\n",
        "w = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n",
        [("error", 4)],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_has_it_is_told_where(name: str) -> None:
    source, _, expected = PAIRS[name]
    assert problems(HEAD + source) == expected


@pytest.mark.parametrize("name", PAIRS)
def test_the_near_twin_has_not(name: str) -> None:
    _, twin, _ = PAIRS[name]
    assert problems(HEAD + twin) == []


@pytest.mark.parametrize("name", PAIRS)
def test_a_finding_is_a_calm_sentence_about_a_place_of_the_graph(name: str) -> None:
    source, _, _ = PAIRS[name]
    trace = run(HEAD + source)
    for found in diagnose(trace):
        assert found.message.endswith((".", "…"))
        assert "{" not in found.message + found.fix
        assert "!" not in found.message + found.fix
        if found.key is not None:
            from gradviz.core.graph import from_iteration
            from gradviz.core.timeline import Timeline

            (iteration,) = [one for one in trace.iterations if one.index == found.iteration]
            graph = from_iteration(iteration)
            assert found.key in graph
            assert found.position is not None
            assert 0 <= found.position <= len(Timeline(iteration, graph))


# torch is the oracle: what a finding claims is so


def gradient(source: str, name: str) -> Any:
    return plain(HEAD + source)[0][name].grad


@pytest.mark.parametrize("name", ["detach", "no_grad", "argmax", "no path", "not required", "only grad", "no backward"])
def test_torch_says_none(name: str) -> None:
    source, twin, _ = PAIRS[name]
    (found,) = [found for found in findings(HEAD + source) if not found.is_remark]
    assert found.kind is Kind.NONE
    assert gradient(source, found.variable or "") is None
    if name != "only grad":
        assert gradient(twin, found.variable or "") is not None


@pytest.mark.parametrize("name", ["dead relu", "clamped", "saturated", "times zero", "rounded", "zero from the start"])
def test_torch_says_zero(name: str) -> None:
    source, twin, _ = PAIRS[name]
    (found,) = findings(HEAD + source)
    assert found.kind is Kind.ZERO
    assert not gradient(source, found.variable or "").any()
    assert gradient(twin, found.variable or "").any()


@pytest.mark.parametrize(
    "name", ["log of zero", "root of a negative number", "division by zero", "slope of sqrt at 0", "hidden by where"]
)
def test_torch_says_that_it_is_not_finite_and_where(name: str) -> None:
    source, twin, _ = PAIRS[name]
    (found,) = findings(HEAD + source)
    assert found.kind is Kind.NONFINITE
    leaf = "p" if "p = " in source else "x"
    bad, good = gradient(source, leaf), gradient(twin, leaf)
    assert not bad.isfinite().all()
    assert good.isfinite().all()
    if "gradient becomes" in found.message:
        assert ("NaN" in found.message) == bool(bad.isnan().any())


def test_torch_finds_the_same_first_bad_op() -> None:
    source = PAIRS["hidden by where"][0]
    (found,) = findings(HEAD + source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.detect_anomaly(), pytest.raises(RuntimeError, match="MulBackward0"):
            exec(HEAD + source, {})
    assert found.values["op"] == "mul"
    assert found.values["other"] == "log"


def test_the_norms_of_a_vanishing_gradient_are_torchs() -> None:
    source = (EXAMPLES / "07_vanishing_gradient.py").read_text()
    (found,) = findings(source)
    variables = plain(source)[0]
    weights = variables["weights"]
    h = torch.randn(4, 8)
    del h
    assert (found.cause, found.values["count"]) == ("vanishing", "11")
    ratio = (weights[0].grad.norm() / weights[-1].grad.norm()).item() ** (1 / 11)
    assert float(found.values["ratio"]) == pytest.approx(ratio, rel=0.2)


_BLOCKS = (
    "from torch import nn\n"
    "class Block(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.norm, self.attention = nn.LayerNorm(16), nn.MultiheadAttention(16, 2)\n"
    "        self.up, self.down = nn.Linear(16, 32), nn.Linear(32, 16)\n"
    "    def forward(self, x):\n"
    "        h = self.norm(x)\n"
    "        h = self.attention(h, h, h)[0]\n"
    "        return BACK\n"
    "net = nn.Sequential(nn.Linear(8, 16), *[Block() for _ in range(12)], nn.Linear(16, 1))\n"
    "net(torch.randn(6, 4, 8)).mean().backward()\n"
)


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("torch.sigmoid(self.down(torch.sigmoid(self.up(h))))", ["vanishing"]),
        ("x + self.down(torch.relu(self.up(h)))", []),
    ],
)
def test_blocks_of_several_layers_are_judged_as_a_whole(back: str, expected: list[str]) -> None:
    """Layers of an attention differ in the size of their gradients: no layer tells of the trend, all together do."""
    found = findings(HEAD + _BLOCKS.replace("BACK", back))
    assert [one.cause for one in found] == expected
    assert all(float(one.values["end"]) * 1e5 < float(one.values["start"]) for one in found)


def test_what_was_overwritten_is_called_by_its_name() -> None:
    found = findings(HEAD + PAIRS["overwritten"][0])[1]
    assert found.message == "add_ in line 7 has overwritten y, which the backward pass needs."


# No false alarms


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.stem)
def test_the_tutorial_is_healthy(path: Any) -> None:
    assert findings(path.read_text()) == ()


HEALTHY = {
    "causal attention with a mask of infinities": """
        torch.manual_seed(0)
        q, k, v = (torch.nn.Linear(8, 8) for _ in range(3))
        x = torch.randn(2, 5, 8)
        mask = torch.full((5, 5), float("-inf")).triu(1)
        scores = q(x) @ k(x).transpose(1, 2) / 8 ** 0.5 + mask
        (scores.softmax(-1) @ v(x)).pow(2).mean().backward()
        """,
    "a transformer": """
        torch.manual_seed(0)
        net = torch.nn.TransformerEncoderLayer(16, 2, 32, dropout=0.1, batch_first=True)
        opt = torch.optim.AdamW(net.parameters())
        for _ in range(3):
            opt.zero_grad()
            net(torch.randn(2, 5, 16)).pow(2).mean().backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
        """,
    "a convolutional net with batch normalization": """
        torch.manual_seed(0)
        net = torch.nn.Sequential(
            torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
            torch.nn.Flatten(), torch.nn.Linear(36, 3),
        )
        opt = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
        for _ in range(3):
            loss = F.cross_entropy(net(torch.randn(4, 1, 8, 8)), torch.tensor([0, 1, 2, 0]))
            opt.zero_grad()
            loss.backward()
            opt.step()
            print((net(torch.randn(4, 1, 8, 8)).argmax(1) == 0).float().mean().item())
        """,
    "gradients of several batches before one step": """
        torch.manual_seed(0)
        w = torch.randn(3, requires_grad=True)
        opt = torch.optim.SGD([w], 0.1)
        for i in range(6):
            ((w * torch.randn(3)).sum() ** 2 / 3).backward()
            if i % 3 == 2:
                opt.step()
                opt.zero_grad()
        """,
    "two optimizers that take turns": """
        torch.manual_seed(0)
        maker, judge = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)
        a, b = torch.optim.Adam(maker.parameters()), torch.optim.Adam(judge.parameters())
        for _ in range(3):
            b.zero_grad()
            (judge(torch.randn(4, 3)) - judge(maker(torch.randn(4, 2)).detach())).mean().backward()
            b.step()
            a.zero_grad()
            judge(maker(torch.randn(4, 2))).mean().backward()
            a.step()
        """,
    "a recurrent net": """
        torch.manual_seed(0)
        net, head = torch.nn.LSTM(3, 8, batch_first=True), torch.nn.Linear(8, 1)
        opt = torch.optim.Adam([*net.parameters(), *head.parameters()])
        for _ in range(3):
            out, _ = net(torch.randn(2, 6, 3))
            loss = head(out[:, -1]).pow(2).mean()
            opt.zero_grad(set_to_none=False)
            loss.backward()
            opt.step()
        """,
    "a deep net with connections past its layers": """
        torch.manual_seed(0)
        layers = torch.nn.ModuleList(torch.nn.Linear(16, 16) for _ in range(20))
        h = torch.randn(4, 16)
        for layer in layers:
            h = h + 0.1 * torch.relu(layer(h))
        h.pow(2).mean().backward()
        """,
    "an update that starts from zero": """
        torch.manual_seed(0)
        a = torch.randn(4, 2, requires_grad=True)
        b = torch.zeros(2, 4, requires_grad=True)
        opt = torch.optim.SGD([a, b], 0.1)
        for _ in range(3):
            opt.zero_grad()
            (torch.ones(3, 4) @ a @ b - 1).pow(2).mean().backward()
            opt.step()
        """,
    "a part that is frozen while another one learns": """
        torch.manual_seed(0)
        body, head, old = torch.nn.Linear(4, 4), torch.nn.Linear(4, 1), torch.nn.Linear(4, 1)
        opt = torch.optim.SGD(head.parameters(), 0.1)
        for _ in range(3):
            with torch.no_grad():
                features, wanted = body(torch.randn(5, 4)), old(torch.randn(5, 4)).max(1).values
            opt.zero_grad()
            F.mse_loss(head(features)[:, 0], wanted).backward()
            opt.step()
            with torch.no_grad():
                for a, b in zip(old.parameters(), head.parameters()):
                    a.mul_(0.9).add_(b * 0.1)
        """,
    "NaN that is replaced before it can spread": """
        x = torch.tensor([0.0, 1.0], requires_grad=True)
        print((x / x).detach().nan_to_num())
        (x * 2).sum().backward()
        """,
    "gradients that are read only if they are there": """
        net = torch.nn.Linear(2, 1)
        spare = torch.ones(1, requires_grad=True)
        net(torch.ones(1, 2)).sum().backward()
        for p in [*net.parameters(), spare]:
            if p.grad is not None:
                print(p.grad.norm())
        """,
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_program_has_no_finding(name: str) -> None:
    assert problems(HEAD + textwrap.dedent(HEALTHY[name])) == []


def test_what_may_be_meant_so_is_a_remark() -> None:
    source = (
        "x = torch.ones(2, requires_grad=True)\nw = torch.ones(2, requires_grad=True)\n"
        "spare = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], 0.1)\nfor _ in range(2):\n"
        "    opt.zero_grad()\n    x.grad = None\n    (w * x).sum().backward()\n    opt.step()\n"
    )
    found = findings(HEAD + source)
    assert {(one.cause, one.variable) for one in found} == {("unused", "spare"), ("never_updated", "x")}
    assert all(one.is_remark for one in found)


def test_each_place_of_the_nan_example_is_named_once() -> None:
    found = findings((EXAMPLES / "08_nan_gradient.py").read_text())
    assert [(one.cause, one.line) for one in found] == [("infinite_slope", 8), ("times_infinity", 14)]


def test_a_loss_that_turns_bad_in_an_iteration_without_a_record_is_told() -> None:
    source = (
        "w = torch.tensor([2.0], requires_grad=True)\nfor i in range(12):\n    w.grad = None\n"
        "    loss = (w * 1e30 ** (i >= 11) * 1e30).sum()\n    loss.backward()\n"
    )
    (found,) = findings(HEAD + source, "3")
    assert (found.cause, found.values["iteration"]) == ("loss_not_recorded", "11")
    (exact,) = findings(HEAD + source, "11")
    assert (exact.cause, exact.line, exact.iteration) == ("overflow", 6, 11)


def test_a_gradient_that_is_small_beside_the_new_one_was_not_added_to() -> None:
    # Vanishing gradients, cleared each time: their sum is the new one to all digits that are compared.
    source = (
        "torch.manual_seed(0)\nw = torch.randn(3, requires_grad=True)\nfor _ in range(3):\n"
        "    (w * 1e-14).sum().backward()\n    with torch.no_grad():\n        w -= 0.1 * w.grad\n    w.grad = None\n"
    )
    assert "accumulated" not in {cause for cause, _ in problems(HEAD + source)}
