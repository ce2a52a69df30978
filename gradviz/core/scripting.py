"""A trace as scripts and notebooks hold it: saved, converted and drawn by its own methods."""

from __future__ import annotations

import subprocess
import tempfile
import weakref
from os import PathLike
from pathlib import Path
from typing import Self

import msgspec
from typing_extensions import override

from gradviz.core import trace as values
from gradviz.core.diagnose import Finding, diagnose
from gradviz.core.document import to_json
from gradviz.core.errors import UserError
from gradviz.core.graph import Graph
from gradviz.core.interchange import to_dot, to_graphml, to_networkx
from gradviz.core.processes import own_command
from gradviz.core.session import Session, save
from gradviz.core.suffixes import SESSION

_PATIENCE = 60.0
"""Seconds that a picture may take."""

_LARGEST_PICTURE = 8_000_000
"""Characters. A notebook with more in one cell is no longer usable."""

_pictures: dict[int, str | None] = {}


class Trace(values.Trace, frozen=True, gc=True, weakref=True):
    """What one run did, event by event.

    ``iterations`` are those recorded in full, ``losses`` those of all iterations, ``variables`` the leaves.
    """

    @classmethod
    def of(cls, trace: values.Trace) -> Self:
        """Return ``trace`` with the methods of this class; nothing is copied."""
        return cls(**{name: getattr(trace, name) for name in trace.__struct_fields__})

    @override
    def __repr__(self) -> str:
        return f"Trace of {self.program.name}: {_in_words(self)}"

    def save(self, path: str | PathLike[str]) -> None:
        """Write a session file, for ``gradviz FILE`` and `gradviz.load`.

        Raises:
            gradviz.core.errors.UserError: the file cannot be written.
        """
        save(Path(path), Session(self, max(0, len(self.iterations) - 1)))

    def to_json(self) -> str:
        """Return the trace document, as ``gradviz trace --json`` writes it."""
        return to_json(self)

    def to_dot(self, iteration: int = -1) -> str:
        """Return the graph of one of ``iterations`` in the language of Graphviz.

        Raises:
            gradviz.core.errors.UserError: there is no such iteration.
        """
        return to_dot(self._recorded(iteration), self.program.name)

    def to_networkx(self, iteration: int = -1) -> Graph:
        """Return the graph of one of ``iterations`` as a `networkx.MultiDiGraph` with plain attributes.

        Raises:
            gradviz.core.errors.UserError: there is no such iteration.
        """
        return to_networkx(self._recorded(iteration))

    def to_graphml(self, iteration: int = -1) -> str:
        """Return the graph of one of ``iterations`` as GraphML, with the attributes of `to_networkx`.

        Raises:
            gradviz.core.errors.UserError: there is no such iteration.
        """
        return to_graphml(self._recorded(iteration))

    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the gradients, and why: each with a ``message``, a ``fix``, a ``line``."""
        return diagnose(self)

    def _repr_svg_(self) -> str | None:
        """Return the picture of the last iteration for a notebook; ``None`` (then it shows the text) without one."""
        key = id(self)
        if key not in _pictures:
            _pictures[key] = _drawn(self)
            weakref.finalize(self, _pictures.pop, key, None).atexit = False
        return _pictures[key]

    def _recorded(self, iteration: int) -> values.Iteration:
        try:
            return self.iterations[iteration]
        except IndexError:
            count = len(self.iterations)
            raise UserError(f"There is no recorded iteration {iteration}: this trace has {count}.") from None


def _in_words(trace: Trace) -> str:
    recorded, run = len(trace.iterations), len(trace.losses)
    if not recorded:
        return "no op ran"
    counted = f"{recorded} of {run} iterations" if run > recorded else _counted(recorded, "iteration")
    events = [sum(len(getattr(i, kind)) for i in trace.iterations) for kind in ("forward", "backward", "update")]
    loss = trace.iterations[-1].loss
    parts = [counted, f"{events[0]} forward", f"{events[1]} backward", f"{events[2]} update events"]
    parts += [] if loss is None else [f"loss {loss:.4g}"]
    parts += [] if trace.error is None else [f"ended by {trace.error.kind}"]
    return ", ".join(parts)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _drawn(trace: Trace) -> str | None:
    """Return the last iteration as SVG, drawn by a process of its own; ``None`` where that does not work."""
    if not trace.iterations:
        return None
    shown = msgspec.structs.replace(trace, iterations=trace.iterations[-1:], variables={}, files={})
    with tempfile.TemporaryDirectory(prefix="gradviz-") as folder:
        session = Path(folder) / f"trace{SESSION}"
        command = [*own_command(), "render", str(session), "-o", folder, "--format", "svg"]
        nothing = subprocess.DEVNULL
        try:
            save(session, Session(shown))
            subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=_PATIENCE, check=True)
            picture = next(Path(folder).glob("*.svg")).read_text(encoding="utf-8")
        except (OSError, ValueError, StopIteration, subprocess.SubprocessError, UserError):
            return None
    # A page holds the element alone, without the declarations before it.
    return picture[picture.index("<svg") :] if "<svg" in picture and len(picture) <= _LARGEST_PICTURE else None
