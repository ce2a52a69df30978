"""The state of a program is taken, compared and put back bit for bit, and keyframes keep within their limits."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gradviz.engine.content import identical
from gradviz.engine.keyframes import MOST_KEYFRAMES, Keyframes, Optimizers
from gradviz.engine.state import Sources, State, differing, restore, take


class Training:
    """A net with batch norm, dropout and an optimizer; random numbers of every kind are drawn."""

    def __init__(self, make: Any, seed: int = 0) -> None:
        torch.manual_seed(seed)
        np.random.seed(seed)
        random.seed(seed)
        self.net = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 1))
        self.optimizer = make(self.net.parameters())
        self.own = torch.Generator().manual_seed(seed)
        self.drawn = np.random.default_rng(seed)

    @property
    def sources(self) -> Sources:
        variables = {"net": self.net, "own": self.own, "drawn": self.drawn}
        return Sources(dict(self.net.named_parameters()), [self.optimizer], variables)

    def step(self) -> float:
        scale = random.random() + float(np.random.rand()) + float(self.drawn.random())
        x = torch.randn(5, 6) + torch.randn(5, 6, generator=self.own) * scale
        self.optimizer.zero_grad()
        loss = self.net(x).pow(2).mean()
        torch.autograd.backward(loss)
        self.optimizer.step()
        return float(loss.item())


OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01, amsgrad=True),
    "fused AdamW": lambda p: torch.optim.AdamW(p, lr=0.01, fused=True),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.01),
}


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_what_is_restored_goes_on_as_it_did_bit_for_bit(make: Any) -> None:
    training = Training(make)
    for _ in range(3):
        training.step()
    state = take(training.sources)
    assert differing(state, training.sources) == ()
    after = [training.step() for _ in range(4)]
    end = take(training.sources)
    assert "net.0.weight" not in differing(state, training.sources)
    assert "0.weight" in differing(state, training.sources)
    restore(state, training.sources)
    assert differing(state, training.sources) == ()
    assert [training.step() for _ in range(4)] == after
    assert differing(end, training.sources) == ()


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_another_process_s_state_is_put_into_its_place(make: Any) -> None:
    one, other = Training(make, 1), Training(make, 2)
    for training in (one, other):
        for _ in range(3):
            training.step()
    tensors = list(other.net.parameters())
    state = take(one.sources)
    expected = [one.step() for _ in range(3)]
    restore(state, other.sources)
    assert [other.step() for _ in range(3)] == expected
    assert all(now is then for now, then in zip(other.net.parameters(), tensors, strict=True))


CHANGES: dict[str, tuple[Any, str]] = {
    "a parameter": (lambda t: t.net[0].weight.data.view(-1)[0].mul_(1.0000002), "0.weight"),
    "the sign of zero": (lambda t: t.net[0].bias.data.mul_(-1), "0.bias"),
    "a gradient": (lambda t: t.net[0].weight.grad.mul_(2), "0.weight.grad"),
    "no gradient": (lambda t: setattr(t.net[0].weight, "grad", None), "0.weight.grad"),
    "a buffer": (lambda t: t.net[1].running_mean.add_(1), "net.1.running_mean"),
    "the learning rate": (lambda t: t.optimizer.param_groups[0].update(lr=0.5), "Adam group 0 lr"),
    "torch": (lambda _: torch.rand(1), "torch's random numbers"),
    "numpy": (lambda _: np.random.rand(), "numpy's random numbers"),
    "Python": (lambda _: random.random(), "Python's random numbers"),
    "a generator": (lambda t: torch.rand(1, generator=t.own), "own"),
    "a generator of numpy": (lambda t: t.drawn.random(), "drawn"),
}


@pytest.mark.parametrize(("change", "name"), CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_noticed_named_and_undone(change: Any, name: str) -> None:
    training = Training(OPTIMIZERS["Adam"])
    training.step()
    with torch.no_grad():
        dict(training.net.named_parameters())["0.bias"].data.zero_()
    state = take(training.sources)
    with torch.no_grad():
        change(training)
    assert differing(state, training.sources) == (name,)
    restore(state, training.sources)
    assert differing(state, training.sources) == ()


def test_restoring_is_no_new_version_for_autograd() -> None:
    w = torch.ones(3, requires_grad=True)
    sources = Sources({"w": w}, [], {})
    state = take(sources)
    y = (w * w).sum()
    with torch.no_grad():
        w.data.add_(1)
    restore(state, sources)
    torch.autograd.backward(y)
    assert w.grad is not None
    assert w.grad.tolist() == [2.0, 2.0, 2.0]


def test_a_copy_shares_no_memory_and_its_size_is_counted() -> None:
    w = torch.zeros(1000, 100, requires_grad=True)
    state = take(Sources({"w": w}, [], {}))
    w.data.add_(1)
    assert state.tensors["w"].sum() == 0
    assert state.missing == {"w.grad"}
    assert 400_000 <= state.size < 500_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (torch.tensor([float("nan")]), torch.tensor([float("nan")]), True),
        (torch.tensor(0.0), torch.tensor(-0.0), False),
        (torch.ones(2), torch.ones(2, dtype=torch.float64), False),
        (torch.ones(2, 3).t(), torch.ones(3, 2), True),
        (torch.ones(0), torch.ones(0), True),
        (torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.bfloat16), True),
        (torch.ones(2).to_sparse(), torch.ones(2).to_sparse(), True),
        (torch.ones(2, dtype=torch.complex64).conj(), torch.ones(2, dtype=torch.complex64), False),
    ],
)
def test_identical_means_the_same_bits(one: torch.Tensor, other: torch.Tensor, same: bool) -> None:
    assert identical(one, other) is same


# Keyframes


class Clock:
    """Keyframes whose time does not matter."""

    @staticmethod
    def frames(limit: int) -> Keyframes:
        return Keyframes(limit, share=1e9, rest=0.0)


def test_keyframes_are_taken_at_a_small_share_of_the_time() -> None:
    w = torch.ones(1000, 1000, requires_grad=True)
    frames = Keyframes(1 << 40, share=1e-6, rest=0.0)
    for index in range(400):
        frames.add(index, {"w": w}, Optimizers(), {})
    assert 0 in frames.indices
    assert 1 <= len(frames.indices) < 400
    assert frames.seconds > 0


def held_size(frames: Keyframes, index: int, leaf: torch.Tensor) -> int:
    """Return what a keyframe takes that is added now."""
    state, last = take(Sources({"w": leaf}, [], {})), frames.before(index)
    if last is not None:
        state.share(last[1])
    return state.size


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(15_000, 300_000))
@settings(max_examples=50, deadline=None)
def test_keyframes_stay_within_the_limit_and_the_newest_that_fits_is_there(sizes: list[int], limit: int) -> None:
    frames = Clock.frames(limit)
    fitting = []
    for index, size in enumerate(sizes):
        leaf = torch.full((size, 25), float(index), requires_grad=True)
        state_size = held_size(frames, index, leaf)
        frames.add(index, {"w": leaf}, Optimizers(), {})
        assert frames.size <= limit
        if state_size <= limit:
            fitting.append(index)
            assert frames.indices[-1] == index
    assert set(frames.indices) <= set(fitting)
    for index in frames.indices:
        found = frames.before(index + 1)
        assert found is not None
        assert found[0] == index
        assert found[1].tensors["w"][0, 0] == index
        earlier = frames.before(index)
        assert earlier is None or earlier[0] < index


def test_long_runs_are_thinned_out_evenly_and_the_first_stays() -> None:
    leaf = torch.ones(10, requires_grad=True)
    whole = take(Sources({"w": leaf}, [], {}))
    first = whole.size
    whole.share(take(Sources({"w": leaf}, [], {})))
    frames = Clock.frames(first + 7 * whole.size)
    for index in range(1000):
        frames.add(index, {"w": leaf}, Optimizers(), {})
    numbers = frames.indices
    assert (numbers[0], numbers[-1], len(numbers)) == (0, 999, 8)
    gaps = np.diff(numbers)
    assert gaps.max() < 500


def test_of_a_long_run_there_are_only_so_many() -> None:
    leaf = torch.ones(1, requires_grad=True)
    frames = Clock.frames(1 << 40)
    for index in range(MOST_KEYFRAMES + 50):
        frames.add(index, {"w": leaf}, Optimizers(), {})
    assert len(frames.indices) == MOST_KEYFRAMES
    assert (frames.indices[0], frames.indices[-1]) == (0, MOST_KEYFRAMES + 49)


def test_random_numbers_are_held_once_for_those_that_are_at_the_same_place() -> None:
    sources = Sources({}, [], {"own": random.Random(3), "drawn": np.random.RandomState(5)})
    one = take(sources)
    random.random()
    other = take(sources)
    other.share(one)
    assert other.shared == len(one.random) - 1
    assert other.size < one.size / 2
    wanted = [random.random(), float(torch.rand(1)), float(np.random.rand())]
    restore(other, sources)
    assert [random.random(), float(torch.rand(1)), float(np.random.rand())] == wanted
    assert differing(other, sources)
    restore(one, sources)
    random.random()
    assert [random.random(), float(torch.rand(1)), float(np.random.rand())] == wanted


def test_optimizers_are_known_once_they_have_stepped_and_only_inside() -> None:
    w = torch.ones(3, requires_grad=True)
    torch.autograd.backward((w * w).sum())
    one, other = torch.optim.SGD([w], lr=0.1), torch.optim.Adam([w])
    found = Optimizers()
    with found.watching():
        other.step()
        other.step()
    one.step()
    assert found.seen == [other]


def test_an_empty_state_differs_from_one_with_more() -> None:
    w = torch.ones(3, requires_grad=True)
    assert set(differing(State(), Sources({"w": w}, [], {}))) == {"w", "w.grad"}


def test_sparse_gradients_and_nested_leaves_are_kept_and_put_back() -> None:
    weight = torch.randn(5, 3, requires_grad=True)
    torch.autograd.backward(nn.functional.embedding(torch.tensor([1, 1, 4]), weight, sparse=True).sum())
    assert weight.grad is not None
    assert weight.grad.is_sparse
    with pytest.warns(UserWarning, match="nested tensors"):
        nested = torch.nested.nested_tensor([torch.ones(2, 3), torch.ones(1, 3)], requires_grad=True)
    sources = Sources({"weight": weight, "nested": nested}, [], {})
    state = take(sources)
    # The elements of the weight, and of its gradient three rows with their places, and of the nested one nine.
    assert state.size >= 4 * (15 + 9 + 9) + 8 * 3
    assert differing(state, sources) == ()
    before = weight.grad.to_dense()
    weight.grad = weight.grad * 2
    with torch.no_grad():
        nested.mul_(3)
    assert differing(state, sources) == ("weight.grad", "nested")
    restore(state, sources)
    assert weight.grad is not None
    assert torch.equal(weight.grad.to_dense(), before)
    assert differing(state, sources) == ()
