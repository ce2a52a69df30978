"""Large JSON documents piece by piece: lists and objects whose items are made when they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

DEEPEST = 4
"""Levels at which a document is taken apart: below them are single events."""


class Members(NamedTuple):
    """An object whose members are made when they are asked for. A list of such items is an iterator."""

    items: Iterator[tuple[str, Any]]


def pieces(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield ``value`` as JSON, taken apart down to what lies at a depth of `DEEPEST`."""
    found = _opened(value) if depth < DEEPEST else None
    if found is None:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return
    items, brackets = found
    yield brackets[0]
    for number, (name, item) in enumerate(items):
        yield ("," if number else "") + ("" if name is None else json.dumps(name, ensure_ascii=False) + ":")
        yield from pieces(item, depth + 1)
    yield brackets[1]


def _opened(value: Any) -> tuple[Iterable[tuple[str | None, Any]], str] | None:
    """Return the members of a value and what stands around them; ``None`` if it has none."""
    if isinstance(value, Members):
        return value.items, "{}"
    if isinstance(value, dict):
        return value.items(), "{}"
    if isinstance(value, (list, Iterator)):
        return ((None, item) for item in value), "[]"
    return None


def settled(value: Any, depth: int = 0) -> Any:
    """Return ``value`` with everything made that is only made when it is asked for."""
    if isinstance(value, Members):
        return {name: settled(item, depth + 1) for name, item in value.items}
    if isinstance(value, Iterator):
        return [settled(item, depth + 1) for item in value]
    if isinstance(value, dict) and depth < DEEPEST - 1:
        return {name: settled(item, depth + 1) for name, item in value.items()}
    return value
