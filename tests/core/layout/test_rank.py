from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.layout import CycleError
from gradviz.core.layout.flow import Arcs, potentials
from gradviz.core.layout.model import Pair, Part
from gradviz.core.layout.rank import ranks, split_long_edges


def part_of(edges: list[Pair]) -> Part:
    count = 1 + max((max(pair) for pair in edges), default=0)
    return Part(list(range(count)), [50.0] * count, [20.0] * count, edges, [None] * len(edges))


def connected_dags() -> st.SearchStrategy[list[Pair]]:
    """Each node but the first is joined to an earlier one, either way; then some more edges."""
    joints = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=12)
    extra = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=14)
    return st.builds(_dag, joints, extra, st.permutations(range(13)))


def _dag(joints: list[tuple[int, bool]], extra: list[Pair], level: list[int]) -> list[Pair]:
    pairs = [(i % (v + 1), v + 1) for v, (i, _) in enumerate(joints)]
    pairs += [(u, v) for u, v in extra if u != v and max(u, v) <= len(joints)]
    return [(u, v) if level[u] < level[v] else (v, u) for u, v in pairs]


def _span(edges: list[Pair], rank: list[int]) -> int:
    return sum(rank[v] - rank[u] for u, v in edges)


@settings(max_examples=150, deadline=None)
@given(connected_dags())
def test_no_other_ranking_has_shorter_edges(edges: list[Pair]) -> None:
    rank = ranks(part_of(edges))
    assert min(rank) == 0
    assert all(rank[v] > rank[u] for u, v in edges)
    if edges:
        tail, head = np.array(edges, np.int32).T
        one = np.ones(len(edges))
        best = potentials(len(rank), [Arcs(tail, head, -one, one * np.inf, one)])
        assert best is not None
        assert _span(edges, rank) == round(float((best[head] - best[tail]).sum()))


def test_what_is_computed_from_a_parameter_alone_sits_just_above_its_consumer() -> None:
    # 0 … 4 is the spine; 5 and 6 are parameters, 7 is computed from both and used by 4.
    rank = ranks(part_of([(0, 1), (1, 2), (2, 3), (3, 4), (5, 7), (6, 7), (7, 4)]))
    assert rank == [0, 1, 2, 3, 4, 2, 2, 3]


def test_a_cycle_names_a_node_on_it() -> None:
    with pytest.raises(CycleError) as caught:
        ranks(part_of([(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]))
    assert caught.value.node in {1, 2, 3}


def test_a_long_edge_has_a_bend_in_each_row_between() -> None:
    part = part_of([(0, 1), (1, 2), (2, 3), (0, 3)])
    rows = split_long_edges(part, ranks(part), 10.0)
    chain = rows.chains[0, 3]
    assert [rows.rank[bend] for bend in chain.trunk[chain.first : chain.stop]] == [1, 2]
    assert rows.up[3] == [2, chain.before_head]


def test_the_long_edges_of_a_hub_share_a_trunk() -> None:
    steps = 50
    edges = [*pairwise(range(steps + 1)), *((i, steps + 1) for i in range(steps + 1))]
    part = part_of(edges)
    rows = split_long_edges(part, ranks(part), 10.0)
    assert len(rows.rank) == steps + 2 + steps
    # The other way round: a parameter that is used at every step.
    last = steps + 1
    turned = part_of(sorted((last - v, last - u) for u, v in edges))
    assert len(split_long_edges(turned, ranks(turned), 10.0).rank) == steps + 2 + steps
