"""What counts as rounding.

Two runs of one net written in two ways sum the same products in another order. So their tensors differ by a few
rounding errors at once, and training carries that on: a parameter that differs by 1e-7 makes the next gradient differ,
and in a long run the difference may grow without any fault. Therefore two limits are used together:

* what one step of rounding makes, relative to the largest value (norm) that the tensor has had: `tolerance`. The
  largest so far, because near the minimum a gradient is what is left of large terms that cancel, with their errors.
* `GROWTH` times the largest difference there has been before: what differs by rounding may grow, but not at a leap.

Gradients that would be 0 without rounding, as those of a bias before a BatchNorm, are noise and are not judged: what is
smaller than a few rounding errors of the largest gradient of all parameters.

A difference beyond both, that is still there in each of the next `LASTING` iterations, is more than rounding. One that
is not is counted, but does not part the runs: an activation within a rounding error of a kink (ReLU at 0) is on in one
run and off in the other, and the gradient of that one sample is there or not, once.
"""

from __future__ import annotations

import math
from typing import Final

EPSILON: Final = {
    "float64": 2.0**-52,
    "complex128": 2.0**-52,
    "float32": 2.0**-23,
    "complex64": 2.0**-23,
    "float16": 2.0**-10,
    "bfloat16": 2.0**-7,
    "float8_e4m3fn": 2.0**-3,
    "float8_e5m2": 2.0**-2,
}
"""The distance from 1 to the next number."""

DTYPES: Final = ("float64", "float32", "bfloat16", "float16")
"""In which a program can be run beside others."""

_SUMMED: Final = 256
"""Rounding errors that a sum of many products may have; it is made in a float of the same width."""

_STORED: Final = 8
"""Rounding errors of narrow floats: their sums are made in float32, so only the results are rounded."""

GROWTH: Final = 64.0
"""How many times the largest difference so far the next one may be."""

LASTING: Final = 2
"""In so many further iterations a difference must be there."""

KINKS_FOR_MORE: Final = 3
"""After so many activations at their kinks, several at once are expected too, whatever form that gives a gradient."""

KINKED: Final = 4.0
"""How many times the largest difference that one has made several may make."""

CANCELLED: Final = 32
"""Rounding errors of the largest gradient of an iteration, up to which another gradient is nothing but rounding."""

UPDATE_ERRORS: Final = 4
"""Rounding errors of a parameter that an update may have: it is added to a far larger number."""


def epsilon(dtype: str) -> float:
    """Return the relative distance of two neighbouring numbers; 0 for whole numbers, which are exact."""
    return EPSILON.get(dtype, 0.0)


def digits(dtype: str) -> int:
    """Return how many significant decimal digits a number of ``dtype`` has, about."""
    return round(-math.log10(epsilon(dtype) / 2)) if epsilon(dtype) else 0


def tolerance(dtype: str) -> float:
    """Return how far tensors of ``dtype`` may be apart after one step, relative to the largest element."""
    eps = epsilon(dtype)
    return eps * (_SUMMED if eps <= EPSILON["float32"] else _STORED)


def coarser(one: str, other: str) -> str:
    """Return which of two dtypes has the larger rounding errors."""
    return max((one, other), key=epsilon)
