"""What is captured is what tensors held at that moment, whatever happens to them later."""

from __future__ import annotations

import pytest
import torch

from gradviz.core.place import Part, Span
from gradviz.core.tensor import TensorSummary
from gradviz.engine.captures import Captures
from gradviz.engine.content import checksum
from gradviz.engine.parts import read
from gradviz.engine.summarize import summary_of


def test_small_tensors_are_read_together_each_with_its_own_values() -> None:
    captures = Captures()
    torch.manual_seed(0)
    tensors = [torch.randn(shape).to(dtype) for shape in [(), (3,), (2, 5), (0, 2)] for dtype in KINDS]
    tensors.append(torch.arange(12.0).reshape(3, 4).t())
    numbers = [captures.take(tensor) for tensor in tensors]
    for tensor, number in zip(tensors, numbers, strict=True):
        assert captures.summary(number) == summary_of(tensor)


KINDS = [torch.float32, torch.float64, torch.bfloat16, torch.int64, torch.bool, torch.complex64]


def test_the_same_tensor_is_captured_once_until_it_is_changed() -> None:
    captures = Captures()
    tensor = torch.ones(3)
    first = captures.take(tensor)
    assert captures.take(tensor) == first
    captures.secure()
    tensor.add_(1)
    second = captures.take(tensor)
    assert second != first
    assert _values(captures.summary(first)) == [1.0, 1.0, 1.0]
    assert _values(captures.summary(second)) == [2.0, 2.0, 2.0]


def test_a_tensor_that_was_changed_unseen_has_no_values_rather_than_wrong_ones() -> None:
    captures = Captures()
    tensor = torch.ones(3)
    number = captures.take(tensor)
    tensor.add_(1)
    lost = captures.summary(number)
    assert (lost.shape, lost.values, lost.thumbnail, lost.norm) == ((3,), None, None, None)


def test_a_copy_stays_as_it_was() -> None:
    captures = Captures()
    tensor = torch.ones(3)
    number = captures.copy(tensor)
    tensor.data.add_(1)
    assert _values(captures.summary(number)) == [1.0, 1.0, 1.0]


def test_nothing_is_held_after_it_was_read() -> None:
    captures = Captures()
    number = captures.take(torch.ones(2))
    captures.seal()
    assert not captures.held
    assert _values(captures.summary(number)) == [1.0, 1.0]


@pytest.mark.parametrize("size", [2, 100])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.int64, torch.bfloat16])
def test_capturing_leaves_a_tensor_as_it_was(dtype: torch.dtype, size: int) -> None:
    tensor = torch.ones(size, size, dtype=dtype)
    captures = Captures()
    captures.take(tensor)
    captures.seal()
    read(tensor, Part(Span(0, 2), Span(0, 2)))
    checksum(tensor)
    # torch refuses this for tensors whose memory numpy has seen.
    assert tensor.resize_(size + 1, size + 1).shape == (size + 1, size + 1)


def _values(summary: TensorSummary) -> object:
    assert summary.values is not None
    return summary.values.numpy().tolist()
