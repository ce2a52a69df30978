"""Live values, with torch as the oracle."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

from gradviz.core.messages.replies import Sampled
from gradviz.engine.keyframes import Optimizers
from gradviz.engine.sample import MOST_PARAMETERS, Sampler
from gradviz.engine.summarize import held_of, summaries_of, summary_of


def add(sampler: Sampler, loss: torch.Tensor | None, leaves: dict[str, torch.Tensor]) -> None:
    """Let ``sampler`` see the end of a backward pass."""
    sampler.note(loss)
    sampler.take(time.perf_counter(), leaves)


def train(steps: int, *shape: int, optimizers: Optimizers | None = None, rate: float = 1e9) -> list[Sampled]:
    """Return what is sent of a loop in which every iteration is sampled."""
    sent: list[Sampled] = []
    sampler = Sampler(1, sent.append, optimizers or Optimizers(), rate=rate, share=1e9)
    torch.manual_seed(0)
    w = torch.randn(*shape, requires_grad=True)
    for _ in range(steps):
        loss = (w * w).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        add(sampler, loss, {"w": w})
        with torch.no_grad():
            assert w.grad is not None
            w -= 0.25 * w.grad
            w.grad.zero_()
    sampler.flush()
    return sent


def test_every_loss_comes_once_and_in_order() -> None:
    sent = train(9, 3)
    assert [sampled.first for sampled in sent] == list(np.cumsum([0, *(len(s.losses) for s in sent)])[:-1])
    losses = [loss for sampled in sent for loss in sampled.losses]
    torch.manual_seed(0)
    first = float((torch.randn(3) ** 2).sum())
    assert losses == pytest.approx([first * 0.25**step for step in range(9)], rel=1e-5)


@pytest.mark.parametrize("shape", [(3, 4), (500, 40)])
def test_an_update_is_what_changed_from_one_pass_to_the_next(shape: tuple[int, ...]) -> None:
    sent = train(5, *shape)
    updates = [(sampled.updated, sampled.updates) for sampled in sent if sampled.updates]
    values = {sampled.taken: sampled.parameters[0].value for sampled in sent if sampled.parameters}
    assert [number for number, _ in updates] == [0, 3]
    number, (update,) = updates[0]
    held = values[number].values or values[number].thumbnail
    moved = update.update.values or update.update.thumbnail
    assert held is not None
    assert moved is not None
    # The gradient is 2 w, a quarter of it is taken away.
    np.testing.assert_allclose(moved.numpy().astype(np.float64), -0.5 * held.numpy().astype(np.float64), rtol=1e-5)
    assert update.ratio == pytest.approx(0.5, rel=1e-5)


def test_norms_come_where_samples_would_cost_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    # However slow this machine is just now.
    monkeypatch.setattr("gradviz.engine.norms.ALLOWANCE", 1e9)
    sent: list[Sampled] = []
    sampler = Sampler(1, sent.append, Optimizers(), rate=1e9, share=1e-9)
    sampler.allowance = 0.0
    w = torch.ones(4, requires_grad=True)
    for _ in range(20):
        loss = w.sum()
        loss.backward()  # type: ignore[no-untyped-call]
        add(sampler, loss, {"w": w})
    sampler.flush()
    found = [(at, norms["w"]) for sampled in sent for at, norms in sampled.norms]
    assert found == [(number, 2.0 * (number + 1)) for number in range(20)]


def test_a_parameter_of_another_shape_has_no_update() -> None:
    sent: list[Sampled] = []
    sampler = Sampler(1, sent.append, Optimizers(), rate=1e9, share=1e9)
    for size in (2, 3):
        w = torch.ones(size, requires_grad=True)
        loss = w.sum()
        loss.backward()  # type: ignore[no-untyped-call]
        add(sampler, loss, {"w": w})
    assert [update for sampled in sent for update in sampled.updates] == []


def test_learning_rates_have_names_that_tell_them_apart() -> None:
    w, v = (torch.ones(2, requires_grad=True) for _ in range(2))
    optimizers = Optimizers()
    optimizers.seen.append(torch.optim.SGD([w], lr=0.5))
    assert train(1, 2, optimizers=optimizers)[0].rates == {"SGD": 0.5}
    groups: list[dict[str, Any]] = [{"params": [v]}, {"params": [w], "lr": torch.tensor(0.25)}]
    optimizers.seen.append(torch.optim.Adam(groups, lr=0.125))
    assert train(1, 2, optimizers=optimizers)[0].rates == {
        "SGD 0": 0.5,
        "Adam 1 group 0": 0.125,
        "Adam 1 group 1": 0.25,
    }


@pytest.mark.parametrize("seconds", [1e-4, 1e-3, 8e-3])
def test_losses_are_handed_on_at_an_even_pace(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = 100.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    times: list[float] = []
    sampler = Sampler(1, lambda _sent: times.append(now), Optimizers(), rate=31.0)
    loss = torch.ones(())
    while now < 110.0:
        add(sampler, loss, {})
        now += seconds
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) == pytest.approx(310, abs=3)
    assert min(gaps) > 0.7 / 31.0
    assert max(gaps) < 1.1 / 31.0 + seconds


def test_samples_are_rare_where_they_cost_too_much() -> None:
    sent: list[Sampled] = []
    sampler = Sampler(1, sent.append, Optimizers(), rate=1e9, share=1e-9)
    sampler.allowance = 0.0
    w = torch.ones(3, requires_grad=True)
    for _ in range(50):
        add(sampler, w.sum(), {"w": w})
    sampler.flush()
    assert sum(bool(sampled.parameters) for sampled in sent) == 1
    assert sum(len(sampled.losses) for sampled in sent) == 50


def test_losses_do_not_wait_for_parameters_that_are_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 50.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    sent: list[tuple[float, Sampled]] = []
    sampler = Sampler(1, lambda sampled: sent.append((now, sampled)), Optimizers(), rate=30.0, share=1e-9)
    sampler.allowance = -1.0
    w = torch.ones(3, requires_grad=True)
    for _ in range(200):
        now += 0.005
        add(sampler, w.sum(), {"w": w})
    assert sum(bool(sampled.parameters) for _, sampled in sent) == 1
    times = [when for when, _ in sent]
    assert max(after - before for before, after in pairwise(times)) <= 0.045
    assert 25 <= len(sent) <= 32


def test_of_many_parameters_the_first_are_sampled() -> None:
    sent: list[Sampled] = []
    leaves = {f"p{i}": torch.ones(2, requires_grad=True) for i in range(MOST_PARAMETERS + 5)}
    add(Sampler(1, sent.append, Optimizers()), None, leaves)
    assert [sample.name for sample in sent[0].parameters] == [f"p{i}" for i in range(MOST_PARAMETERS)]
    assert sent[0].losses == (None,)


def test_summaries_taken_together_are_those_taken_alone() -> None:
    tensors = [
        torch.randn(3, 4), torch.randn(100, 100), torch.arange(5), torch.randn(6, dtype=torch.float64),
        torch.empty(2, device="meta"), torch.randn(4, 3).t(), torch.empty(0, 3), torch.eye(3).to_sparse(),
        torch.randn(7).bfloat16(),
    ]  # fmt: skip
    assert summaries_of(tensors) == [summary_of(tensor) for tensor in tensors]


def test_what_is_held_of_a_tensor_is_what_its_summary_has() -> None:
    for tensor in (torch.randn(3), torch.randn(300, 50), torch.randn(300, 50).bfloat16(), torch.randn(50, 300).t()):
        summary, held = summary_of(tensor), held_of(tensor)
        whole = summary.values or summary.thumbnail
        assert whole is not None
        assert held is not None
        np.testing.assert_array_equal(held, whole.numpy())
    assert held_of(torch.empty(5, device="meta")) is None
