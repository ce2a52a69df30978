"""Tells how far a training is, and changes its learning rate when a person wants it."""

from __future__ import annotations

import time
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

import torch

from gradviz.core.messages.replies import Progress, RateChanged
from gradviz.core.rates import Rate, RateChange
from gradviz.core.trace import Program
from gradviz.engine.internals import caller_frame, unseen
from gradviz.engine.loops import Loops, Position
from gradviz.engine.rates import NOWHERE, Rates

_INTERVAL = 0.1
"""Seconds between two reports."""

_MEMORY = 1.0
"""Seconds over which the speed is averaged."""


class Pilot:
    """Follows run number ``run`` from iteration to iteration.

    A change is made at the end of a backward pass: the update that follows is the first one with it, in every kind of
    program, and a repetition can make it at the same place.
    """

    def __init__(self, run: int, program: Program, send: Callable[[Progress | RateChanged], None]) -> None:
        self._run = run
        self._program = program
        self._send = send
        self._loops = Loops(program.source, program.path or f"<{program.name}>")
        self._rates: Rates | None = None
        self.wanted: float | None = None
        """The learning rate that a person wants; set by another thread."""
        self._at = 0
        self._reported_at = 0
        self._reported = 0.0
        self._speed = 0.0

    def begin(self, variables: MutableMapping[str, Any], optimizers: Sequence[torch.optim.Optimizer]) -> None:
        """Follow a program whose global ``variables`` these are."""
        self._rates = Rates(self._program.source, variables, optimizers)

    @property
    def due(self) -> float:
        """The time from which on `backward_ended` has something to tell; before, if a change is wanted."""
        return self._reported + _INTERVAL

    def backward_ended(self, index: int, now: float, *, at_once: bool = False) -> None:
        """Change what is to be changed, and tell how far the training is: ``at_once``, or if it is time for that."""
        self._at = index
        if self.wanted is not None:
            self._change()
        if not index:
            # What came before is no part of the training's speed.
            self._reported = now
        if at_once or (index and now >= self.due):
            self._report(now, self._loops.position(caller_frame()))

    def goes_on(self, index: int) -> None:
        """Do not count the time that the run has waited before iteration ``index``."""
        self._reported, self._reported_at = time.perf_counter(), index

    def end(self) -> None:
        """Let go of the program."""
        self._rates = None

    def _change(self) -> None:
        wanted, self.wanted = self.wanted, None
        if wanted is None or self._rates is None:
            return
        with unseen():
            done = self._rates.change(wanted)
        if done is None:
            self._send(RateChanged(self._run, refused=NOWHERE))
        else:
            self._send(RateChanged(self._run, RateChange(self._at, done.before, wanted, *done.led)))

    def _report(self, now: float, position: Position | None) -> None:
        seconds, iterations = now - self._reported, self._at - self._reported_at
        if seconds > 0 and iterations > 0:
            share = 1.0 if not self._speed else min(1.0, seconds / _MEMORY)
            self._speed += share * (iterations / seconds - self._speed)
        self._reported, self._reported_at = now, self._at
        rate: Rate | None = None
        if self._rates is not None:
            with unseen():
                rate = self._rates.now()
        done = None if position is None else position.done
        total = None if position is None else position.total
        self._send(Progress(self._run, self._at, self._speed, done, total, rate))
