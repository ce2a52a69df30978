"""How far two tensors are apart, and where."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradviz.core.lockstep.difference import difference, moved, multiple, norm_of
from gradviz.core.lockstep.tensors import block_edges, block_sums, side_for
from tests.core.lockstep.made import tensor

MATRICES = arrays.arrays(
    np.float32, arrays.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e3, 1e3, width=32)
)


@given(MATRICES, st.data())
def test_one_changed_element_is_found_with_its_amount_and_place(matrix: np.ndarray, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, matrix.shape[0] - 1))
    column = data.draw(st.integers(0, matrix.shape[1] - 1))
    changed = matrix.copy()
    changed[row, column] += np.float32(4096)
    found = difference(tensor(matrix), tensor(changed))
    expected = float(changed[row, column]) - float(matrix[row, column])
    assert (found.is_identical, found.elements, found.place) == (False, 1, f"[{row}, {column}]")
    assert found.largest == found.norm == pytest.approx(expected)
    assert found.scale == float(np.abs([matrix, changed]).max())


@given(MATRICES)
def test_a_tensor_is_equal_to_itself_also_with_rows_and_columns_exchanged(matrix: np.ndarray) -> None:
    assert difference(tensor(matrix), tensor(matrix.copy())).is_identical
    found = difference(tensor(matrix), tensor(np.ascontiguousarray(matrix.T)), flipped=True)
    assert found.is_identical
    assert (found.norm, found.relative) == (0.0, 0.0)


def test_the_sign_of_zero_and_the_dtype_are_bits_and_no_difference() -> None:
    zero = np.zeros((1, 2), np.float32)
    for other in (-zero, zero.astype(np.float64)):
        found = difference(tensor(zero), tensor(other))
        assert not found.is_identical
        assert (found.norm, found.relative) == (0.0, 0.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_in_both_is_equal_and_in_one_alone_infinitely_far(value: float) -> None:
    broken, whole = np.array([1.0, value]), np.array([1.5, 2.0])
    assert difference(tensor(broken), tensor(np.array([1.25, value]))).largest == 0.25
    assert difference(tensor(broken), tensor(whole)).largest == math.inf
    assert difference(tensor(whole), tensor(broken)).place == "[1]"


def test_complex_numbers_are_as_far_as_their_distance() -> None:
    one, other = np.array([3 + 4j, 1]), np.array([0, 1])
    assert difference(tensor(one), tensor(other.astype(np.complex128))).largest == 5.0


def test_a_row_may_be_a_vector_and_further_axes_are_counted() -> None:
    vector = np.arange(4.0)
    assert difference(tensor(vector.reshape(1, 4)), tensor(vector)).largest == 0.0
    cube = np.zeros((2, 3, 4))
    other = cube.copy()
    other[1, 2, 3] = 1.0
    assert difference(tensor(cube), tensor(other)).place == "[1, 2, 3]"
    assert difference(tensor(np.array(1.0)), tensor(np.array(2.0))).place == "[]"


@given(st.integers(1, 500), st.integers(1, 500))
def test_blocks_cover_everything_once_and_fit_a_transposed_grid(rows: int, columns: int) -> None:
    matrix = np.random.default_rng(0).standard_normal((rows, columns))
    sums = block_sums(matrix, 16)
    assert max(sums.shape) <= 16
    assert sums.shape == (len(block_edges(rows, 16)), len(block_edges(columns, 16)))
    assert sums.sum() == pytest.approx(matrix.sum(), abs=1e-9)
    np.testing.assert_allclose(sums.T, block_sums(matrix.T, 16), atol=1e-9)


def test_more_large_tensors_have_coarser_blocks() -> None:
    assert [side_for(count) for count in (1, 8, 9, 128, 129)] == [64, 64, 16, 16, 4]


def test_changes_are_compared_as_changes() -> None:
    start = np.full((2, 2), 1e4, np.float32)
    step = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    found = moved((tensor(start), tensor(start + step)), (tensor(start), tensor(start + 2 * step)), flipped=False)
    assert found is not None
    assert found.ratio == 2.0
    assert found.difference.relative == 0.5
    sure = np.array([[True, False], [False, False]])
    part = moved(
        (tensor(start), tensor(start + step)), (tensor(start), tensor(start + 2 * step)), flipped=False, sure=sure
    )
    assert part is not None
    assert part.difference.largest == 1.0


def test_only_a_multiple_has_a_factor() -> None:
    one = np.array([[1.0, -2.0]])
    assert multiple(one, -3 * one) == -3.0
    assert multiple(one, np.array([[1.0, 2.0]])) is None
    assert multiple(one, np.zeros((1, 2))) is None
    assert multiple(np.zeros((1, 2)), one) is None


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_norms_of_very_small_and_very_large_numbers(scale: float) -> None:
    assert norm_of(np.array([3.0, 4.0]) * scale) == pytest.approx(5.0 * scale)
