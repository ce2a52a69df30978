"""Notice where the body of the program's loop ends: no op does, and an update by hand is many of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class LoopEnd:
    """Calls ``then`` once with the loop's frame, when the loop around a backward pass jumps back to its head.

    While it waits for that, Python tells it of the lines of the frames that were running, and of no others. In a
    program that is traced by somebody else already, or that has no loop, it calls nothing.
    """

    def __init__(self, filename: str, then: Callable[[FrameType], None]) -> None:
        self._filename = filename
        self._then = then
        self._places: dict[FrameType, int] = {}
        self._is_watching = False

    @property
    def is_watching(self) -> bool:
        """Whether it waits for the end of a loop, if there is one."""
        return self._is_watching

    def watch(self, frame: FrameType | None) -> None:
        """Wait for the end of a loop around what ``frame`` and its callers do now."""
        self.stop()
        if sys.gettrace() is not None:
            return
        while frame is not None:
            if frame.f_code.co_filename == self._filename:
                self._places[frame] = frame.f_lasti
                frame.f_trace = self._trace
            frame = frame.f_back
        self._is_watching = True
        sys.settrace(_no_trace)

    def stop(self) -> None:
        """Wait no longer."""
        if self._is_watching:
            sys.settrace(None)
        for frame in self._places:
            frame.f_trace = None
        self._places.clear()
        self._is_watching = False

    def _trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        # Where a line begins that stands before the one that was left, a loop has jumped back. A loop inside of the
        # body, over the parameters for example, stands behind it.
        if event == "line" and frame.f_lasti < self._places.get(frame, -1):
            self.stop()
            self._then(frame)
            return None
        return self._trace


def _no_trace(_frame: FrameType, _event: str, _argument: Any) -> None:
    """Trace no function that is called meanwhile."""
