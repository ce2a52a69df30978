"""Boxes as images: painted once for as long as they look the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPicture

from gradviz.core.frame import NodeFrame, NodeState
from gradviz.ui.canvas import sprites
from gradviz.ui.canvas.sprites import Looks, Sprites, moved, takes_sprites

PLACE = QRectF(3.3, 4.4, 20.0, 10.0)
FRAME = NodeFrame(NodeState.COMPUTED)


class Painted:
    """Counts how often a box is painted."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, painter: QPainter) -> None:
        self.times += 1
        painter.fillRect(PLACE, Qt.GlobalColor.red)


@pytest.fixture
def image(qapp: object) -> QImage:
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    return image


def test_it_is_painted_anew_only_when_it_looks_different(image: QImage) -> None:
    held, painted, painter = Sprites(), Painted(), QPainter(image)
    for looks, times in (
        (Looks(FRAME, ("a",)), 1),
        (Looks(FRAME, ("a",)), 1),
        (Looks(FRAME, ("b",)), 2),
        (Looks(NodeFrame(NodeState.COMPUTED), ("b",)), 3),
    ):
        held.draw(painter, 7, PLACE, looks, painted)
        assert painted.times == times
    painter.scale(2.0, 2.0)
    held.draw(painter, 7, PLACE, Looks(FRAME, ("a",)), painted)
    assert painted.times == 4
    painter.end()


def test_it_lies_on_whole_pixels(image: QImage) -> None:
    painter = QPainter(image)
    Sprites().draw(painter, 0, PLACE, Looks(FRAME, ()), Painted())
    place = moved(painter, PLACE)
    painter.end()
    assert (place.x(), place.y()) == (3.0, 4.0)
    assert image.pixelColor(3, 4) == image.pixelColor(22, 13) == Qt.GlobalColor.red
    assert image.pixelColor(2, 4) == Qt.GlobalColor.white


def test_what_was_not_used_for_longest_is_forgotten(image: QImage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sprites, "_BYTES", 3 * 20 * 10 * 4)
    held, painted, painter = Sprites(), Painted(), QPainter(image)
    for number in (0, 1, 2, 0, 3, 0, 1):
        held.draw(painter, number, PLACE, Looks(FRAME, ()), painted)
    painter.end()
    # All but the second and the third use of the first box.
    assert painted.times == 5


def test_in_a_file_of_lines_boxes_stay_lines(image: QImage) -> None:
    picture = QPicture()
    painter = QPainter(picture)
    assert not takes_sprites(painter)
    painter.end()
    painter = QPainter(image)
    assert takes_sprites(painter)
    painter.scale(3.0, 3.0)
    assert not takes_sprites(painter)
    painter.end()
