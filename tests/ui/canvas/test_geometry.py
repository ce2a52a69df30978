"""Arrays of edges, against the plain way of computing them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gradviz.ui.canvas.geometry import Route, curve_points, finely, joined, reach_of, segments_of, touching

ROUTES: tuple[Route, ...] = (
    ((0.0, 0.0), (10.0, 20.0)),
    ((5.0, 0.0), (5.0, 10.0), (5.0, 20.0), (9.0, 30.0)),
    ((7.0, 3.0), (7.0, 9.0)),
)


def test_segments_are_the_pieces_between_the_bends_of_each_route() -> None:
    segments, piece_of = segments_of(ROUTES)
    assert segments.tolist() == [[*a, *b] for route in ROUTES for a, b in pairwise(route)]
    assert piece_of.tolist() == [0, 1, 1, 1, 2]
    empty, none = segments_of(())
    assert empty.shape == (0, 4)
    assert none.shape == (0,)


def test_reach_is_what_surrounds_a_route() -> None:
    reach = reach_of(*segments_of(ROUTES), len(ROUTES))
    expected = [(min(xs), min(ys), max(xs), max(ys)) for xs, ys in (zip(*route, strict=True) for route in ROUTES)]
    assert reach.tolist() == [list(area) for area in expected]
    assert reach_of(np.empty((0, 4)), np.empty(0, np.intp), 0).shape == (0, 4)


def test_pieces_that_go_straight_on_become_one() -> None:
    pieces, edge_of = joined(*segments_of(ROUTES))
    assert pieces.tolist() == [[0, 0, 10, 20], [5, 0, 5, 20], [5, 20, 9, 30], [7, 3, 7, 9]]
    assert edge_of.tolist() == [0, 1, 1, 2]


def test_fine_points_lie_on_the_same_curve() -> None:
    for route in ROUTES:
        fine, coarse = finely(route), curve_points(route)
        assert fine[0].tolist() == list(route[0])
        assert fine[-1].tolist() == list(route[-1])
        # The curve goes down all the way, so it can be compared by height.
        across = np.interp(coarse[:, 1], fine[:, 1], fine[:, 0])
        assert np.abs(across - coarse[:, 0]).max() < 0.02


@pytest.mark.parametrize("margin", [0.0, 3.0])
def test_what_touches_an_area_is_what_a_plain_loop_finds(margin: float) -> None:
    draw = np.random.default_rng(0)
    corners = draw.uniform(0, 100, (200, 2))
    sides = np.concatenate([corners, corners + draw.uniform(0, 9, (200, 2))], axis=1)
    areas = [(10.0, 10.0, 20.0, 30.0), (50.0, 0.0, 51.0, 100.0)]
    found = [
        i
        for i, (left, top, right, bottom) in enumerate(sides.tolist())
        if any(
            left < x1 + margin and right > x0 - margin and top < y1 + margin and bottom > y0 - margin
            for x0, y0, x1, y1 in areas
        )
    ]
    assert touching(np.asfortranarray(sides), areas, margin).tolist() == found
    assert found
