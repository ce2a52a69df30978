"""Order: from left to right in each row, with few crossings.

Several start orders are improved by sweeps (every vertex moves to the barycenter or median of its
neighbours in the next row) and by swaps of neighbours; the order with the fewest crossings wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from gradviz.core.layout.attempt import LARGE, Attempt
from gradviz.core.layout.model import Rows, Seed
from gradviz.core.layout.starts import Start, by_port, by_port_boxes_first, by_seed, from_below

# So many unmet wishes per box are not worth another start.
_FEW = 0.05


def order_rows(rows: Rows, seed: Seed | None, poll: Callable[[], None]) -> None:
    """Fill `rows.order`; `seed` is what an earlier drawing tells: to stay in place is worth more than few crossings."""
    best: Attempt | None = None
    for starts in _families(rows, seed):
        attempt = min([_settled(rows, start, seed, poll) for start in starts], key=Attempt.cost)
        attempt.improve(poll)
        if best is None or attempt.cost() < best.cost():
            best = attempt
        crossings, unmet = best.cost()
        if not crossings and unmet < _FEW * rows.boxes:
            break
    rows.order = [] if best is None else best.order


def _families(rows: Rows, seed: Seed | None) -> Iterator[list[Start]]:
    """Starts from which improvement leads to about the same order: of each family one is worth it."""
    above: list[Start] = [by_port, by_port_boxes_first]
    if seed is not None:
        yield [partial(by_seed, seed=seed.x)]
    elif len(rows.rank) < LARGE:
        yield above
        yield [from_below]
    else:
        # Improving takes long: only the best start of all is worth it.
        yield [*above, from_below]


def _settled(rows: Rows, start: Start, seed: Seed | None, poll: Callable[[], None]) -> Attempt:
    poll()
    attempt = Attempt(rows, start(rows), seed)
    attempt.settle()
    return attempt
