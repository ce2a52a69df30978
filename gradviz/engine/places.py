"""Where the program's variables hold its leaves, and what they hold there after an update that makes new tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any, NamedTuple

import torch

from gradviz.engine.internals import is_leaf
from gradviz.engine.names import held_tensors

_MOST_OBJECTS = 100
"""Of so many objects of the program's own classes the attributes are looked at, in one scope."""


class _Place(NamedTuple):
    """``path`` leads to a tensor from the variables of ``frame``, or from the global ones."""

    frame: FrameType | None
    path: str


class Places:
    """Notes where leaves are held when a backward pass has ended, and finds what is there at the end of the loop."""

    def __init__(self) -> None:
        self._globals: Mapping[str, Any] = {}
        self._leaves: Mapping[str, torch.Tensor] = {}
        self._places: dict[int, list[_Place]] = {}

    def note(self, variables: Mapping[str, Any], frame: FrameType | None, leaves: Mapping[str, torch.Tensor]) -> None:
        """Note where ``leaves`` are held now: in the global ``variables``, and in ``frame`` and its callers."""
        self.clear()
        self._globals = variables
        self._leaves = dict(leaves)
        wanted = {id(leaf) for leaf in leaves.values()}
        # The outermost place first: it lives longest.
        for scope in (None, *reversed(list(self._frames(frame)))):
            for path, tensor in self._held(scope):
                if id(tensor) in wanted:
                    self._places.setdefault(id(tensor), []).append(_Place(scope, path))

    def successors(self, frame: FrameType | None) -> dict[str, torch.Tensor]:
        """Return what is held now where a leaf was, by the name of the leaf; one that was not replaced is left out.

        ``frame`` runs now: what only functions held that have returned is not known.
        """
        scopes = (None, *self._frames(frame))
        held = {_Place(scope, path): tensor for scope in scopes for path, tensor in self._held(scope)}
        taken = {id(leaf) for leaf in self._leaves.values()}
        found: dict[str, torch.Tensor] = {}
        for name, leaf in self._leaves.items():
            places = sorted(self._places.get(id(leaf), ()), key=lambda place: place.path != name)
            others = [(place, held[place]) for place in places if place in held]
            fitting = [(place, other) for place, other in others if id(other) not in taken and _fits(leaf, other)]
            # A copy that somebody keeps may be in another place; a variable may be prepared anew in the next round.
            chosen = [other for place, other in fitting if other.requires_grad or place.path == name]
            if chosen:
                found[name] = chosen[0]
                taken.add(id(chosen[0]))
        return found

    def clear(self) -> None:
        """Let go of all frames and tensors."""
        self._places.clear()
        self._leaves = {}

    def _frames(self, frame: FrameType | None) -> Iterator[FrameType]:
        """Yield the functions of the program that run, the innermost first."""
        while frame is not None:
            if frame.f_globals is self._globals and frame.f_locals is not self._globals:
                yield frame
            frame = frame.f_back

    def _held(self, scope: FrameType | None) -> Iterator[tuple[str, torch.Tensor]]:
        variables = dict(self._globals if scope is None else scope.f_locals)
        for path, tensor, _ in held_tensors(variables):
            yield path, tensor
        own = [(name, value) for name, value in variables.items() if _is_own(value)]
        for name, value in own[:_MOST_OBJECTS]:
            for path, tensor, _ in held_tensors(vars(value)):
                yield f"{name}.{path}", tensor


def _is_own(value: object) -> bool:
    """Return whether ``value`` is of a class that the program has written, and no module, which is known already."""
    kind = type(value)
    return kind.__module__ == "__main__" and hasattr(value, "__dict__") and not isinstance(value, torch.nn.Module)


def _fits(leaf: torch.Tensor, other: torch.Tensor) -> bool:
    return is_leaf(other) and other.shape == leaf.shape and other.dtype == leaf.dtype
