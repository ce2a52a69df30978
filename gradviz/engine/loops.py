"""How far the loops are that a program is in, and how long they are: read off its text and its variables.

Nothing of the program's own is called for it: ``range(…)`` of numbers and variables, ``enumerate``, and things whose
length is known.
"""

from __future__ import annotations

import ast
import inspect
import operator
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import CodeType, FrameType
from typing import Any, NamedTuple

import torch
from torch.utils.data import DataLoader

_SIZED = (list, tuple, range, torch.Tensor, DataLoader)
_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
_AROUND = ("tqdm", "enumerate")
"""Functions that hand on what they are given."""

_MOST = 1 << 53

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


class _Unknown(Exception):
    """A loop does not say how long it is."""


class Position(NamedTuple):
    """``done`` of ``total`` rounds, the present one included; ``done`` is ``None`` where no variable tells."""

    done: int | None
    total: int


class _Loop(NamedTuple):
    at: int | None
    length: int


class Loops:
    """The loops of the program ``text``, whose code is of the file ``filename``."""

    def __init__(self, text: str, filename: str) -> None:
        self._text = text
        self._filename = filename
        self._around: dict[tuple[CodeType, int], tuple[ast.For | ast.While, ...]] = {}

    def position(self, frame: FrameType | None) -> Position | None:
        """Return how far the loops around ``frame`` are; ``None`` outside of loops, or if a length is not known."""
        try:
            loops = [loop for frame in self._frames(frame) for loop in self._loops(frame)]
        except (_Unknown, ValueError, TypeError, OverflowError):
            # The program's own numbers, and names, may be anything.
            return None
        if not loops:
            return None
        total, done = 1, 0
        is_known = True
        # From the innermost outwards: a round of a loop is as many rounds as there are in the loops inside.
        for loop in loops:
            is_known = is_known and loop.at is not None
            done += (loop.at or 0) * total
            total *= loop.length
        # As many as that nobody waits for, and no message holds.
        return None if total >= _MOST else Position(done + 1 if is_known else None, total)

    def _frames(self, frame: FrameType | None) -> Iterator[FrameType]:
        while frame is not None:
            if frame.f_code.co_filename == self._filename:
                yield frame
            frame = frame.f_back

    def _loops(self, frame: FrameType) -> list[_Loop]:
        """Return the loops around the line that ``frame`` is at, the innermost first."""
        key = (frame.f_code, frame.f_lineno)
        if key not in self._around:
            self._around[key] = self._find(frame.f_code, frame.f_lineno)
        variables = _Variables(frame)
        return [variables.loop(node) for node in self._around[key]]

    def _find(self, code: CodeType, line: int) -> tuple[ast.For | ast.While, ...]:
        scope = self._scopes.get((code.co_name, code.co_firstlineno))
        found = () if scope is None else tuple(_around(scope, line))
        return found[::-1]

    @cached_property
    def _scopes(self) -> dict[tuple[str, int], Scope]:
        """The program and its functions, by what their code objects say of themselves."""
        try:
            tree = ast.parse(self._text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {}
        found: dict[tuple[str, int], Scope] = {("<module>", 1): tree}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                found[node.name, first] = node
        return found


def _around(scope: ast.AST, line: int) -> Iterator[ast.For | ast.While]:
    """Yield the loops of ``scope`` that ``line`` is in the body of, the outermost first."""
    for node in ast.iter_child_nodes(scope):
        first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if first is not None and last is not None and not first <= line <= last:
            continue
        if isinstance(node, ast.For | ast.While) and node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0):
            yield node
        yield from _around(node, line)


def _locals_of(frame: FrameType) -> Mapping[str, Any]:
    """Return the local variables of ``frame``, without leaving what they hold alive in it.

    Before Python 3.13 a function's frame keeps the copy that it hands out.
    """
    held = frame.f_locals
    if sys.version_info >= (3, 13) or frame.f_trace is not None or not frame.f_code.co_flags & inspect.CO_OPTIMIZED:
        return held
    copy = dict(held)
    held.clear()
    return copy


class _Variables:
    """What the names of a frame mean."""

    def __init__(self, frame: FrameType) -> None:
        self._inner = _locals_of(frame)
        self._outer: Mapping[str, Any] = frame.f_globals

    def loop(self, node: ast.For | ast.While) -> _Loop:
        """Return how far ``node`` is.

        Raises:
            _Unknown: it does not say how long it is.
        """
        if isinstance(node, ast.While):
            raise _Unknown
        over, target = node.iter, node.target
        counted: ast.expr | None = None
        while isinstance(over, ast.Call) and self._called(over) in _AROUND and over.args:
            if self._called(over) == "enumerate":
                counted = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else None
                if len(over.args) + len(over.keywords) > 1:
                    counted = None
            over = over.args[0]
        if isinstance(over, ast.Call) and self._called(over) in ("range", "trange"):
            return self._range(over, target if counted is None else None, counted)
        length = self._length(over)
        return _Loop(None if counted is None else self._held(counted), length)

    def _range(self, call: ast.Call, target: ast.expr | None, counted: ast.expr | None) -> _Loop:
        numbers = range(*map(self._number, call.args))
        if counted is not None:
            return _Loop(self._held(counted), len(numbers))
        value = None if target is None else self._held(target)
        return _Loop(numbers.index(value) if value is not None and value in numbers else None, len(numbers))

    def _called(self, call: ast.Call) -> str:
        return call.func.id if isinstance(call.func, ast.Name) else ""

    def _value(self, name: str) -> Any:
        if name in self._inner:
            return self._inner[name]
        if name in self._outer:
            return self._outer[name]
        raise _Unknown

    def _held(self, target: ast.expr) -> int | None:
        value = self._value(target.id) if isinstance(target, ast.Name) else None
        return value if isinstance(value, int) else None

    def _number(self, node: ast.expr) -> int:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        if isinstance(node, ast.Name) and type(value := self._value(node.id)) is int:
            return value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._number(node.operand)
        if isinstance(node, ast.BinOp) and (compute := _OPERATORS.get(type(node.op))) is not None:
            left, right = self._number(node.left), self._number(node.right)
            if right == 0 and compute is operator.floordiv:
                raise _Unknown
            return compute(left, right)
        if isinstance(node, ast.Call) and self._called(node) == "len" and len(node.args) == 1:
            return self._length(node.args[0])
        raise _Unknown

    def _length(self, node: ast.expr) -> int:
        if isinstance(node, ast.List | ast.Tuple) and not any(isinstance(one, ast.Starred) for one in node.elts):
            return len(node.elts)
        value = self._value(node.id) if isinstance(node, ast.Name) else None
        if not isinstance(value, _SIZED):
            raise _Unknown
        try:
            return len(value)
        except TypeError:
            # A loader of a stream, or a tensor without axes.
            raise _Unknown from None
