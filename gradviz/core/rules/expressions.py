"""Formulas are written as Python expressions."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=1024)
def parsed(expression: str) -> ast.expr:
    """Return the tree of ``expression``."""
    return ast.parse(expression, mode="eval").body
