"""Standard input and output of the program."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from typing_extensions import override


class Printer(io.TextIOBase):
    """A ``sys.stdout`` that hands on what is written."""

    encoding = "utf-8"

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self._hand_on = write

    @override
    def write(self, text: str, /) -> int:
        """Hand on ``text``."""
        self._hand_on(text)
        return len(text)

    @override
    def writable(self) -> bool:
        """Return true."""
        return True


class _Nobody(io.RawIOBase):
    """The other end of a ``sys.stdin`` that nobody types into."""

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, _buffer: object, /) -> int:
        raise EOFError("input() has nobody to ask here: write the value into the program")


@contextmanager
def standard_streams(write: Callable[[str], object], write_error: Callable[[str], object]) -> Iterator[None]:
    """Give the program's prints to ``write`` and what it writes to ``stderr`` to ``write_error``."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedReader(_Nobody())),
        Printer(write),
        Printer(write_error),
    )
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
