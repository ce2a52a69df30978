"""Losses at other parameters, from a tape of the ops: the program itself, run with these parameters, is the oracle."""

from __future__ import annotations

import pytest
import torch

from gradviz.core.errors import UserError
from gradviz.core.trace import Program
from gradviz.engine.evaluate import DECIDES, MAY_DECIDE, Evaluator
from gradviz.engine.run import Request
from gradviz.engine.tapecalls import NO_LOSS, UNSEEN, WRITTEN

START = """
import torch
torch.manual_seed(0)
w = torch.randn(3, 4, requires_grad=True)
b = torch.zeros(4, requires_grad=True)
x = torch.randn(5, 3)
optimizer = torch.optim.SGD([w, b], lr=0.1, momentum=0.9)
for step in range(4):
    optimizer.zero_grad()
"""
END = """
    loss.backward()
    optimizer.step()
"""


def evaluator(body: str, index: int = 2) -> Evaluator:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    request = Request(Program("p.py", START + lines + END), seed=0)
    return Evaluator(request, index, None, lambda _runs, _at: None)


def moved(found: Evaluator, name: str = "w") -> dict[str, torch.Tensor]:
    return {name: found.scene.points[name].value + 0.25}


BODIES = {
    "plain": "loss = (x @ w + b).tanh().pow(2).sum()",
    "dropout": "loss = torch.nn.functional.dropout(x @ w, 0.5).pow(2).sum()",
    "random data": "loss = ((x + torch.randn(5, 3)) @ w).pow(2).mean()",
    "own noise": "loss = (x @ w + torch.randn_like(x @ w)).pow(2).mean()",
    "in place": "y = x @ w\ny.add_(b).mul_(2.0).add_(y.detach().mean())\nloss = y.sum()",
    "into zeros": "y = torch.zeros(5, 4)\ny[1:] = (x @ w)[1:]\ny[0] = b\nloss = y.pow(2).sum()",
    "views": "y = x @ w\nv = y[0]\nv.mul_(2)\nloss = y.pow(2).sum()",
    "lists": "loss = torch.cat([x @ w, torch.stack(list(b.unbind()))[None]]).pow(2).sum()",
    "rows": "loss = sum((row * row).sum() for row in x @ w)",
    "split": "one, two = (x @ w).split(2, 1)\nloss = (one * two).sum()",
    "detached": "y = x @ w\nloss = (y * y.detach()).sum() + (y.data ** 3).sum()",
    "read at last": "loss = (x @ w).pow(2).sum()\nprint(loss.item())",
    "layers": "y = torch.nn.functional.layer_norm(x @ w + b, (4,))\n"
    "loss = torch.nn.functional.cross_entropy(y, torch.tensor([0, 1, 2, 3, 0]))",
    "data of a mask": "loss = torch.where(x @ w > 0, x @ w, b).sum()",
}


@pytest.mark.parametrize("index", [0, 2])
@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_a_tape_gives_the_loss_of_a_run_bit_for_bit(body: str, index: int) -> None:
    found = evaluator(body, index)
    assert found.is_fast, found.exactness
    for values in (moved(found), moved(found, "b") if "b" in found.scene.points else moved(found), {}):
        assert found.loss(values) == found.rerun(values)
    assert found.loss({}) == found.scene.base
    assert found.settle()


def test_it_is_the_state_of_that_iteration() -> None:
    found = evaluator(BODIES["plain"])
    one = found.scene.points["w"]
    assert one.gradient is not None
    assert one.after is not None
    assert not torch.equal(one.after, one.value)
    leaf: torch.Tensor = one.value.clone().requires_grad_()
    torch.manual_seed(0)
    torch.randn(3, 4)
    x = torch.randn(5, 3)
    loss = (x @ leaf + found.scene.points["b"].value).tanh().pow(2).sum()
    torch.testing.assert_close(torch.autograd.grad(loss, [leaf])[0], one.gradient)


def test_a_program_that_decides_by_values_is_run_again() -> None:
    found = evaluator("y = (x @ w).sum()\nloss = y * 3 if y.item() > 0 else y * y")
    assert found.may_decide
    base = found.scene.base
    far = {"w": found.scene.points["w"].value * -5}
    real = found.check(far)
    assert found.exactness.reason == DECIDES
    assert found.loss(far) == real != base


def test_a_decision_that_comes_out_the_same_says_nothing_about_other_places() -> None:
    found = evaluator("y = (x @ w).pow(2).sum()\nloss = y * 3 if y.item() > 0 else y * y")
    assert found.may_decide
    found.check(moved(found))
    assert found.exactness.is_checked
    found.distrust()
    assert not found.is_fast
    assert found.exactness.reason == MAY_DECIDE
    assert found.loss(moved(found)) == found.rerun(moved(found))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("y = torch.zeros(5, 4)\nv = y[0]\nv += b\nloss = (y + x @ w).pow(2).sum()", WRITTEN),
        ("y = torch.zeros(5, 4)\nv = y[0]\ny += x @ w\nloss = (v + b).pow(2).sum()", None),
        ("y = torch.empty(5, 4)\nwith torch.no_grad():\n    torch.mm(x, w, out=y)\nloss = (y * b).sum()", None),
        ("h = torch.tensor(0.0) if step == 0 else h.detach()\nh = (x @ w).mean() + h\nloss = h * h", None),
        (
            "if step == 0:\n    early = w.exp()\nloss = (x @ early).pow(2).sum() + (w * 0).sum()\n"
            "loss.backward = lambda old=loss.backward: old(retain_graph=True)",
            UNSEEN,
        ),
    ],
)
def test_what_cannot_be_followed_is_run_again(body: str, reason: str | None) -> None:
    found = evaluator(body)
    if reason is not None:
        assert found.exactness.reason == reason
    values = moved(found, "w" if "w" in found.scene.points else "b")
    assert found.loss(values) == found.rerun(values)


def test_parameters_that_are_made_in_the_first_iteration() -> None:
    source = """
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(0.5))
torch.nn.init.normal_(model[0].weight)
loss = model(torch.randn(6, 3)).pow(2).sum()
loss.backward()
"""
    found = Evaluator(Request(Program("p.py", source), seed=0), 0, None, lambda _runs, _at: None)
    assert found.is_fast, found.exactness
    values = moved(found, "model.0.weight")
    assert found.loss(values) == found.rerun(values)
    # Replaying has counted batches on, and spoiled nothing.
    assert found.loss(values) == found.rerun(values)
    assert found.settle()


def test_a_custom_function_is_followed_or_run_again() -> None:
    source = """
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.from_numpy(x.detach().numpy() ** 3)
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x * x
loss = Cube.apply(x @ w).sum()
"""
    found = evaluator(source)
    values = moved(found)
    assert found.loss(values) == found.rerun(values)


def test_reasons_are_sentences() -> None:
    with pytest.raises(UserError, match="before iteration 9"):
        evaluator(BODIES["plain"], 9)
    with pytest.raises(UserError, match="ZeroDivisionError"):
        evaluator("loss = (x @ w).sum() / (1 // (1 - step))", 2)
    vector = evaluator("loss = (x @ w).sum(1)\nloss.backward = lambda l=loss: l.sum().backward()")
    assert vector.is_fast
    several = evaluator("y = x @ w\nloss = type('L', (), {'backward': lambda s, y=y: y.backward(torch.ones(5, 4))})()")
    assert several.exactness.reason == NO_LOSS
