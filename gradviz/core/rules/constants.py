"""The plain values that a node saved: exponents, dimensions, limits. They are kept as Python writes them."""

from __future__ import annotations

import ast

Constant = float | int | bool | str | tuple["Constant", ...] | None

_WRAPPED = 1 << 63
"""torch keeps a negative dimension as an unsigned number."""


def parse(text: str) -> Constant:
    """Return the value that ``text`` writes; text that is no value stays text."""
    try:
        return _plain(ast.literal_eval(text))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return {"inf": float("inf"), "-inf": float("-inf"), "nan": float("nan")}.get(text, text)


def _plain(value: object) -> Constant:
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= _WRAPPED:
        return value - 2 * _WRAPPED
    return value if isinstance(value, float | int | bool | str) else None


def written(value: object) -> str:
    """Return ``value`` as Python writes it; ``2.0`` is ``2``, and a negative dimension is negative."""
    plain = _plain(value)
    if isinstance(plain, float) and plain.is_integer() and abs(plain) < 1e15:
        plain = int(plain)
    return plain if isinstance(plain, str) else repr(plain)


_DEFAULTS: dict[str, Constant] = {"correction": 1}
"""What torch takes where nothing was given."""


def value_of(name: str, text: str) -> Constant:
    """Return the value of the constant ``name``, which ``text`` writes."""
    value = parse(text)
    return _DEFAULTS.get(name) if value is None else value
