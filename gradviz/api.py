"""What a script or notebook calls; the heavy parts are loaded when they are needed."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradviz.core.trace import Trace


def load(path: str | PathLike[str]) -> Trace:
    """Return the trace that a session file holds; nothing in it is executed.

    Raises:
        gradviz.core.errors.UserError: there is no such file, or it is damaged or no session.
    """
    from gradviz.core.session import load as load_session

    return load_session(Path(path)).trace
