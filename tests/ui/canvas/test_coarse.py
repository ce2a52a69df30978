"""While somebody zooms out, what was shown is reduced, and only the rim is painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QRegion
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas import surface
from gradviz.ui.canvas.painter import Detail
from gradviz.ui.canvas.view import GraphView
from tests.ui.canvas.conftest import Open, Show, pixels


@pytest.fixture
def rims(net: Show, open_view: Open, monkeypatch: pytest.MonkeyPatch) -> tuple[GraphView, list[QRegion]]:
    """A view for which one box is much, from near, and the regions that are painted around its reduced picture."""
    found: list[QRegion] = []
    original = GraphView._paint_around

    def painted(view: GraphView, painter: QPainter, region: QRegion) -> None:
        found.append(QRegion(region))
        original(view, painter, region)

    monkeypatch.setattr(GraphView, "_paint_around", painted)
    monkeypatch.setattr(surface, "_MUCH", dict.fromkeys(Detail, 0))
    view = open_view(net, 400, 300)
    view.show_frame(net.frame(9))
    view.zoom_about(3.0 / view.camera.zoom, QPointF(200.0, 150.0))
    return view, found


def area(region: QRegion) -> int:
    return sum(rect.width() * rect.height() for rect in region)  # type: ignore[attr-defined]  # its stub does not know


def test_each_picture_adds_only_a_rim(rims: tuple[GraphView, list[QRegion]], qtbot: QtBot) -> None:
    view, found = rims
    qtbot.waitUntil(lambda: not view.is_coarse)
    pixels(view)
    found.clear()
    for _ in range(4):
        view.zoom_about(0.96, QPointF(200.0, 150.0))
        pixels(view)
    assert view.is_coarse
    assert len(found) == 4
    whole = 400 * 300
    assert all(0 < area(region) < 0.12 * whole for region in found)
    assert all(not region.contains(QRect(150, 100, 100, 100)) for region in found)


def test_the_same_place_again_needs_no_painting(rims: tuple[GraphView, list[QRegion]], qtbot: QtBot) -> None:
    view, found = rims
    qtbot.waitUntil(lambda: not view.is_coarse)
    pixels(view)
    view.zoom_about(0.96, QPointF(200.0, 150.0))
    first = pixels(view)
    found.clear()
    assert (pixels(view) == first).all()
    assert found == []


def test_it_is_gone_when_the_picture_is_sharp(rims: tuple[GraphView, list[QRegion]], qtbot: QtBot) -> None:
    view, _ = rims
    view.zoom_about(0.96, QPointF(200.0, 150.0))
    pixels(view)
    qtbot.waitUntil(lambda: not view.is_coarse)
    sharp = pixels(view)
    view.update()
    assert (pixels(view) == sharp).all()
