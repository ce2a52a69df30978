"""What the program's thread and the control thread share while a person steps: how far to go, and where to wait."""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping

import torch

from gradviz.core.breakpoints import CONDITIONS, Breakpoint, Cause, Kind
from gradviz.core.messages.replies import GradientChanged, Halted, PassEnded, Stepped
from gradviz.core.messages.requests import Abort, EditGradient, StepOn, StepTo
from gradviz.engine.conditions import Conditions
from gradviz.engine.internals import unseen

Told = Halted | Stepped | PassEnded | GradientChanged

PATIENCE = 0.1
"""Seconds. A lock that is waited for without a limit cannot be interrupted on every system."""


class Gate:
    """Says before which nodes the engine waits, and waits there. ``tell`` sends what a person is to know."""

    def __init__(
        self,
        run: int,
        tell: Callable[[Told], None],
        breakpoints: tuple[Breakpoint, ...] = (),
        live_from: int | None = None,
    ) -> None:
        self.run = run
        self.tell = tell
        self.breakpoints = breakpoints
        self.target = StepTo.BREAKPOINT if live_from is None else StepTo.NODE
        self._live_from = live_from or 0
        self._requests: queue.SimpleQueue[StepOn | EditGradient | Abort] = queue.SimpleQueue()
        self.is_waiting = False
        self.idle: Callable[[], None] = lambda: None
        """What to do now and then while waiting."""
        self.nonfinite_in = -1
        """The iteration in which the first gradient that is not finite was found before a node."""
        self._conditions = Conditions()
        self.found: Cause | None = None
        """The condition that has held in the iteration that runs."""

    def take(self, request: StepOn | EditGradient | Abort) -> None:
        """Hand ``request`` to the thread that waits; called by another thread. One that comes too late is dropped."""
        if self.is_waiting:
            self._requests.put(request)

    def next_request(self) -> StepOn | EditGradient | Abort:
        """Wait for what a person wants."""
        while True:
            try:
                return self._requests.get(timeout=PATIENCE)
            except queue.Empty:
                self.idle()

    def active(self, *kinds: Kind) -> list[Breakpoint]:
        """Return the breakpoints of these kinds that are switched on."""
        return [one for one in self.breakpoints if one.enabled and one.kind in kinds]

    def is_stepping(self, index: int) -> bool:
        """Return whether iteration ``index`` is stepped through node by node."""
        return self.target is not StepTo.BREAKPOINT and index >= self._live_from

    @property
    def rests(self) -> bool:
        """Whether there is nothing to wait for, as long as nobody asks."""
        return not self.breakpoints and self.target is StepTo.BREAKPOINT and self.found is None

    def wants(self, index: int) -> bool:
        """Return whether iteration ``index`` must be recorded: lines and nodes are known only of what is."""
        if not self.breakpoints and self.target is StepTo.BREAKPOINT:
            return False
        return self.is_stepping(index) or bool(self.active(Kind.NODE, Kind.LINE)) or self.found is not None

    # Conditions

    @property
    def checks(self) -> bool:
        """Whether there are conditions to check after a pass."""
        return bool(self.breakpoints) and any(one.enabled and one.kind in CONDITIONS for one in self.breakpoints)

    def after_pass(self, index: int, loss: torch.Tensor | None, leaves: Mapping[str, torch.Tensor]) -> None:
        """Check the conditions on what a pass of iteration ``index`` has left in ``.grad`` of ``leaves``."""
        wanted = self.active(*CONDITIONS)
        if self.nonfinite_in == index:
            # It was waited for in the middle of the pass.
            wanted = [one for one in wanted if one.kind is not Kind.NONFINITE]
        with unseen():
            found = self._conditions.after_pass(wanted, loss, leaves)
        self.found = self.found or found

    def after_iteration(self) -> Cause | None:
        """Return the condition that held in the iteration that has ended, if one did."""
        found = self.found
        if found is not None:
            self.found = None
        elif self.breakpoints:
            with unseen():
                found = self._conditions.after_iteration(self.active(Kind.UPDATE))
        return found
