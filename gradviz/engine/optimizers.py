"""What an update is made of: the gradient of a leaf, and what an optimizer has for it before and after its step."""

from __future__ import annotations

from itertools import takewhile
from typing import Any, NamedTuple

import torch

from gradviz.core.tensor import WHOLE_LIMIT
from gradviz.core.trace import Setting
from gradviz.engine.internals import version_of
from gradviz.engine.record import Accumulated, IterationRecord, StateRecord
from gradviz.engine.reduce import sketch

_HIDDEN = frozenset(("params", "foreach", "fused", "capturable", "differentiable", "initial_lr", "param_names"))
"""What a group holds that does not decide what the step computes."""


class Begun(NamedTuple):
    """What an optimizer has for a parameter when a step begins."""

    optimizer: torch.optim.Optimizer
    settings: dict[str, Setting]
    before: dict[str, int]


def begun(
    record: IterationRecord, optimizer: torch.optim.Optimizer, group: dict[str, Any], leaf: torch.Tensor
) -> Begun:
    """Note what ``optimizer`` has for ``leaf``, a parameter of ``group``, before its step."""
    return Begun(optimizer, settings_of(group), _state(record, optimizer, leaf, sketched=True))


def ended(record: IterationRecord, state: Begun, leaf: torch.Tensor) -> StateRecord:
    """Note what the optimizer has for ``leaf`` after its step."""
    return StateRecord(state.settings, state.before, _state(record, state.optimizer, leaf))


def settings_of(group: dict[str, Any]) -> dict[str, Setting]:
    """Return the hyperparameters of a group of parameters; what is no plain value is left out."""
    found = {name: _setting(value) for name, value in group.items() if name not in _HIDDEN}
    return {name: value for name, value in found.items() if value is not None or group[name] is None}


def _setting(value: object) -> Setting:
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex():
        return float(value.item())
    if isinstance(value, tuple | list):
        numbers = [_setting(item) for item in value]
        plain = [float(item) for item in numbers if isinstance(item, int | float)]
        return tuple(plain) if len(plain) == len(numbers) else None
    return None


def _state(
    record: IterationRecord, optimizer: torch.optim.Optimizer, leaf: torch.Tensor, *, sketched: bool = False
) -> dict[str, int]:
    """Capture what the optimizer holds; of large tensors that are only computed with, ``sketched`` ones are enough."""
    held = _of_lbfgs(optimizer, leaf) if isinstance(optimizer, torch.optim.LBFGS) else optimizer.state.get(leaf, {})
    copy = record.captures.copy
    found: dict[str, int] = {}
    for name, value in held.items():
        if isinstance(value, torch.Tensor):
            is_large = sketched and value.numel() > WHOLE_LIMIT and value.layout is torch.strided and not value.is_meta
            found[name] = record.captures.add(sketch(value)) if is_large else copy(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[name] = copy(torch.tensor(float(value)))
    return found


def _of_lbfgs(optimizer: torch.optim.LBFGS, leaf: torch.Tensor) -> dict[str, Any]:
    """Return what LBFGS has for ``leaf``: it keeps one state for all parameters together, with their elements in a row.

    ``d`` is the part of its direction that belongs to ``leaf``, ``t`` how far it went along, ``pairs`` how many steps
    with their changes of the gradient it remembers.
    """
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    held = optimizer.state.get(parameters[0], {})
    if "d" not in held:
        return {}
    first = sum(parameter.numel() for parameter in takewhile(lambda parameter: parameter is not leaf, parameters))
    found = {name: held[name] for name in ("t", "n_iter", "func_evals", "H_diag") if name in held}
    direction = held["d"][first : first + leaf.numel()]
    if not leaf.is_complex() and direction.numel() == leaf.numel():
        found["d"] = direction.view(leaf.shape)
    return found | {"pairs": len(held.get("old_dirs", ()))}


def note_gradient(record: IterationRecord, leaf: torch.Tensor, captured: int | None) -> None:
    """Remember under which number the ``.grad`` of ``leaf`` was captured just now."""
    grad = leaf.grad
    if captured is not None and grad is not None and grad.layout is torch.strided:
        record.accumulated[id(leaf)] = Accumulated(grad.data_ptr(), version_of(grad), captured)


def gradient_of(record: IterationRecord, leaf: torch.Tensor) -> int | None:
    """Return the number of what ``.grad`` of ``leaf`` holds now; captured anew if it was changed since the pass."""
    grad = leaf.grad
    if grad is None:
        return None
    known = record.accumulated.get(id(leaf))
    if known is not None and grad.layout is torch.strided and not record.tensors.is_exposed(grad):
        memory, version, captured = known
        if memory == grad.data_ptr() and version == version_of(grad):
            return captured
    return record.captures.copy(grad)
