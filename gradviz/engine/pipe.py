"""How much can be written into a pipe before it is full: Linux tells."""

from __future__ import annotations

import array
import io
import sys
from typing import BinaryIO

if sys.platform == "linux":
    import fcntl
    from termios import FIONREAD

WANTED = 1 << 20
"""Bytes of room: the most that everybody may have."""

_PAGE = 4096


class Room:
    """The room in the pipe ``stream``: none where the system does not tell, or where it is no pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._file = stream.fileno()
            self._size = _enlarged(self._file)
        except (OSError, io.UnsupportedOperation):
            self._size = 0

    def has(self, size: int) -> bool:
        """Return whether ``size`` bytes can be written now without waiting for the one who reads."""
        # What is left of a page that is more than half full is lost, if the next piece does not fit into it.
        return bool(self._size) and 2 * (size + _PAGE + _used(self._file)) <= self._size


def _enlarged(file: int) -> int:
    """Return how many bytes the pipe holds, as many as are wanted if that is possible."""
    if sys.platform != "linux":
        return 0
    try:
        return fcntl.fcntl(file, fcntl.F_SETPIPE_SZ, WANTED)
    except PermissionError:
        # One user has only so many pages in all pipes together.
        return fcntl.fcntl(file, fcntl.F_GETPIPE_SZ)


def _used(file: int) -> int:
    if sys.platform != "linux":
        return 0
    count = array.array("i", [0])
    fcntl.ioctl(file, FIONREAD, count)
    return count[0]
