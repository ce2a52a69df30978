"""Files that are there completely or not at all: they are written beside their place, then renamed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from gradviz.core.errors import UserError


@contextlib.contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """Give the name of a file to write; at the end it becomes ``path``, or after an error there is none of it.

    Raises:
        UserError: the system refuses; one sentence with the reason.
    """
    if not path.name:
        raise UserError(f"“{path}” is a folder; give the file a name.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(path)
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be written: {reason(error)}.") from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write to, as `whole_path` gives a name."""
    with whole_path(path) as unfinished, unfinished.open("wb") as file:
        yield file


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``.

    Raises:
        UserError: the system refuses; one sentence with the reason.
    """
    with whole_file(path) as file:
        file.write(data)


def reason(error: Exception) -> str:
    """Return why the system refused, as the end of a sentence."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error) or type(error).__name__).lower()
