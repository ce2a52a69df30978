"""The forward pass of one iteration as a list of calls, so that its loss can be computed again at other parameters.

A `TorchFunctionMode` notes every torch function that computes with a leaf, or with what was computed from one. All
other tensors are taken as they are. That is exact as long as the program does not decide by values, which is noticed:
see `Tape.doubt`; and whoever replays a tape compares the loss at the unchanged leaves bit for bit.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch

from gradviz.engine.internals import is_leaf, is_view
from gradviz.engine.ops import Op, op_of, tensors_in, tensors_of
from gradviz.engine.tapecalls import (
    NO_LOSS,
    TOO_LONG,
    UNSEEN,
    WRITTEN,
    Call,
    CannotReplay,
    Slot,
    mapped,
    random_state,
    replay,
)
from gradviz.engine.tensors import memory_of

_READS = frozenset(
    ("item", "tolist", "float", "int", "bool", "index", "numpy", "array", "contains", "equal", "allclose", "is_nonzero")
) | frozenset(("nonzero", "argwhere", "unique", "unique_consecutive", "masked_select", "isclose"))
"""Functions that hand values to Python, or make tensors whose size depends on values."""

_HISTORY_ENDS = frozenset(("detach", "detach_", "data"))

MOST_CALLS = 200_000


class Place(NamedTuple):
    """The first op that computes with a leaf: the number of its call, and of the leaf among its inputs."""

    call: int
    input: int


@dataclass(slots=True)
class Used:
    """A leaf that was computed with: what it held, its slot, and where that was first.

    ``tensor`` is the program's own, as long as the iteration runs.
    """

    tensor: torch.Tensor | None
    value: torch.Tensor
    slot: int
    first: Place


class _End(NamedTuple):
    """A backward pass has begun at ``root``, after so many calls; ``reason`` is why they cannot be replayed."""

    root: int | None
    calls: int
    reason: str


class Tape:
    """Records calls while `listening`; then `loss` computes them again.

    ``source`` may return a tensor that counts as a leaf although it needs no gradient; ``look`` is told of every op
    with what it is given.
    """

    def __init__(
        self, source: Callable[[], object] | None = None, look: Callable[[str, list[torch.Tensor]], None] | None = None
    ) -> None:
        self._source = source
        self._look = look
        self.calls: list[Call] = []
        self.leaves: list[Used] = []
        """In the order in which they were used first."""
        self.reason = ""
        """Why it cannot be replayed: a sentence; empty if it can."""
        self.listening = False
        self._slots: dict[int, tuple[weakref.ref[torch.Tensor], int]] = {}
        self._count = self._number = 0
        self._ends: list[_End] = []
        self._roots: tuple[int, ...] = ()
        self._read_at: int | None = None
        self._written: set[int] = set()

    @property
    def doubt(self) -> bool:
        """Whether Python read a value before the last calls: then it may have decided by it."""
        return self._read_at is not None and self._read_at < len(self.calls)

    # Recording

    def call(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run ``function``, and note it if it computes with what is followed."""
        op = op_of(function)
        if op.is_question and op.name != "data":
            self._look_at_question(op, args, kwargs)
            return function(*args, **kwargs)
        self._number += 1
        inputs = tensors_of(args, kwargs)
        if self._look is not None:
            self._look(op.name, inputs)
        follows = any(self._slot_of(tensor) is not None for tensor in inputs)
        fresh = self._fresh(inputs)
        if fresh and op.writes and 0 in fresh:
            # A parameter is given its first values: torch's own functions for that turn gradients off inside.
            return function(*args, **kwargs)
        if not follows and not fresh:
            self._doubt_sources(op, inputs)
            return function(*args, **kwargs)
        if op.name == "data" and getattr(function, "__name__", "") != "__get__":
            self.reason = self.reason or WRITTEN
            return function(*args, **kwargs)
        has_source = any(not inputs[number].requires_grad for number in fresh)
        return self._run(op, function, args, kwargs, None if follows or has_source else fresh)

    def _fresh(self, inputs: list[torch.Tensor]) -> list[int]:
        """Return which of ``inputs`` are leaves that have not been computed with; they count while gradients are on."""
        source = None if self._source is None else self._source()
        wants_leaves = torch.is_grad_enabled()
        return [
            number
            for number, tensor in enumerate(inputs)
            if (tensor is source and not self._is_leaf(tensor))
            or (wants_leaves and tensor.requires_grad and is_leaf(tensor) and self._slot_of(tensor) is None)
        ]

    def _is_leaf(self, tensor: torch.Tensor) -> bool:
        """Return whether ``tensor`` counts as a leaf already: one that is asked about may have been computed here."""
        slot = self._slot_of(tensor)
        return slot is not None and any(used.slot == slot for used in self.leaves)

    def _look_at_question(self, op: Op, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if op.name in _READS and any(self._slot_of(tensor) is not None for tensor in tensors_of(args, kwargs)):
            self._note_reading()

    def _note_reading(self) -> None:
        if self._read_at is None:
            self._read_at = len(self.calls)

    def _doubt_sources(self, op: Op, inputs: list[torch.Tensor]) -> None:
        if torch.is_grad_enabled() and op.name not in _HISTORY_ENDS:
            self._check_sources(inputs)

    def _check_sources(self, inputs: list[torch.Tensor]) -> None:
        for tensor in inputs:
            if self._slot_of(tensor) is not None:
                continue
            if tensor.requires_grad:
                self.reason = self.reason or UNSEEN
            elif self._written and memory_of(tensor) in self._written:
                self.reason = self.reason or WRITTEN

    def _run(
        self,
        op: Op,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        only: list[int] | None,
    ) -> Any:
        """Run a call and note it. With ``only`` leaves it counts if it makes something that needs a gradient."""
        inputs = tensors_of(args, kwargs)
        before = random_state(inputs)
        target = self._target(op, args, kwargs, inputs)
        result = function(*args, **kwargs)
        outputs = list(tensors_in(result)) or (inputs[:1] if op.writes else [])
        if only is not None and not any(tensor.requires_grad for tensor in outputs):
            return result
        if len(self.calls) >= MOST_CALLS:
            self.reason = self.reason or TOO_LONG
            return result
        if op.name in _READS:
            self._note_reading()
        self._take_leaves(inputs)
        if target is not None:
            self.calls.append(Call(torch.clone, (target,), {}, (self._assign(inputs[0]),), ()))
        self._check_sources(inputs)
        drew = any(not torch.equal(old, new) for old, new in zip(before, random_state(inputs), strict=True))
        given = mapped(args, self._slotted), mapped(kwargs, self._slotted)
        slots = tuple(self._known_or_assigned(tensor) for tensor in outputs)
        self.calls.append(Call(function, *given, slots, before if drew else ()))
        return result

    def _take_leaves(self, inputs: list[torch.Tensor]) -> None:
        for number in self._fresh(inputs):
            leaf = inputs[number]
            place = Place(self._number, number)
            self.leaves.append(Used(leaf, leaf.detach().clone(), self._assign(leaf), place))

    def _target(
        self, op: Op, args: tuple[Any, ...], kwargs: dict[str, Any], inputs: list[torch.Tensor]
    ) -> torch.Tensor | None:
        """Return a copy of what a call is about to write into for the first time, as it is before."""
        if kwargs.get("out") is not None:
            self.reason = self.reason or WRITTEN
        if not (op.writes or op.is_inplace(args, kwargs)) or self._slot_of(inputs[0]) is not None:
            return None
        if is_view(inputs[0]) or (inputs[0].requires_grad and is_leaf(inputs[0])):
            self.reason = self.reason or WRITTEN
            return None
        memory = memory_of(inputs[0])
        if memory is not None:
            self._written.add(memory)
        return inputs[0].detach().clone()

    def _slotted(self, tensor: torch.Tensor) -> object:
        number = self._slot_of(tensor)
        return tensor if number is None else Slot(number)

    def _slot_of(self, tensor: torch.Tensor) -> int | None:
        known = self._slots.get(id(tensor))
        return known[1] if known is not None and known[0]() is tensor else None

    def _known_or_assigned(self, tensor: torch.Tensor) -> int:
        known = self._slot_of(tensor)
        return self._assign(tensor) if known is None else known

    def _assign(self, tensor: torch.Tensor) -> int:
        self._slots[id(tensor)] = (weakref.ref(tensor), self._count)
        self._count += 1
        return self._count - 1

    def mark(self, loss: torch.Tensor | None) -> None:
        """Note that a backward pass has begun at ``loss``; another one may follow."""
        root = None if loss is None else self._slot_of(loss)
        reason = NO_LOSS if loss is None else UNSEEN if root is None else ""
        self._ends.append(_End(root, len(self.calls), self.reason or reason))

    def finish(self, chosen: Sequence[int]) -> None:
        """End: the loss is the sum of those of the passes with these numbers; what came later is no part of it."""
        self.listening = False
        ends = [self._ends[number] for number in chosen]
        self._roots = tuple(end.root for end in ends if end.root is not None)
        self.reason = next((end.reason for end in ends if end.reason), "")
        del self.calls[max((end.calls for end in ends), default=0) :]
        self._slots.clear()

    # Replaying

    def loss(self, values: Mapping[int, torch.Tensor]) -> float:
        """Return the loss with ``values`` for some of the leaves, by their numbers in `leaves`.

        Raises:
            CannotReplay: a call is not possible with these values.
        """
        return sum(map(float, self._replayed({number: value.detach().clone() for number, value in values.items()})))

    def gradients(self) -> list[torch.Tensor | None]:
        """Return the gradient of the loss for each leaf; ``None`` if there is none.

        Raises:
            CannotReplay: autograd cannot follow the calls.
        """
        leaves = [used.value.clone().requires_grad_() for used in self.leaves]
        # A leaf must not be written into, what was computed from it may.
        roots = self._replayed({number: leaf.view_as(leaf) for number, leaf in enumerate(leaves)})
        try:
            return list(torch.autograd.grad(roots, leaves, allow_unused=True))
        except RuntimeError as error:
            raise CannotReplay(str(error).splitlines()[0]) from error

    def _replayed(self, values: dict[int, torch.Tensor]) -> list[torch.Tensor]:
        if self.reason or not self._roots:
            raise CannotReplay(self.reason or UNSEEN)
        held: dict[int, torch.Tensor] = {}
        for number, used in enumerate(self.leaves):
            # The calls may write into what they are given.
            held[used.slot] = values[number] if number in values else used.value.clone()
        try:
            for call in self.calls:
                replay(call, held)
        except (RuntimeError, TypeError, ValueError, IndexError, KeyError) as error:
            raise CannotReplay(f"{type(error).__name__}: {error}".splitlines()[0]) from error
        return [held[root] for root in self._roots]
