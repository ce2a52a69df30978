"""Pairs of brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from gradviz.ui.code.tokens import LONG, Kind, tokens


class Place(NamedTuple):
    """A line and a column, both from 0."""

    line: int
    column: int


class BracketPair(NamedTuple):
    """A bracket and the one that closes or opens it. ``other`` is None if there is none."""

    here: Place
    other: Place | None
    matches: bool


Brackets = tuple[tuple[int, str], ...]
"""The brackets of a line that are code: column and character."""

_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = {close: opening for opening, close in _OPENING.items()}
_FARTHEST = 1500
"""Lines. A partner farther away is not looked for, so that a key press stays fast."""


@lru_cache(maxsize=8192)
def brackets(text: str, state: int = 0) -> Brackets:
    """Return the brackets of a line that are code, not part of a string or a comment."""
    if len(text) > LONG or not any(letter in text for letter in "()[]{}"):
        return ()
    return tuple((start, text[start]) for start, _, kind in tokens(text, state)[0] if kind is Kind.BRACKET)


def match_bracket(cursor: Place, brackets_of: Callable[[int], Brackets | None]) -> BracketPair | None:
    """Return the pair of the bracket before or after ``cursor``, None if there is no bracket.

    ``brackets_of`` gives those of a line, None outside of the text. Brackets farther away than 1500 lines count as
    not found.
    """
    row = brackets_of(cursor.line) or ()
    for column in (cursor.column - 1, cursor.column):
        for index, (place, letter) in enumerate(row):
            if place == column:
                return _partner(cursor.line, index, letter, brackets_of)
    return None


def _partner(line: int, index: int, letter: str, brackets_of: Callable[[int], Brackets | None]) -> BracketPair | None:
    step = 1 if letter in _OPENING else -1
    inward = _OPENING if step > 0 else _CLOSING
    row = brackets_of(line) or ()
    here = Place(line, row[index][0])
    waiting = [inward[letter]]
    rest: Sequence[tuple[int, str]] = row[index + 1 :] if step > 0 else row[:index][::-1]
    for number in range(line, line + step * _FARTHEST, step):
        if number != line:
            found = brackets_of(number)
            if found is None:
                break
            rest = found if step > 0 else found[::-1]
        for column, other in rest:
            if other in inward:
                waiting.append(inward[other])
                continue
            wanted = waiting.pop()
            if other != wanted or not waiting:
                return BracketPair(here, Place(number, column), other == wanted)
    return BracketPair(here, None, matches=False)
