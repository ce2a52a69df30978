"""Crossings: how many there are between two rows, and how many a swap of neighbours takes away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

# From so many pairs of segments on it pays to sort them.
_MANY = 50


def crossings_below(row: Sequence[int], down: list[list[int]], at: list[int]) -> int:
    """Pairs of segments that cross between a row and the next; `at` is the place of each vertex in its row."""
    seen: list[int] = []
    count = 0
    for u in row:
        heads = down[u]
        if len(heads) == 1:
            end = at[heads[0]]
            if seen and seen[-1] > end:
                count += len(seen) - bisect_right(seen, end)
                insort(seen, end)
            else:
                seen.append(end)
        elif heads:
            ends = sorted([at[v] for v in heads])
            count += sum([len(seen) - bisect_right(seen, end) for end in ends])
            seen += ends
            seen.sort()
    return count


def gain(left: list[int], right: list[int], at: list[int]) -> int:
    """Crossings that disappear when two neighbouring vertices change places."""
    if len(left) * len(right) > _MANY:
        return gain_of_many([at[u] for u in left], sorted([at[v] for v in right]))
    less = 0
    for u in left:
        p = at[u]
        for v in right:
            q = at[v]
            if p > q:
                less += 1
            elif p < q:
                less -= 1
    return less


def gain_of_many(left: list[int], right: list[int]) -> int:
    """The same from the places themselves, those of the right one sorted."""
    count = len(right)
    return sum([bisect_left(right, p) + bisect_right(right, p) - count for p in left])
