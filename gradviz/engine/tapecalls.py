"""Calls of torch functions that can be made again with other tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch

from gradviz.engine.ops import tensors_in


class Slot(NamedTuple):
    """Stands for a tensor that depends on a leaf, in the arguments of a call."""

    number: int


class Call(NamedTuple):
    """A torch function that ran; ``outputs`` are slots, in the order of the tensors in its result."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: tuple[int, ...]
    random: tuple[torch.Tensor, ...]
    """The random state before it, if it drew random numbers."""


def replay(call: Call, held: dict[int, torch.Tensor]) -> None:
    """Run ``call`` again on the tensors that are ``held`` by their slots, and hold what it makes."""

    def value(item: object) -> object:
        return held[item.number] if isinstance(item, Slot) else item

    if call.random:
        _set_random_state(call.random)
    result = call.function(*mapped(call.args, value, Slot), **mapped(call.kwargs, value, Slot))
    outputs = list(tensors_in(result))
    if not outputs and call.outputs:
        # An assignment to a part of a tensor returns nothing: the tensor itself is what it has made.
        return
    held.update(zip(call.outputs, outputs, strict=True))


class CannotReplay(Exception):
    """The text says why."""


UNSEEN = "A part of its forward pass cannot be seen (compiled code, or a value of another iteration)."
WRITTEN = "It writes computed values into tensors in a way that cannot be followed."
TOO_LONG = "It has too many ops to be kept."
NO_LOSS = "Its backward pass does not begin at one number."


def mapped(value: Any, change: Callable[[Any], object], kind: type = torch.Tensor) -> Any:
    """Return ``value`` with every instance of ``kind`` in its lists, tuples and dicts changed."""
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, Slot):
        return value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(mapped(item, change, kind) for item in value))
    if type(value) in (tuple, list):
        return type(value)(mapped(item, change, kind) for item in value)
    if type(value) is dict:
        return {key: mapped(item, change, kind) for key, item in value.items()}
    return value


def random_state(tensors: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """Return the states of torch's own random numbers that an op on ``tensors`` may draw from."""
    if any(tensor.is_cuda for tensor in tensors):
        return torch.get_rng_state(), torch.cuda.get_rng_state()
    return (torch.get_rng_state(),)


def _set_random_state(state: tuple[torch.Tensor, ...]) -> None:
    torch.set_rng_state(state[0])
    for held in state[1:]:
        torch.cuda.set_rng_state(held)
