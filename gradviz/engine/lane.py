"""A run in lockstep, in its worker: tells of every iteration, and waits for the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any
from weakref import ref

import torch
from typing_extensions import override

from gradviz.core.lockstep.steps import LaneParameter, Step
from gradviz.core.lockstep.tensors import MOST_PARAMETERS, LaneTensor
from gradviz.core.messages.requests import RunInLockstep
from gradviz.engine.everypass import EveryPass
from gradviz.engine.internals import caller_frame, unseen
from gradviz.engine.lanetensors import Forms, lane_tensor
from gradviz.engine.listener import Listener
from gradviz.engine.loopend import LoopEnd
from gradviz.engine.places import Places
from gradviz.engine.policy import One
from gradviz.engine.program import StopRun
from gradviz.engine.reduce import dtype_name
from gradviz.engine.run import Outcome, Request, run
from gradviz.engine.streams import silence

PATIENCE = 0.1
"""Seconds. A lock that is waited for without a limit cannot be interrupted on every system."""


@dataclass(slots=True)
class _Told:
    """A parameter in the iteration that goes on."""

    leaf: torch.Tensor
    side: int
    start: LaneTensor
    grad: LaneTensor | None = None
    end: LaneTensor | None = None


class Lane(Listener):
    """Follows one run; ``send`` gets each iteration when it has ended. The next one begins when `allow` has said so."""

    def __init__(self, request: RunInLockstep, send: Callable[[Step], None]) -> None:
        self._send = send
        self._until = request.until
        self._last = None if request.iterations is None else request.iterations - 1
        self._may_begin = threading.Event()
        self._index = -1
        self._loss: torch.Tensor | None = None
        self._told: dict[str, _Told] = {}
        self._ends: dict[str, LaneTensor] = {}
        self._variables: Mapping[str, object] = {}
        self._places = Places()
        # What was told of a leaf's name: a new leaf keeps the name of the one that it replaces.
        self._names: dict[int, tuple[ref[torch.Tensor], str]] = {}
        self._left_out = 0
        self._has_ended = True
        name = request.program.path or f"<{request.program.name}>"
        self._loop_end = LoopEnd(name, self._on_loop_end)
        self.gate = EveryPass(request.run, self._pass_ended)
        self._is_complete = False

    def run(self, request: RunInLockstep) -> Outcome:
        """Run the program.

        Raises:
            UserError: the device, the dtype or the seed is not possible.
        """
        asked = Request(request.program, request.device, request.seed, dtype=request.dtype, is_recast=True)
        # The names of local variables are known of an iteration that was recorded.
        outcome = run(asked, One(0), self, silence(), self.gate)
        return replace(outcome, stopped=outcome.stopped and not self._is_complete)

    def allow(self, until: int) -> None:
        """Let the run begin the iterations before number ``until``; called by another thread."""
        self._until = max(self._until, until)
        self._may_begin.set()

    # What happens

    @override
    def namespace_made(self, variables: dict[str, Any]) -> None:
        self._variables = variables

    def _pass_ended(self, index: int, loss: torch.Tensor | None, leaves: Mapping[str, torch.Tensor]) -> None:
        """Take values and gradients after a backward pass: before anything is updated."""
        with unseen():
            if index != self._index:
                # The program has come here without the end of a loop.
                self._finish()
                self._begin(index, loss, leaves)
            for told in self._told.values():
                grad = told.leaf.grad
                told.grad = None if grad is None else lane_tensor(grad, told.side)
            frame = caller_frame()
            self._places.note(self._variables, frame, {name: told.leaf for name, told in self._told.items()})
        self._loop_end.watch(frame)

    def _begin(self, index: int, loss: torch.Tensor | None, leaves: Mapping[str, torch.Tensor]) -> None:
        self._index, self._has_ended = index, False
        self._loss = loss
        shown = dict(list(self._named(leaves).items())[:MOST_PARAMETERS])
        self._left_out = len(leaves) - len(shown)
        forms = Forms(list(shown.values()))
        self._told = {
            name: _Told(leaf, forms.side_of(number), lane_tensor(leaf, forms.side_of(number)))
            for number, (name, leaf) in enumerate(shown.items())
        }

    def _named(self, leaves: Mapping[str, torch.Tensor]) -> Mapping[str, torch.Tensor]:
        """Return ``leaves`` by the names under which they, or those in whose places they are, were told before."""
        known = {id(leaf): self._names.get(id(leaf)) for leaf in leaves.values()}
        found = {
            held[1] if (held := known[id(leaf)]) is not None and held[0]() is leaf else name: leaf
            for name, leaf in leaves.items()
        }
        # Two may not share a name.
        return found if len(found) == len(leaves) else leaves

    def _on_loop_end(self, frame: FrameType) -> None:
        self._end(frame)
        self._wait()

    @override
    def iteration_ended(self, index: int, was_recorded: bool) -> None:
        # An op with a gradient may still belong to the update; where there is a loop its end tells.
        if not self._loop_end.is_watching:
            self._finish()

    def _finish(self) -> None:
        if not self._has_ended:
            self._end()
            self._wait()

    @override
    def program_ended(self, index: int) -> None:
        self._end()

    def _end(self, frame: FrameType | None = None) -> None:
        """Tell of the iteration, once; ``frame`` is the loop's."""
        self._loop_end.stop()
        if self._has_ended:
            return
        self._has_ended = True
        with unseen():
            present = {name: told.leaf for name, told in self._told.items()} | self._places.successors(frame)
            self._names = {id(leaf): (ref(leaf), name) for name, leaf in present.items()}
            parameters = tuple(self._parameter(name, told, present[name]) for name, told in self._told.items())
            loss = self._loss
            number = None if loss is None else float(loss.item())
            dtype = "float32" if loss is None else dtype_name(loss.dtype)
        self._places.clear()
        self._told, self._loss = {}, None
        self._send(Step(self._index, number, dtype, parameters, self._left_out))

    def _parameter(self, name: str, told: _Told, present: torch.Tensor) -> LaneParameter:
        end = lane_tensor(present, told.side)
        before, self._ends[name] = self._ends.get(name), end
        return LaneParameter(
            name,
            None if _is_same(told.start, before) else told.start,
            told.grad,
            None if _is_same(end, told.start) else end,
        )

    def _wait(self) -> None:
        """Wait until the next iteration may begin.

        Raises:
            StopRun: there is to be none.
        """
        if self._last is not None and self._index >= self._last:
            self._is_complete = True
            raise StopRun
        while self._index + 1 >= self._until:
            self._may_begin.clear()
            if self._index + 1 >= self._until:
                self._may_begin.wait(PATIENCE)


def _is_same(one: LaneTensor, other: LaneTensor | None) -> bool:
    return other is not None and one == other
