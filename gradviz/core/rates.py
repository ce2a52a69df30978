"""The learning rate of a run, and what a person has changed of it."""

from __future__ import annotations

import msgspec


class Rate(msgspec.Struct, frozen=True):
    """Its ``value``; ``name`` is the program's variable that holds it, empty where an optimizer does.

    ``is_uniform`` is false where parts of the parameters have other rates: then it is that of the first part, and a
    change multiplies all of them.
    """

    value: float
    name: str = ""
    is_uniform: bool = True


class RateChange(msgspec.Struct, frozen=True):
    """A change by a person: the update of iteration ``index`` was the first one with ``after``.

    The schedules ``going_on`` lead the rate on from there, those ``setting`` may set it as if it had not been changed.
    """

    index: int
    before: float
    after: float
    going_on: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
