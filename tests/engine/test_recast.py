"""A program in another dtype starts from the numbers that it starts from as it is written: torch is the oracle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from gradviz.core.errors import UserError
from gradviz.core.lockstep.tolerance import DTYPES
from gradviz.engine.internals import function_modes
from gradviz.engine.recast import recast


def _filled() -> torch.Tensor:
    w = torch.empty(7, 5)
    return nn.init.xavier_normal_(w)


def _kaiming() -> torch.Tensor:
    return nn.init.kaiming_uniform_(torch.empty(7, 5), a=2.0)


def _leaf() -> torch.Tensor:
    return torch.randn(40, requires_grad=True)


def _default() -> torch.Tensor:
    torch.set_default_dtype(torch.float64)
    made = torch.randn(30)
    torch.set_default_dtype(torch.float32)
    return made


MADE: dict[str, Callable[[], torch.Tensor]] = {
    "random numbers": lambda: torch.randn(4, 5),
    "explicit float64": lambda: torch.rand(30, dtype=torch.float64),
    "given numbers": lambda: torch.tensor([0.1, 0.2]),
    "an array": lambda: torch.from_numpy(np.linspace(0.0, 1.0, 7)),
    "an array that is converted": lambda: torch.from_numpy(np.linspace(0.0, 1.0, 7)).float(),
    "numbers like others": lambda: torch.randn_like(torch.zeros(50)),
    "numbers around others": lambda: torch.normal(torch.arange(20.0), 0.5),
    "an empty tensor that is filled": lambda: torch.empty(33).uniform_(-1, 1),
    "first weights": _filled,
    "other first weights": _kaiming,
    "a layer": lambda: nn.Linear(6, 4).weight,
    "a leaf": _leaf,
    "another default": _default,
    "converted by name": lambda: torch.linspace(0, 1, 9).to(torch.float32),
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", MADE)
def test_the_start_is_the_masters_converted(name: str, dtype: str) -> None:
    torch.manual_seed(3)
    master = MADE[name]()
    torch.manual_seed(3)
    with recast(dtype, "cpu"):
        made = MADE[name]()
    assert made.dtype is getattr(torch, dtype)
    assert made.is_leaf
    assert made.requires_grad == master.requires_grad
    assert torch.equal(made.detach(), master.detach().to(made.dtype))


def test_what_is_drawn_afterwards_is_the_same_too() -> None:
    def drawn() -> list[int]:
        torch.manual_seed(0)
        nn.Linear(3, 3)
        torch.rand(5)
        return torch.randperm(10).tolist()

    as_written = drawn()
    with recast("bfloat16", "cpu"):
        assert drawn() == as_written


def test_whole_numbers_and_what_is_computed_keep_their_dtypes() -> None:
    with recast("float16", "cpu"):
        assert torch.tensor([1, 2]).dtype is torch.int64
        assert torch.arange(3).dtype is torch.int64
        assert (torch.randn(3) > 0).dtype is torch.bool
        x = torch.randn(3)
        assert (x.sum() * 2 + 1).dtype is torch.float16
        assert torch.softmax(x, 0, dtype=torch.float32).dtype is torch.float16
        # A quotient of whole numbers has the default dtype.
        assert (torch.arange(3) / 2).dtype is torch.float16
        assert torch.zeros(2, dtype=torch.complex64).dtype is torch.complex64


def test_an_optimizer_counts_its_steps_as_ever() -> None:
    with recast("bfloat16", "cpu"):
        w = torch.ones(3, requires_grad=True)
        optimizer = torch.optim.Adam([w])
        w.sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert optimizer.state[w]["step"].dtype is torch.float32
    assert optimizer.state[w]["exp_avg"].dtype is torch.bfloat16


def test_a_step_is_that_of_the_dtype() -> None:
    def gradient() -> torch.Tensor:
        torch.manual_seed(1)
        x, w = torch.randn(16, 8), torch.randn(8, 3, requires_grad=True)
        (x @ w).tanh().pow(2).sum().backward()  # type: ignore[no-untyped-call]
        assert w.grad is not None
        return w.grad

    with recast("bfloat16", "cpu"):
        made = gradient()
    torch.manual_seed(1)
    x, w = torch.randn(16, 8), torch.randn(8, 3)
    x, w = x.bfloat16(), w.bfloat16().requires_grad_()
    (x @ w).tanh().pow(2).sum().backward()  # type: ignore[no-untyped-call]
    assert w.grad is not None
    assert torch.equal(made, w.grad)


def test_everything_is_as_before_afterwards() -> None:
    before: list[Any] = [torch.get_default_dtype(), torch.set_default_dtype, torch.from_numpy]
    with recast("float64", "cpu"):
        assert torch.get_default_dtype() is torch.float64
    assert [torch.get_default_dtype(), torch.set_default_dtype, torch.from_numpy] == before
    assert torch.randn(2).dtype is torch.float32


def test_as_it_is_written_nothing_is_seen() -> None:
    with recast(None, "cpu"):
        assert function_modes() == []


def test_another_device_gets_the_masters_numbers() -> None:
    torch.manual_seed(5)
    master = nn.Linear(4, 3).weight.shape
    with recast(None, "meta"):
        layer = nn.Linear(4, 3)
    assert (layer.weight.shape, layer.weight.device.type) == (master, "meta")


def test_what_is_no_dtype_is_refused() -> None:
    with pytest.raises(UserError, match="not in “int8”"), recast("int8", "cpu"):
        pass
