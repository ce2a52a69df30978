"""What a movement will bring into sight is made before it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QSizeF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas import sprites
from gradviz.ui.canvas.ahead import Ahead
from tests.ui.canvas.conftest import Open, Show, pixels

SEEN = QRect(0, 0, 100, 50)


class Prepared:
    """Tells what was asked for, and how much of it was made."""

    def __init__(self, steps: int) -> None:
        self.places: list[QRect] = []
        self.made = 0
        self._steps = steps

    def __call__(self, place: QRect) -> Iterator[None]:
        self.places.append(place)
        for _ in range(self._steps):
            self.made += 1
            yield


@pytest.mark.parametrize(("by", "side"), [((-3, 0), (1, 0)), ((5, 0), (-1, 0)), ((2, -9), (-1, 1))])
def test_it_looks_where_the_movement_leads(by: tuple[int, int], side: tuple[int, int], qtbot: QtBot) -> None:
    prepared, parent = Prepared(3), QObject()
    Ahead(parent, prepared).expect(SEEN, QPoint(*by))
    qtbot.waitUntil(lambda: prepared.made == 3)
    (place,) = prepared.places
    way = place.topLeft() - SEEN.topLeft()
    assert ((way.x() > 0) - (way.x() < 0), (way.y() > 0) - (way.y() < 0)) == side
    assert place.size() == SEEN.size()


def test_what_is_forgotten_is_not_made(qtbot: QtBot) -> None:
    prepared, parent = Prepared(3), QObject()
    ahead = Ahead(parent, prepared)
    ahead.expect(SEEN, QPoint(1, 0))
    ahead.forget()
    qtbot.wait(20)
    assert prepared.made == 0


def test_boxes_are_made_while_the_picture_moves_towards_them(
    net: Show, open_view: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_view(net, 420, 240)
    view.zoom_by(1.0 / view.camera.zoom)
    view.show_frame(net.frame(9))
    pixels(view)
    made: list[QSizeF] = []
    original = sprites.begun

    def begun(size: QSizeF, scale: tuple[float, float]) -> tuple[QImage, QPainter]:
        made.append(size)
        return original(size, scale)

    monkeypatch.setattr(sprites, "begun", begun)
    view.pan_by(QPointF(0.0, -3.0))
    qtbot.waitUntil(lambda: bool(made))
    qtbot.wait(30)
    there = len(made)
    view.pan_by(QPointF(0.0, -90.0))
    pixels(view)
    # What comes into sight is there already.
    assert len(made) == there
