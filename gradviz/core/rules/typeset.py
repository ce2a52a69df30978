"""Sets the formulas of the rules in TeX."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gradviz.core import text
from gradviz.core.rules.expressions import parsed

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)
"""How tightly a piece of TeX holds together."""

_GREEK = {"alpha": r"\alpha", "beta": r"\beta", "pi": r"\pi", "x_i": "x_i"}

NORMALIZED = r"\hat{x}"
"""The letter ``h`` of the rules of layers."""

_RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge", ast.Eq: "=",
}  # fmt: skip

_TEMPLATES = {
    "sqrt": r"\sqrt{#}", "abs": r"\left| # \right|", "floor": r"\lfloor # \rfloor", "ceil": r"\lceil # \rceil",
    "avg": r"\overline{#}",
}  # fmt: skip
"""Functions that enclose their argument."""

_HEADS = {
    "sigmoid": r"\sigma", "Phi": r"\Phi", "phi": r"\varphi", "log": r"\ln", "log2": r"\log_2", "log10": r"\log_{10}",
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh",
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "det": r"\det", "max": r"\max", "min": r"\min",
    "maximum": r"\max", "minimum": r"\min", "sign": r"\mathrm{sign}",
    "unpermute": r"\mathrm{permute}^{-1}", "onehot": r"\mathbf{1}", "convT": r"\mathrm{conv}^{\mathsf{T}}",
}  # fmt: skip

_FIRST_ONLY = frozenset(
    (
        "permute", "unpermute", "transpose", "flip", "conv", "convT", "correlate", "maxpool", "avgpool", "windows",
        "tile", "pad", "crop", "strided", "unstrided", "copies", "put", "putslice", "slice", "take", "rows", "addrows",
    )
)  # fmt: skip
"""Functions whose further arguments say no more than the words do: only tensors are shown."""

_WHOLE = frozenset(("repeat", "channels", "expand"))
"""Functions that only repeat or shape what they are given, which mathematical notation leaves unsaid."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """What stands for a letter: ``tex``; ``value`` of a plain number, so that sums of such numbers are carried out."""

    tex: str
    level: int = _ATOM
    value: float | None = None
    is_tensor: bool = False
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    tex: str
    level: int = _ATOM
    value: float | None = None
    is_tensor: bool = False
    is_missing: bool = False


Symbols = Mapping[str, Symbol]


def name_symbol(name: str, *, is_tensor: bool = True) -> Symbol:
    """Return the symbol of a variable called ``name``, in italics as the user wrote it."""
    if name in _GREEK:
        return Symbol(_GREEK[name], is_tensor=is_tensor)
    escaped = name.replace("_", r"\_")
    return Symbol(escaped if len(name) == 1 else rf"\mathit{{{escaped}}}", is_tensor=is_tensor)


def number_tex(value: float) -> str:
    """Return a number in TeX, with four significant digits."""
    words = text.number(value).replace("−", "-").replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    found = re.fullmatch(r"(-?[0-9.]+)e(-?[0-9]+)", words)
    return words if found is None else rf"{found[1]} \cdot 10^{{{found[2]}}}"


def number_symbol(value: float, *, is_tensor: bool = False) -> Symbol:
    """Return the symbol of a plain number."""
    words = number_tex(value)
    level = _SIGN if words.startswith("-") else _PRODUCT if "cdot" in words else _ATOM
    return Symbol(words, level, value, is_tensor)


def tex(expression: str, symbols: Symbols) -> str:
    """Return ``expression`` in TeX, with ``symbols`` for its letters; a letter without one stands for itself."""
    return _Setter(symbols).piece(parsed(expression)).tex


def letters(expression: str) -> frozenset[str]:
    """Return the letters that occur in ``expression``."""
    tree = parsed(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)


def _at_least(piece: _Piece, level: int) -> str:
    return piece.tex if piece.level >= level else rf"\left( {piece.tex} \right)"


class _Setter:
    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols

    def piece(self, node: ast.expr) -> _Piece:
        match node:
            case ast.Constant(value=None):
                return _Piece("", is_missing=True)
            case ast.Constant(value=bool() | int() | float() as value):
                return _of(number_symbol(float(value)))
            case ast.Name(id=name):
                return self._letter(name)
            case ast.UnaryOp(operand=operand):
                return self._minus(self.piece(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(op, self.piece(left), self.piece(right))
            case ast.Compare():
                return self._compared(node)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._called(name, [self.piece(argument) for argument in arguments])
        raise ValueError(ast.dump(node))

    def _letter(self, name: str) -> _Piece:
        symbol = self._symbols.get(name)
        if symbol is not None:
            return _of(symbol)
        return _of(name_symbol(name, is_tensor=name in "GyxwtabAvm"))

    @staticmethod
    def _minus(piece: _Piece) -> _Piece:
        if piece.value == 0:
            return piece
        return _Piece("-" + _at_least(piece, _PRODUCT), _SIGN, is_tensor=piece.is_tensor)

    def _binary(self, op: ast.operator, left: _Piece, right: _Piece) -> _Piece:
        tensor = left.is_tensor or right.is_tensor
        folded = _folded(op, left, right)
        if folded is not None:
            return folded
        match op:
            case ast.Add() | ast.Sub():
                sign = "+" if isinstance(op, ast.Add) else "-"
                level = _SUM if sign == "+" else _PRODUCT
                words = _at_least(right, _POWER if right.level == _SIGN else level)
                return _Piece(f"{left.tex} {sign} {words}", _SUM, is_tensor=tensor)
            case ast.Div():
                return _Piece(rf"\frac{{{left.tex}}}{{{right.tex}}}", is_tensor=tensor)
            case ast.Pow():
                around = left.level == _ATOM and left.tex[:2] not in ("\\f", "e^") and "^" not in left.tex
                base = left.tex if around else rf"\left( {left.tex} \right)"
                by_element = r"\odot " if left.tex.startswith(r"\begin{pmatrix}") else ""
                return _Piece(rf"{base}^{{{by_element}{right.tex}}}", _POWER, is_tensor=tensor)
            case ast.MatMult():
                return _Piece(_joined(left, right, r"\,"), _PRODUCT, is_tensor=True)
        return _Piece(_joined(left, right, _times(left, right)), _PRODUCT, is_tensor=tensor)

    def _compared(self, node: ast.Compare) -> _Piece:
        parts = [self.piece(part) for part in (node.left, *node.comparators)]
        words = [] if parts[0].is_missing else [parts[0].tex]
        for op, part in zip(node.ops, parts[1:], strict=True):
            if not part.is_missing:
                words += [_RELATIONS[type(op)], part.tex] if words else [part.tex]
        return _Piece(rf"\left[ {' '.join(words)} \right]", is_tensor=True)

    def _called(self, name: str, parts: list[_Piece]) -> _Piece:
        first = parts[0]
        if name in _WHOLE:
            return first
        if name in _TEMPLATES:
            return _Piece(_TEMPLATES[name].replace("#", first.tex), is_tensor=first.is_tensor)
        special = getattr(self, f"_set_{name}", None)
        if special is not None:
            set_: _Piece = special(*parts)
            return set_
        if name in _FIRST_ONLY:
            parts = [first, *(part for part in parts[1:] if part.is_tensor)]
        head = _HEADS.get(name, rf"\mathrm{{{name}}}")
        inner = r",\, ".join(part.tex for part in parts if not part.is_missing)
        return _Piece(rf"{head}\left( {inner} \right)", is_tensor=True)

    # Functions with a form of their own

    @staticmethod
    def _set_exp(power: _Piece) -> _Piece:
        return _Piece(rf"e^{{{power.tex}}}", _POWER, is_tensor=power.is_tensor)

    @staticmethod
    def _set_T(matrix: _Piece) -> _Piece:  # noqa: N802  a transpose
        base = _at_least(matrix, _ATOM)
        return _Piece(rf"{base}^{{\mathsf{{T}}}}", _POWER, is_tensor=True)

    @staticmethod
    def _set_inv(matrix: _Piece) -> _Piece:
        return _Piece(rf"{_at_least(matrix, _ATOM)}^{{-1}}", _POWER, is_tensor=True)

    @staticmethod
    def _set_sum(value: _Piece, axes: _Piece | None = None, _keepdim: _Piece | None = None) -> _Piece:
        below = "" if axes is None or axes.is_missing else rf"_{{{axes.tex}}}"
        # As in running text: brackets around a sum with its axes below would be set far too high.
        return _Piece(rf"{{\textstyle \sum{below}}} {_at_least(value, _PRODUCT)}", _PRODUCT)

    @staticmethod
    def _set_reduce(value: _Piece, reduction: _Piece) -> _Piece:
        if reduction.value == 0:
            return value
        mean = "" if reduction.value == 2 else r"\frac{1}{N} "
        return _Piece(rf"{mean}\sum {_at_least(value, _PRODUCT)}", _PRODUCT)

    @staticmethod
    def _set_where(condition: _Piece, one: _Piece, other: _Piece) -> _Piece:
        bare = condition.tex.removeprefix(r"\left[ ").removesuffix(r" \right]")
        # A distinction within the last case is further cases.
        further = other.tex.removeprefix(r"\begin{cases} ").removesuffix(r" \end{cases}")
        last = rf"{other.tex} & \text{{else}}" if further == other.tex else further
        rows = rf"{one.tex} & {bare} \\ {last}"
        return _Piece(rf"\begin{{cases}} {rows} \end{{cases}}", is_tensor=True)

    @staticmethod
    def _set_cat(_values: _Piece, *_axis: _Piece) -> _Piece:
        return _Piece(rf"\mathrm{{cat}}\left( {_values.tex} \right)", is_tensor=True)

    @staticmethod
    def _set_outer(one: _Piece, other: _Piece) -> _Piece:
        return _Piece(rf"{_at_least(one, _POWER)} \, {_at_least(other, _ATOM)}^{{\mathsf{{T}}}}", _PRODUCT, None, True)

    @staticmethod
    def _set_dot(one: _Piece, other: _Piece) -> _Piece:
        return _Piece(rf"{_at_least(one, _ATOM)}^{{\mathsf{{T}}}} \, {_at_least(other, _POWER)}", _PRODUCT)

    @staticmethod
    def _set_later(value: _Piece, _axis: _Piece | None = None) -> _Piece:
        return _Piece(rf"\sum_{{j \ge i}} {_at_least(value, _ATOM)}_{{j}}", _PRODUCT, is_tensor=True)

    @staticmethod
    def _set_cumsum(value: _Piece, _axis: _Piece | None = None) -> _Piece:
        return _Piece(rf"\sum_{{j \le i}} {_at_least(value, _ATOM)}_{{j}}", _PRODUCT, is_tensor=True)

    @staticmethod
    def _set_part(value: _Piece, number: _Piece, _axis: _Piece | None = None) -> _Piece:
        return _Piece(rf"{_at_least(value, _ATOM)}_{{\left[ {number.tex} \right]}}", is_tensor=True)

    @staticmethod
    def _set_at(value: _Piece, _axis: _Piece, number: _Piece) -> _Piece:
        return _Piece(rf"{_at_least(value, _ATOM)}_{{{number.tex}}}", is_tensor=True)

    @staticmethod
    def _set_max(value: _Piece, axes: _Piece | None = None, _keepdim: _Piece | None = None) -> _Piece:
        return _Setter._extreme(r"\max", value, axes)

    @staticmethod
    def _set_min(value: _Piece, axes: _Piece | None = None, _keepdim: _Piece | None = None) -> _Piece:
        return _Setter._extreme(r"\min", value, axes)

    @staticmethod
    def _set_median(value: _Piece, axes: _Piece | None = None, _keepdim: _Piece | None = None) -> _Piece:
        return _Setter._extreme(r"\mathrm{median}", value, axes)

    @staticmethod
    def _set_prod(value: _Piece, axes: _Piece | None = None, _keepdim: _Piece | None = None) -> _Piece:
        return _Setter._extreme(r"\prod", value, axes)

    @staticmethod
    def _extreme(head: str, value: _Piece, axes: _Piece | None) -> _Piece:
        below = "" if axes is None or axes.is_missing else rf"_{{{axes.tex}}}"
        return _Piece(rf"{head}{below} {_at_least(value, _POWER)}", _PRODUCT, is_tensor=True)

    @staticmethod
    def _set_per_channel(value: _Piece) -> _Piece:
        return _Piece(rf"\sum {_at_least(value, _PRODUCT)}", _PRODUCT, is_tensor=True)


def _of(symbol: Symbol) -> _Piece:
    return _Piece(symbol.tex, symbol.level, symbol.value, symbol.is_tensor, symbol.is_missing)


def _folded(op: ast.operator, left: _Piece, right: _Piece) -> _Piece | None:
    """Return what is left of an operation with plain numbers: ``2 - 1`` is 1, ``1 * x`` and ``x**1`` are x."""
    if left.value is not None and right.value is not None and not (left.is_tensor or right.is_tensor):
        if isinstance(op, ast.Add | ast.Sub):
            return _of(number_symbol(left.value + (right.value if isinstance(op, ast.Add) else -right.value)))
        return None
    if right.value == 1 and not right.is_tensor and isinstance(op, ast.Mult | ast.Div | ast.Pow):
        return left
    if isinstance(op, ast.Mult) and not (left.is_tensor and right.is_tensor):
        if left.value == 1 and not left.is_tensor:
            return right
        if left.value == 0 and not left.is_tensor:
            return left
    return None


def _times(left: _Piece, right: _Piece) -> str:
    """Return the sign between two factors: of tensors element by element, of numbers a dot."""
    if left.is_tensor and right.is_tensor and not (left.value is not None or right.value is not None):
        return r"\odot"
    is_digit = right.tex[:1].isdigit() or right.tex.startswith(r"\frac") or right.level < _POWER
    is_digit = is_digit or right.value is not None
    return r"\," if left.value is not None and not left.is_tensor and not is_digit else r"\cdot"


def _joined(left: _Piece, right: _Piece, sign: str) -> str:
    return f"{_at_least(left, _PRODUCT)} {sign} {_at_least(right, _POWER if right.level == _SIGN else _PRODUCT)}"
