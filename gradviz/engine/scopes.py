"""Follow the modules that are being called: they are the scopes of the ops inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import torch

from gradviz.engine.internals import caller_frame
from gradviz.engine.names import Names
from gradviz.engine.source import Source

_CALL = "__call__"


class Scopes:
    """The modules that are being called, and what they return to the program.

    Calls are followed by replacing ``Module.__call__``: torch's global hooks would send every call a slower way.
    """

    def __init__(self, source: Source, names: Names, returned: Callable[[Any, FrameType], None]) -> None:
        self._source = source
        self._names = names
        self._returned = returned
        self._stack: list[str] = []
        self.callers: list[FrameType | None] = []
        """The program's frames that the modules are called from, the innermost last."""
        self.code: CodeType | None = None
        """Of the function that stands in for ``Module.__call__``: whoever walks the frames may stop there."""
        self._original: Any = None

    @property
    def current(self) -> str:
        """The path of the innermost module that is being called; empty outside of all modules."""
        return self._stack[-1] if self._stack else ""

    def watch(self) -> None:
        """Follow module calls from now on."""
        if self._original is None:
            self._original = torch.nn.Module.__call__
            setattr(torch.nn.Module, _CALL, self._following(self._original))

    def unwatch(self) -> None:
        """Stop following module calls."""
        if self._original is not None:
            setattr(torch.nn.Module, _CALL, self._original)
            self._original = None
        self._stack.clear()
        self.callers.clear()
        self.code = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Follow no module calls inside."""
        stack, callers, was_on = list(self._stack), list(self.callers), self._original is not None
        self.unwatch()
        try:
            yield
        finally:
            if was_on:
                self.watch()
                self._stack[:] = stack
                self.callers[:] = callers

    def _following(self, original: Any) -> Callable[..., Any]:
        def call(module: torch.nn.Module, /, *args: Any, **kwargs: Any) -> Any:
            stack, callers = self._stack, self.callers
            frame = caller_frame(1)
            depth = len(stack)
            is_programs = frame.f_code.co_filename == self._source.filename
            callers.append(frame if is_programs else self.program(frame))
            stack.append(self._names.module(module, frame))
            try:
                result = original(module, *args, **kwargs)
            finally:
                # Watching may have begun anew inside.
                del stack[depth:], callers[depth:]
            if is_programs:
                self._returned(result, frame)
            return result

        self.code = call.__code__
        return call

    def program(self, frame: FrameType | None) -> FrameType | None:
        """Return the nearest frame of the program, from ``frame`` outwards."""
        filename = self._source.filename
        while frame is not None:
            code = frame.f_code
            if code.co_filename == filename:
                return frame
            if code is self.code and self.callers:
                return self.callers[-1]
            frame = frame.f_back
        return None
