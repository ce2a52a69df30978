"""What is told of a tensor, against torch."""

from __future__ import annotations

import pytest
import torch

from gradviz.core.lockstep.tensors import ALL_ELEMENTS, WHOLE_ELEMENTS
from gradviz.engine.lanetensors import Forms, lane_tensor


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64])
def test_small_tensors_are_told_whole_with_their_norms(dtype: torch.dtype) -> None:
    made = torch.randn(5, 7, dtype=torch.float32 if not dtype.is_complex else dtype).to(dtype)
    told = lane_tensor(made, 0)
    assert (told.shape, told.dtype, told.nonfinite) == ((5, 7), str(dtype).removeprefix("torch."), 0)
    wide = made.to(torch.complex128 if dtype.is_complex else torch.float64)
    assert told.norm == pytest.approx(float(torch.linalg.vector_norm(wide)))
    assert told.largest == pytest.approx(float(wide.abs().max()))
    assert told.values is not None
    assert torch.equal(torch.from_numpy(told.values.numpy().copy()).to(dtype), made)


def test_large_tensors_are_told_in_the_sums_of_their_blocks() -> None:
    made = torch.randn(128, 256)
    told = lane_tensor(made, 64)
    assert told.values is None
    assert told.sums is not None
    expected = made.double().reshape(64, 2, 64, 4).sum((1, 3))
    torch.testing.assert_close(torch.from_numpy(told.sums.numpy().copy()), expected)
    again = lane_tensor(made.clone(), 64)
    assert told.is_identical(again)
    made[0, 0] = torch.nextafter(made[0, 0], torch.tensor(9.0))
    assert not told.is_identical(lane_tensor(made, 64))


def test_what_is_not_finite_is_counted_and_left_out_of_the_norm() -> None:
    told = lane_tensor(torch.tensor([3.0, float("nan"), 4.0, float("inf")]), 0)
    assert (told.nonfinite, told.norm, told.largest) == (2, 5.0, 4.0)


def test_a_tensor_is_left_as_it_was_found() -> None:
    made = torch.ones(4)
    lane_tensor(made, 0)
    # torch refuses this for memory that numpy has seen.
    assert made.resize_(2).shape == (2,)


def test_tensors_of_other_kinds_are_told_as_far_as_they_can_be() -> None:
    sparse = torch.sparse_coo_tensor(torch.tensor([[0, 2]]), torch.tensor([1.0, 2.0]), (3,), check_invariants=True)
    told = lane_tensor(sparse, 0)
    assert told.values is not None
    assert told.values.numpy().tolist() == [1.0, 0.0, 2.0]
    assert lane_tensor(torch.empty(3, device="meta"), 0).values is None
    assert lane_tensor(torch.empty(0, 4), 0).shape == (0, 4)


def test_only_so_many_elements_are_told_whole() -> None:
    sizes = [10, WHOLE_ELEMENTS + 1, ALL_ELEMENTS - 10, 1]
    forms = Forms([torch.empty(size, device="meta") for size in sizes])
    assert [forms.side_of(number) for number in range(4)] == [0, 64, 0, 64]
