from __future__ import annotations

import numpy as np

from gradviz.ui.export.palette import MOST, Palette

OPAQUE = 0xFF000000


def test_few_colours_stay_exactly_as_they_are() -> None:
    frame = np.array([[0xFF123456, 0xFF123456], [0xFFFFFFFF, 0xFF000000]], np.uint32)
    palette = Palette.of_frames([frame, frame + 1])
    assert (palette.colors[palette.of(frame)] == frame).all()
    assert (palette.colors[palette.of(frame + 1)] == frame + 1).all()
    assert len(palette.table) == 3 * MOST


def test_of_many_colours_the_frequent_ones_stay_and_others_come_near() -> None:
    numbers = np.random.default_rng(0).integers(0, 1 << 24, 5000, dtype=np.uint32) | np.uint32(OPAQUE)
    frequent = np.uint32(0xFF0A7F31)
    frame = np.concatenate([numbers, np.full(3000, frequent)]).astype(np.uint32).reshape(80, 100)
    palette = Palette.of_frames([frame])
    assert len(palette.colors) <= MOST
    drawn = palette.colors[palette.of(frame)]
    assert (drawn[frame == frequent] == frequent).all()
    apart = [((drawn >> shift & 0xFF).astype(int) - (frame >> shift & 0xFF).astype(int)) for shift in (0, 8, 16)]
    assert np.mean(np.square(apart)) < 900


def test_the_nearest_colour_is_found_also_when_asked_again() -> None:
    palette = Palette(np.array([0xFF000000, 0xFFFF0000, 0xFFFFFFFF], np.uint32))
    asked = np.array([[0xFFFE0101, 0xFF020202], [0xFFFE0101, 0xFFF0F0F0]], np.uint32)
    for _ in range(2):
        assert palette.of(asked).tolist() == [[1, 0], [1, 2]]
