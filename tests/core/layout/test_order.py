from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.layout.crossings import gain, gain_of_many
from gradviz.core.layout.model import Pair, Rows, Seed
from gradviz.core.layout.order import order_rows
from gradviz.core.layout.rank import ranks, split_long_edges
from tests.core.layout.test_rank import connected_dags, part_of


def _rows(edges: list[Pair]) -> Rows:
    part = part_of(edges)
    return split_long_edges(part, ranks(part), 10.0)


def _ordered(edges: list[Pair]) -> Rows:
    rows = _rows(edges)
    order_rows(rows, None, lambda: None)
    return rows


def _crossings(rows: Rows) -> int:
    at = {v: i for row in rows.order for i, v in enumerate(row)}
    count = 0
    for row in rows.order:
        ends = [(at[u], at[v]) for u in row for v in rows.down[u]]
        count += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ends, 2))
    return count


@settings(max_examples=100, deadline=None)
@given(connected_dags())
def test_each_vertex_stands_once_in_its_row(edges: list[Pair]) -> None:
    rows = _ordered(edges)
    found = sorted((v, rank) for rank, row in enumerate(rows.order) for v in row)
    assert found == list(enumerate(rows.rank))


def test_a_tree_has_no_crossings() -> None:
    rows = _ordered([((i - 1) // 3, i) for i in range(1, 120)])
    assert _crossings(rows) == 0


def test_branches_that_start_crossed_are_untangled() -> None:
    ladder = [(u, v) for i in range(0, 40, 4) for u, v in ((i, i + 3), (i + 1, i + 2))]
    rungs = [(u, v) for i in range(0, 36, 4) for u, v in ((i + 3, i + 4), (i + 2, i + 5))]
    rows = _ordered([*ladder, *rungs, (38, 40), (39, 40)])
    assert _crossings(rows) == 0


def test_crossings_that_must_be_are_few() -> None:
    # Every vertex of one row with every vertex of the other: 3 * 3 crossings for 3 and 3.
    rows = _ordered([(u, v) for u in range(3) for v in range(3, 6)])
    assert _crossings(rows) == 9


def test_heads_stand_in_the_order_of_their_ports_with_all_below_them() -> None:
    edges = [pair for i in (3, 1, 2) for pair in ((0, i), (i, i + 3), (i + 3, i + 6))]
    rows = _ordered(sorted(edges, key=lambda pair: pair[0]))
    assert rows.order == [[0], [3, 1, 2], [6, 4, 5], [9, 7, 8]]


def test_an_earlier_order_without_crossings_is_kept() -> None:
    rows = _rows([(0, 1), (0, 2), (0, 3), (1, 4), (3, 5)])
    order_rows(rows, Seed([0.0, 30.0, 20.0, 10.0, 30.0, 10.0], frozenset()), lambda: None)
    assert rows.order == [[0], [3, 2, 1], [5, 4]]


def test_many_edges_between_two_rows_take_no_time() -> None:
    rows = _ordered([(u, v) for u in range(40) for v in range(40, 80)])
    assert _crossings(rows) == (40 * 39 // 2) ** 2


@given(st.lists(st.integers(0, 9), max_size=6), st.lists(st.integers(0, 9), max_size=6))
def test_the_gain_of_a_swap_is_the_same_for_few_and_for_many(u: list[int], v: list[int]) -> None:
    at = list(range(10))
    assert gain(u, v, at) == gain_of_many(u, sorted(v))
