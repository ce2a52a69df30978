"""Keyframes: the state of the program after some of its backward passes, so that any iteration can be repeated."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from gradviz.engine.state import Leaves, Sources, State, take

MOST_KEYFRAMES = 1000
"""Of a long run: more would take longer to choose from than they save."""


class Optimizers:
    """The optimizers that have stepped, in the order of their first steps."""

    def __init__(self) -> None:
        self.seen: list[torch.optim.Optimizer] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notice the steps inside."""
        handle = register_optimizer_step_post_hook(self._stepped)
        try:
            yield
        finally:
            handle.remove()

    def _stepped(self, optimizer: torch.optim.Optimizer, *_step: Any) -> None:
        if not any(known is optimizer for known in self.seen):
            self.seen.append(optimizer)


class Keyframes:
    """Takes the state now and then, and keeps it within ``limit`` bytes.

    Taking it costs at most ``share`` of the running time, after the first ``allowance`` seconds, which a short run has
    for some keyframes too. Beyond the limit they are thinned out: the first and the newest stay, the rest is spread.
    """

    allowance = 0.015

    def __init__(self, limit: int, *, share: float = 0.002, rest: float = 0.02) -> None:
        self._limit = limit
        self._share = share
        self._rest = rest
        self._states: dict[int, State] = {}
        self._began = 0.0
        self.due = 0.0
        """The time from which on `add` would take one."""
        self.size = 0
        self.seconds = 0.0
        """What taking them has cost."""

    @property
    def indices(self) -> tuple[int, ...]:
        """The iterations that there is a keyframe of, increasing."""
        return tuple(self._states)

    def add(self, index: int, leaves: Leaves, optimizers: Optimizers, variables: Mapping[str, Any]) -> None:
        """Take the state at the end of the backward pass of iteration ``index``, if it is time for that."""
        began = time.perf_counter()
        if began < self.due:
            return
        self._began = self._began or began
        state = take(Sources(leaves, optimizers.seen, variables))
        if self._states:
            state.share(self._states[next(reversed(self._states))])
        if state.size <= self._limit:
            self._states[index] = state
            self.size += state.size
            while self.size > self._limit or len(self._states) > MOST_KEYFRAMES:
                self._thin()
        now = time.perf_counter()
        self.seconds += now - began
        # When the next one will have been paid for, if it costs as much as this one.
        paid = self._began + (self.seconds + now - began - self.allowance) / self._share
        self.due = max(now + self._rest, paid)

    def put(self, index: int, state: State) -> None:
        """Take the ``state`` that another worker has taken in iteration ``index``, in place of all others."""
        self._states = {index: state}
        self.size = state.size

    def clear(self) -> None:
        """Forget all of them."""
        self._states.clear()
        self.size = 0

    def _thin(self) -> None:
        """Drop the one whose neighbours are nearest to each other."""
        numbers = self.indices
        if len(numbers) > 2:
            gaps = [(numbers[i + 1] - numbers[i - 1], numbers[i]) for i in range(1, len(numbers) - 1)]
            dropped = min(gaps)[1]
        else:
            dropped = numbers[0]
        self.size -= self._states.pop(dropped).size

    def before(self, index: int) -> tuple[int, State] | None:
        """Return the last one from which iteration ``index`` can be reached: of an iteration before it."""
        # The control thread may ask while the program's thread adds and drops some.
        return max((pair for pair in list(self._states.items()) if pair[0] < index), key=itemgetter(0), default=None)
