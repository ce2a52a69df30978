"""What is written about a step at one element: each formula, and the same with the element's numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradviz.core.rules.lines import GRADIENT, Line, line_of
from gradviz.core.rules.typeset import Symbol, letters, number_symbol, number_tex, tex
from gradviz.core.updates.model import SYMBOLS, UpdateRule
from gradviz.core.updates.work import Work


@dataclass(frozen=True, slots=True)
class StepLine:
    """The formula of one letter; ``numbers`` has the element's numbers and the result, once there is an element."""

    letter: str
    formula: Line
    numbers: Line | None = None


def lines_of(rule: UpdateRule, work: Work | None, element: tuple[int, int] | None) -> tuple[StepLine, ...]:
    """Return the formulas of ``rule`` in their order, with the numbers of ``element``, a row and a column."""
    symbols = {letter: Symbol(words, is_tensor=letter not in rule.numbers) for letter, words in SYMBOLS.items()}
    found = []
    for letter, expression in rule.formulas:
        left = symbols[letter].tex
        numbers = None
        if work is not None and element is not None:
            filled = {name: _number(name, work, element) for name in letters(expression)}
            # In braces the sign of a number is not set as a minus between two.
            result = f"{{{number_tex(work.computed_at(letter, *element))}}}"
            numbers = line_of(f"{left} = {tex(expression, filled)} = {result}")
        found.append(StepLine(letter, line_of(f"{left} = {tex(expression, symbols)}"), numbers))
    return tuple(found)


def _number(letter: str, work: Work, element: tuple[int, int]) -> Symbol:
    # Without its value: sums of numbers are to be seen, not carried out.
    symbol = replace(number_symbol(work.at(letter, *element)), value=None)
    words = f"{{{symbol.tex}}}" if symbol.tex.startswith("-") else symbol.tex
    return replace(symbol, tex=words if letter != "g" else GRADIENT.replace("#", words))
