"""What a class of torch takes, and how a call of it is written."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

CONTEXT = "Net"
"""In which a translation of the texts is looked up."""


class Kind(StrEnum):
    """What a parameter holds."""

    NUMBER = "number"
    COUNT = "count"
    SWITCH = "switch"


class Parameter(NamedTuple):
    """One argument of a class of torch: ``low`` ≤ value ≤ ``high``; an open end excludes the bound itself.

    ``usual`` is what the form starts with, ``silent`` what torch takes if it is not given. ``place`` counts inside of
    an argument that is a tuple.
    """

    name: str
    tip: str
    usual: float
    low: float = 0.0
    high: float | None = None
    kind: Kind = Kind.NUMBER
    silent: float | None = None
    argument: str = ""
    place: int | None = None
    is_open: tuple[bool, bool] = (False, False)

    @property
    def default(self) -> float:
        """What torch takes if it is not given."""
        return self.usual if self.silent is None else self.silent

    def allows(self, value: float) -> bool:
        """Return whether ``value`` is in the range."""
        above = value > self.low if self.is_open[0] else value >= self.low
        if self.high is None:
            return above
        return above and (value < self.high if self.is_open[1] else value <= self.high)


class Recipe(NamedTuple):
    """One way to make steps, or to change the learning rate: a class of torch and its arguments.

    ``fixed`` is written as it is; ``rate`` is a learning rate that is usual.
    """

    key: str
    title: str
    torch_class: str
    tip: str
    parameters: tuple[Parameter, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()
    rate: float = 1e-3
    has_closure: bool = False

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter called ``name``."""
        return next((one for one in self.parameters if one.name == name), None)


def arguments(recipe: Recipe, given: dict[str, float], places: dict[str, str]) -> list[str]:
    """Return the arguments that differ from torch's defaults, as a call has them; ``places`` fill those of `fixed`."""
    written = [f"{name}={value.format(**places)}" for name, value in recipe.fixed]
    tuples: dict[str, list[Parameter]] = {}
    for one in recipe.parameters:
        if one.argument:
            tuples.setdefault(one.argument, []).append(one)
        elif (value := given.get(one.name, one.usual)) != one.default:
            written.append(f"{one.name}={number(value, one.kind)}")
    for argument, parts in tuples.items():
        if any(given.get(one.name, one.usual) != one.default for one in parts):
            values = ", ".join(number(given.get(one.name, one.usual), one.kind) for one in parts)
            written.append(f"{argument}=({values})")
    return written


def number(value: float, kind: Kind = Kind.NUMBER) -> str:
    """Return ``value`` as it is written in a program: ``1e-4`` rather than ``0.0001``."""
    if kind is Kind.SWITCH:
        return str(bool(value))
    if kind is Kind.COUNT:
        return str(int(value))
    text = repr(float(value))
    if value and (abs(value) < 1e-2 or abs(value) >= 1e6):
        mantissa, _, exponent = f"{value:e}".partition("e")
        short = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
        return short if float(short) == value else text
    return text
