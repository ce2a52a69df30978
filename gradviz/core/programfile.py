"""Read a program from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gradviz.core.errors import UserError
from gradviz.core.trace import Program

LARGEST = 5_000_000
"""Bytes. What is larger is no program that a person reads."""


def read_program(path: Path, arguments: Sequence[str] = ()) -> Program:
    """Return the program in ``path``, to be run with ``arguments``.

    Raises:
        UserError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        # A device or a pipe has no size, and may never end.
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except ValueError as error:
        raise UserError(f"{str(path)!r} is no file name: {error}.") from error
    if len(data) > LARGEST:
        raise UserError(f"{path} has more than {LARGEST} bytes: that is too large for a program.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise UserError(
            f"{path} is not UTF-8 text: line {line}, byte {column} is 0x{data[error.start]:02x}; save it as UTF-8."
        ) from error
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    return Program(path.name, source, str(path.resolve()), tuple(arguments))
