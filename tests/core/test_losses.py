import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.losses import Losses

losses = st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), max_size=12)


@given(st.lists(st.tuples(st.integers(0, 20), losses), max_size=6))
def test_it_is_what_a_list_would_be(parts: list[tuple[int, list[float | None]]]) -> None:
    held, expected = Losses(), list[float | None]()
    for first, part in parts:
        held.put(first, part)
        del expected[first:]
        expected += [None] * (first - len(expected)) + part
        assert held == expected
        assert list(held) == expected
        assert len(held) == len(expected)
        assert held[2:9] == tuple(expected[2:9])
        assert [held[i] for i in range(-len(held), len(held))] == expected * 2


def test_nan_is_a_loss() -> None:
    held = Losses([math.nan, None])
    assert math.isnan(held[0] or 0.0)
    assert held[1] is None
    with pytest.raises(IndexError):
        held[2]
    with pytest.raises(TypeError):
        hash(held)
