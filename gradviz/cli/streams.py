"""What goes out: the program's own output, documents on standard output, sentences on standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from gradviz.core.errors import UserError
from gradviz.core.text import readable
from gradviz.core.wholefile import reason


class Echo:
    """Shows what the program prints while it runs, for as long as somebody reads it."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._failure: OSError | ValueError | None = None

    def write(self, text: str) -> None:
        """Write ``text``, in the encoding of the stream; what cannot be written is told at the end."""
        if self._stream is None or self._failure is not None:
            return
        try:
            self._stream.write(text.encode(self._encoding, "backslashreplace").decode(self._encoding))
        except (OSError, ValueError) as error:
            # It is not the program's fault; it goes on, as it would if it printed elsewhere.
            self._failure = error

    def flush(self) -> None:
        """Write what is left.

        Raises:
            BrokenPipeError: whoever read it went away.
            UserError: it cannot be written.
        """
        try:
            if self._failure is not None:
                raise self._failure
            if self._stream is not None:
                self._stream.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            close_output()
            raise UserError(f"The program's output cannot be written: {reason(error)}.") from error


@contextlib.contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Send what native code and child processes print to standard error: standard output is the document's alone."""
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            os.dup2(2, 1)
        yield
    finally:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.__stdout__.flush()  # type: ignore[union-attr]
        os.dup2(kept, 1)
        os.close(kept)


def write_document(text: str) -> None:
    """Write to standard output, as UTF-8 whatever the terminal's encoding is: it is a format."""
    try:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is not None:
            buffer.write(text.encode())
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError, AttributeError) as error:
        close_output()
        raise UserError(f"Standard output cannot be written: {reason(error)}.") from error


def close_output() -> None:
    """Let go of a standard output that takes no more: Python would complain again when it closes it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def say(sentence: str) -> None:
    """Say it in one line, whatever the names and messages in it hold."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"gradviz: {' '.join(readable(sentence).split())}\n")
