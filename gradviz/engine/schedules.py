"""The schedules of torch.optim that lead a learning rate, and what a change of it by hand does to them.

Most schedules multiply the rate that there is: they go on from a change by themselves. Others compute it anew from the
rates that they began with. Those are scaled then, where their formula is linear in them, so that the rest of the
schedule is the same shape, so many times as high.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import LRScheduler

_GOES_ON = (
    lr_scheduler.StepLR, lr_scheduler.MultiStepLR, lr_scheduler.ConstantLR, lr_scheduler.LinearLR,
    lr_scheduler.ExponentialLR, lr_scheduler.PolynomialLR, lr_scheduler.MultiplicativeLR,
    lr_scheduler.CosineAnnealingLR, lr_scheduler.ReduceLROnPlateau,
)  # fmt: skip
"""Those that make the next rate of the one that there is."""

_SETS = (
    lr_scheduler.LambdaLR, lr_scheduler.OneCycleLR, lr_scheduler.CyclicLR, lr_scheduler.CosineAnnealingWarmRestarts,
)  # fmt: skip
"""Those that compute it from `_ENDS` alone."""

_LEADS_OTHERS = (lr_scheduler.SequentialLR, lr_scheduler.ChainedScheduler)

_ENDS = ("base_lrs", "max_lrs")
"""Lists of a schedule with a rate for each group."""

_GROUP_ENDS = ("initial_lr", "max_lr", "min_lr")
"""What a group of parameters holds of a `OneCycleLR`."""


class Moved(NamedTuple):
    """The rate of a group of an optimizer was changed."""

    group: dict[str, Any]
    before: float
    after: float


class Led(NamedTuple):
    """What becomes of a change: schedules that go on from it, and those that set the rate as if it had not been."""

    going_on: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()


def schedules_of(optimizers: Sequence[torch.optim.Optimizer]) -> list[LRScheduler]:
    """Return the schedules that lead ``optimizers``, whoever holds them; this takes some hundredths of a second."""
    found = [one for one in gc.get_objects() if issubclass(type(one), LRScheduler)]
    return [
        one
        for one in found
        if type(one) not in _LEADS_OTHERS and any(getattr(one, "optimizer", None) is own for own in optimizers)
    ]


def follow(optimizers: Sequence[torch.optim.Optimizer], moved: Sequence[Moved]) -> Led:
    """Make the schedules of ``optimizers`` go on from a change, where their formulas allow it."""
    going_on: dict[str, None] = {}
    setting: dict[str, None] = {}
    for schedule in schedules_of(optimizers):
        changes = [_of_group(group, moved) for group in schedule.optimizer.param_groups]
        (going_on if _goes_on(schedule, changes) else setting)[type(schedule).__name__] = None
    return Led(tuple(going_on), tuple(setting))


def _of_group(group: dict[str, Any], moved: Sequence[Moved]) -> Moved:
    rate = float(group["lr"])
    return next((one for one in moved if one.group is group), Moved(group, rate, rate))


def _goes_on(schedule: LRScheduler, changes: Sequence[Moved]) -> bool:
    """Scale what ``schedule`` computes from; return whether it goes on from the change."""
    if type(schedule) not in (*_GOES_ON, *_SETS):
        # One of the program's own may compute anything.
        return False
    floor = float(getattr(schedule, "eta_min", 0.0))
    factors = [_factor(one, floor) for one in changes]
    if None in factors:
        return type(schedule) in _GOES_ON
    if type(schedule) is lr_scheduler.OneCycleLR:
        for one, factor in zip(changes, factors, strict=True):
            _scale_group(one.group, factor)
    for name in _ENDS:
        held = getattr(schedule, name, None)
        if isinstance(held, list) and len(held) == len(factors):
            setattr(schedule, name, [_scaled(end, factor, floor) for end, factor in zip(held, factors, strict=True)])
    return True


def _factor(one: Moved, floor: float) -> float | None:
    """Return by what all rates above ``floor`` are multiplied; ``None`` if no number does that."""
    if one.after == one.before:
        return 1.0
    above = one.before - floor
    return (one.after - floor) / above if above > 0.0 and one.after >= floor else None


def _scaled(end: Any, factor: float | None, floor: float) -> Any:
    return floor + (end - floor) * (1.0 if factor is None else factor)


def _scale_group(group: dict[str, Any], factor: float | None) -> None:
    for name in _GROUP_ENDS:
        if isinstance(group.get(name), int | float | torch.Tensor):
            group[name] = _scaled(group[name], factor, 0.0)
