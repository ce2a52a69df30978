"""One step of an optimizer, computed again from what was recorded of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import UpdateEvent
from gradviz.core.updates.arithmetic import Value, compute
from gradviz.core.updates.model import UpdateRule

Matrix = NDArray[np.floating]

EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}
"""The distance from 1 to the next number, by dtypes."""


@dataclass(frozen=True, slots=True)
class Work:
    """The numbers of a step by the letters of its rule, in rows and columns as heat maps have them.

    ``values`` are the recorded ones where something was recorded, ``computed`` what the formulas give.
    """

    values: dict[str, Value]
    computed: dict[str, Value]

    def at(self, letter: str, row: int, column: int) -> float:
        """Return the number of one element."""
        return _element(self.values[letter], row, column)

    def computed_at(self, letter: str, row: int, column: int) -> float:
        """Return what the formula of ``letter`` gives for one element."""
        return _element(self.computed[letter], row, column)


def _element(value: Value, row: int, column: int) -> float:
    return value if isinstance(value, float) else float(value[row, column])


def held_matrix(summary: TensorSummary | None) -> Matrix | None:
    """Return the recorded elements in rows and columns, in their own precision; ``None`` if there are no real ones."""
    if summary is None or summary.is_complex or summary.count == 0:
        return None
    held = summary.values if summary.values is not None else summary.thumbnail
    if held is None:
        return None
    array = held.numpy()
    if array.dtype.kind != "f":
        return None
    rows: tuple[int, int] = (-1, array.shape[-1]) if array.ndim else (1, 1)
    return cast(Matrix, array.reshape(rows))


def work_of(update: UpdateEvent, rule: UpdateRule) -> Work | None:
    """Return the step with its numbers; ``None`` if they were not recorded, or not of the same elements."""
    known = _recorded(update, rule)
    if known is None:
        return None
    after = _after(update, rule, known)
    if after is None:
        return None
    values, computed = dict(known), {}
    for letter, formula in rule.formulas:
        computed[letter] = compute(formula, values)
        values[letter] = after.get(letter, computed[letter])
    return Work(values, computed)


def _recorded(update: UpdateEvent, rule: UpdateRule) -> dict[str, Value] | None:
    """Return the numbers before the step."""
    before, gradient = held_matrix(update.before), held_matrix(update.gradient)
    if before is None or gradient is None or before.shape != gradient.shape:
        return None
    values: dict[str, Value] = {"p": before, "g": gradient, **rule.constants}
    held = {} if update.optimizer is None else update.optimizer.before
    for letter, name in rule.before.items():
        found = _of_state(held.get(name), letter, rule, before)
        if found is None:
            return None
        values[letter] = found
    return values


def _of_state(summary: TensorSummary | None, letter: str, rule: UpdateRule, like: Matrix) -> Value | None:
    """Return what the optimizer holds: a number, or one for each element of ``like``; at first what it begins with."""
    initial = rule.initial.get(letter, 0.0)
    if letter in rule.numbers:
        return initial if summary is None else _as_float(summary.item())
    found = held_matrix(summary) if summary is not None else np.full_like(like, initial)
    return None if found is None or found.shape != like.shape else found


def _as_float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _after(update: UpdateEvent, rule: UpdateRule, known: dict[str, Value]) -> dict[str, Value] | None:
    """Return the numbers after the step; that of the step itself is put into ``known``."""
    before, after = known["p"], held_matrix(update.after)
    if after is None or isinstance(before, float) or after.shape != before.shape:
        return None
    values: dict[str, Value] = {"q": after}
    held = {} if update.optimizer is None else update.optimizer.after
    for letter, name in rule.after.items():
        found = None if name not in held else _of_state(held[name], letter, rule, after)
        if found is None:
            return None
        (known if letter == "t" else values)[letter] = found
    return values


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the formulas compare with torch: ``agreeing`` of ``count`` elements are equal up to rounding."""

    agreeing: int
    count: int
    largest: float
    """The largest difference."""

    @property
    def is_equal(self) -> bool:
        """Whether every element agrees."""
        return self.agreeing == self.count


def agreement(work: Work, rule: UpdateRule, dtype: str) -> Agreement:
    """Compare what the formulas give for the parameter after the step with what it was, element by element.

    Rounding is what the precision of ``dtype`` allows: of the result, of the step, and of differences within the
    formula, which computing in float64 shows.
    """
    before, after, made = (
        np.asarray(value, np.float64) for value in (work.values["p"], work.values["q"], work.computed["q"])
    )
    exact = np.asarray(compute(rule.formula("q"), _widened(work.values)), np.float64)
    precision = EPSILON.get(dtype, EPSILON["float32"])
    with np.errstate(all="ignore"):
        allowed = precision * (2 * np.maximum(np.abs(before), np.abs(after)) + 16 * np.abs(after - before))
        allowed += 4 * np.abs(exact - made)
        difference = np.abs(made - after)
        equal = (difference <= allowed) | (made == after) | (np.isnan(made) & np.isnan(after))
    finite = difference[np.isfinite(difference)]
    return Agreement(int(equal.sum()), equal.size, float(finite.max(initial=0.0)))


def _widened(values: dict[str, Value]) -> dict[str, Value]:
    return {name: value if isinstance(value, float) else value.astype(np.float64) for name, value in values.items()}


def instead(work: Work, rule: UpdateRule, element: tuple[int, int], gradient: float) -> float:
    """Return what the parameter's ``element`` would be after the step, had its gradient been ``gradient``."""
    known = {*rule.constants, *rule.before, "p", "g", "t"} & work.values.keys()
    values: dict[str, Value] = {letter: work.at(letter, *element) for letter in known}
    values["g"] = gradient
    for letter, formula in rule.formulas:
        # One number at a time: Python's own roots and powers of negative numbers are not numpy's.
        values[letter] = float(np.asarray(compute(formula, values)))
    return _element(values["q"], 0, 0)
