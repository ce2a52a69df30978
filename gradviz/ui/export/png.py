"""PNG files of any size, written row by row: only a band of the picture is in memory."""

from __future__ import annotations

import struct
import zlib
from typing import IO

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH = 8
_RGB, _RGBA = 2, 6
_UP = 2
"""The filter that writes a row as its difference from the one above: of drawings most of that is zero."""


class PngWriter:
    """Writes the rows of a picture of ``width`` × ``height`` pixels to ``file``, as they come."""

    def __init__(self, file: IO[bytes], width: int, height: int, *, has_alpha: bool) -> None:
        self._file = file
        self._above = np.zeros(width * (4 if has_alpha else 3), np.uint8)
        self._packer = zlib.compressobj(6)
        file.write(_SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, _DEPTH, _RGBA if has_alpha else _RGB, 0, 0, 0))

    def write(self, rows: NDArray[np.uint8]) -> None:
        """Write ``rows``: red, green, blue (and alpha, not premultiplied) of each pixel."""
        flat = rows.reshape(len(rows), -1)
        packed = np.full((len(flat), flat.shape[1] + 1), _UP, np.uint8)
        packed[0, 1:] = flat[0] - self._above
        np.subtract(flat[1:], flat[:-1], out=packed[1:, 1:])
        self._above = flat[-1].copy()
        self._chunk(b"IDAT", self._packer.compress(packed.tobytes()))

    def finish(self) -> None:
        """Write what ends the file."""
        self._chunk(b"IDAT", self._packer.flush())
        self._chunk(b"IEND", b"")

    def _chunk(self, kind: bytes, data: bytes) -> None:
        if data or kind == b"IEND":
            checksum = zlib.crc32(data, zlib.crc32(kind))
            self._file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum))
