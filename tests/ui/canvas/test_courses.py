"""The courses of edges as straight pieces."""

from __future__ import annotations

import numpy as np

from gradviz.ui.canvas.courses import Courses
from gradviz.ui.canvas.geometry import Route, curve_points, reach_of, segments_of

ROUTES: tuple[Route, ...] = (
    ((0.0, 0.0), (10.0, 20.0)),
    ((5.0, 0.0), (5.0, 10.0), (5.0, 20.0), (9.0, 30.0)),
)


def courses() -> Courses:
    segments, piece_of = segments_of(ROUTES)
    return Courses(segments, piece_of, reach_of(segments, piece_of, len(ROUTES)))


def test_from_afar_there_are_as_few_pieces_as_possible() -> None:
    held = courses()
    assert held.far.tolist() == [[0, 0, 10, 20], [5, 0, 5, 20], [5, 20, 9, 30]]
    assert held.far_edges.tolist() == [0, 1, 1]
    assert held.far_sizes.tolist() == [20, 30, 30]


def test_nearer_pieces_follow_the_curves() -> None:
    held = courses()
    for number, route in enumerate(ROUTES):
        points = held.near[held.near_edges == number].reshape(-1, 2)
        curve = curve_points(route)
        across = np.interp(points[:, 1], curve[:, 1], curve[:, 0])
        assert np.abs(across - points[:, 0]).max() < 0.2


def test_the_ends_of_edges() -> None:
    held = courses()
    assert held.starts.tolist() == [[0, 0], [5, 0]]
    assert held.tips.tolist() == [[10, 20], [9, 30]]


def test_pieces_are_found_where_they_are() -> None:
    held = courses()
    assert held.far_places.touching([(4.0, 1.0, 6.0, 2.0)], 0.0).tolist() == [0, 1]
    assert held.near_places.touching([(8.5, 29.0, 9.5, 31.0)], 0.0).tolist() != []
