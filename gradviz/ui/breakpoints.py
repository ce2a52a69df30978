"""The breakpoints of the program that is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from gradviz.core.breakpoints import CONTEXT, Breakpoint, Kind, Said

_replace = msgspec.structs.replace


class Breakpoints(QObject):
    """A list without two that wait for the same."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Breakpoint, ...] = ()

    @property
    def all(self) -> tuple[Breakpoint, ...]:
        """The breakpoints, in the order in which they were set."""
        return self._all

    @property
    def lines(self) -> dict[int, bool]:
        """The lines that have one, and whether it is switched on."""
        return {one.line: one.enabled for one in self._all if one.kind is Kind.LINE and one.line is not None}

    def replace(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Have these."""
        found = tuple({_what(one): one for one in breakpoints}.values())
        if found != self._all:
            self._all = found
            self.changed.emit(found)

    def add(self, one: Breakpoint) -> None:
        """Have ``one`` too."""
        self.replace((*self._all, one))

    def remove(self, one: Breakpoint) -> None:
        """Have ``one`` no longer."""
        self.replace(other for other in self._all if _what(other) != _what(one))

    def enable(self, one: Breakpoint, *, enabled: bool) -> None:
        """Switch ``one`` on or off."""
        self.replace(_replace(o, enabled=enabled) if _what(o) == _what(one) else o for o in self._all)

    def toggle(self, one: Breakpoint) -> bool:
        """Set ``one``, or take it back; return whether it is there now."""
        is_there = any(_what(other) == _what(one) for other in self._all)
        if is_there:
            self.remove(one)
        else:
            self.add(one)
        return not is_there

    def move_lines(self, moved: Mapping[int, int | None]) -> None:
        """Follow lines of the text to where they are now; one that is gone takes its breakpoint with it."""
        found = []
        for one in self._all:
            line = moved.get(one.line, one.line) if one.kind is Kind.LINE and one.line is not None else one.line
            if one.kind is not Kind.LINE or line is not None:
                found.append(_replace(one, line=line))
        self.replace(found)


def _what(one: Breakpoint) -> Breakpoint:
    return _replace(one, enabled=True)


def words(said: Said | None) -> str:
    """Return a sentence of core in the user's language."""
    return "" if said is None else QCoreApplication.translate(CONTEXT, said.template).format(**said.fields)
