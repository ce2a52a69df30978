"""Computes a formula: a walk over its syntax tree, with nothing but arithmetic and known functions."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gradviz.core.rules.expressions import parsed
from gradviz.engine.formulas.functions import ELEMENTARY, PAIRS, Functions
from gradviz.engine.formulas.operands import Operands, Unknown

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.MatMult: operator.matmul,
}  # fmt: skip

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
}  # fmt: skip


def forward(operands: Operands) -> Any:
    """Return what the op makes of its inputs.

    Raises:
        Unknown: it cannot be computed.
    """
    return _Computation(operands).value(parsed(operands.rule.forward))


def gradient(operands: Operands, letter: str, like: Tensor) -> Tensor:
    """Return the gradient of the input ``letter``, which is ``like``, by the rule's formula.

    Raises:
        Unknown: it cannot be computed.
    """
    held: Any = _Computation(operands).value(parsed(operands.rule.gradients[letter]))
    found = torch.as_tensor(held, dtype=torch.float64)
    if operands.is_per_channel and letter != "x":
        found = found.sum([axis for axis in range(found.dim()) if axis != 1])
    try:
        return found.sum_to_size(like.shape) if found.dim() >= like.dim() else found.expand(like.shape)
    except RuntimeError as error:
        raise Unknown(str(error)) from error


class _Computation:
    def __init__(self, operands: Operands) -> None:
        self._operands = operands
        self._functions = Functions(operands)
        self._local: dict[str, Any] = {}

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._letter(name)
            case ast.UnaryOp(operand=operand):
                return -self.value(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return _BINARY[type(op)](self.value(left), self.value(right))
            case ast.Compare():
                return self._compared(node)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._function(name)(*map(self.value, arguments))
        raise Unknown(ast.dump(node))

    def _letter(self, name: str) -> Any:
        if name not in self._operands.rule.local:
            return self._operands.letter(name)
        if name not in self._local:
            self._local[name] = self.value(parsed(self._operands.rule.local[name]))
        return self._local[name]

    def _function(self, name: str) -> Callable[..., Any]:
        own = getattr(self._functions, name, None)
        found: Callable[..., Any] | None = own or PAIRS.get(name) or ELEMENTARY.get(name)
        if found is None:
            raise Unknown(f"no function {name}")
        return found

    def _compared(self, node: ast.Compare) -> Any:
        """Return 1 where all comparisons hold; a limit that is not there is no limit."""
        values = [self.value(part) for part in (node.left, *node.comparators)]
        holds: Any = 1.0
        for left, op, right in zip(values, node.ops, values[1:], strict=False):
            if left is not None and right is not None:
                holds = holds * _COMPARE[type(op)](left, right).double()
        return holds
