"""Passes that are left to themselves: nothing is lost of them, and nobody sees that they are."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from typing_extensions import override

from gradviz.core.trace import Iteration, Program
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.policy import One
from gradviz.engine.quiet import Loss, Quiet, Rest
from gradviz.engine.run import Request, run
from gradviz.engine.streams import silence

BACKWARD = torch.Tensor.backward
LONG = Rest(float("inf"), 1_000_000)


class Passes:
    """A `Quiet` that rests, with what was followed all the same."""

    def __init__(self, rest: Rest = LONG) -> None:
        self.quiet = Quiet()
        self.quiet.begin(rest, 0)
        self.followed: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        self.backward = self.quiet.around(BACKWARD, self._follow)

    def _follow(self, *args: Any, **kwargs: Any) -> None:
        self.followed.append((args, kwargs))


def loss_of(leaf: torch.Tensor) -> torch.Tensor:
    return (leaf * 2).sum()


def test_only_the_loss_is_noted() -> None:
    leaf, passes = torch.ones(3, requires_grad=True), Passes()
    for _ in range(4):
        passes.backward(loss_of(leaf))
    assert passes.followed == []
    assert passes.quiet.end() == [6.0] * 4
    assert leaf.grad is not None
    assert leaf.grad.tolist() == [8.0] * 3
    passes.backward(loss_of(leaf))
    assert len(passes.followed) == 1
    assert passes.quiet.end() == []


@pytest.mark.parametrize("rest", [Rest(), Rest(float("inf"), 0), Rest(0.0, 10)])
def test_passes_are_followed_where_there_is_no_rest(rest: Rest) -> None:
    passes, loss = Passes(rest), loss_of(torch.ones(1, requires_grad=True))
    passes.backward(loss)
    assert passes.followed == [((loss,), {})]


def test_a_loss_without_a_value_is_none() -> None:
    leaf, passes = torch.ones(3, requires_grad=True, device="meta"), Passes()
    passes.backward(loss_of(leaf))
    assert passes.quiet.end() == [None]


def test_a_rest_ends_with_its_time_and_after_its_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    leaf, passes = torch.ones(1, requires_grad=True), Passes(Rest(float("inf"), 3))
    for _ in range(5):
        passes.backward(loss_of(leaf))
    assert (len(passes.quiet.losses), len(passes.followed)) == (3, 2)
    passes = Passes(Rest(7.0, 1_000_000))
    for now in (6.9, 7.0):
        monkeypatch.setattr("gradviz.engine.quiet.perf_counter", lambda now=now: now)
        passes.backward(loss_of(leaf))
    assert (len(passes.quiet.losses), len(passes.followed)) == (1, 1)


def test_a_second_pass_of_the_same_iteration_is_followed() -> None:
    leaf, passes = torch.ones(1, requires_grad=True), Passes()
    one, other = loss_of(leaf), loss_of(leaf)
    passes.backward(one)
    passes.backward(other)
    assert passes.followed == [((other,), {})]


def test_a_pass_with_arguments_or_of_a_class_of_its_own_is_followed() -> None:
    class Own(torch.Tensor):
        pass

    leaf, passes = torch.ones(1, requires_grad=True), Passes()
    passes.backward(loss_of(leaf), retain_graph=True)
    passes.backward(loss_of(leaf), torch.ones(()))
    passes.backward(loss_of(leaf.as_subclass(Own)))
    assert len(passes.followed) == 3


def test_a_pass_inside_of_one_is_followed() -> None:
    leaf, passes = torch.ones(1, requires_grad=True), Passes()
    inner = loss_of(torch.ones(1, requires_grad=True))
    outer = loss_of(leaf)
    assert outer.grad_fn is not None
    outer.grad_fn.register_prehook(lambda _grads: passes.backward(inner))
    passes.backward(outer)
    assert passes.followed == [((inner,), {})]
    assert passes.quiet.end() == [2.0]


def test_a_pass_that_fails_leaves_no_loss() -> None:
    leaf, passes = torch.ones(2, requires_grad=True), Passes()
    with pytest.raises(RuntimeError, match="scalar"):
        passes.backward(leaf * 2)
    assert not passes.quiet.is_inside
    passes.backward(loss_of(leaf))
    assert passes.quiet.end() == [4.0]


def test_modes_of_the_program_do_not_see_that_the_loss_is_read() -> None:
    seen: list[str] = []

    class Functions(TorchFunctionMode):
        @override
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            seen.append(func.__name__)
            return func(*args, **(kwargs or {}))

    class Ops(TorchDispatchMode):  # type: ignore[no-untyped-call]
        @override
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return func(*args, **(kwargs or {}))

    leaf, passes = torch.ones(1, requires_grad=True), Passes()
    loss = loss_of(leaf)
    with Functions():
        passes.backward(loss)
    assert seen == ["backward"]
    with Ops():  # type: ignore[no-untyped-call]
        passes.backward(loss_of(leaf))
    assert (len(passes.quiet.losses), len(passes.followed)) == (1, 1)


# In a run

TWO_KINDS = """
import torch
torch.manual_seed(0)
w = torch.ones(3, requires_grad=True)
for t in range(40):
    loss = (w - t).pow(2).sum()
    {backward}
    if t % 7 == 3:
        (w * t).sum().backward(retain_graph=True)
    with torch.no_grad():
        w -= 0.01 * w.grad
        w.grad = None
"""


class Heard(Listener):
    def __init__(self, rest: Rest) -> None:
        self.rest = rest
        self.losses: list[float] = []
        self.told = 0
        self.recorded: list[Iteration] = []
        self.last = -1

    @override
    def passes_ended(self, losses: list[Loss]) -> None:
        self.losses += [float("nan") if loss is None else float(loss) for loss in losses]

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        self.told += 1
        self.losses.append(float("nan") if loss is None else loss.item())

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        self.recorded.append(iteration)

    @override
    def program_ended(self, index: int) -> None:
        self.last = index


def heard(source: str, rest: Rest, index: int = 0) -> Heard:
    listener = Heard(rest)
    outcome = run(Request(Program("quiet", source)), One(index), listener, silence())
    assert outcome.error is None
    return listener


@pytest.mark.parametrize(
    "backward", ["loss.backward()", "loss.backward(retain_graph=True)", "torch.autograd.backward(loss)"]
)
def test_a_loop_that_is_left_to_itself_has_the_same_iterations_and_losses(backward: str) -> None:
    source = TWO_KINDS.format(backward=backward)
    followed, rested = heard(source, Rest()), heard(source, LONG)
    assert followed.told == len(followed.losses)
    assert rested.losses == followed.losses
    assert rested.last == followed.last
    assert (rested.told < followed.told) == (backward == "loss.backward()")


def test_an_iteration_after_a_rest_is_recorded_as_ever() -> None:
    source = TWO_KINDS.format(backward="loss.backward()")
    # Every fourth pass is followed, and the policy asked at its end.
    followed, rested = heard(source, Rest(), 21), heard(source, Rest(float("inf"), 3), 21)
    (one,), (other,) = followed.recorded, rested.recorded
    assert (one.index, one.loss) == (other.index, other.loss)
    assert rested.told < followed.told


def test_the_error_of_a_pass_is_told_at_its_line() -> None:
    listener = Heard(LONG)
    source = "import torch\nw = torch.ones(2, requires_grad=True)\n"
    source += "for t in range(9):\n    (w * t).sum().backward()\n(w * 2).backward()\n"
    outcome = run(Request(Program("quiet", source)), One(-1), listener, silence())
    assert outcome.error is not None
    assert outcome.error.line == 5
    assert listener.losses == [2.0 * t for t in range(9)]
    assert outcome.iterations == 9
