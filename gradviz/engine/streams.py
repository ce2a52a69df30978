"""Standard input and output of the program."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

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


class _Sink(io.RawIOBase):
    """Decodes what a text stream has gathered, and hands it on."""

    name = "<stdout>"

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self._hand_on = write
        self._process = os.getpid()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any, /) -> int:
        # In a process that the program has forked there is nobody who would hand it on, and a lock may be locked.
        if os.getpid() == self._process:
            self._hand_on(_text(bytes(data)))
        return len(data)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        # Bytes of the program's own, written to ``sys.stdout.buffer``.
        return data.decode("utf-8", "replace")


def gathering(write: Callable[[str], object]) -> io.TextIOBase:
    """Return a ``sys.stdout`` that gathers what is written, and hands it on when it is much or by `flush`.

    A loop may print in each of its rounds, and one call of print() writes four times: Python's own stream does that in
    a tenth of the time that a function of ours would take.
    """
    return io.TextIOWrapper(_Sink(write), encoding="utf-8", errors="surrogatepass", newline="\n")


def flush(stream: io.TextIOBase) -> None:
    """Have what a stream has gathered handed on, unless the program has closed it or taken it apart."""
    with suppress(ValueError):
        stream.flush()


class Streams(NamedTuple):
    """Where what a program prints goes, and what it writes to standard error."""

    out: io.TextIOBase
    err: io.TextIOBase


def silence() -> Streams:
    """Return streams that nobody reads."""
    return Streams(Printer(_ignore), Printer(_ignore))


def _ignore(_text: str) -> None:
    """Print nothing."""


class _Nobody(io.RawIOBase):
    """The other end of a ``sys.stdin`` that nobody types into."""

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, _buffer: object, /) -> int:
        raise EOFError("input() has nobody to ask here: write the value into the program")


@contextmanager
def standard_streams(streams: Streams) -> Iterator[None]:
    """Let ``streams`` be the program's, and nobody answer what it asks."""
    before = (sys.stdin, sys.stdout, sys.stderr)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(_Nobody()))
    sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in streams:
            flush(stream)
