from __future__ import annotations

import msgspec
import pytest

from gradviz.core.place import Part, Place, Span, place_of
from gradviz.core.region import LEAST, MOST_CELLS, Region
from tests import traces


def test_a_summary_is_found_where_it_stands() -> None:
    iteration = traces.two_layer()
    assert place_of(iteration, iteration.tensors["w1"]) == Place("tensor", id="w1")
    for index, event in enumerate(iteration.backward):
        for kind, grads in (("arrived", event.grad_outputs), ("left", event.grad_inputs)):
            for port, grad in enumerate(grads):
                if grad is None:
                    continue
                found = place_of(iteration, grad)
                assert found is not None
                at = iteration.backward[found.event]
                held = at.grad if found.kind == "grad" else None
                held = at.grad_outputs[found.port] if found.kind == "arrived" else held
                held = at.grad_inputs[found.port] if found.kind == "left" else held
                assert held is grad, (kind, index, port)
    assert place_of(iteration, iteration.update[1].after) == Place("after", event=1)


def test_an_equal_summary_of_another_iteration_is_not_meant() -> None:
    iteration = traces.two_layer()
    other = msgspec.structs.replace(iteration.tensors["w1"], device="cpu")
    assert other == iteration.tensors["w1"]
    assert place_of(iteration, other) is None


def test_spans_count_what_they_hold() -> None:
    assert [len(Span(0, 10)), len(Span(0, 10, 3)), len(Span(4, 4))] == [10, 4, 0]


WHOLE = Region.of(traces.random(1000, 300))


def test_zooming_keeps_the_element_in_its_place_and_inside() -> None:
    near = WHOLE.zoomed(4.0, 500, 150)
    assert (near.bottom - near.top, near.right - near.left) == (250, 75)
    assert near.top <= 500 < near.bottom
    assert near.left <= 150 < near.right
    corner = WHOLE.zoomed(10.0, 999, 0)
    assert (corner.bottom, corner.left) == (1000, 0)
    assert WHOLE.zoomed(0.5, 3, 3) == WHOLE
    assert WHOLE.is_whole
    assert near.zoomed(1e-9, 500, 150).is_whole


def test_one_cannot_zoom_in_without_end() -> None:
    region = WHOLE
    for _ in range(40):
        region = region.zoomed(2.0, 700, 200)
    assert (region.bottom - region.top, region.right - region.left) == (LEAST, LEAST)
    assert region.top <= 700 < region.bottom


@pytest.mark.parametrize(("row", "column"), [(0, 0), (999, 299), (500, 150), (501, 0)])
def test_moving_brings_an_element_into_view_and_no_further(row: int, column: int) -> None:
    near = WHOLE.zoomed(10.0, 500, 150)
    moved = near.with_element(row, column)
    assert moved.top <= row < moved.bottom
    assert moved.left <= column < moved.right
    assert moved.bottom - moved.top == near.bottom - near.top
    assert moved.with_element(row, column) == moved


def test_a_large_region_is_sampled_and_a_small_one_is_whole() -> None:
    assert WHOLE.part() == Part(Span(0, 1000, 8), Span(0, 300, 3))
    assert len(WHOLE.part().rows) <= MOST_CELLS
    near = WHOLE.zoomed(10.0, 500, 150)
    assert near.part().rows.step == near.part().columns.step == 1


def test_of_a_thumbnail_at_least_one_row_and_column_lies_in_a_region() -> None:
    near = WHOLE.zoomed(300.0, 507, 151)
    sampled = near.sampled(16, 5)
    assert sampled.rows.start % 16 == 0
    assert sampled.columns.start % 5 == 0
    assert len(sampled.rows) >= 1
    assert sampled.rows.start <= near.top
