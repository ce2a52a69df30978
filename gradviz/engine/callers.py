"""The script or notebook that asked for a trace: its files, its text, and what it calls its tensors."""

from __future__ import annotations

import functools
import inspect
import linecache
import os
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import torch
from torch.overrides import resolve_name
from typing_extensions import override

from gradviz.core.trace import Program
from gradviz.engine.codefile import filename_of, folder_of
from gradviz.engine.names import Names

_LIBRARIES = (
    *(f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    folder_of(resolve_name),
    f"{Path(filename_of(folder_of)).parents[1]}{os.sep}",
)
_GENERATED = ("<frozen", "<attrs", "<eval_with_key", "<torch", "<string>", "<__array_function__")
_INSTALLED = {"site-packages", "dist-packages"}
_CELLS = ("ipykernel", "ipython-input")


def is_users(filename: str) -> bool:
    """Return whether a file holds the user's own code: no library's, and none that was generated."""
    if filename.startswith("<"):
        return not filename.startswith(_GENERATED) and bool(linecache.getlines(filename))
    return not filename.startswith(_LIBRARIES) and _INSTALLED.isdisjoint(Path(filename).parts)


def user_frame(frame: FrameType | None) -> FrameType | None:
    """Return the nearest frame of the user's code, from ``frame`` outwards; ``frame`` itself where there is none."""
    found = frame
    while found is not None and not is_users(found.f_code.co_filename):
        found = found.f_back
    return found or frame


def file_of(function: object) -> str | None:
    """Return the file that something callable is written in, if it is the user's."""
    while isinstance(function, functools.partial):
        function = function.func
    if isinstance(function, torch.nn.Module):
        function = function.forward
    elif not hasattr(function, "__code__"):
        function = type(function).__call__ if callable(function) else None
    code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", None)
    return code.co_filename if isinstance(code, CodeType) and is_users(code.co_filename) else None


def program_of(filename: str) -> Program:
    """Return the text of a file as a program; a notebook's cell has a text but no path."""
    text = text_of(filename)
    path = Path(filename)
    is_file = not filename.startswith("<") and path.is_file()
    if any(cell in filename for cell in _CELLS):
        return Program("notebook cell", text)
    return Program(path.name.strip("<>") or "script", text, str(path.resolve()) if is_file else None)


def text_of(filename: str) -> str:
    """Return the text of a file as Python knows it; empty where it does not."""
    return "".join(linecache.getlines(filename)).removesuffix("\n")


class CallerNames(Names):
    """Names from every file of the user's that runs, and from what was ``given``, which wins."""

    def __init__(self, frame: FrameType | None, follows: Callable[[str], bool], given: Mapping[str, Any]) -> None:
        super().__init__({} if frame is None else frame.f_globals)
        self._follows = follows
        self._given = given

    def held(self, frame: FrameType | None) -> Iterator[tuple[torch.Tensor, str]]:
        """Yield every tensor that the frames from ``frame`` outwards hold, with its best name last."""
        self._look_around(frame)
        for index in (self._of_self, self._tensors):
            for item, name in list(index.values()):
                if isinstance(item, torch.Tensor):
                    yield item, name

    @override
    def _is_programs(self, frame: FrameType) -> bool:
        return self._follows(frame.f_code.co_filename)

    @override
    def _look_around(self, frame: FrameType | None) -> None:
        """Index what the frames and their globals hold; the outermost name wins, because it lives longest."""
        spaces = {id(self._namespace): self._namespace}
        while frame is not None:
            if self._follows(frame.f_code.co_filename):
                spaces[id(frame.f_globals)] = frame.f_globals
                if frame.f_locals is not frame.f_globals:
                    variables = dict(frame.f_locals)
                    self._index_self(variables.pop("self", None))
                    self._index(variables)
            frame = frame.f_back
        for space in (*spaces.values(), self._given):
            self._index(space)
