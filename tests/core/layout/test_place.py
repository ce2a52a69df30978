from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gradviz.core.layout.flow import Arcs, potentials
from gradviz.core.layout.model import Gaps, Pair
from gradviz.core.layout.order import order_rows
from gradviz.core.layout.place import _join_outer_bends, _segments, place
from gradviz.core.layout.rank import ranks, split_long_edges
from tests.core.layout.drawing import draw, faults, graph_of
from tests.core.layout.test_rank import connected_dags, part_of

GAPS = Gaps(36.0, 18.0)


def _placed(edges: list[Pair], wanted: dict[int, float] | None = None) -> list[float]:
    part = part_of(edges)
    rows = split_long_edges(part, ranks(part), GAPS.parallel)
    order_rows(rows, None, lambda: None)
    return place(rows, GAPS, wanted or {})


def test_the_boxes_of_a_row_keep_their_gap() -> None:
    x = _placed([(0, 1), (0, 2), (0, 3)])
    assert x[2] - x[1] == pytest.approx(68.0)
    assert x[3] - x[2] == pytest.approx(68.0)


def test_a_long_edge_is_straight_between_its_bends() -> None:
    x = _placed([*pairwise(range(8)), (0, 7)])
    assert len(set(x[8:])) == 1


def test_a_chain_that_could_drift_stays_narrow() -> None:
    # The next node of each step hangs right of a leaf, so every step could go on to the right.
    edges = [pair for i in range(0, 200, 2) for pair in ((i, i + 1), (i, i + 2))]
    x = _placed(edges)
    assert max(x) - min(x) < 2 * 68.0


def test_a_node_that_is_free_between_two_others_stays_where_it_was() -> None:
    edges = [(0, 1), (0, 2), (1, 3), (2, 4)]
    for before in (10.0, 50.0):
        x = _placed(edges, {0: before, 1: 0.0, 2: 68.0})
        assert x[0] - x[1] == pytest.approx(before)


def test_a_solver_that_finds_nothing_leaves_a_correct_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradviz.core.layout.place.potentials", lambda *_: None)
    monkeypatch.setattr("gradviz.core.layout.rank.potentials", lambda *_: None)
    graph = graph_of([(0, 1), (0, 2), (0, 5), (1, 3), (2, 3), (2, 4), (1, 4), (3, 5), (4, 5)])
    assert faults(graph, draw(graph)) == []


def test_the_solver_reports_what_it_cannot_solve() -> None:
    tail, head = np.array([0, 1], np.int32), np.array([1, 0], np.int32)
    each_right_of_the_other = Arcs(tail, head, np.zeros(2), np.full(2, np.inf), np.ones(2))
    assert potentials(2, [each_right_of_the_other]) is None


def test_the_solver_is_silent() -> None:
    program = (
        "import networkx as nx; from gradviz.core.layout import layered_layout;"
        "g = nx.MultiDiGraph([(0, 1, {'port': 0}), (0, 2, {'port': 1})]);"
        "nx.set_node_attributes(g, 50.0, 'width'); nx.set_node_attributes(g, 20.0, 'height');"
        "layered_layout(g, row_gap=36, node_gap=18)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert done.stderr == ""


@settings(max_examples=60, deadline=None)
@given(connected_dags(), st.integers(4, 9))
def test_straight_outer_edges_cost_nothing(edges: list[Pair], steps: int) -> None:
    # A chain above the graph, and an edge around it and into it.
    count = max((v for _, v in edges), default=0) + 1
    chain = [*range(count, count + steps), 0]
    part = part_of([*edges, *pairwise(chain), (count, count - 1), (count, chain[-2])])
    rows = split_long_edges(part, ranks(part), GAPS.parallel)
    order_rows(rows, None, lambda: None)
    leader = np.arange(len(rows.rank), dtype=np.int32)
    _join_outer_bends(rows, leader)
    event("joined" if (leader != np.arange(len(leader))).any() else "nothing to join")
    costs = []
    for join in (_join_outer_bends, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("gradviz.core.layout.place._join_outer_bends", join)
            patch.setattr("gradviz.core.layout.place._AXIS", 0.0)
            x = np.array(place(rows, GAPS, {}))
        segments = _segments(rows)
        costs.append(float((segments.upper * np.abs(x[segments.head] - x[segments.tail])).sum()))
    assert costs[0] == pytest.approx(costs[1], rel=1e-6, abs=0.1)
