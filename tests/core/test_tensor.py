from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.statistics import Statistics
from gradviz.core.tensor import (
    THUMBNAIL_SIDE,
    Array,
    TensorSummary,
    as_matrix,
    index_at,
    know_statistics,
    stride_of,
)
from tests import traces
from tests.generated import summaries


@pytest.mark.parametrize("dtype", ["f4", "f8", "f2", "i8", "u1", "?", "c8", ">f4"])
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 3)])
def test_an_array_gives_back_what_it_was_made_of(dtype: str, shape: tuple[int, ...]) -> None:
    values = np.ones(shape, dtype)
    held = Array.of(values)
    assert held.numpy().dtype == values.dtype
    assert held.numpy().shape == shape
    assert (held.numpy() == values).all()


def test_an_array_is_a_copy_and_cannot_be_changed() -> None:
    values = np.zeros(3, np.float32)
    held = Array.of(values)
    values[0] = 1
    assert not held.numpy().any()
    with pytest.raises(ValueError, match="read-only"):
        held.numpy()[0] = 1


def test_an_array_of_a_view_holds_the_views_order() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3).T[::-1]
    assert Array.of(values).numpy().tolist() == values.tolist()


def test_equal_arrays_are_equal_and_hash_alike_even_with_nan() -> None:
    one, other = (Array.of(np.array([math.nan, 1.0], np.float32)) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


def test_item_is_there_for_one_real_value_only() -> None:
    assert traces.summary(np.full((1, 1), 2.5, np.float32)).item() == 2.5
    assert traces.random(2).item() is None
    assert traces.random(100, 100).item() is None
    one = Array.of(np.ones((), np.complex64))
    assert TensorSummary((), "complex64", "cpu", values=one).item() is None
    assert TensorSummary((), "bool", "cpu", values=Array.of(np.array(True))).item() == 1.0


def test_finite_means_neither_nan_nor_infinite() -> None:
    assert traces.random(3).is_finite
    assert not traces.summary(np.array([np.nan], np.float32)).is_finite
    assert not traces.summary(np.array([np.inf], np.float32)).is_finite


@given(summaries())
def test_a_matrix_has_two_axes_or_there_is_none(summary: TensorSummary) -> None:
    matrix = summary.matrix()
    if summary.values is None or summary.count == 0:
        assert matrix is None
        return
    assert matrix is not None
    assert matrix.ndim == 2
    assert matrix.size == summary.count
    assert matrix.dtype == np.float64


def test_complex_values_show_their_magnitude() -> None:
    held = Array.of(np.array([3 + 4j], np.complex64))
    matrix = TensorSummary((1,), "complex64", "cpu", values=held).matrix()
    assert matrix is not None
    assert matrix.tolist() == [[5.0]]


@given(st.integers(0, 100_000))
def test_a_stride_leaves_no_more_than_a_thumbnail_and_no_less_than_half(length: int) -> None:
    shown = len(range(0, length, stride_of(length)))
    assert shown <= THUMBNAIL_SIDE
    assert length <= THUMBNAIL_SIDE or shown > THUMBNAIL_SIDE // 2


@given(st.lists(st.integers(1, 90), min_size=1, max_size=4).map(tuple), st.data())
def test_every_pixel_knows_its_element(shape: tuple[int, ...], data: st.DataObject) -> None:
    if math.prod(shape) > 50_000:
        shape = shape[:2]
    values = np.arange(math.prod(shape), dtype=np.float32).reshape(shape)
    summary = traces.summary(values)
    matrix = summary.matrix()
    assert matrix is not None
    row = data.draw(st.integers(0, matrix.shape[0] - 1))
    column = data.draw(st.integers(0, matrix.shape[1] - 1))
    assert values[index_at(summary, row, column)] == matrix[row, column]


def test_the_element_of_a_scalar_has_no_index() -> None:
    assert index_at(traces.random(), 0, 0) == ()


@pytest.mark.parametrize(
    ("shape", "expected"), [((), (1, 1)), ((3,), (1, 3)), ((2, 3), (2, 3)), ((2, 3, 4), (6, 4)), ((2, 1, 1, 1), (2, 1))]
)
def test_leading_axes_are_rows(shape: tuple[int, ...], expected: tuple[int, int]) -> None:
    assert as_matrix(np.zeros(shape)).shape == expected


@given(st.lists(summaries(), max_size=12))
def test_statistics_computed_together_are_those_computed_one_by_one(drawn: list[TensorSummary]) -> None:
    alone = [msgspec.structs.replace(summary).statistics for summary in drawn]
    know_statistics(drawn)
    for summary, expected in zip(drawn, alone, strict=True):
        found = summary.statistics
        assert (found.nan, found.inf) == (expected.nan, expected.inf)
        for one, other in zip(_numbers(found), _numbers(expected), strict=True):
            assert one == (None if other is None else pytest.approx(other, rel=1e-9, nan_ok=True))


def _numbers(statistics: Statistics) -> tuple[float | None, ...]:
    return statistics.min, statistics.max, statistics.mean, statistics.norm
