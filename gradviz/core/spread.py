"""A few of many numbers."""

from __future__ import annotations

from collections.abc import Sequence


def spread(numbers: Sequence[int], most: int, wanted: int | None = None) -> list[int]:
    """Return at most ``most`` (three or more) of increasing ``numbers``: the ends, some in between, and ``wanted``."""
    last = len(numbers) - 1
    if last < most:
        return list(numbers)
    chosen = [numbers[round(place * last / (most - 1))] for place in range(most)]
    if wanted is not None and wanted in numbers and wanted not in chosen:
        nearest = min(range(1, most - 1), key=lambda place: abs(chosen[place] - wanted))
        chosen[nearest] = wanted
    return sorted(chosen)
