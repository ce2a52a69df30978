"""What of a program can be replaced by something else to make a variant of it: numbers that have names, optimizers."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from gradviz.core.errors import UserError

OPTIMIZERS = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adamax", "NAdam", "RAdam", "Adadelta")
"""Classes of torch.optim that take the parameters and a learning rate."""


class Setting(NamedTuple):
    """A place in a program: ``text`` stands there now, on ``line``, from ``start`` to ``end`` in UTF-8 bytes of it."""

    name: str
    line: int
    start: int
    end: int
    text: str
    choices: tuple[str, ...] = ()


def settings(source: str) -> tuple[Setting, ...]:
    """Return what can be replaced in ``source``, in the order of the text; nothing, if it is not Python."""
    try:
        with warnings.catch_warnings():
            # What Python thinks of the program it says when it runs.
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found = {(one.line, one.start): one for node in ast.walk(tree) for one in _of(node)}
    return tuple(found[place] for place in sorted(found))


def _of(node: ast.AST) -> Iterator[Setting]:
    if isinstance(node, ast.Assign):
        yield from _assigned(node)
    elif isinstance(node, ast.keyword) and node.arg is not None and _is_number(node.value):
        yield _setting(node.arg, node.value)
    elif isinstance(node, ast.Call):
        yield from _called(node)


def _assigned(node: ast.Assign) -> Iterator[Setting]:
    target = node.targets[0]
    if isinstance(target, ast.Name) and _is_number(node.value):
        yield _setting(target.id, node.value)
    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        for name, value in zip(target.elts, node.value.elts, strict=False):
            if isinstance(name, ast.Name) and _is_number(value):
                yield _setting(name.id, value)


def _called(node: ast.Call) -> Iterator[Setting]:
    called = node.func
    if not isinstance(called, ast.Attribute):
        return
    if called.attr in OPTIMIZERS and called.end_lineno == called.lineno and called.end_col_offset is not None:
        start = called.end_col_offset - len(called.attr)
        choices = tuple(name for name in OPTIMIZERS if name != called.attr)
        yield Setting("torch.optim", called.lineno, start, called.end_col_offset, called.attr, choices)
    elif called.attr == "manual_seed" and node.args and _is_number(node.args[0]):
        yield _setting("manual_seed", node.args[0])


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    is_number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
    return is_number and node.end_lineno == node.lineno


def _setting(name: str, node: ast.expr) -> Setting:
    end = node.end_col_offset or node.col_offset
    return Setting(name, node.lineno, node.col_offset, end, ast.unparse(node))


def with_setting(source: str, setting: Setting, text: str) -> str:
    """Return ``source`` with ``text`` at the place of ``setting``.

    Raises:
        UserError: ``text`` is not what can stand there.
    """
    text = text.strip()
    if not _fits(setting, text):
        kind = "a class of torch.optim, such as Adam" if setting.choices else "a number, such as 0.01"
        raise UserError(f"“{text}” is not {kind}.")
    lines = source.split("\n")
    line = lines[setting.line - 1].encode()
    lines[setting.line - 1] = (line[: setting.start] + text.encode() + line[setting.end :]).decode()
    return "\n".join(lines)


def _fits(setting: Setting, text: str) -> bool:
    if setting.choices:
        return text.isidentifier()
    try:
        return _is_number(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError):
        return False
