"""Computes the formulas of a rule with numpy, in the parameter's own precision."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradviz.core.rules.expressions import parsed

Value = NDArray[Any] | float
"""Numbers of a tensor, or a hyperparameter."""

_BINARY = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": np.sqrt,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "abs": np.abs,
    "sign": np.sign,
    "where": np.where,
}

_RELATIONS = {ast.Lt: np.less, ast.Gt: np.greater}


def compute(expression: str, values: Mapping[str, Value]) -> Value:
    """Return what ``expression`` is with ``values`` for its letters; a division by zero gives an infinity or NaN."""
    with np.errstate(all="ignore"):
        return _value(parsed(expression), values)


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right):
            return _operated(op, _value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            given = [_value(argument, values) for argument in arguments]
            computed: Value = _FUNCTIONS[name](*given)
            # Of numbers a number, which does not widen a tensor.
            return float(computed) if all(isinstance(one, float) for one in given) else computed
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return cast(Value, _RELATIONS[type(op)](_value(left, values), _value(right, values)))
    raise ValueError(ast.dump(node))


def _operated(op: ast.operator, left: Value, right: Value) -> Value:
    if isinstance(left, float) and isinstance(right, float) and isinstance(op, ast.Pow):
        return float(np.power(left, right))
    if isinstance(op, ast.Pow) and right == 2.0:
        return left * left
    done = _BINARY[type(op)](left, right)
    # Hyperparameters are Python's own numbers: combined they stay that, so that they do not widen a tensor.
    return float(done) if isinstance(left, float) and isinstance(right, float) else done
