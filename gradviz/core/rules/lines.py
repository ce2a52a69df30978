"""What is written about a rule at a node: each formula in TeX and in words, with the numbers where they are few."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.core.rules.case import Case
from gradviz.core.rules.constants import value_of
from gradviz.core.rules.model import Rule
from gradviz.core.rules.spoken import spoken
from gradviz.core.rules.typeset import NORMALIZED, Symbol, Symbols, letters, name_symbol, number_symbol, number_tex, tex
from gradviz.core.tensor import TensorSummary

GRADIENT = r"\textcolor{gradient}{#}"
"""How a gradient is marked; the window puts its colour in."""

_MOST_ROWS = 3
_LONGEST_NAME = 14
_SPARE = {"y": "zu", "x": "auv", "w": "bcq"}

_ELEMENTARY = frozenset(
    ("exp", "log", "log2", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "abs", "sign")
) | frozenset(("floor", "trunc", "Phi", "phi", "where", "clamp"))


@dataclass(frozen=True, slots=True)
class Line:
    """One formula: ``tex`` for the eyes, ``plain`` to be read aloud and where no type can be set."""

    tex: str
    plain: str


@dataclass(frozen=True, slots=True)
class Lines:
    """All that is written: the op itself, the gradients, abbreviations, and the gradients with numbers."""

    forward: Line | None
    gradients: tuple[Line, ...]
    locals: tuple[Line, ...]
    numbers: tuple[Line, ...]


def lines_of(case: Case) -> Lines:
    """Return what is written about ``case``."""
    rule = case.rule
    if case.name.endswith("AccumulateGrad"):
        return _accumulated(case)
    symbols = _symbols(case)
    forward = None
    if rule.forward and not rule.many:
        forward = line_of(f"{symbols['y'].tex} = {tex(rule.forward, symbols)}")
    gradients, numbers = [], []
    for port, (letter, formula) in enumerate(rule.gradients.items()):
        expression = _summed(formula, case, letter)
        gradients.append(line_of(rf"\partial L / \partial {symbols[letter].tex} = {tex(expression, symbols)}"))
        line = _with_numbers(case, port, letter, expression, symbols)
        if line is not None:
            numbers.append(line)
    held = [line_of(f"{symbols[name].tex} = {tex(formula, symbols)}") for name, formula in rule.local.items()]
    return Lines(forward, tuple(gradients), tuple(held), tuple(numbers))


def line_of(words: str) -> Line:
    """Return a line that is set as ``words`` say, and said so."""
    return Line(words, spoken(words))


def _accumulated(case: Case) -> Lines:
    """Return what happens at a leaf: no formula of an input, but where the gradient ends."""
    name = name_symbol(_short(case.output_name) or "x").tex
    grad = rf"{name}\mathrm{{.grad}}"
    return Lines(None, (line_of(rf"{grad} \leftarrow {grad} + {GRADIENT.replace('#', 'G')}"),), (), ())


# Symbols


def _symbols(case: Case) -> dict[str, Symbol]:
    """Return what stands for each letter: the variable's name where there is one, the constant's value."""
    rule = case.rule
    symbols: dict[str, Symbol] = {
        "G": Symbol(GRADIENT.replace("#", "G"), is_tensor=True),
        "Gs": Symbol(GRADIENT.replace("#", r"G_1, \ldots, G_n"), is_tensor=True),
        "xs": Symbol(r"x_1, \ldots, x_n", is_tensor=True),
        "N": Symbol("N"),
        "i": Symbol("i", is_tensor=not rule.many),
    }
    symbols["share"] = _share(rule, case.constants, symbols["G"])
    for letter, held in rule.constants.items():
        symbols[letter] = _constant(letter, held, case.constants)
    for name in rule.local:
        symbols[name] = Symbol(NORMALIZED, is_tensor=True) if name == "h" else name_symbol(name)
    taken = {name for name in map(_short, case.names.values()) if name}
    for letter in (*rule.inputs, "y", *rule.saved):
        if letter not in symbols or letter in rule.inputs:
            name = _short(case.output_name if letter == "y" else case.names.get(letter)) or _free(letter, taken)
            symbols[letter] = name_symbol(name)
            taken.add(name)
    return symbols


def _short(name: str | None) -> str | None:
    """Return the last part of a variable's name, if it can stand in a formula."""
    last = (name or "").rsplit(".", 1)[-1]
    usable = last.isidentifier() and len(last) <= _LONGEST_NAME and last not in ("G", "L", "N")
    return last if usable and last.isascii() else None


def _free(letter: str, taken: set[str]) -> str:
    return next((spare for spare in (letter, *_SPARE.get(letter, "")) if spare not in taken), letter)


def _share(rule: Rule, constants: Mapping[str, str], gradient: Symbol) -> Symbol:
    reduction = constants.get(rule.constants.get("r", ""), "1")
    return Symbol(rf"\frac{{{gradient.tex}}}{{N}}", is_tensor=True) if reduction == "1" else gradient


def _constant(letter: str, held: str, constants: Mapping[str, str]) -> Symbol:
    if held not in constants:
        return name_symbol(letter, is_tensor=False)
    value = value_of(held, constants[held])
    if value is None or value == ():
        return Symbol("", is_missing=True)
    if isinstance(value, tuple):
        return Symbol(r",\,".join(map(str, value)))
    if isinstance(value, str | bool):
        return Symbol(rf"\mathrm{{{value}}}")
    return number_symbol(float(value))


# Numbers


def _summed(expression: str, case: Case, letter: str) -> str:
    """Return ``expression``, as a sum where the input was broadcast."""
    like, output = case.values.get(letter), case.output
    if like is None or output is None or like.shape == output.shape or not _is_elementwise(expression):
        return expression
    return f"sum({expression})"


def _is_elementwise(expression: str) -> bool:
    for node in ast.walk(ast.parse(expression, mode="eval")):
        if isinstance(node, ast.MatMult):
            return False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in _ELEMENTARY:
            return False
    return "G" in letters(expression)


def _with_numbers(case: Case, port: int, letter: str, expression: str, symbols: Symbols) -> Line | None:
    """Return the equation with its numbers, once the node has run, if they are few."""
    result = _small(case.sent[port]) if port < len(case.sent) else None
    used = letters(expression) | {part for part in ("G",) if "share" in letters(expression)}
    if result is None or case.rule.many or used & (case.rule.local.keys() | {"Gs"}):
        return None
    filled = dict(symbols)
    known = {**case.values, "y": case.output, "G": case.gradient}
    for name in sorted(used & (known.keys() | set(case.rule.saved))):
        symbol = _small(known.get(name), is_gradient=name == "G")
        if symbol is None:
            return None
        filled[name] = symbol
    if "N" in used or "share" in used:
        count = terms_of(case)
        if count is None:
            return None
        filled["N"] = number_symbol(count)
        if "share" in used and "frac" in symbols["share"].tex:
            filled["share"] = Symbol(rf"\frac{{{filled['G'].tex}}}{{{count}}}", is_tensor=True)
        elif "share" in used:
            filled["share"] = filled["G"]
    right = tex(expression, filled)
    if right == GRADIENT.replace("#", result.tex):
        # It is G itself, which is shown anyway.
        return None
    return line_of(rf"\partial L / \partial {symbols[letter].tex} = {result.tex} = {right}")


def terms_of(case: Case) -> int | None:
    """Return how many elements a mean or a loss combines."""
    x, target, output = case.values.get("x"), case.values.get("t"), case.output
    if x is None or output is None:
        return None
    if target is None:
        return x.count // max(output.count, 1)
    if target.dtype.startswith("int"):
        return None if target.values is None else int((target.values.numpy().astype(np.int64) >= 0).sum())
    return max(x.count, target.count)


def _small(summary: TensorSummary | None, *, is_gradient: bool = False) -> Symbol | None:
    """Return a number or a small matrix in TeX; ``None`` if it is larger, or unknown."""
    if summary is None or summary.values is None or summary.is_complex or summary.count == 0:
        return None
    if len(summary.shape) > 2 or max(summary.shape, default=1) > _MOST_ROWS:
        return None
    held = summary.values.numpy().astype(np.float64)
    if held.size == 1:
        symbol = number_symbol(float(held.reshape(-1)[0]), is_tensor=True)
    else:
        rows = [" & ".join(number_tex(float(cell)) for cell in row) for row in np.atleast_2d(held)]
        symbol = Symbol(r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}", is_tensor=True)
    if is_gradient:
        return Symbol(GRADIENT.replace("#", symbol.tex), symbol.level, symbol.value, is_tensor=True)
    return symbol
