"""The state of a training program: parameters, gradients, buffers, optimizers, random numbers.

Arbitrary Python cannot be captured. What decides how a training loop goes on can, as far as it is held by what the
recorder and torch know: the leaves of the graph, the optimizers that have stepped, the modules and random generators
that are variables of the program, and the random numbers of torch, numpy and Python.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np
import torch

from gradviz.engine.content import bytes_of, identical, is_alike

T = TypeVar("T")

Leaves = Mapping[str, torch.Tensor]

_OVERHEAD = 400
"""Bytes that a tensor takes besides its elements."""

_RANDOM = 12_000
"""Bytes that the states of the random generators take, where they are not those of another state too."""


class Sources(NamedTuple):
    """Where the state of a program is: leaves by their names, optimizers by their first steps, global variables."""

    leaves: Leaves
    optimizers: Sequence[torch.optim.Optimizer]
    variables: Mapping[str, Any]


@dataclass(slots=True)
class State:
    """A copy of everything, by names for people. ``missing`` gradients were ``None``."""

    tensors: dict[str, torch.Tensor] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    plain: dict[str, Any] = field(default_factory=dict)
    random: dict[str, Any] = field(default_factory=dict)
    shared: int = 0
    """How many of the random generators are where they were in another state, which holds that for both."""

    @property
    def size(self) -> int:
        """Bytes."""
        held = sum(bytes_of(tensor) + _OVERHEAD for tensor in self.tensors.values())
        own = 1.0 - self.shared / max(len(self.random), 1)
        return held + _OVERHEAD * (len(self.plain) + 1) + int(own * _RANDOM)

    def share(self, other: State) -> None:
        """Hold once what the random generators have in common with ``other``: most programs draw from one or none."""
        for name, now in self.random.items():
            before = other.random.get(name)
            if type(now) is type(before) and _is_equal(now, before):
                self.random[name] = before
                self.shared += 1


def take(sources: Sources) -> State:
    """Return a copy of the state as it is now."""
    state = State()
    with torch.no_grad():
        for name, tensor, _ in _tensors(sources):
            if tensor is None:
                state.missing.add(name)
            else:
                state.tensors[name] = tensor.detach().clone()
    state.plain = {name: value for name, value, _ in _plain(sources)}
    state.random = {name: generator.get() for name, generator in _generators(sources.variables)}
    return state


def differing(state: State, sources: Sources) -> tuple[str, ...]:
    """Return the names of what is not, bit for bit, as it was in ``state``."""
    found: list[str] = []
    seen: set[str] = set()
    for name, tensor, _ in _tensors(sources):
        seen.add(name)
        before = state.tensors.get(name)
        if not _is_same(before, tensor) or (before is None) != (name in state.missing):
            found.append(name)
    found += [name for name in (*state.tensors, *state.missing) if name not in seen]
    now = {name: value for name, value, _ in _plain(sources)}
    found += [name for name in now.keys() | state.plain.keys() if now.get(name) != state.plain.get(name)]
    for name, generator in _generators(sources.variables):
        if name in state.random and not generator.is_at(state.random[name]):
            found.append(name)
    return tuple(found)


def _is_same(before: torch.Tensor | None, tensor: torch.Tensor | None) -> bool:
    if before is None or tensor is None:
        return before is tensor
    return identical(before, tensor)


def restore(state: State, sources: Sources) -> None:
    """Make everything as it was in ``state``, in place: the program's tensors stay the same objects."""
    with torch.no_grad():
        for name, tensor, put in _tensors(sources):
            before = state.tensors.get(name)
            if before is None or tensor is None or not is_alike(before, tensor):
                put(None if before is None else before.clone())
            elif tensor.is_sparse:
                # Its ``.data`` would get other parts than it has itself.
                tensor.copy_(before)
            else:
                # Not counted as a new version: what a graph has saved of it is what this replaces.
                tensor.data.copy_(before)
    for name, _, put in _plain(sources):
        if name in state.plain:
            put(state.plain[name])
    for name, generator in _generators(sources.variables):
        if name in state.random:
            generator.set(state.random[name])


_Put = Callable[[Any], None]


def _tensors(sources: Sources) -> Iterator[tuple[str, torch.Tensor | None, _Put]]:
    """Yield every tensor with its name and with what replaces it where it cannot be filled."""
    for name, leaf in sources.leaves.items():
        yield name, leaf, _ignore
        yield f"{name}.grad", leaf.grad, _setter(leaf, "grad")
    for name, module in _variables(sources.variables, torch.nn.Module):
        for path, buffer in module.named_buffers(prefix=name):
            yield path, buffer, _ignore
    for name, held in _optimizer_states(sources):
        for key, value in held.items():
            if isinstance(value, torch.Tensor):
                yield f"{name} {key}", value, _item_setter(held, key)


def _plain(sources: Sources) -> Iterator[tuple[str, Any, _Put]]:
    """Yield the plain values of the optimizers: learning rates, counts of steps."""
    for name, held in _optimizer_states(sources):
        for key, value in held.items():
            if isinstance(value, bool | int | float | str):
                yield f"{name} {key}", value, _item_setter(held, key)
    for optimizer_name, optimizer in _named(sources.optimizers):
        for number, group in enumerate(optimizer.param_groups):
            for key, value in group.items():
                if isinstance(value, bool | int | float | str):
                    yield f"{optimizer_name} group {number} {key}", value, _item_setter(group, key)


def _optimizer_states(sources: Sources) -> Iterator[tuple[str, dict[str, Any]]]:
    names = {id(leaf): name for name, leaf in sources.leaves.items()}
    for name, optimizer in _named(sources.optimizers):
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        for number, parameter in enumerate(parameters):
            held = optimizer.state.get(parameter)
            if held:
                yield f"{name} {names.get(id(parameter), f'parameter {number}')}", held


def _named(optimizers: Sequence[torch.optim.Optimizer]) -> Iterator[tuple[str, torch.optim.Optimizer]]:
    for number, optimizer in enumerate(optimizers):
        kind = type(optimizer).__name__
        yield (kind if len(optimizers) == 1 else f"{kind} {number}"), optimizer


def _ignore(_value: object) -> None:
    """Leave what cannot be replaced, because the program holds the tensor itself."""


def _setter(holder: object, name: str) -> _Put:
    return lambda value: setattr(holder, name, value)


def _item_setter(holder: dict[str, Any], key: str) -> _Put:
    return lambda value: holder.__setitem__(key, value)


# Random numbers


class _Generator(NamedTuple):
    """A source of random numbers."""

    get: Callable[[], Any]
    set: Callable[[Any], object]

    def is_at(self, state: Any) -> bool:
        """Return whether it would draw next what it would have drawn in ``state``."""
        return _is_equal(self.get(), state)


def _is_equal(now: Any, before: Any) -> bool:
    """Return whether two states of one generator are the same."""
    if isinstance(now, torch.Tensor):
        return bool(torch.equal(now, before))
    return repr(now) == repr(before)


def _generators(variables: Mapping[str, Any]) -> Iterator[tuple[str, _Generator]]:
    yield "torch's random numbers", _Generator(torch.get_rng_state, torch.set_rng_state)
    yield "numpy's random numbers", _Generator(_numpy_state, _set_numpy_state)
    yield "Python's random numbers", _python(random.getstate, random.setstate)
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            yield f"the random numbers of cuda:{number}", _cuda(number)
    if torch.backends.mps.is_available():
        yield "the random numbers of mps", _Generator(torch.mps.get_rng_state, torch.mps.set_rng_state)
    for name, own in _variables(variables, torch.Generator):
        yield name, _Generator(own.get_state, own.set_state)
    for name, drawn in _variables(variables, np.random.Generator):
        yield name, _bits(drawn.bit_generator)
    for name, python in _variables(variables, random.Random):
        yield name, _python(python.getstate, python.setstate)


def _numpy_state() -> tuple[object, ...]:
    kind, keys, *rest = np.random.get_state()
    # As text a long array is cut short; as bytes it is compared in full, and takes a tenth of the room of a list.
    return (kind, np.asarray(keys, np.uint32).tobytes(), *rest)


def _set_numpy_state(state: Any) -> None:
    kind, keys, *rest = state
    np.random.set_state((kind, np.frombuffer(keys, np.uint32), *rest))


def _python(get: Callable[[], Any], put: Callable[[Any], object]) -> _Generator:
    """Return Python's own generator, whose numbers are held as bytes: as objects they take ten times the room."""

    def held() -> Any:
        version, numbers, *rest = get()
        return (version, array("Q", numbers).tobytes(), *rest)

    def restore(state: Any) -> None:
        version, numbers, *rest = state
        put((version, tuple(array("Q", numbers)), *rest))

    return _Generator(held, restore)


def _cuda(number: int) -> _Generator:
    return _Generator(lambda: torch.cuda.get_rng_state(number), lambda state: torch.cuda.set_rng_state(state, number))


def _bits(generator: Any) -> _Generator:
    return _Generator(lambda: generator.state, lambda state: setattr(generator, "state", state))


def _variables(variables: Mapping[str, Any], kind: type[T]) -> Iterator[tuple[str, T]]:
    for name, value in list(variables.items()):
        if isinstance(value, kind) and not name.startswith("__"):
            yield name, value
