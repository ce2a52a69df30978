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
# So many crossings per box are soon gone.
_RARE = 0.002


def order_rows(rows: Rows, seed: Seed | None, poll: Callable[[], None]) -> None:
    """Fill `rows.order`; `seed` is what an earlier drawing tells: to stay in place is worth more than few crossings."""
    best: Attempt | None = None
    for starts in _families(rows, seed):
        attempt = _best_of(rows, starts, seed, poll)
        attempt.improve(poll)
        if best is None or attempt.cost() < best.cost():
            best = attempt
        if _is_good(rows, best):
            break
    rows.order = [] if best is None else best.order


def _best_of(rows: Rows, starts: list[Start], seed: Seed | None, poll: Callable[[], None]) -> Attempt:
    attempts = []
    for start in starts:
        attempts.append(_settled(rows, start, seed, poll))
        if attempts[-1].cost()[0] < _RARE * rows.boxes:
            break
    return min(attempts, key=Attempt.cost)


def _is_good(rows: Rows, attempt: Attempt) -> bool:
    """Whether no other start can be much better."""
    crossings, unmet = attempt.cost()
    return not crossings and unmet < _FEW * rows.boxes


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
