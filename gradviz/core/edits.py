"""How a person changes a gradient that is about to enter a node."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec
import numpy as np

from gradviz.core.errors import UserError
from gradviz.core.tensor import Array, TensorSummary

EDITED = "edited by you"
"""The name of the hook call that tells of an edit in an event."""


class How(StrEnum):
    """What is done to the gradient."""

    SCALE = "scale"
    FILL = "fill"
    ELEMENT = "element"
    REPLACE = "replace"


class Edit(msgspec.Struct, frozen=True):
    """One change of the gradient of output number ``output``: ``number`` is the factor or the new value.

    ``index`` names the element of `How.ELEMENT`; ``values``, of the gradient's shape, are those of `How.REPLACE`.
    """

    how: How
    number: float = 0.0
    output: int = 0
    index: tuple[int, ...] = ()
    values: Array | None = None


class GradientChange(msgspec.Struct, frozen=True):
    """What a person has done in the middle of a backward pass, so that it can be done again in a repetition.

    It was before the node called ``name``, number ``node`` of the graph of pass number ``turn`` of iteration ``index``.
    The ``edits`` were made one after the other; with ``aborts`` the pass was ended there.
    """

    index: int
    turn: int
    node: int
    name: str
    edits: tuple[Edit, ...] = ()
    aborts: bool = False


def typed(how: How, text: str, place: str, gradient: TensorSummary, output: int = 0) -> Edit:
    """Return the edit that a person has typed: ``text`` is the number or the list of numbers, ``place`` the index.

    Raises:
        UserError: one of them cannot be read, or does not fit ``gradient``.
    """
    if how is How.REPLACE:
        return Edit(how, output=output, values=_values(text, gradient))
    number = _number(text)
    index = _index(place, gradient.shape) if how is How.ELEMENT else ()
    return Edit(how, number, output, index)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError(f"“{text.strip()}” is no number; write one such as 0.5, -2 or 1e3.") from None


def _index(text: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    words = [word for word in re.split(r"[\s,;]+", text.strip(" \t()[]")) if word]
    try:
        index = tuple(int(word) for word in words)
    except ValueError:
        raise UserError(f"“{text.strip()}” is no index; write whole numbers such as 0, 2.") from None
    if len(index) != len(shape):
        raise UserError(f"The index needs {len(shape)} numbers, one for each axis of the gradient.")
    if any(not -size <= i < size for i, size in zip(index, shape, strict=True)):
        raise UserError(f"There is no element {list(index)} in a gradient of shape {list(shape)}.")
    return tuple(i % size for i, size in zip(index, shape, strict=True))


def _values(text: str, gradient: TensorSummary) -> Array:
    words = [word for word in re.split(r"[\s,;\[\]()]+", text) if word]
    try:
        numbers = np.array([float(word) for word in words])
    except ValueError:
        raise UserError(f"“{text.strip()}” is no list of numbers; write them as in [1, 0.5, -2].") from None
    if numbers.size != gradient.count:
        raise UserError(f"The gradient has {gradient.count} elements, and {numbers.size} were given.")
    return Array.of(numbers.reshape(gradient.shape))
