"""What goes wrong in gradviz itself fails the test in which it does."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


@contextmanager
def nothing_goes_wrong() -> Iterator[None]:
    """Fail if an exception reaches the hook of the window, which tells of it there and lets everything go on."""
    told = sys.excepthook
    caught: list[str] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        caught.append("".join(traceback.format_exception(kind, error, trace)))
        told(kind, error, trace)

    sys.excepthook = hook
    try:
        yield
    finally:
        sys.excepthook = told
    assert not caught, "\n".join(caught)
