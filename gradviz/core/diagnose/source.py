"""What the text of a program says about gradients; a text that does not parse says nothing."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=4)
def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def gradients_read(source: str) -> frozenset[str]:
    """Return the names whose ``.grad`` the program reads, such as ``w`` or ``net.weight``, and relies on.

    Who compares one with ``None`` somewhere is content with either answer.
    """
    tree = _parsed(source)
    compared = [
        part for node in ast.walk(tree) if isinstance(node, ast.Compare) and _is_none(node) for part in ast.walk(node)
    ]
    asked = {name for part in compared if (name := _owner(part)) is not None}
    return frozenset(name for node in ast.walk(tree) if (name := _owner(node)) is not None and name not in asked)


def _owner(node: ast.AST) -> str | None:
    """Return whose ``.grad`` an expression reads."""
    if not (isinstance(node, ast.Attribute) and node.attr == "grad" and isinstance(node.ctx, ast.Load)):
        return None
    name = _dotted(node.value)
    return None if name == "torch.autograd" else name


def _is_none(node: ast.Compare) -> bool:
    return any(isinstance(part, ast.Constant) and part.value is None for part in node.comparators)


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def cleared_at(source: str) -> int | None:
    """Return the line of a ``zero_grad()`` that stands between ``backward()`` and ``step()`` in one block."""
    for node in ast.walk(_parsed(source)):
        for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            line = _cleared_in(block) if isinstance(block, list) else None
            if line is not None:
                return line
    return None


def _cleared_in(block: list[ast.stmt]) -> int | None:
    cleared: int | None = None
    has_gradients = False
    for statement in block:
        match _method(statement):
            case "backward":
                has_gradients, cleared = True, None
            case "zero_grad" if has_gradients:
                cleared = statement.lineno
            case "step" if cleared is not None:
                return cleared
            case _:
                pass
    return None


def _method(statement: ast.stmt) -> str:
    """Return the method that a statement calls and does nothing else."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        return function.attr if isinstance(function, ast.Attribute) else ""
    return ""
