"""Where a run is to wait: before a node, before the nodes of a line, or where a condition holds."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

import msgspec

from gradviz.core.errors import UserError
from gradviz.core.marking import QT_TRANSLATE_NOOP

CONTEXT = "Breakpoints"
"""In which a translation of the sentences is looked up."""


class Kind(StrEnum):
    """What a breakpoint waits for.

    `NODE` and `LINE` wait in the middle of a backward pass; every iteration is recorded for them. `NONFINITE` does so
    in iterations that are recorded or stepped through; in others it looks at the loss and the leaves after the pass.
    The rest look at the leaves' ``.grad`` after each pass (`UPDATE`: at the leaves when the iteration is over), and
    the run waits at the end of the iteration.
    """

    NODE = "node"
    LINE = "line"
    NONFINITE = "nonfinite"
    ABOVE = "above"
    BELOW = "below"
    FLIP = "flip"
    UPDATE = "update"


WITH_LIMIT = (Kind.ABOVE, Kind.BELOW, Kind.UPDATE)
"""Kinds that compare with a number."""

CONDITIONS = (Kind.NONFINITE, Kind.ABOVE, Kind.BELOW, Kind.FLIP, Kind.UPDATE)
"""Kinds that are not about a place."""


class Breakpoint(msgspec.Struct, frozen=True):
    """``node`` is a node's number, ``name`` its grad_fn's; ``line`` counts from 1; ``limit`` is what to compare with.

    ``variable`` is the leaf that a condition is about; empty: any of them.
    """

    kind: Kind
    node: int | None = None
    name: str = ""
    line: int | None = None
    variable: str = ""
    limit: float = 0.0
    enabled: bool = True


class Cause(msgspec.Struct, frozen=True):
    """Why a run waits. Without a ``breakpoint``: because it is stepped through.

    ``variable`` and ``value`` are what met the condition. ``is_sending``: the node has got finite gradients, and will
    send others.
    """

    breakpoint: Breakpoint | None = None
    variable: str = ""
    value: float | None = None
    is_sending: bool = False


class Said(NamedTuple):
    """A sentence as its English template and what is put into it."""

    template: str
    fields: dict[str, str]

    @property
    def english(self) -> str:
        """The sentence."""
        return self.template.format(**self.fields)


_AT_NODE = QT_TRANSLATE_NOOP("Breakpoints", "Before {name}, node {node}")
_AT_LINE = QT_TRANSLATE_NOOP("Breakpoints", "Before the nodes of line {line}")
_AT_NONFINITE = QT_TRANSLATE_NOOP("Breakpoints", "At the first NaN or infinite number")

_ANY = {
    Kind.ABOVE: QT_TRANSLATE_NOOP("Breakpoints", "When the norm of a gradient is above {limit}"),
    Kind.BELOW: QT_TRANSLATE_NOOP("Breakpoints", "When the norm of a gradient is below {limit}"),
    Kind.FLIP: QT_TRANSLATE_NOOP("Breakpoints", "When a gradient points against the one before"),
    Kind.UPDATE: QT_TRANSLATE_NOOP("Breakpoints", "When an update is larger than {limit} of its parameter"),
}
_ONE = {
    Kind.ABOVE: QT_TRANSLATE_NOOP("Breakpoints", "When the norm of {variable}.grad is above {limit}"),
    Kind.BELOW: QT_TRANSLATE_NOOP("Breakpoints", "When the norm of {variable}.grad is below {limit}"),
    Kind.FLIP: QT_TRANSLATE_NOOP("Breakpoints", "When {variable}.grad points against the one before"),
    Kind.UPDATE: QT_TRANSLATE_NOOP("Breakpoints", "When the update of {variable} is larger than {limit} of it"),
}

_FOUND = {
    Kind.NONFINITE: QT_TRANSLATE_NOOP("Breakpoints", "{variable} is NaN or infinite"),
    Kind.ABOVE: QT_TRANSLATE_NOOP("Breakpoints", "the norm of {variable}.grad is {value}, above {limit}"),
    Kind.BELOW: QT_TRANSLATE_NOOP("Breakpoints", "the norm of {variable}.grad is {value}, below {limit}"),
    Kind.FLIP: QT_TRANSLATE_NOOP("Breakpoints", "{variable}.grad points against the one before, cosine {value}"),
    Kind.UPDATE: QT_TRANSLATE_NOOP("Breakpoints", "the update of {variable} is {value} of it, above {limit}"),
}
_ARRIVES = QT_TRANSLATE_NOOP("Breakpoints", "the first gradient that is NaN or infinite arrives here")
_SENDS = QT_TRANSLATE_NOOP("Breakpoints", "it gets finite gradients and will send NaN or infinite ones")


def describe(found: Breakpoint) -> Said:
    """Return what ``found`` waits for, in one sentence without a full stop."""
    limit = f"{found.limit:.4g}"
    if found.kind is Kind.NODE:
        return Said(_AT_NODE, {"name": found.name, "node": str(found.node)})
    if found.kind is Kind.LINE:
        return Said(_AT_LINE, {"line": str(found.line)})
    if found.kind is Kind.NONFINITE:
        return Said(_AT_NONFINITE, {})
    if found.variable:
        return Said(_ONE[found.kind], {"variable": found.variable, "limit": limit})
    return Said(_ANY[found.kind], {"limit": limit})


def reason(cause: Cause) -> Said | None:
    """Return what was found, as a part of a sentence; ``None`` where the place says it all."""
    found = cause.breakpoint
    if found is None or found.kind not in _FOUND:
        return None
    if found.kind is Kind.NONFINITE and not cause.variable:
        return Said(_SENDS if cause.is_sending else _ARRIVES, {})
    value = "" if cause.value is None else f"{cause.value:.4g}"
    return Said(_FOUND[found.kind], {"variable": cause.variable, "value": value, "limit": f"{found.limit:.4g}"})


def condition(kind: Kind, limit: str = "", variable: str = "") -> Breakpoint:
    """Return the breakpoint that a person has typed; an empty ``variable`` means every leaf.

    Raises:
        UserError: the limit is no number that a norm or a ratio can be compared with.
    """
    if kind is Kind.NONFINITE:
        return Breakpoint(kind)
    if kind not in WITH_LIMIT:
        return Breakpoint(kind, variable=variable.strip())
    return Breakpoint(kind, variable=variable.strip(), limit=_limit(limit))


def _limit(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise UserError(f"A limit is a number from 0 on, such as 1e3, not “{text.strip()}”.")
    return number
