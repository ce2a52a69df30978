"""Order: from left to right in each row, with few crossings.

Several start orders are improved by sweeps (every vertex moves to the barycenter or median of its
neighbours in the next row) and by swaps of neighbours; the order with the fewest crossings wins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from gradviz.core.layout.model import Rows

_SWEEPS = 24
_PATIENCE = 8
_FINAL_SWAPS = 20
_PORT_SWEEPS = 2
_PORT_SWAPS = 8
# From so many pairs of segments on it pays to sort them.
_MANY = 50
# So many unmet wishes per box are not worth another start.
_FEW = 0.05

Adjacency = list[list[int]]
Start = Callable[[Rows], list[list[int]]]


def order_rows(rows: Rows, seed: Sequence[float] | None, poll: Callable[[], None]) -> None:
    """Fill `rows.order`; `seed` gives the x of an earlier drawing to stay close to."""
    starts: list[Start] = [_by_port, _from_below]
    if seed is not None:
        starts.insert(0, partial(_by_seed, seed=seed))
    best: tuple[int, int] | None = None
    for start in starts:
        poll()
        attempt = _Attempt(rows, start(rows), seed)
        attempt.improve(poll)
        score = attempt.cost()
        if best is None or score < best:
            best, rows.order = score, attempt.order
        if not best[0] and best[1] < _FEW * rows.boxes:
            break


class _Attempt:
    """One order of the rows on its way to fewer crossings.

    The cost of an order is the number of its crossings, then that of its wishes not met: of pairs
    of edges that leave a box against their ports, or of pairs that lay the other way round in an
    earlier drawing. It is kept for each gap between two rows, so that only what has changed is
    counted anew, and so that the best of several orders can be put together piece by piece.
    """

    def __init__(self, rows: Rows, order: list[list[int]], seed: Sequence[float] | None) -> None:
        self.order = order
        self._up = rows.up
        self._down = rows.down
        self._seed = seed
        self._port = _port_offsets(rows)
        self._at = [0] * len(rows.rank)
        for row in order:
            self._number(row)
        self._wide = [rank for rank, row in enumerate(order) if len(row) > 1]
        self._costs = [(0, 0)] * len(order)
        self._changed = set(range(len(order)))
        self._best: list[list[int]] = []
        self._best_costs: list[tuple[int, int]] = []

    def improve(self, poll: Callable[[], None]) -> None:
        """Swap and sweep until nothing is gained any more; keep the best."""
        self._swap_while_gaining(_FINAL_SWAPS)
        best = self.cost()
        self._best, self._best_costs = [list(row) for row in self.order], list(self._costs)
        stall = 0
        for turn in range(_SWEEPS):
            if not best[0] or stall >= _PATIENCE:
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
            self._costs[rank] = self._crossings_below(row), wishes(row)
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
        seed = self._seed or ()
        return sum([seed[v] > seed[w] for v, w in pairwise(row)])

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
            if against and _gain(down[u], down[v], at) >= 0:
                row[i - 1], row[i] = v, u
                at[v], at[u] = i - 1, i
                swapped = True
        return swapped

    def _number(self, row: list[int]) -> None:
        at = self._at
        for i, v in enumerate(row):
            at[v] = i

    def _crossings_below(self, row: list[int]) -> int:
        at, down = self._at, self._down
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

    def _sweep(self, turn: int) -> None:
        """Two turns down and up, then two in which ties come out reversed; median every 4 turns."""
        downward = turn % 2 == 0
        reverse = turn % 4 >= 2
        median = turn % 8 >= 4
        adjacent = self._up if downward else self._down
        port = self._port if downward and turn < 4 else {}
        for rank in self._wide if downward else reversed(self._wide):
            row = self.order[rank]
            key = self._keys(row, adjacent, median=median, port=port)
            # A vertex without neighbours there keeps its place.
            backward = [v for v in (reversed(row) if reverse else row) if v in key]
            moved = iter(sorted(backward, key=key.__getitem__))
            self._set(rank, [next(moved) if v in key else v for v in row])
        if reverse:
            self._swap(self._wide, even=True)

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
        at, up, down = self._at, self._up, self._down
        gained = False
        for i in range(len(row) - 1):
            u, v = row[i], row[i + 1]
            gain = _gain(up[u], up[v], at) + _gain(down[u], down[v], at)
            if gain > 0 or (even and gain == 0 and up[u] and up[v]):
                row[i], row[i + 1] = v, u
                at[v], at[u] = i, i + 1
                gained = gained or gain > 0
                self._changed.add(rank)
        return gained


def _gain(left: list[int], right: list[int], at: list[int]) -> int:
    """Crossings that disappear when two neighbouring vertices change places."""
    if len(left) * len(right) > _MANY:
        return _gain_of_many([at[u] for u in left], sorted([at[v] for v in right]))
    gain = 0
    for u in left:
        p = at[u]
        for v in right:
            q = at[v]
            if p > q:
                gain += 1
            elif p < q:
                gain -= 1
    return gain


def _gain_of_many(left: list[int], right: list[int]) -> int:
    count = len(right)
    return sum([bisect_left(right, p) + bisect_right(right, p) - count for p in left])


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


def _mean(places: list[int]) -> float:
    return sum(places) / len(places)


def _median(places: list[int]) -> float:
    places.sort()
    half = len(places) // 2
    return places[half] if len(places) % 2 else (places[half - 1] + places[half]) / 2


def _port_offsets(rows: Rows) -> dict[int, float]:
    """Fractions of a place that keep the heads of one tail in the order of its ports."""
    offsets: dict[int, float] = {}
    for heads in rows.down:
        if len(heads) > 1:
            for i, v in enumerate(heads):
                offsets[v] = (i + 1) / (len(heads) + 1) - 0.5
    return offsets


def _by_port(rows: Rows) -> list[list[int]]:
    """Depth first from the sources, by port."""
    return _depth_first(rows, _sources(rows), rows.down)


def _from_below(rows: Rows) -> list[list[int]]:
    """Depth first from the sinks, the lowest first."""
    sinks = sorted((v for v in range(rows.boxes) if not rows.down[v]), key=lambda v: -rows.rank[v])
    return _depth_first(rows, sinks, rows.up)


def _by_seed(rows: Rows, seed: Sequence[float]) -> list[list[int]]:
    order = _empty(rows)
    for v, rank in enumerate(rows.rank):
        order[rank].append(v)
    for row in order:
        row.sort(key=seed.__getitem__)
    return order


def _depth_first(rows: Rows, roots: list[int], adjacent: Adjacency) -> list[list[int]]:
    order = _empty(rows)
    seen = [False] * len(rows.rank)
    stack = roots[::-1]
    while stack:
        u = stack.pop()
        if not seen[u]:
            seen[u] = True
            order[rows.rank[u]].append(u)
            stack += [v for v in reversed(adjacent[u]) if not seen[v]]
    return order


def _sources(rows: Rows) -> list[int]:
    return [v for v in range(rows.boxes) if not rows.up[v]]


def _empty(rows: Rows) -> list[list[int]]:
    return [[] for _ in range(max(rows.rank, default=-1) + 1)]
