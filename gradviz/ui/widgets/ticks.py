"""Where an axis has its numbers."""

from __future__ import annotations

import math

import numpy as np

from gradviz.core import text
from gradviz.core.histograms import Symlog

Tick = tuple[float, str]
"""Where it stands, in the coordinates of the axis, and what is written there."""

_LEAST_EXPONENT, _LARGEST_EXPONENT = -320.0, 308.0
"""What a float can hold."""


def linear(low: float, high: float, most: int, least_step: float = 0.0) -> list[Tick]:
    """Return at most about ``most`` round numbers from ``low`` to ``high``, which are ``least_step`` apart or more."""
    step = max(_round_step((high - low) / max(most, 1)), least_step)
    if not math.isfinite(step) or step <= 0:
        return []
    first, last = math.ceil(low / step), math.floor(high / step)
    places = [i * step for i in range(first, min(last, first + 2 * most) + 1)]
    words = [text.number(place) for place in places]
    if len(set(words)) < len(words):
        digits = min(17, math.ceil(math.log10(max(abs(low), abs(high)) / step)) + 1)
        words = [f"{place:.{digits}g}".replace("-", "−", 1) for place in places]
    return list(zip(places, words, strict=True))


def logarithmic(low: float, high: float, most: int) -> list[Tick]:
    """Return at most about ``most`` ticks from 10**low to 10**high, at their logarithms: powers of ten if they do."""
    low, high = max(low, _LEAST_EXPONENT), min(high, _LARGEST_EXPONENT)
    decades = high - low
    if decades < 0.7:
        return [(math.log10(value), word) for value, word in linear(10.0**low, 10.0**high, most) if value > 0]
    step = max(1, math.ceil(decades / max(most, 1)))
    factors = (1, 2, 5) if decades * 3 <= most else (1,)
    exponents = [i * step for i in range(math.ceil(low / step) - 1, math.floor(high / step) + 1)]
    places = [exponent + math.log10(factor) for exponent in exponents for factor in factors]
    return [(place, text.number(10.0**place)) for place in places if low <= place <= high]


def symmetric(scale: Symlog, low: float, high: float, most: int) -> list[Tick]:
    """Return at most about ``most`` ticks on a scale that is logarithmic on both sides of zero: powers of ten."""
    first = math.ceil(math.log10(scale.unit))
    last = first + math.ceil(max(abs(low), abs(high)))
    step = max(1, math.ceil(2 * (last - first) / max(most - 1, 1)))
    powers = np.array([10.0**exponent for exponent in range(first + 1, last + 1, step) if exponent < _LARGEST_EXPONENT])
    values = np.concatenate([-powers[::-1], [0.0], powers])
    made = zip(scale.place(values).tolist(), values.tolist(), strict=True)
    inside = [(place, text.number(value)) for place, value in made if low <= place <= high]
    # Near zero the scale is linear: there the powers come too close to each other.
    room = (high - low) / max(most, 1)
    kept: list[Tick] = []
    for place, word in sorted(inside, key=lambda tick: abs(tick[0])):
        if all(abs(place - other) >= room for other, _ in kept):
            kept.append((place, word))
    return sorted(kept)


def _round_step(step: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not less than ``step``."""
    if not math.isfinite(step) or step <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(step))
    return next((factor * power for factor in (1, 2, 5) if factor * power >= step * (1 - 1e-9)), 10 * power)
