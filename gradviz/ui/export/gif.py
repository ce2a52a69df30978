"""Animated GIF files: one palette, and of every frame only the rectangle that has changed.

Qt cannot write GIF. Pillow compresses the rectangles (its licence is MIT's, and there are wheels for every system); the
file around them is written here, frame by frame, so that a long film never has to fit into memory.
"""

from __future__ import annotations

import io
import struct
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gradviz.ui.export.palette import Palette
from gradviz.ui.export.pixels import Packed

SHORTEST, LONGEST = 0.02, 600.0
"""Seconds that a frame can stay: browsers slow down what is faster, and the format counts to 65535 hundredths."""

_SCREEN_256 = 0xF7
_FOREVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_TABLE_END = 13 + 3 * 256
_SEPARATOR = 0x2C


class GifWriter:
    """Writes a film to ``file``; every frame stays for ``seconds``."""

    def __init__(self, file: IO[bytes], palette: Palette, seconds: float) -> None:
        self._file = file
        self._palette = palette
        self._hundredths = round(100 * min(max(seconds, SHORTEST), LONGEST))
        self._before: Packed | None = None

    def write(self, frame: Packed) -> None:
        """Write the next frame; all are of the same size."""
        if self._before is None:
            height, width = frame.shape
            head = b"GIF89a" + struct.pack("<HHBBB", width, height, _SCREEN_256, 0, 0)
            self._file.write(head + self._palette.table + _FOREVER)
        top, left, bottom, right = _changed(self._before, frame)
        self._before = frame
        self._file.write(b"\x21\xf9\x04" + struct.pack("<BHBB", 0x04, self._hundredths, 0, 0))
        self._file.write(_block(self._palette.of(frame[top:bottom, left:right]), left, top))

    def finish(self) -> None:
        """Write what ends the file."""
        self._file.write(b"\x3b")


def _changed(before: Packed | None, after: Packed) -> tuple[int, int, int, int]:
    """Return top, left, bottom and right of what differs; a single pixel where nothing does."""
    if before is None:
        return 0, 0, *after.shape
    differs = before != after
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _block(indices: NDArray[np.uint8], left: int, top: int) -> bytes:
    """Return a rectangle as GIF has it: its place and its compressed pixels."""
    height, width = indices.shape
    picture = Image.frombytes("P", (width, height), np.ascontiguousarray(indices).tobytes())
    # With a palette of 256 different entries Pillow leaves the numbers of the colours as they are.
    picture.putpalette(bytes(value for entry in range(256) for value in (entry, entry, entry)))
    held = io.BytesIO()
    picture.save(held, "GIF", optimize=False, interlace=0)
    data = held.getvalue()
    start = data.index(_SEPARATOR, _TABLE_END)
    # What Pillow writes between the place (10 bytes) and the end of the file (1 byte) are the pixels.
    return struct.pack("<BHHHHB", _SEPARATOR, left, top, width, height, 0) + data[start + 10 : -1]
