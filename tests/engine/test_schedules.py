"""A change of the learning rate while a schedule leads it: torch is the oracle."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import LRScheduler
from typing_extensions import override

from gradviz.engine.rates import Rates

STEPS = 24
CHANGED_AT = 9

Made = Callable[[torch.optim.Optimizer], LRScheduler]

SCHEDULES: dict[str, Made] = {
    "LambdaLR": lambda one: lr_scheduler.LambdaLR(one, lambda step: 0.9**step),
    "OneCycleLR": lambda one: lr_scheduler.OneCycleLR(one, max_lr=0.5, total_steps=STEPS),
    "OneCycleLR in three": lambda one: lr_scheduler.OneCycleLR(
        one, max_lr=0.5, total_steps=STEPS, three_phase=True, anneal_strategy="linear"
    ),
    "CyclicLR": lambda one: lr_scheduler.CyclicLR(one, 0.01, 0.1, 5, mode="exp_range", gamma=0.99),
    "CosineAnnealingWarmRestarts": lambda one: lr_scheduler.CosineAnnealingWarmRestarts(one, 7),
    "CosineAnnealingLR": lambda one: lr_scheduler.CosineAnnealingLR(one, 8),
    "StepLR": lambda one: lr_scheduler.StepLR(one, 5, 0.3),
    "MultiStepLR": lambda one: lr_scheduler.MultiStepLR(one, [4, 15]),
    "ExponentialLR": lambda one: lr_scheduler.ExponentialLR(one, 0.93),
    "LinearLR": lambda one: lr_scheduler.LinearLR(one, 0.1, 1.0, 20),
    "PolynomialLR": lambda one: lr_scheduler.PolynomialLR(one, STEPS + 2, 2.0),
    "MultiplicativeLR": lambda one: lr_scheduler.MultiplicativeLR(one, lambda _step: 0.95),
    "ConstantLR": lambda one: lr_scheduler.ConstantLR(one, 0.5, 12),
}


def made(rate: float | torch.Tensor = 0.1) -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=rate, momentum=0.9)


def rates_of(make: Made, factor: float | None, rate: float | torch.Tensor = 0.1) -> list[float]:
    """Return the learning rates of all steps; at one of them a person multiplies it by ``factor``."""
    optimizer = made(rate)
    schedule = make(optimizer)
    found = []
    for step in range(STEPS):
        if step == CHANGED_AT and factor is not None:
            changed = Rates("", {"optimizer": optimizer}, []).change(float(optimizer.param_groups[0]["lr"]) * factor)
            assert changed is not None
            assert changed.led.setting == ()
            assert changed.led.going_on == (type(schedule).__name__,)
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        schedule.step()
    return found


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("factor", [3.0, 0.25])
def test_the_rest_of_a_schedule_is_so_many_times_as_high(name: str, factor: float) -> None:
    plain, changed = rates_of(SCHEDULES[name], None), rates_of(SCHEDULES[name], factor)
    assert changed[:CHANGED_AT] == plain[:CHANGED_AT]
    assert changed[CHANGED_AT:] == pytest.approx([rate * factor for rate in plain[CHANGED_AT:]], rel=1e-9, abs=1e-15)


def test_a_rate_that_is_a_tensor_is_scaled_too() -> None:
    make = SCHEDULES["LambdaLR"]
    plain, changed = rates_of(make, None, torch.tensor(0.1)), rates_of(make, 2.0, torch.tensor(0.1))
    assert changed[CHANGED_AT:] == pytest.approx([rate * 2 for rate in plain[CHANGED_AT:]], rel=1e-5)


def test_above_a_floor_what_is_above_it_is_scaled() -> None:
    def cosine(one: torch.optim.Optimizer) -> LRScheduler:
        return lr_scheduler.CosineAnnealingWarmRestarts(one, 7, eta_min=0.02)

    plain, changed = rates_of(cosine, None), rates_of(cosine, 2.0)
    factor = (plain[CHANGED_AT] * 2 - 0.02) / (plain[CHANGED_AT] - 0.02)
    assert changed[CHANGED_AT:] == pytest.approx([0.02 + (rate - 0.02) * factor for rate in plain[CHANGED_AT:]])


def test_schedules_in_a_row_go_on_together() -> None:
    def row(one: torch.optim.Optimizer) -> LRScheduler:
        parts: list[LRScheduler] = [
            lr_scheduler.LinearLR(one, 0.1, 1.0, 6),
            lr_scheduler.LambdaLR(one, lambda step: 0.9**step),
            lr_scheduler.CosineAnnealingLR(one, 8),
        ]
        return lr_scheduler.SequentialLR(one, parts, [6, 14])

    def rates(factor: float | None) -> list[float]:
        optimizer = made()
        schedule = row(optimizer)
        found = []
        for step in range(STEPS):
            if step == CHANGED_AT and factor is not None:
                changed = Rates("", {}, [optimizer]).change(optimizer.param_groups[0]["lr"] * factor)
                assert changed is not None
                assert set(changed.led.going_on) == {"LinearLR", "LambdaLR", "CosineAnnealingLR"}
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return found

    plain, changed = rates(None), rates(4.0)
    assert changed[CHANGED_AT:] == pytest.approx([rate * 4 for rate in plain[CHANGED_AT:]])


class Own(LRScheduler):
    """A schedule of the program's own, which sets the rate anew."""

    @override
    def get_lr(self) -> list[float | torch.Tensor]:
        return [base / math.sqrt(self.last_epoch + 1) for base in self.base_lrs]


def test_a_schedule_of_the_programs_own_is_named_and_left_alone() -> None:
    optimizer = made()
    schedule = Own(optimizer)
    changed = Rates("", {}, [optimizer]).change(0.7)
    assert changed is not None
    assert changed.led.setting == ("Own",)
    assert schedule.base_lrs == [0.1]


def test_of_nothing_there_is_no_multiple() -> None:
    optimizer = made()
    schedule = lr_scheduler.LambdaLR(optimizer, lambda step: step / 10)
    changed = Rates("", {}, [optimizer]).change(0.7)
    assert changed is not None
    assert changed.led.setting == ("LambdaLR",)
    assert schedule.base_lrs == [0.1]


def test_the_schedules_of_other_optimizers_are_left_alone() -> None:
    optimizer, other = made(), made()
    schedule = lr_scheduler.LambdaLR(other, lambda _step: 1.0)
    changed = Rates("", {}, [optimizer]).change(0.7)
    assert changed is not None
    assert changed.led == ((), ())
    assert schedule.base_lrs == [0.1]
