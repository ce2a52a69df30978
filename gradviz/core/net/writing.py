"""How lines of a program are written: calls that are wrapped, lists of names, comments."""

from __future__ import annotations

import json
import textwrap

WIDTH = 79
"""Characters of a line of a program."""


def comment(text: str, indent: str = "") -> list[str]:
    """Return ``text`` as lines of a comment."""
    prefix = f"{indent}# "
    return textwrap.wrap(text, width=72, initial_indent=prefix, subsequent_indent=prefix, break_on_hyphens=False)


def call(before: str, arguments: list[str], after: str = "") -> list[str]:
    """Return ``before(arguments)after`` in as few lines as it takes."""
    line = f"{before}({', '.join(arguments)}){after}"
    if len(line) <= WIDTH:
        return [line]
    indent = before[: len(before) - len(before.lstrip())]
    inner = f"{indent}    {', '.join(arguments)}"
    if len(inner) <= WIDTH:
        return [f"{before}(", inner, f"{indent}){after}"]
    return [f"{before}(", *(f"{indent}    {one}," for one in arguments), f"{indent}){after}"]


def indented(lines: list[str]) -> list[str]:
    """Return ``lines`` one level further in."""
    return [f"    {line}" if line else line for line in lines]


def quoted(text: str) -> str:
    """Return ``text`` as a literal of Python."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def columns(numbers: tuple[int, ...]) -> str:
    """Return how columns of a table are taken: a slice where they lie side by side, else a list."""
    first, last = numbers[0], numbers[-1]
    if numbers == tuple(range(first, last + 1)):
        return f"{first or ''}:{last + 1}"
    return f"[{', '.join(map(str, numbers))}]"
