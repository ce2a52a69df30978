"""Every rule's formulas, computed, against torch.autograd.grad in float64."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from gradviz.core.rules import RULES, rule_for
from gradviz.core.rules.constants import written
from gradviz.core.rules.model import Rule
from gradviz.engine.formulas import compute
from gradviz.engine.formulas.operands import Operands
from tests.engine.samples import SAMPLES, Sample

WITHOUT_OP = {"AccumulateGrad", "CopySlices"}
"""No op makes them."""

NOT_MADE = {"L1LossBackward0"}
"""This torch makes others instead: F.l1_loss gives AbsBackward0 and MeanBackward0."""

KINKED = {"HardtanhBackward0"}
"""Exactly at a limit the op takes another slope than the clamp that its formula is written with."""

ROUNDED = {"LeakyReluBackward0", "HardsigmoidBackward0", "CeluBackward0"}
"""torch rounds their constants to float32, also where it computes in float64."""

CASES = [
    pytest.param(name, sample, id=f"{name}-{i}") for name, all_ in SAMPLES.items() for i, sample in enumerate(all_)
]


def plain(node: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the tensors and the constants that ``node`` saved."""
    tensors: dict[str, Any] = {}
    constants: dict[str, str] = {}
    for name in dir(node):
        if not name.startswith("_saved_"):
            continue
        value = getattr(node, name)
        if isinstance(value, Tensor):
            tensors[name[7:]] = value
        elif isinstance(value, tuple) and any(isinstance(item, Tensor) for item in value):
            tensors[f"{name[7:]}[]"] = value
        else:
            constants[name[7:]] = written(value)
    return tensors, constants


def letters(rule: Rule, saved: dict[str, Any], inputs: tuple[Tensor, ...]) -> dict[str, Any]:
    held = {letter: saved[name] for letter, name in rule.saved.items() if name in saved}
    if rule.many:
        return {**held, "xs": [x.detach() for x in inputs]}
    return held | {letter: x.detach() for letter, x in zip(rule.inputs, inputs, strict=True)}


def test_every_rule_has_a_sample() -> None:
    assert set(RULES) - WITHOUT_OP - NOT_MADE == set(SAMPLES)


@pytest.mark.parametrize(("name", "sample"), CASES)
def test_the_formulas_are_what_autograd_computes(name: str, sample: Sample) -> None:
    function, inputs = sample
    torch.manual_seed(0)
    result = function(*inputs)
    outputs = result if isinstance(result, tuple | list) else (result,)
    node = outputs[0].grad_fn
    assert node.name().rsplit("::", 1)[-1] == name
    saved, constants = plain(node)
    rule = rule_for(node.name(), constants, saved)
    assert rule is not None
    arrived = [torch.randn(out.shape, dtype=torch.float64) for out in outputs]
    expected = torch.autograd.grad(outputs, inputs, arrived)
    y = outputs[0].detach()
    exact = 1e-7 if name in ROUNDED else 1e-9
    for number, (x, wanted) in enumerate(zip(inputs, expected, strict=True)):
        letter = rule.inputs[0 if rule.many else number]
        gradient = arrived if len(arrived) > 1 else arrived[0]
        operands = Operands(rule, letters(rule, saved, inputs), constants, tuple(x.shape), y, gradient, number)
        torch.testing.assert_close(compute.gradient(operands, letter, x), wanted, rtol=exact, atol=1e-12)
    if "c" in rule.constants and rule.constants["c"] == "":
        return
    leaves = tuple(x.detach().clone().requires_grad_() for x in inputs)
    held = letters(rule, saved, inputs)
    held |= {"xs": list(leaves)} if rule.many else dict(zip(rule.inputs, leaves, strict=True))
    operands = Operands(rule, held, constants, tuple(y.shape))
    made = compute.forward(operands)
    torch.testing.assert_close(
        made if isinstance(result, torch.Tensor) else tuple(made), result, rtol=exact, atol=1e-12
    )
    if not rule.can_run or name in KINKED:
        return
    made = made if isinstance(made, tuple | list) else (made,)
    used = [(out, g) for out, g in zip(made, arrived, strict=True) if out.requires_grad]
    if used:
        ends, gs = zip(*used, strict=True)
        again = torch.autograd.grad(ends, leaves, gs, materialize_grads=True, allow_unused=True)
        torch.testing.assert_close(again, expected, rtol=exact, atol=1e-12)


def test_the_loss_that_this_torch_computes_by_other_ops() -> None:
    (rule,) = RULES["L1LossBackward0"]
    x, t = torch.randn(3, 4, dtype=torch.float64, requires_grad=True), torch.randn(3, 4, dtype=torch.float64)
    loss = torch.nn.functional.l1_loss(x, t)
    arrived = torch.tensor(0.7, dtype=torch.float64)
    (expected,) = torch.autograd.grad(loss, x, arrived)
    operands = Operands(rule, {"x": x.detach(), "t": t}, {"reduction": "1"}, (3, 4), loss.detach(), arrived)
    torch.testing.assert_close(compute.gradient(operands, "x", x), expected)


def test_rules_that_do_not_hold_are_not_given() -> None:
    assert rule_for("torch::autograd::CopySlices") is not None
    assert rule_for("NoSuchBackward0") is None
    assert rule_for("NllLossBackward0", {"reduction": "1"}, {"weight": "t1"}) is None
    assert rule_for("LinalgVectorNormBackward0", {"ord": "inf"}) is None
