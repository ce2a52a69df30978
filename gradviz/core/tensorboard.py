"""Read the scalars of a TensorBoard event file, without TensorBoard.

The package would bring a server and a dozen dependencies for a format of two layers: records, each framed by its length
and checksums (CRC-32C, masked), and in each record an ``Event`` message, of which five fields matter.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gradviz.core.errors import UserError
from gradviz.core.protobuf import FIXED32, FIXED64, LENGTH, VARINT, Broken, Field, fields
from gradviz.core.series import Series

LARGEST = 1 << 30
"""Bytes. What is larger is not read."""

MOST_POINTS = 1 << 15
"""Points kept of each curve."""

MOST_CURVES = 200

_LARGEST_RECORD = 1 << 16
"""Bytes. Larger records hold no scalars."""

_HEADER = struct.Struct("<QI")
_CHECKSUM = struct.Struct("<I")
_MASK = 0xA282EAD8
_FLOAT, _DOUBLE = 1, 2
"""Of TensorFlow's ``DataType``."""

_Point = tuple[str, int, float]


def read_scalars(path: Path) -> dict[str, Series]:
    """Return the scalar curves in ``path``, by their tags. Steps are taken for iterations.

    Raises:
        UserError: it cannot be read, is no event file, is damaged, or holds no scalars.
    """
    reading = Reading(path)
    for _ in reading:
        pass
    return reading.curves()


class Reading:
    """Reads a file piece by piece: each turn of the iteration takes one record."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            if path.stat().st_size > LARGEST:
                raise UserError(f"{path.name} has more than {LARGEST} bytes: that is too large to read.")
            self._data = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}.") from error
        self._points: dict[str, dict[int, float]] = {}

    def __iter__(self) -> Iterator[None]:
        for record in self._records():
            try:
                for tag, step, value in _points(record):
                    if tag in self._points or len(self._points) < MOST_CURVES:
                        # Of a step that was written twice the later value counts: training was taken up again there.
                        self._points.setdefault(tag, {})[step] = value
            except Broken as error:
                raise UserError(f"{self._name} is damaged: {error}.") from error
            yield

    def _records(self) -> Iterator[memoryview]:
        data, place = memoryview(self._data), 0
        while place < len(data):
            if len(data) - place < _HEADER.size:
                self._check_first(place)
                # A run that still goes on has written the beginning of a record.
                return
            length, checksum = _HEADER.unpack_from(data, place)
            if masked(data[place : place + 8]) != checksum:
                self._check_first(place)
                raise UserError(f"{self._name} is damaged at byte {place}: a checksum is wrong.")
            begin = place + _HEADER.size
            end = begin + length
            if end + _CHECKSUM.size > len(data):
                return
            record = data[begin:end]
            # Pictures and graphs are larger than any scalar: of them nothing is read.
            if length <= _LARGEST_RECORD:
                if masked(record) != _CHECKSUM.unpack_from(data, end)[0]:
                    raise UserError(f"{self._name} is damaged at byte {begin}: a checksum is wrong.")
                yield record
            place = end + _CHECKSUM.size

    def _check_first(self, place: int) -> None:
        if not place:
            raise UserError(f"{self._name} is no TensorBoard event file.")

    def curves(self) -> dict[str, Series]:
        """Return what was read.

        Raises:
            UserError: there are no scalars in it.
        """
        if not self._points:
            raise UserError(f"{self._name} holds no scalars.")
        return {tag: _series(points) for tag, points in self._points.items()}


def _series(points: dict[int, float]) -> Series:
    series = Series(MOST_POINTS)
    steps = sorted(points)
    series.extend_at(np.array(steps, np.int64), np.array([points[step] for step in steps], np.float64))
    return series


def _points(record: memoryview) -> Iterator[_Point]:
    """Yield the scalars of an ``Event``."""
    step, summaries = 0, []
    for number, kind, value in fields(record):
        if number == 2 and kind == VARINT:
            step = _signed(value)
        elif number == 5 and kind == LENGTH:
            summaries.append(value)
    for summary in summaries:
        for number, kind, value in fields(_bytes(summary)):
            if number == 1 and kind == LENGTH and step >= 0:
                tag, scalar = _value(_bytes(value))
                if scalar is not None:
                    yield tag, step, scalar


def _value(data: memoryview) -> tuple[str, float | None]:
    """Return tag and scalar of a ``Summary.Value``; ``None`` if it holds something else."""
    tag, scalar = "", None
    for number, kind, value in fields(data):
        if number == 1 and kind == LENGTH:
            tag = bytes(_bytes(value)).decode("utf-8", errors="replace")
        elif number == 2 and kind == FIXED32:
            scalar = float(struct.unpack("<f", _bytes(value))[0])
        elif number == 8 and kind == LENGTH:
            scalar = _tensor(_bytes(value))
    return tag, scalar


def _tensor(data: memoryview) -> float | None:
    """Return the element of a ``TensorProto`` that holds a single float or double."""
    dtype, packed = 0, b""
    for number, kind, value in fields(data):
        if number == 1 and kind == VARINT:
            dtype = _signed(value)
        elif number in (4, 5, 6) and kind in (LENGTH, FIXED32, FIXED64):
            packed += bytes(_bytes(value))
    form = {_FLOAT: "<f", _DOUBLE: "<d"}.get(dtype)
    if form is None or len(packed) != struct.calcsize(form):
        return None
    return float(struct.unpack(form, packed)[0])


def _signed(value: Field) -> int:
    number = value if isinstance(value, int) else 0
    return number - (1 << 64) if number >= 1 << 63 else number


def _bytes(value: Field) -> memoryview:
    return value if isinstance(value, memoryview) else memoryview(b"")


def _table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _table()


def crc32c(data: bytes | memoryview) -> int:
    """Return the CRC-32C (Castagnoli) of ``data``."""
    value = 0xFFFFFFFF
    for byte in data:
        value = _TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def masked(data: bytes | memoryview) -> int:
    """Return the checksum as the files hold it: turned and shifted, so that a checksum of checksums is no trap."""
    value = crc32c(data)
    return ((value >> 15 | value << 17) + _MASK) & 0xFFFFFFFF
