"""The account of what is left of each iteration, compared with a dictionary."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.demote import Detail
from gradviz.core.remains import Ledger, Remains

CHANGES = st.lists(st.tuples(st.integers(0, 200), st.sampled_from([None, *Detail])), max_size=300)


@given(CHANGES)
def test_it_is_what_was_put_last(changes: list[tuple[int, Detail | None]]) -> None:
    ledger, expected = Ledger(), dict[int, Detail]()
    for number, detail in changes:
        ledger.put(number, detail)
        if detail is None:
            expected.pop(number, None)
        else:
            expected[number] = detail
        assert ledger.open == tuple(sorted(i for i, kept in expected.items() if kept > Detail.STATISTICS))
    assert ledger.remains == expected
    assert list(ledger.remains) == sorted(expected)


def test_thousands_find_room_in_any_order() -> None:
    ledger = Ledger()
    numbers = np.random.default_rng(0).permutation(3000).tolist()
    for number in numbers:
        ledger.put(number, Detail.RECORDED)
    assert ledger.open == tuple(range(3000))


def test_what_was_told_stays_as_it_was() -> None:
    ledger = Ledger()
    ledger.put(3, Detail.RECORDED)
    before = ledger.remains
    ledger.put(3, Detail.STATISTICS)
    ledger.put(1, Detail.THUMBNAILS)
    assert dict(before) == {3: Detail.RECORDED}
    assert dict(ledger.remains) == {1: Detail.THUMBNAILS, 3: Detail.STATISTICS}
    with pytest.raises(ValueError, match="read-only"):
        before.numbers[0] = 5


def test_nothing_is_made_anew_where_nothing_has_changed() -> None:
    ledger = Ledger()
    ledger.put(3, Detail.RECORDED)
    remains, opened = ledger.remains, ledger.open
    ledger.put(3, Detail.RECORDED)
    ledger.put(4, None)
    assert ledger.remains is remains
    assert ledger.open is opened
    assert Remains.of(remains) is remains


def test_one_that_is_not_there_has_no_detail() -> None:
    remains = Remains.of({5: Detail.THUMBNAILS, 2: Detail.RECORDED})
    assert remains.get(3) is None
    assert (remains[2], remains[5], len(remains)) == (Detail.RECORDED, Detail.THUMBNAILS, 2)
    assert remains.of_kind(Detail.THUMBNAILS).tolist() == [5]
