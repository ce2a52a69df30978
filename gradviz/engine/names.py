"""What the program calls its tensors: names of variables, and paths of module parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from types import FrameType
from typing import Any
from weakref import ref

import torch

_MOST_ITEMS = 1000
"""Lists and dicts of more items are not searched."""

MOST_LOOKS = 100
"""How often the variables are searched for a tensor that is not known yet, in one iteration."""

MOST_INDEXED = 4
"""How often all that the variables hold, as lists or modules do too, is put into an index; later once an iteration."""


class Names:
    """Finds the name of a tensor or module by identity, in the program's variables and the frames that run."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._tensors: dict[int, tuple[torch.Tensor, str]] = {}
        # Modules live long: their names, and those of their parameters, are kept from iteration to iteration.
        self._modules: dict[int, tuple[ref[torch.nn.Module], str]] = {}
        self._parameters: dict[int, tuple[ref[torch.Tensor], str]] = {}
        # The names that were found last, by id: good as long as the variable holds the tensor.
        self._found: dict[int, str] = {}
        # What a method knows as `self` gets a better name as soon as a variable holds it.
        self._of_self: dict[int, tuple[object, str]] = {}
        self._unnamed: dict[int, tuple[object, str]] = {}
        # Looking around takes time: what was not found is not looked for again in the same iteration.
        self._nameless: dict[int, tuple[object, str]] = {}
        self._looks = 0
        self._most_indexed = MOST_INDEXED

    def tensor(self, tensor: torch.Tensor, frame: FrameType | None) -> str | None:
        """Return the name of ``tensor``, searching ``frame`` and its callers where it is not a global."""
        name = _look_up(self._tensors, tensor) or self._remembered(tensor)
        if name is None and self._looks < MOST_LOOKS and _look_up(self._nameless, tensor) is None:
            self._looks += 1
            name = self._search(tensor, frame)
            if name is None:
                self._nameless[id(tensor)] = (tensor, "")
            else:
                self._found[id(tensor)] = name
            return name
        return name or _look_up(self._of_self, tensor)

    def _remembered(self, tensor: torch.Tensor) -> str | None:
        """Return the name that ``tensor`` had in an earlier iteration, if it has it still."""
        lasting = self._parameters.get(id(tensor))
        if lasting is not None and lasting[0]() is tensor:
            return lasting[1]
        name = self._found.get(id(tensor))
        return name if name is not None and self._namespace.get(name) is tensor else None

    def _search(self, tensor: torch.Tensor, frame: FrameType | None) -> str | None:
        if self._looks <= self._most_indexed:
            self._look_around(frame)
            return _look_up(self._tensors, tensor) or _look_up(self._of_self, tensor)
        return _look_up(self._of_self, tensor) or self._variable(tensor, frame)

    def module(self, module: torch.nn.Module, frame: FrameType | None) -> str:
        """Return the path of ``module``; one that no variable holds goes by its class."""
        known = self._modules.get(id(module))
        if known is not None and known[0]() is module:
            return known[1]
        name = _look_up(self._unnamed, module)
        if name is not None:
            return name
        self._look_around(frame)
        known = self._modules.get(id(module))
        if known is not None and known[0]() is module:
            return known[1]
        # Another variable may hold it in the next iteration.
        name = _look_up(self._of_self, module) or type(module).__name__
        self._unnamed[id(module)] = (module, name)
        return name

    def call(self, tensor: torch.Tensor, name: str) -> None:
        """Remember that ``tensor`` is now called ``name``."""
        self._tensors[id(tensor)] = (tensor, name)

    def forget(self) -> None:
        """Let go of every tensor, at the end of an iteration."""
        self._tensors.clear()
        self._of_self.clear()
        self._nameless.clear()
        self._unnamed.clear()
        self._looks = 0
        self._most_indexed = 1

    def variables(self) -> Iterator[tuple[str, torch.Tensor]]:
        """Yield the tensors and module parameters that the program's global names hold now."""
        seen: set[str] = set()
        for name, tensor, _ in held_tensors(self._namespace):
            if name not in seen:
                seen.add(name)
                yield name, tensor

    def _variable(self, tensor: torch.Tensor, frame: FrameType | None) -> str | None:
        """Return the variable that holds ``tensor`` itself, in ``frame`` or the nearest of its callers."""
        while frame is not None:
            if self._is_programs(frame):
                for name, value in list(frame.f_locals.items()):
                    if value is tensor and not name.startswith("__"):
                        self.call(tensor, name)
                        return name
            frame = frame.f_back
        return None

    def _is_programs(self, frame: FrameType) -> bool:
        """Return whether the variables of ``frame`` are the program's."""
        return frame.f_globals is self._namespace

    def _look_around(self, frame: FrameType | None) -> None:
        """Index what the frames and the globals hold; the outermost name wins, because it lives longest."""
        while frame is not None:
            if frame.f_locals is not self._namespace and frame.f_globals is self._namespace:
                variables = dict(frame.f_locals)
                self._index_self(variables.pop("self", None))
                self._index(variables)
            frame = frame.f_back
        self._index(self._namespace)

    def _index_self(self, instance: object) -> None:
        if isinstance(instance, torch.nn.Module):
            kind = type(instance).__name__
            for path, module in instance.named_modules(prefix=kind):
                self._of_self[id(module)] = (module, path)
            for path, parameter in instance.named_parameters():
                self._of_self[id(parameter)] = (parameter, f"{kind}.{path}")
        elif instance is not None:
            for name, tensor, _ in held_tensors(getattr(instance, "__dict__", {})):
                self._of_self[id(tensor)] = (tensor, f"self.{name}")

    def _index(self, variables: Mapping[str, Any]) -> None:
        """Index ``variables``: a parameter goes by its module, another tensor by the variable that was there first.

        So a loop variable that happens to hold it too does not rename it.
        """
        found = list(held_tensors(variables))
        found.reverse()
        found.sort(key=lambda item: item[2])
        for name, tensor, _ in found:
            self._tensors[id(tensor)] = (tensor, name)
        for name, value in list(variables.items()):
            if isinstance(value, torch.nn.Module):
                for path, module in value.named_modules(prefix=name):
                    self._modules[id(module)] = (ref(module), path)
                for path, parameter in value.named_parameters(prefix=name):
                    self._parameters[id(parameter)] = (ref(parameter), path)


def _look_up(index: Mapping[int, tuple[object, str]], item: object) -> str | None:
    """Return the name of ``item`` in ``index``; an ``id`` may belong to another object by now."""
    found = index.get(id(item))
    return found[1] if found is not None and found[0] is item else None


class Holder(IntEnum):
    """What holds a tensor, the better its name the higher."""

    CONTAINER = 0
    VARIABLE = 1
    MODULE = 2


def held_tensors(variables: Mapping[str, Any]) -> Iterator[tuple[str, torch.Tensor, Holder]]:
    """Yield name, tensor and what holds it, for every tensor that ``variables`` hold."""
    for name, value in list(variables.items()):
        if name.startswith("__"):
            continue
        if isinstance(value, torch.Tensor):
            yield name, value, Holder.VARIABLE
        elif isinstance(value, torch.nn.Module):
            for path, parameter in (*value.named_parameters(), *value.named_buffers()):
                yield f"{name}.{path}", parameter, Holder.MODULE
        else:
            yield from ((path, item, Holder.CONTAINER) for path, item in _items(name, value))


def _items(name: str, value: object) -> Iterator[tuple[str, torch.Tensor]]:
    if isinstance(value, list | tuple) and len(value) <= _MOST_ITEMS:
        pairs: Iterator[tuple[object, object]] = iter(enumerate(value))
    elif isinstance(value, dict) and len(value) <= _MOST_ITEMS:
        pairs = iter(list(value.items()))
    else:
        return
    for key, item in pairs:
        if isinstance(item, torch.Tensor):
            yield f"{name}[{key!r}]", item
