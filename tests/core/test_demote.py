"""What is left of an iteration is true: thumbnails are elements of the tensor, statistics stay as they were."""

from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.demote import COARSE, SMALL, coarser, outline_of, with_thumbnails
from gradviz.core.integrity import check
from gradviz.core.sizes import data_of, size_of, summaries_in
from gradviz.core.tensor import TensorSummary, as_matrix, index_at
from gradviz.core.trace import Program, Trace
from tests import traces


@pytest.mark.parametrize("shape", [(300,), (4096,), (5000,), (20, 30), (1, 4000), (100, 90), (7, 8, 70), (2000, 3)])
def test_a_smaller_thumbnail_holds_elements_of_the_tensor_where_it_says(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    summary = traces.summary(values)
    smaller = coarser(summary)
    assert smaller.coarse == COARSE
    assert data_of(smaller) < data_of(summary)
    matrix = smaller.matrix()
    assert matrix is not None
    for row in range(matrix.shape[0]):
        for column in range(matrix.shape[1]):
            assert values[index_at(smaller, row, column)] == matrix[row, column]
    row, column = smaller.strides()
    assert np.array_equal(matrix, as_matrix(values.astype(np.float64))[::row, ::column])
    assert (smaller.mean, smaller.norm, smaller.shape) == (summary.mean, summary.norm, summary.shape)
    assert coarser(smaller) is smaller


@pytest.mark.parametrize("shape", [(), (1,), (SMALL,), (16, 16), (0, 7)])
def test_small_tensors_stay_whole(shape: tuple[int, ...]) -> None:
    summary = TensorSummary(shape, "float32", "cpu")
    if 0 not in shape:
        summary = traces.summary(np.ones(shape, np.float32))
    assert coarser(summary) is summary


def test_the_graph_and_the_order_of_events_stay() -> None:
    iteration = traces.two_layer()
    smaller = with_thumbnails(iteration)
    assert smaller.nodes == iteration.nodes
    assert smaller.forward == iteration.forward
    assert [event.node for event in smaller.backward] == [event.node for event in iteration.backward]
    assert size_of(smaller) < size_of(iteration) / 2
    assert all(summary.count <= SMALL or not summary.is_whole for summary in summaries_in(smaller))
    check(Trace(Program("p", ""), iterations=(smaller,)))


def test_only_as_much_is_taken_as_is_wanted_the_largest_first() -> None:
    iteration = traces.two_layer()
    smaller = with_thumbnails(iteration, 1)
    changed = [
        (data_of(old), data_of(new))
        for old, new in zip(summaries_in(iteration), summaries_in(smaller), strict=True)
        if old != new
    ]
    assert len(changed) == 1
    assert changed[0][0] == max(map(data_of, summaries_in(iteration)))


def test_an_outline_has_the_loss_and_the_statistics_of_every_parameter() -> None:
    iteration = traces.two_layer()
    outline = outline_of(iteration)
    assert (outline.index, outline.loss) == (iteration.index, iteration.loss)
    assert set(outline.parameters) == set(outline.gradients) == {"w1", "w2"}
    grad = next(e.grad for e in iteration.backward if iteration.nodes[e.node].variable == "w1" and e.grad is not None)
    assert (outline.gradients["w1"].norm, outline.gradients["w1"].max) == (grad.norm, grad.max)
    assert data_of(outline.gradients["w1"]) == 0
    assert outline.size < size_of(iteration) / 10
