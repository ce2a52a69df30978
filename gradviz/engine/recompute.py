"""Run a program again to record one iteration of it that was not recorded, or not kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from typing_extensions import override

from gradviz.core.trace import Iteration, ProgramError
from gradviz.engine.internals import unseen
from gradviz.engine.keyframes import Keyframes, Optimizers
from gradviz.engine.listener import Leaves, Listener
from gradviz.engine.program import StopRun
from gradviz.engine.rates import Rates
from gradviz.engine.record import Holder
from gradviz.engine.replay import Replay
from gradviz.engine.run import Request, run
from gradviz.engine.state import Sources, differing, restore
from gradviz.engine.streams import silence


@dataclass(slots=True)
class Repetition:
    """How it went. ``stopped`` means that it was ended from outside, before the iteration was there."""

    iteration: Iteration | None = None
    keyframe: int | None = None
    differing: tuple[str, ...] = ()
    iterations: int = 0
    error: ProgramError | None = None
    stopped: bool = False


class Chosen:
    """Records the wanted iterations: those that are looked for, and one whose leaves have to be known."""

    keeps_last_only = False

    def __init__(self, *indices: int | None) -> None:
        self._indices = indices

    def wants(self, index: int) -> bool:
        """Return whether iteration ``index`` is one of them."""
        return index in self._indices

    def recorded(self, seconds: float) -> None:
        """Ignore the cost."""


class Again(Listener):
    """Compares the state on the way, restores it where it differs, and ends the program when the iteration is there."""

    def __init__(
        self,
        request: Request,
        index: int,
        keyframes: Keyframes | None,
        holder: Holder | None,
        progress: Callable[[int], None],
    ) -> None:
        self.holder = holder
        self.optimizers = Optimizers()
        self.variables: dict[str, object] = {}
        self.result = Repetition()
        self.index = index
        self._keyframe = None if keyframes is None else keyframes.before(index)
        self._progress = progress
        self.at = 0
        self._rates: Rates | None = None
        self._changes = request.changes
        self._text = request.program.source

    @property
    def first(self) -> int | None:
        """The iteration at whose end there is something to compare with."""
        return None if self._keyframe is None else self._keyframe[0]

    @override
    def namespace_made(self, variables: dict[str, object]) -> None:
        self.variables = variables
        self._rates = Rates(self._text, variables, self.optimizers.seen)

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        if self._keyframe is not None and self.at == self._keyframe[0]:
            number, state = self._keyframe
            sources = Sources(leaves, self.optimizers.seen, self.variables)
            self.result.keyframe = number
            self.result.differing = differing(state, sources)
            if self.result.differing:
                restore(state, sources)
        self._change_rate()
        self.at += 1
        self._progress(self.at)

    def _change_rate(self) -> None:
        """Change the learning rate where a person has done so in the first run."""
        for change in self._changes:
            if change.index == self.at and self._rates is not None:
                with unseen():
                    self._rates.change(change.after)

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        if iteration.index == self.index:
            self.result.iteration = iteration

    @override
    def iteration_ended(self, index: int, was_recorded: bool) -> None:
        if index >= self.index:
            raise StopRun


def recompute(
    request: Request,
    index: int,
    keyframes: Keyframes | None,
    holder: Holder | None,
    progress: Callable[[int], None],
) -> Repetition:
    """Run ``request`` again, silently and unrecorded up to iteration ``index``; record that one and end there.

    Raises:
        UserError: the device or the seed is not possible.
    """
    again = Again(request, index, keyframes, holder, progress)
    replay = Replay(request.edits)
    with again.optimizers.watching():
        outcome = run(request, Chosen(index, again.first, *replay.indices), again, silence(), replay)
    again.result.iterations = outcome.iterations
    if again.result.iteration is None:
        again.result.error = outcome.error
        again.result.stopped = outcome.stopped
    return again.result
