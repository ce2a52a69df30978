"""The recorded iterations stay within their budget, and lose detail in the order that is promised."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.demote import Detail
from gradviz.core.sizes import data_of, size_of, summaries_in
from gradviz.core.trace import Iteration
from gradviz.ui.recordings import Recordings
from tests import traces

_TWO_LAYER = traces.two_layer()
_CHAIN = traces.chain(30)
ONE = size_of(_TWO_LAYER)


def numbered(index: int, iteration: Iteration = _TWO_LAYER) -> Iteration:
    return msgspec.structs.replace(iteration, index=index)


def test_within_the_budget_all_stay_as_they_are() -> None:
    held = Recordings()
    for i in range(20):
        held.add(numbered(i))
    assert held.indices == tuple(range(20))
    assert set(held.details.values()) == {Detail.RECORDED}
    assert held.size == 20 * ONE
    assert held.get(7) == numbered(7)


def test_beyond_it_the_oldest_lose_detail_first_and_the_newest_stays() -> None:
    held = Recordings(budget=8 * ONE)
    for i in range(40):
        held.add(numbered(i))
    details = [held.details.get(i, 0) for i in range(40)]
    assert details == sorted(details)
    assert details[-1] is Detail.RECORDED
    assert Detail.THUMBNAILS in details


def test_in_the_end_only_statistics_stay_and_then_nothing() -> None:
    held = Recordings(budget=3 * ONE)
    for i in range(2000):
        held.add(numbered(i))
        assert held.size <= 3 * ONE
    assert held.detail(0) is None
    statistics = [i for i, detail in held.details.items() if detail is Detail.STATISTICS]
    assert statistics
    outline = held.outline(statistics[0])
    assert outline is not None
    assert outline.loss == _TWO_LAYER.loss
    assert outline.parameters["w1"].mean == _TWO_LAYER.tensors["w1"].mean
    assert outline.parameters["w1"].thumbnail is None
    assert held.get(statistics[0]) is None
    assert held.outline(1999) is None


def test_what_is_on_show_stays_as_it_is() -> None:
    held = Recordings(budget=6 * ONE)
    for i in range(60):
        held.add(numbered(i), keep=3 if i >= 3 else None)
    assert held.detail(3) is Detail.RECORDED
    assert held.get(3) == numbered(3)


def test_of_the_one_on_show_the_largest_tensors_go_last_of_all() -> None:
    held = Recordings(budget=1.2 * ONE)
    held.add(numbered(0), keep=0)
    held.add(numbered(1), keep=0)
    assert held.detail(1) is Detail.THUMBNAILS
    shown = held.get(0)
    assert shown is not None
    assert held.detail(0) is Detail.THUMBNAILS
    assert held.details[0] is Detail.THUMBNAILS
    pairs = list(zip(summaries_in(_TWO_LAYER), summaries_in(shown), strict=True))
    taken = [data_of(before) for before, after in pairs if before != after]
    left = [data_of(before) for before, after in pairs if before == after]
    assert min(taken) >= max(left)
    assert left


def test_one_alone_keeps_its_graph_whatever_the_budget() -> None:
    held = Recordings(budget=1)
    held.add(numbered(0))
    assert held.get(0) is not None
    held.add(numbered(1))
    assert held.indices == (1,)


def test_a_smaller_budget_and_what_is_held_elsewhere_count_at_once() -> None:
    held = Recordings(budget=40 * ONE)
    for i in range(20):
        held.add(numbered(i))
    held.set_elsewhere(20 * ONE)
    assert held.size <= 12 * ONE
    held.set_budget(30 * ONE)
    assert held.size <= 2 * ONE
    assert held.detail(19) is Detail.RECORDED


def test_recomputed_iterations_replace_what_was_left_of_them() -> None:
    held = Recordings(budget=5 * ONE)
    for i in range(30):
        held.add(numbered(i))
    assert held.detail(4) is not Detail.RECORDED
    held.add(numbered(4))
    assert held.detail(4) is Detail.RECORDED
    graphs = sum(map(size_of, held.iterations))
    outlines = [outline for i in held.details if (outline := held.outline(i)) is not None]
    assert held.size == graphs + sum(outline.size for outline in outlines)


class _Step(msgspec.Struct, frozen=True):
    """One thing that happens: an iteration of one of two forms, on show or not, and what the worker holds."""

    chain: bool
    show: bool
    elsewhere: float


_STEPS = st.lists(st.builds(_Step, st.booleans(), st.booleans(), st.floats(0, 2)), min_size=1, max_size=40)


@given(_STEPS, st.floats(8, 30))
@settings(max_examples=60, deadline=None)
def test_it_is_never_over_budget_and_the_one_on_show_is_exact(steps: list[_Step], room: float) -> None:
    held = Recordings(budget=room * ONE)
    shown: int | None = None
    were_shown: set[int] = set()
    for index, step in enumerate(steps):
        iteration = numbered(index, _CHAIN if step.chain else _TWO_LAYER)
        held.add(iteration, keep=shown)
        if step.show:
            shown = index
            held.show(index)
            were_shown.add(index)
        held.set_elsewhere(int(step.elsewhere * ONE))
        assert held.size + step.elsewhere * ONE <= held.budget + 1
        assert held.detail(index) is Detail.RECORDED
        if shown is not None:
            assert held.detail(shown) is Detail.RECORDED
            assert held.get(shown) == numbered(shown, _CHAIN if steps[shown].chain else _TWO_LAYER)
        others = [i for i in range(index) if i not in were_shown]
        details = [held.details.get(i, 0) for i in others]
        assert details == sorted(details)


@pytest.mark.parametrize("count", [0, 3])
def test_every_iteration_that_is_not_here_has_no_detail(count: int) -> None:
    held = Recordings()
    for i in range(count):
        held.add(numbered(i))
    assert held.detail(count) is None
    assert (count in held, len(held)) == (False, count)


def test_it_can_be_done_a_little_at_a_time() -> None:
    held = Recordings(budget=9 * ONE)
    steps = 0
    for i in range(20):
        held.add(numbered(i), seconds=1e-5)
        assert held.size <= held.budget
        while held.shrink(1e-5):
            steps += 1
    assert steps > 20
    at_once = Recordings(budget=9 * ONE)
    for i in range(20):
        at_once.add(numbered(i))
    assert held.details == at_once.details
    assert held.iterations == at_once.iterations


def test_what_is_opened_while_it_loses_detail_stays_as_it_was() -> None:
    held = Recordings(budget=7 * ONE)
    for i in range(4):
        held.add(numbered(i))
    held.add(numbered(4), seconds=1e-5)
    assert held.detail(0) is Detail.RECORDED
    held.show(0)
    while held.shrink(1e-5):
        pass
    assert held.get(0) == numbered(0)
    assert held.detail(0) is Detail.RECORDED
