"""Follow the modules that are being called: they are the scopes of the ops inside."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from weakref import ref

import torch

from gradviz.engine.internals import caller_frame
from gradviz.engine.names import Names
from gradviz.engine.source import Source

_CALL = "__call__"

_COPIES = (
    ("torch.fx._symbolic_trace", "_orig_module_call"),
    ("torch._dynamo.utils", "unpatched_nn_module_call"),
    ("torch._dynamo.variables.nn_module", "unpatched_nn_module_call"),
)
"""Where torch keeps ``Module.__call__`` to compare with, from the time that these modules are imported."""


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
        self._original: Any = None
        self._standing_in: Any = None

    @property
    def current(self) -> str:
        """The path of the innermost module that is being called; empty outside of all modules."""
        return self._stack[-1] if self._stack else ""

    def watch(self) -> None:
        """Follow module calls from now on."""
        if self._original is None:
            self._original = torch.nn.Module.__call__
            self._standing_in = _following(self._original, self)
            setattr(torch.nn.Module, _CALL, self._standing_in)

    def unwatch(self) -> None:
        """Stop following module calls."""
        if self._original is not None:
            setattr(torch.nn.Module, _CALL, self._original)
            _restore_copies(self._standing_in, self._original)
            self._original = self._standing_in = None
        self._stack.clear()
        self.callers.clear()

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

    def follow(self, original: Any, module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call ``module``; called by what stands in for ``Module.__call__``."""
        stack, callers = self._stack, self.callers
        frame = caller_frame(2)
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

    def program(self, frame: FrameType | None) -> FrameType | None:
        """Return the nearest frame of the program, from ``frame`` outwards."""
        filename = self._source.filename
        while frame is not None:
            code = frame.f_code
            if code.co_filename == filename:
                return frame
            if code is FOLLOWING and self.callers:
                return self.callers[-1]
            frame = frame.f_back
        return None


FOLLOWING = Scopes.follow.__code__
"""Whoever walks the frames may stop where one runs it: `Scopes.callers` has the program's frame."""


def _following(original: Any, scopes: Scopes) -> Callable[..., Any]:
    # Parts of torch that are imported meanwhile keep what they find: it must not keep the program's variables alive.
    held = ref(scopes)

    def call(module: torch.nn.Module, /, *args: Any, **kwargs: Any) -> Any:
        following = held()
        if following is None:
            return original(module, *args, **kwargs)
        return following.follow(original, module, args, kwargs)

    return call


def _restore_copies(standing_in: Any, original: Any) -> None:
    """Give back ``Module.__call__`` to the parts of torch that took it over when they were imported meanwhile."""
    for name, attribute in _COPIES:
        module = sys.modules.get(name)
        if module is not None and getattr(module, attribute, None) is standing_in:
            setattr(module, attribute, original)
