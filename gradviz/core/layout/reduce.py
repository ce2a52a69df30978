"""Reduce: take out of a ranking problem every node whose best row follows from another's.

Nearly all of a neural network goes: parameters and what is computed from them alone, chains,
residual branches. Every step is exact, and none costs more than a few look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradviz.core.layout.model import Pair

Span = tuple[int, int]
"""The fewest rows from a tail to a head, and how much each further row costs."""


class Reduction:
    """A ranking problem made small; `spans` is what is left of it."""

    def __init__(self, count: int, edges: Iterable[Pair]) -> None:
        self.spans: dict[Pair, Span] = {}
        self._below: list[set[int]] = [set() for _ in range(count)]
        self._above: list[set[int]] = [set() for _ in range(count)]
        self._followers: list[tuple[int, int, int]] = []
        for u, v in edges:
            self._add(u, v, (1, 1))
        queue = list(range(count))
        while queue:
            queue += self._remove(queue.pop())

    def expand(self, rank: list[int]) -> list[int]:
        """The rows of all nodes from those of the nodes that are left."""
        rank = list(rank)
        for node, leader, offset in reversed(self._followers):
            rank[node] = rank[leader] + offset
        return rank

    def _remove(self, node: int) -> list[int]:
        """Take a node out if it has at most one span above and one below; who may be next."""
        above, below = self._above[node], self._below[node]
        if len(above) > 1 or len(below) > 1 or not (above or below):
            return []
        ends = [*above, *below]
        if len(ends) == 2:
            self._bypass(ends[0], node, ends[1])
        elif above:
            self._follow(node, ends[0], self._take(ends[0], node)[0])
        else:
            self._follow(node, ends[0], -self._take(node, ends[0])[0])
        return ends

    def _bypass(self, tail: int, node: int, head: int) -> None:
        """The node stays close to the end that pulls more; a longer span takes its place."""
        (down, pull_up), (up, pull_down) = self._take(tail, node), self._take(node, head)
        if pull_up >= pull_down:
            self._follow(node, tail, down)
        else:
            self._follow(node, head, -up)
        self._add(tail, head, (down + up, min(pull_up, pull_down)))

    def _follow(self, node: int, leader: int, offset: int) -> None:
        self._followers.append((node, leader, offset))

    def _add(self, tail: int, head: int, span: Span) -> None:
        """Parallel spans are one: as long as the longer, as costly as both."""
        length, weight = self.spans.get((tail, head), (0, 0))
        self.spans[tail, head] = max(length, span[0]), weight + span[1]
        self._below[tail].add(head)
        self._above[head].add(tail)

    def _take(self, tail: int, head: int) -> Span:
        self._below[tail].remove(head)
        self._above[head].remove(tail)
        return self.spans.pop((tail, head))
