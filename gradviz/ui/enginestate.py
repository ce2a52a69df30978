"""What the worker is doing, and where a run is to wait."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from gradviz.core.breakpoints import Breakpoint


class EngineState(StrEnum):
    """What the worker is doing."""

    STARTING = "starting"
    READY = "ready"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    HALTED = "halted"
    """It waits in the middle of a backward pass."""
    RECOMPUTING = "recomputing"
    STOPPED = "stopped"


ACTIVE = frozenset(
    {EngineState.RUNNING, EngineState.PAUSING, EngineState.PAUSED, EngineState.HALTED, EngineState.RECOMPUTING}
)
"""It does something for a request."""


class Stepping(NamedTuple):
    """Where a run is to wait: at ``breakpoints``; if ``live``, before every node from iteration ``live_from`` on.

    ``hold``: and before it begins.
    """

    live: bool = False
    live_from: int = 0
    breakpoints: tuple[Breakpoint, ...] = ()
    hold: bool = False
