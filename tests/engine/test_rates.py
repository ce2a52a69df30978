"""The learning rate of a program: where it is found, and what a change does."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from gradviz.core.rates import Rate
from gradviz.engine.rates import Changed, Rates

BY_HAND = "learning_rate = 0.1\nfor t in range(3):\n    w -= learning_rate * w.grad\n"


def optimizer(*rates: float) -> torch.optim.Optimizer:
    return torch.optim.SGD([{"params": [torch.ones(2, requires_grad=True)], "lr": rate} for rate in rates])


def test_a_variable_that_the_loop_reads() -> None:
    variables: dict[str, Any] = {"learning_rate": 0.1}
    rates = Rates(BY_HAND, variables, [])
    assert rates.now() == Rate(0.1, "learning_rate")
    assert rates.change(0.5) == Changed(0.1)
    assert variables["learning_rate"] == 0.5


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("lr = 0.1\nprint(lr)\n", {"lr": 0.1}),
        ("for t in range(3):\n    lr = 0.1\n", {"lr": 0.1}),
        (BY_HAND, {"learning_rate": "fast"}),
        (BY_HAND, {"learning_rate": True}),
        (BY_HAND, {}),
        ("def step(lr):\n    w.data -= lr * w.grad\n", {"lr": 0.1}),
        ("def step():\n    lr = 1\n    w.data -= lr * w.grad\n", {"lr": 0.1}),
        ("def train(lr):\n    for t in range(3):\n        w.data -= lr * w.grad\ntrain(lr)\n", {"lr": 0.1}),
        ("for t in range(3)\n", {"lr": 0.1}),
    ],
)
def test_no_variable_that_a_change_would_reach(text: str, variables: dict[str, Any]) -> None:
    rates = Rates(text, variables, [])
    assert rates.now() is None
    assert rates.change(0.5) is None


def test_a_function_that_reads_a_global_variable() -> None:
    assert Rates("def step():\n    w.data -= lr * w.grad\n", {"lr": 0.1}, []).now() == Rate(0.1, "lr")


def test_an_optimizer_comes_before_a_variable() -> None:
    one = optimizer(0.2)
    rates = Rates(BY_HAND, {"learning_rate": 0.1, "optimizer": one}, [])
    assert rates.now() == Rate(0.2)
    assert rates.change(0.3) == Changed(0.2)
    assert one.param_groups[0]["lr"] == 0.3


def test_groups_with_rates_of_their_own_keep_their_ratio() -> None:
    one = optimizer(0.2, 0.02)
    rates = Rates("", {}, [one])
    assert rates.now() == Rate(0.2, is_uniform=False)
    rates.change(0.4)
    assert [group["lr"] for group in one.param_groups] == pytest.approx([0.4, 0.04])


def test_a_rate_that_is_a_tensor_stays_that_tensor() -> None:
    held = torch.tensor(0.25)
    one = torch.optim.Adam([torch.ones(2, requires_grad=True)], lr=held)
    rates = Rates("", {}, [one])
    assert rates.now() == Rate(0.25)
    rates.change(0.5)
    assert one.param_groups[0]["lr"] is held
    assert held.item() == 0.5
