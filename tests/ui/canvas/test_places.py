"""What lies in an area, against asking every rectangle."""

from __future__ import annotations

import numpy as np
import pytest

from gradviz.ui.canvas.geometry import Area, touching
from gradviz.ui.canvas.places import Places


def rectangles(columns: int, rows: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """A grid of boxes, and some that are as wide, as high or as large as all of it."""
    draw = np.random.default_rng(columns)
    x, y = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(columns), np.arange(rows)))
    boxes = np.stack([10 * x, 10 * y, 10 * x + draw.uniform(2, 9, x.size), 10 * y + 4], axis=1)
    large = [(0, 5, 10 * columns, 6), (3, 0, 4, 10 * rows), (0, 0, 10 * columns, 10 * rows)]
    return draw.permutation(np.concatenate([boxes, np.array(large, float)]))


@pytest.mark.parametrize("shape", [(3, 400), (400, 3), (30, 40), (1, 1)], ids=str)
def test_it_finds_what_touches_an_area(shape: tuple[int, int]) -> None:
    sides = rectangles(*shape)
    places = Places(sides)
    draw = np.random.default_rng(1)
    width, height = 10.0 * shape[0], 10.0 * shape[1]
    for _ in range(60):
        count = int(draw.integers(1, 4))
        x, y = draw.uniform(-20.0, width + 20.0, count).tolist(), draw.uniform(-20.0, height + 20.0, count).tolist()
        areas: list[Area] = [(left, top, left + 40.0, top + 30.0) for left, top in zip(x, y, strict=True)]
        margin = float(draw.uniform(0, 5))
        assert places.touching(areas, margin).tolist() == touching(sides, areas, margin).tolist()


def test_everything_lies_in_an_area_around_all() -> None:
    sides = rectangles(5, 5)
    assert Places(sides).touching([(-1.0, -1.0, 99.0, 99.0)], 0.0).tolist() == list(range(len(sides)))


def test_where_there_is_nothing_nothing_is_found() -> None:
    assert Places(np.empty((0, 4))).touching([(0.0, 0.0, 9.0, 9.0)], 1.0).tolist() == []
    assert Places(rectangles(2, 2)).touching([], 1.0).tolist() == []
