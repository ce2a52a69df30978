"""What one large tensor tells of another is what would have been read of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from gradviz.engine.alike import has_same_elements, reduce_beside
from gradviz.engine.reduce import reduce

Change = Callable[[torch.Tensor], torch.Tensor]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t,
        lambda t: t.t(),
        lambda t: t.reshape(100, 60),
        lambda t: t.view(3, 20, 100),
        lambda t: t.view(20, 3, 100).transpose(0, 1),
        lambda t: t.view(-1),
        lambda t: t.unsqueeze(1),
    ],
)
def test_another_shape_of_the_same_elements_is_known(change: Change) -> None:
    tensor = torch.randn(60, 100)
    _assert_known(change(tensor), tensor)


def test_another_shape_of_the_same_part_of_memory_is_known() -> None:
    part = torch.randn(64, 300)[:, 100:200]
    for other in (part.view(64, 4, 25), part.view(64, 4, 25).transpose(0, 1), part.view(2, 32, 100), part.t()):
        _assert_known(other, part)
        _assert_known(part, other)


def _assert_known(tensor: torch.Tensor, other: torch.Tensor) -> None:
    found = reduce_beside(tensor, [(other, reduce(other))])
    assert found is not None
    assert found.summary() == reduce(tensor).summary()


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:59],
        lambda t: t[:, :99],
        lambda t: t[1:],
        lambda t: t[::2],
        lambda t: t.as_strided((60, 100), (100, 2)),
        lambda t: t.clone(),
        lambda t: t.view(torch.int32),
    ],
)
def test_other_elements_are_not_known(change: Change) -> None:
    tensor = torch.randn(120, 100)
    top = tensor[:60]
    assert not has_same_elements(change(top), top)
    assert reduce_beside(change(top), [(top, reduce(top))]) is None


def test_the_negative_of_the_same_memory_is_not_the_same() -> None:
    tensor = torch.randn(60, 100)
    assert not has_same_elements(torch._neg_view(tensor), tensor)
