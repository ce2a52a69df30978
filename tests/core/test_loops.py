from __future__ import annotations

from gradviz.core.loops import Round, rounds
from tests.core.scoped import graph_of, loop, op


def test_each_visit_of_the_lines_is_a_round() -> None:
    found = rounds(loop(4))
    assert found == {event: Round(3, "", event // 2) for event in range(8)}


def test_two_visits_are_no_loop() -> None:
    assert rounds(loop(2)) == {}


def test_loops_after_each_other_are_told_apart() -> None:
    nodes = [op(f"n{i}", event=i, line=3 if i < 4 else 7) for i in range(8)]
    found = rounds(graph_of(nodes, []))
    assert [found[i].line for i in range(8)] == [3] * 4 + [7] * 4
    assert [found[i].number for i in range(8)] == [0, 1, 2, 3] * 2


def test_a_line_visited_twice_in_each_round_belongs_to_it() -> None:
    lines = [3, 5, 5] * 3
    nodes = [op(f"n{i}", event=i, line=line) for i, line in enumerate(lines)]
    found = rounds(graph_of(nodes, []))
    assert [found[i].number for i in range(9)] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert {round_.line for round_ in found.values()} == {3}


def test_what_does_not_run_in_every_round_is_left_out() -> None:
    # Line 5 runs twice in the first round and never in the last.
    lines = [3, 5, 5, 3, 5, 3]
    nodes = [op(f"n{i}", event=i, line=line) for i, line in enumerate(lines)]
    found = rounds(graph_of(nodes, []))
    assert [found[i].number for i in (0, 3, 5)] == [0, 1, 2]
    assert {event for event, round_ in found.items() if round_.line == 3} == {0, 3, 5}


def test_the_scope_of_a_loop_is_around_all_of_it() -> None:
    nodes = [op(f"n{i}", scope=("net.cell", "net.out")[i % 2], event=i, line=3 + i % 2) for i in range(6)]
    assert {round_.scope for round_ in rounds(graph_of(nodes, [])).values()} == {"net"}
