"""What editing does to text, without Qt: indent, comment, search, and columns as Qt counts them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

INDENT = 4
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LEAVES = re.compile(r"\s*(return|pass|break|continue|raise)\b")


def units(text: str, column: int) -> int:
    """Return ``column`` (characters) as Qt counts it: a character beyond U+FFFF, such as an emoji, counts twice."""
    if text.isascii():
        return column
    return column + len(_ASTRAL.findall(text, 0, column))


def characters(text: str, column: int) -> int:
    """Return a column as Qt counts it in characters: the inverse of `units`."""
    if text.isascii():
        return column
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * column].decode("utf-16-le", "ignore"))


def _depth(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def indent(lines: Sequence[str]) -> list[str]:
    """Return ``lines`` one step further in; blank lines stay as they are."""
    return [" " * INDENT + line if line.strip() else line for line in lines]


def dedent(lines: Sequence[str]) -> list[str]:
    """Return ``lines`` one step further out, as far as there is room."""
    result = []
    for line in lines:
        if line.startswith("\t"):
            result.append(line[1:])
        else:
            spaces = len(line) - len(line.lstrip(" "))
            result.append(line[min(INDENT, spaces) :])
    return result


def toggle_comment(lines: Sequence[str]) -> list[str]:
    """Return ``lines`` as comments; if all of them are comments already, as code again."""
    code = [line for line in lines if line.strip()]
    if not code:
        return list(lines)
    if all(line.lstrip().startswith("#") for line in code):
        return [re.sub(r"^(\s*)# ?", r"\1", line) for line in lines]
    column = min(len(_depth(line)) for line in code)
    return [line[:column] + "# " + line[column:] if line.strip() else line for line in lines]


def spaces_to_tab(column: int) -> int:
    """Return how many spaces lead from ``column`` to the next tab stop."""
    return INDENT - column % INDENT


def spaces_to_remove(before: str) -> int:
    """Return how many characters Backspace takes away after ``before``: in an indent back to the last tab stop."""
    if not before or before.strip(" "):
        return 1
    return (len(before) - 1) % INDENT + 1


def next_indent(before: str, code: str, balance: int) -> str:
    """Return the indent of the line that Enter begins after ``before``.

    ``code`` is the same text without strings and comments, ``balance`` how many more brackets it opens than closes.
    """
    depth = _depth(before)
    bare = code.strip()
    if balance > 0 or bare.endswith(":"):
        return depth + " " * INDENT
    if _LEAVES.match(bare) and balance == 0:
        return depth[: max(0, len(depth) - INDENT)]
    return depth


def home_column(line: str, column: int) -> int:
    """Return where Home goes: to the first character that is no space, from there to the line's start."""
    first = len(_depth(line))
    return 0 if column == first else first


class Change(NamedTuple):
    """Replace the characters ``start`` … ``end`` by ``text``."""

    start: int
    end: int
    text: str


def _shared(first: str, second: str) -> int:
    """Return how many characters both texts begin with."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def change(old: str, new: str) -> Change:
    """Return the smallest single change that turns ``old`` into ``new``."""
    start = _shared(old, new)
    room = min(len(old), len(new)) - start
    tail = _shared(old[len(old) - room :][::-1], new[len(new) - room :][::-1]) if room else 0
    return Change(start, len(old) - tail, new[start : len(new) - tail])


def _pattern(needle: str, case_sensitive: bool) -> re.Pattern[str]:
    return re.compile(re.escape(needle), 0 if case_sensitive else re.IGNORECASE)


def find_all(text: str, needle: str, *, case_sensitive: bool = False) -> list[tuple[int, int]]:
    """Return start and end of every match of ``needle`` in ``text``, as Qt counts positions."""
    if not needle:
        return []
    spans = [match.span() for match in _pattern(needle, case_sensitive).finditer(text)]
    astral = [match.start() for match in _ASTRAL.finditer(text)]
    if not astral:
        return spans
    return [(start + bisect_left(astral, start), end + bisect_left(astral, end)) for start, end in spans]


def replace_all(text: str, needle: str, replacement: str, *, case_sensitive: bool = False) -> tuple[str, int]:
    """Return ``text`` with every match replaced, and how many there were."""
    if not needle:
        return text, 0
    return _pattern(needle, case_sensitive).subn(lambda _: replacement, text)
