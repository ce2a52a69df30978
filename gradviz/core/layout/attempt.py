"""Attempt: one order of the rows, improved by sweeps and swaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from gradviz.core.layout.crossings import crossings_below, gain
from gradviz.core.layout.model import Rows, Seed
from gradviz.core.layout.starts import Adjacency

_SWEEPS = 24
_PATIENCE = 8
_FINAL_SWAPS = 20
_PORT_SWEEPS = 2
_PORT_SWAPS = 8
# With so many vertices there is less patience.
LARGE = 8000


class Attempt:
    """One order of the rows on its way to fewer crossings.

    The cost of an order is the number of its crossings, then that of its wishes not met: of pairs
    of edges that leave a box against their ports, or of pairs that lay the other way round in an
    earlier drawing. It is kept for each gap between two rows, so that only what has changed is
    counted anew, and so that the best of several orders can be put together piece by piece.
    """

    def __init__(self, rows: Rows, order: list[list[int]], seed: Seed | None) -> None:
        self.order = order
        self._up = rows.up
        self._down = rows.down
        self._seed = seed
        self._port = _port_offsets(rows)
        self._at = [0] * len(rows.rank)
        for row in order:
            self._number(row)
        self._wide = [rank for rank, row in enumerate(order) if len(row) > 1]
        # An earlier drawing is put in order only where something new has come into it.
        self._swept = self._wide if seed is None else [rank for rank in self._wide if rank in seed.fresh]
        self._costs = [(0, 0)] * len(order)
        self._changed = set(range(len(order)))
        # Pairs with one of these have to be looked at; nothing has changed around the others.
        self._stale = bytearray(b"\1") * len(rows.rank)
        self._best: list[list[int]] = []
        self._best_costs: list[tuple[int, int]] = []

    def settle(self) -> None:
        """Swap until nothing is gained any more."""
        self._swap_while_gaining(_FINAL_SWAPS)

    def improve(self, poll: Callable[[], None]) -> None:
        """Sweep and swap until nothing is gained any more; keep the best. Begins with a settled order."""
        best = self.cost()
        self._best, self._best_costs = [list(row) for row in self.order], list(self._costs)
        stall = 0
        patience = _PATIENCE if len(self._at) < LARGE else _PATIENCE // 2
        for turn in range(_SWEEPS):
            if not best[0] or stall >= patience:
                break
            poll()
            self._sweep(turn)
            self._swap_while_gaining(3)
            count = self._adopt()
            stall = 0 if count[0] < best[0] * 0.98 else stall + 1
            best = count
        self._restore()
        self._polish()

    def _polish(self) -> None:
        """The last swaps, then meet wishes that cost no crossing."""
        self._swap_while_gaining(_FINAL_SWAPS)
        self._adopt()
        if self._seed is None:
            for _ in range(_PORT_SWEEPS):
                if not self.cost()[1]:
                    break
                self._sweep(0)
                self._swap_while_gaining(1)
                self._adopt()
                self._restore()
            self._swap_for_ports()
            self._mirror_for_ports()

    def cost(self) -> tuple[int, int]:
        """How many pairs of segments cross, and how many wishes are not met."""
        self._count()
        return sum([c for c, _ in self._costs]), sum([w for _, w in self._costs])

    def _count(self) -> None:
        for rank in self._changed | {rank - 1 for rank in self._changed if rank}:
            wishes = self._against_ports if self._seed is None else self._against_seed
            row = self.order[rank]
            self._costs[rank] = crossings_below(row, self._down, self._at), wishes(row)
        self._changed = set()

    def _against_ports(self, row: list[int]) -> int:
        at, count = self._at, 0
        for u in row:
            heads = self._down[u]
            if len(heads) > 1:
                places = [at[v] for v in heads]
                count += sum([p > q for p, q in pairwise(places)])
        return count

    def _against_seed(self, row: list[int]) -> int:
        x = self._seed.x if self._seed else ()
        return sum([x[v] > x[w] for v, w in pairwise(row)])

    def _adopt(self) -> tuple[int, int]:
        """Take over into the best order what is better now, each run of changed rows by itself."""
        self._count()
        now, best = self._costs, self._best_costs
        for first, last in _runs([r for r in self._wide if self.order[r] != self._best[r]]):
            gaps = range(max(first - 1, 0), last + 1)
            if _total(now, gaps) < _total(best, gaps):
                for rank in range(first, last + 1):
                    self._best[rank] = list(self.order[rank])
                for rank in gaps:
                    best[rank] = now[rank]
        return _total(best, range(len(best)))

    def _restore(self) -> None:
        for rank in self._wide:
            self._set(rank, list(self._best[rank]))

    def _mirror_for_ports(self) -> None:
        """Exchange left and right, which changes no crossing, if that meets more wishes."""
        pairs = sum([len(heads) - 1 for heads in self._down if heads])
        if 2 * self.cost()[1] > pairs:
            for row in self.order:
                row.reverse()
                self._number(row)
            self._changed = set(range(len(self.order)))

    def _swap_for_ports(self) -> None:
        for rank in self._wide:
            for _ in range(_PORT_SWAPS):
                if not self._swap_for_ports_in(rank):
                    break
                self._changed.add(rank)

    def _swap_for_ports_in(self, rank: int) -> bool:
        """Exchange neighbours with the same single tail that stand against their ports."""
        port, up, down, at = self._port, self._up, self._down, self._at
        row = self.order[rank]
        swapped = False
        for i, v in enumerate(row[1:], 1):
            u = row[i - 1]
            against = len(up[u]) == 1 and up[u] == up[v] and port[u] > port[v]
            if against and gain(down[u], down[v], at) >= 0:
                row[i - 1], row[i] = v, u
                at[v], at[u] = i - 1, i
                swapped = True
        return swapped

    def _number(self, row: list[int]) -> None:
        at = self._at
        for i, v in enumerate(row):
            at[v] = i

    def _sweep(self, turn: int) -> None:
        """Two turns down and up, then two in which ties come out reversed; median every 4 turns."""
        downward = turn % 2 == 0
        reverse = turn % 4 >= 2
        median = turn % 8 >= 4
        adjacent = self._up if downward else self._down
        port = self._port if downward and turn < 4 else {}
        for rank in self._swept if downward else reversed(self._swept):
            row = self.order[rank]
            key = self._keys(row, adjacent, median=median, port=port)
            # A vertex without neighbours there keeps its place.
            backward = [v for v in (reversed(row) if reverse else row) if v in key]
            moved = iter(sorted(backward, key=key.__getitem__))
            self._set(rank, [next(moved) if v in key else v for v in row])
        if reverse:
            self._swap(self._swept, even=True)

    def _keys(self, row: list[int], adjacent: Adjacency, *, median: bool, port: dict[int, float]) -> dict[int, float]:
        """Where each vertex of a row wants to be."""
        key: dict[int, float] = {}
        middle = _median if median else _mean
        at = self._at
        for v in row:
            near = adjacent[v]
            if len(near) == 1:
                key[v] = at[near[0]] + port.get(v, 0.0)
            elif near:
                key[v] = middle([at[u] for u in near]) + port.get(v, 0.0)
        return key

    def _set(self, rank: int, row: list[int]) -> None:
        if row != self.order[rank]:
            self.order[rank] = row
            self._number(row)
            self._changed.add(rank)
            for v in row:
                self._disturb(v)

    def _swap_while_gaining(self, limit: int) -> None:
        dirty = self._changed if limit < _FINAL_SWAPS else set(self._wide)
        for _ in range(limit):
            beside = {rank + d for rank in dirty for d in (-1, 0, 1)}
            dirty = self._swap([rank for rank in self._wide if rank in beside])
            if not dirty:
                break

    def _swap(self, ranks: list[int], *, even: bool = False) -> set[int]:
        """Exchange neighbours that cross less so; the rows in which there were some."""
        gained = set()
        for rank in ranks:
            if self._swap_in(rank, even):
                gained.add(rank)
        return gained

    def _swap_in(self, rank: int, even: bool) -> bool:
        row = self.order[rank]
        at, up, down, stale = self._at, self._up, self._down, self._stale
        look = [True] * len(row) if even else [bool(stale[v]) for v in row]
        gained = False
        for v in row:
            stale[v] = 0
        for i in range(len(row) - 1):
            if not (look[i] or look[i + 1]):
                continue
            u, v = row[i], row[i + 1]
            less = gain(up[u], up[v], at) + gain(down[u], down[v], at)
            if less > 0 or (even and less == 0 and up[u] and up[v]):
                row[i], row[i + 1] = v, u
                at[v], at[u] = i, i + 1
                gained = gained or less > 0
                # Both have new neighbours now, and so do those that they are joined to.
                look[i + 1] = True
                self._disturb(u)
                self._disturb(v)
                self._changed.add(rank)
        return gained

    def _disturb(self, v: int) -> None:
        stale = self._stale
        stale[v] = 1
        for w in self._up[v]:
            stale[w] = 1
        for w in self._down[v]:
            stale[w] = 1


def _mean(places: list[int]) -> float:
    return sum(places) / len(places)


def _median(places: list[int]) -> float:
    places.sort()
    half = len(places) // 2
    return places[half] if len(places) % 2 else (places[half - 1] + places[half]) / 2


def _runs(ranks: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive ranks."""
    first = None
    for rank, after in zip(ranks, [*ranks[1:], -1], strict=False):
        first = rank if first is None else first
        if after != rank + 1:
            yield first, rank
            first = None


def _total(costs: list[tuple[int, int]], gaps: range) -> tuple[int, int]:
    part = costs[gaps.start : gaps.stop]
    return sum([c for c, _ in part]), sum([w for _, w in part])


def _port_offsets(rows: Rows) -> dict[int, float]:
    """Fractions of a place that keep the heads of one tail in the order of its ports."""
    offsets: dict[int, float] = {}
    for heads in rows.down:
        if len(heads) > 1:
            for i, v in enumerate(heads):
                offsets[v] = (i + 1) / (len(heads) + 1) - 0.5
    return offsets
