from __future__ import annotations

import numpy as np
import pytest

from gradviz.core.contours import contour, levels


def test_a_circle() -> None:
    y, x = np.mgrid[-1:1:41j, -1:1:41j]
    pieces = contour(x * x + y * y, 0.51)
    ends = pieces.reshape(-1, 2) / 20 - 1
    assert np.hypot(ends[:, 0], ends[:, 1]) == pytest.approx(0.51**0.5, abs=2e-3)
    # Together they go round once, and every end is the beginning of another one.
    lengths = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]) / 20
    assert lengths.sum() == pytest.approx(2 * np.pi * 0.51**0.5, rel=1e-2)
    _, counts = np.unique(np.round(ends, 9), axis=0, return_counts=True)
    assert (counts == 2).all()


def test_a_slope_has_a_straight_line() -> None:
    grid = np.tile(np.arange(4.0), (3, 1))
    pieces = contour(grid, 1.25)
    assert pieces[:, [0, 2]] == pytest.approx(1.25)
    assert sorted(pieces[:, 1]) == [0, 1]


@pytest.mark.parametrize("high", [0.2, 0.8])
def test_a_saddle_has_two_pieces_that_do_not_cross(high: float) -> None:
    pieces = contour(np.array([[1.0, 0.0], [0.0, 1.0]]), high)
    assert len(pieces) == 2
    for piece in pieces:
        middle = (piece[:2] + piece[2:]) / 2
        # Around the corners above a high level, around those below a low one.
        on_diagonal = abs(middle[0] - middle[1]) < 1e-9
        assert on_diagonal == (high > 0.5)


def test_what_is_not_finite_has_no_line() -> None:
    grid = np.array([[0.0, 1.0, np.nan], [0.0, 1.0, np.inf]])
    assert contour(grid, 0.5)[:, 0].max() < 1
    assert contour(np.zeros((1, 5)), 0.0).shape == (0, 4)


def test_levels() -> None:
    assert levels(np.array([[0.0, 11.0], [np.nan, 5.0]])) == pytest.approx(range(1, 11))
    assert levels(np.ones((2, 2))) == []
    assert levels(np.full((2, 2), np.nan)) == []
