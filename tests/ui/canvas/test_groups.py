"""Things by how they are drawn."""

from __future__ import annotations

import numpy as np

from gradviz.ui.canvas.geometry import Area
from gradviz.ui.canvas.groups import LIT, Groups, with_pale
from gradviz.ui.canvas.places import Places

ROWS = np.arange(20, dtype=np.float64).reshape(5, 4)
SIDES = np.array([(i, i, i + 1, i + 1) for i in range(5)], np.float64)
CODES = np.array([2, 0, 2, 1, 0], np.uint8)
EVERYWHERE = [(-9.0, -9.0, 99.0, 99.0)]


def chosen(groups: Groups, areas: list[Area], margin: float, least: float = 0.0) -> dict[int, list[float]]:
    return {code: rows[:, 0].tolist() for code, rows in groups.chosen(areas, margin, least)}


def test_each_code_comes_once_with_its_rows() -> None:
    groups = Groups(ROWS, Places(SIDES), CODES)
    assert chosen(groups, EVERYWHERE, 0.0) == {0: [4.0, 16.0], 1: [12.0], 2: [0.0, 8.0]}


def test_only_what_touches_the_areas_is_chosen() -> None:
    groups = Groups(ROWS, Places(SIDES), CODES)
    assert chosen(groups, [(0.2, 0.2, 0.5, 0.5), (3.2, 3.2, 3.5, 3.5)], 0.0) == {1: [12.0], 2: [0.0]}
    assert chosen(groups, [(50.0, 50.0, 60.0, 60.0)], 0.0) == {}


def test_what_is_too_small_is_left_out() -> None:
    groups = Groups(ROWS, Places(SIDES), CODES, np.array([1.0, 9.0, 9.0, 1.0, 1.0]))
    assert chosen(groups, EVERYWHERE, 0.0, 5.0) == {0: [4.0], 2: [8.0]}


def test_what_is_chosen_can_be_changed() -> None:
    groups = Groups(ROWS, Places(SIDES), CODES)
    for _, rows in groups.chosen(EVERYWHERE, 0.0):
        rows[:] = -1.0
    assert chosen(groups, EVERYWHERE, 0.0) == {0: [4.0, 16.0], 1: [12.0], 2: [0.0, 8.0]}
    assert ROWS[0, 0] == 0.0


def test_what_is_lit_comes_after_what_is_pale() -> None:
    lit = np.array([True, False, False, True, False])
    assert with_pale(CODES, lit).tolist() == [2 + LIT, 0, 2, 1 + LIT, 0]
    assert with_pale(CODES, None) is CODES
