"""Summaries against torch's own statistics."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from gradviz.core.tensor import index_at
from gradviz.engine.summarize import summary_of

KINDS = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.uint8, torch.bool]


@pytest.mark.parametrize("dtype", KINDS, ids=str)
@pytest.mark.parametrize(
    "shape", [(), (1,), (7,), (3, 4), (2, 3, 4), (64, 64), (100, 90), (5, 40, 30), (9000,)], ids=str
)
def test_statistics_are_those_of_torch(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    tensor = (torch.randn(shape) * 5).abs().to(dtype)
    summary = summary_of(tensor)
    wide = tensor.double()
    assert (summary.shape, summary.dtype, summary.device) == (shape, str(dtype)[6:], "cpu")
    assert summary.min == wide.min().item()
    assert summary.max == wide.max().item()
    assert summary.mean == pytest.approx(wide.mean().item(), rel=1e-5)
    assert summary.norm == pytest.approx(wide.norm().item(), rel=1e-5)
    assert (summary.nan, summary.inf) == (0, 0)
    assert (summary.values is not None) == (tensor.numel() <= 4096)


@pytest.mark.parametrize("size", [10, 10_000])
def test_nan_and_infinities_are_counted_and_not_dropped(size: int) -> None:
    tensor = torch.ones(size)
    tensor[3], tensor[5], tensor[6] = math.nan, math.inf, -math.inf
    summary = summary_of(tensor)
    assert (summary.nan, summary.inf) == (1, 2)
    assert summary.min is not None
    assert math.isnan(summary.min)
    only_inf = torch.ones(size)
    only_inf[0] = math.inf
    found = summary_of(only_inf)
    assert (found.nan, found.inf, found.max, found.min) == (0, 1, math.inf, 1.0)


def test_large_values_do_not_overflow() -> None:
    summary = summary_of(torch.full((100, 100), 1e30))
    assert summary.norm == pytest.approx(1e32)
    assert summary.is_finite


@pytest.mark.parametrize("shape", [(200, 300), (9000,), (6, 50, 70), (3, 4, 50, 60), (100_000, 2), (5000, 1)], ids=str)
def test_a_thumbnail_shows_elements_of_the_tensor(shape: tuple[int, ...]) -> None:
    tensor = torch.arange(math.prod(shape), dtype=torch.float32).reshape(shape)
    summary = summary_of(tensor)
    matrix = summary.matrix()
    assert matrix is not None
    assert max(matrix.shape) <= 64
    for row, column in [
        (0, 0),
        (matrix.shape[0] - 1, matrix.shape[1] - 1),
        (matrix.shape[0] // 2, matrix.shape[1] // 3),
    ]:
        assert tensor[index_at(summary, row, column)].item() == matrix[row, column]


def test_an_expanded_tensor_of_a_trillion_elements_costs_nothing() -> None:
    summary = summary_of(torch.full((1,), 2.0).expand(10**12))
    assert (summary.min, summary.max, summary.mean) == (2.0, 2.0, 2.0)
    assert summary.norm == pytest.approx(2e6)
    wide = summary_of(torch.arange(3.0)[:, None].expand(3, 10**9))
    assert wide.mean == pytest.approx(1.0)
    assert wide.matrix() is not None


def test_strides_and_views_do_not_matter() -> None:
    base = torch.randn(120, 80)
    for view in (base.T, base[::2, ::3], base.flip(0), base[:, 3]):
        summary = summary_of(view)
        assert summary.mean == pytest.approx(view.double().mean().item(), rel=1e-4, abs=1e-7)
        assert summary.max == view.max().item()


def test_the_summary_does_not_change_with_the_tensor() -> None:
    tensor = torch.zeros(2)
    summary = summary_of(tensor)
    tensor += 1
    assert summary.values is not None
    assert summary.values.numpy().tolist() == [0.0, 0.0]


def test_tensors_without_plain_values() -> None:
    meta = summary_of(torch.empty(5, device="meta"))
    assert (meta.values, meta.thumbnail, meta.min) == (None, None, None)
    sparse = summary_of(torch.eye(3).to_sparse())
    assert sparse.values is not None
    assert sparse.mean == pytest.approx(1 / 3)
    empty = summary_of(torch.empty(0, 3))
    assert (empty.min, empty.mean, empty.norm, empty.shape) == (None, None, 0.0, (0, 3))


@pytest.mark.parametrize("size", [5, 10_000])
def test_complex_values_have_a_norm_and_no_order(size: int) -> None:
    tensor = torch.full((size,), 3 + 4j)
    summary = summary_of(tensor)
    assert (summary.min, summary.max) == (None, None)
    assert summary.norm == pytest.approx(5 * math.sqrt(size))
    matrix = summary.matrix()
    assert matrix is not None
    assert np.allclose(matrix, 5)


def test_conjugated_views_are_read_as_what_they_mean() -> None:
    summary = summary_of(torch.tensor([1 + 2j]).conj())
    assert summary.values is not None
    assert summary.values.numpy()[0] == 1 - 2j


def test_inside_a_function_transform_there_are_no_values_to_read() -> None:
    seen = []

    def function(x: torch.Tensor) -> torch.Tensor:
        seen.append(summary_of(x))
        return (x * x).sum()

    torch.func.grad(function)(torch.ones(3))
    assert seen[0].shape == (3,)
