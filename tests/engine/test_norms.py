"""Norms of gradients, with torch as the oracle."""

from __future__ import annotations

import math

import pytest
import torch

from gradviz.engine.norms import Norms


def leaf(gradient: torch.Tensor) -> torch.Tensor:
    made = torch.zeros(gradient.shape, dtype=gradient.dtype, requires_grad=True)
    made.grad = gradient
    return made


def test_they_are_those_of_torch() -> None:
    torch.manual_seed(0)
    gradients = {"w": torch.randn(30, 4), "b": torch.randn(5, dtype=torch.float64), "v": torch.randn(4, 6).t()}
    norms = Norms(40)
    norms.take(7, {name: leaf(gradient) for name, gradient in gradients.items()})
    ((at, found),) = norms.collect()
    assert at == 7
    assert found == pytest.approx({name: float(gradient.norm()) for name, gradient in gradients.items()}, rel=1e-6)
    assert norms.collect() == ()


def test_what_is_not_finite_is_told() -> None:
    norms = Norms(40)
    norms.take(0, {"n": leaf(torch.tensor([1.0, math.nan])), "i": leaf(torch.tensor([math.inf, 1.0]))})
    found = norms.collect()[0].norms
    assert math.isnan(found["n"])
    assert found["i"] == math.inf


def test_a_large_norm_is_finite() -> None:
    norms = Norms(1)
    norms.take(0, {"w": leaf(torch.full((4,), 1e30))})
    assert norms.collect()[0].norms["w"] == pytest.approx(2e30)


def test_others_are_left_out() -> None:
    short = leaf(torch.ones(3, dtype=torch.bfloat16))
    sparse = leaf(torch.zeros(3, 3))
    sparse.grad = torch.eye(3).to_sparse()
    norms = Norms(2)
    norms.take(0, {"none": torch.ones(2, requires_grad=True), "short": short})
    norms.take(1, {"sparse": sparse, "w": leaf(torch.ones(4)), "third": leaf(torch.ones(4))})
    assert norms.collect() == ((1, {"w": 2.0}),)


def test_they_are_rare_where_they_cost_too_much() -> None:
    norms = Norms(1, share=1e-9)
    leaves = {"w": leaf(torch.ones(1_000_000))}
    # Each takes longer than a millisecond or so; the first ones are free.
    for iteration in range(200):
        norms.take(iteration, leaves)
    taken = [at for at, _ in norms.collect()]
    assert 1 <= len(taken) < 200
    assert taken == list(range(len(taken)))
