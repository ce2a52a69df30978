"""Boxes that share their pixels on the map are painted once, and the map is the same."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from gradviz.ui.canvas import inks
from gradviz.ui.canvas.geometry import Floats, columns
from gradviz.ui.canvas.spots import Spots


def painted(rects: Floats, ratio: float) -> bytes:
    image = QImage(90, 90, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    inks.draw_rects(painter, rects)
    painter.end()
    return bytes(image.constBits())


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_the_pixels_are_those_of_all_boxes(ratio: float) -> None:
    random = np.random.default_rng(1)
    rects = columns(np.concatenate([random.uniform(0, 30, (2000, 2)), np.full((2000, 2), 2.0)], axis=1))
    spots = Spots(rects, ratio)
    for wanted in (np.ones(2000, np.bool_), random.random(2000) < 0.02):
        found = spots.of(wanted)
        assert len(found) <= wanted.sum()
        assert painted(found, ratio) == painted(rects[wanted], ratio)
    assert len(spots.of(np.zeros(2000, np.bool_))) == 0


def test_boxes_with_the_same_pixels_are_one() -> None:
    rects = columns(np.array([[1.0, 1.0, 2.0, 2.0], [1.2, 1.1, 2.0, 2.0], [4.0, 1.0, 2.0, 2.0]]))
    assert len(Spots(rects, 1.0).of(np.ones(3, np.bool_))) == 2
