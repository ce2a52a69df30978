"""The fields of a protocol buffer message, without a schema."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
"""How a field is written."""

Field = int | memoryview

_SIZES = {FIXED64: 8, FIXED32: 4}


class Broken(Exception):
    """What was read is no such message; the text says why."""


def fields(data: memoryview) -> Iterator[tuple[int, int, Field]]:
    """Yield number, kind and content of each field.

    Raises:
        Broken: it is no protocol buffer message.
    """
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        kind = key & 7
        if kind == VARINT:
            value, place = _varint(data, place)
            yield key >> 3, kind, value
            continue
        if kind == LENGTH:
            size, place = _varint(data, place)
        elif kind in _SIZES:
            size = _SIZES[kind]
        else:
            raise Broken("a field is of an unknown kind")
        if place + size > len(data):
            raise Broken("a field is longer than what holds it")
        yield key >> 3, kind, data[place : place + size]
        place += size


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise Broken("a number has no end")
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise Broken("a number is too long")
