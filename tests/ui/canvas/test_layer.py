"""While somebody zooms into many boxes the picture is enlarged, and painted whole when the zoom rests."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas import surface
from gradviz.ui.canvas.painter import Detail
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.theme import DARK
from tests.ui.canvas.conftest import Open, Show, pixels


@pytest.fixture
def view(net: Show, open_view: Open, monkeypatch: pytest.MonkeyPatch) -> GraphView:
    """A view for which four boxes are many."""
    monkeypatch.setattr(surface, "_MUCH", dict.fromkeys(Detail, 3))
    view = open_view(net, 900, 1200)
    view.show_frame(net.frame(9))
    return view


def whole(net: Show, view: GraphView, open_view: Open, qtbot: QtBot) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """What a view shows that has come to the same camera at once."""
    other = open_view(net, 900, 1200)
    other.show_frame(net.frame(9))
    other.zoom_about(view.camera.zoom / other.camera.zoom, QPointF(450.0, 600.0))
    assert other.camera == view.camera
    qtbot.waitUntil(lambda: not other.is_coarse)
    return pixels(other)


def test_it_is_painted_whole_when_the_zoom_rests(view: GraphView, net: Show, open_view: Open, qtbot: QtBot) -> None:
    for _ in range(3):
        view.zoom_about(0.97, QPointF(450.0, 600.0))
        assert view.is_coarse
    qtbot.waitUntil(lambda: not view.is_coarse)
    assert np.array_equal(pixels(view), whole(net, view, open_view, qtbot))


def test_each_picture_is_where_the_whole_one_would_be(
    view: GraphView, net: Show, open_view: Open, qtbot: QtBot
) -> None:
    view.zoom_about(0.97, QPointF(450.0, 600.0))
    view.zoom_about(0.95, QPointF(450.0, 600.0))
    assert view.is_coarse
    coarse = pixels(view).astype(int)
    qtbot.waitUntil(lambda: not view.is_coarse)
    exact = pixels(view).astype(int)
    # Blurred, and in the same place: only few pixels differ much.
    assert (np.abs(coarse - exact) > 90).mean() < 0.02


@pytest.mark.parametrize("change", ["frame", "selection", "theme", "pan", "size"])
def test_whatever_changes_is_seen_at_once(change: str, view: GraphView, net: Show, qtbot: QtBot) -> None:
    view.zoom_about(0.97, QPointF(450.0, 600.0))
    view.zoom_about(0.95, QPointF(450.0, 600.0))
    {
        "frame": lambda: view.show_frame(net.frame(10)),
        "selection": lambda: view.set_selected("n3"),
        "theme": lambda: view.set_theme(DARK),
        "pan": lambda: view.pan_by(QPointF(3.0, 4.0)),
        "size": lambda: view.resize(901, 1200),
    }[change]()
    assert not view.is_coarse


def test_few_boxes_are_always_painted_whole(net: Show, open_view: Open) -> None:
    view = open_view(net)
    view.zoom_about(0.97, QPointF(450.0, 600.0))
    assert not view.is_coarse


def test_the_selection_lies_above_a_picture_that_stays(
    net: Show, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_view(net)
    view.show_frame(net.frame(9))
    pixels(view)
    painted: list[int] = []
    monkeypatch.setattr(GraphView, "_paint_layer", lambda *_: painted.append(1))
    plain = pixels(view)
    view.set_selected("n5")
    assert (pixels(view) != plain).any()
    view.set_selected(None)
    assert (pixels(view) == plain).all()
    assert painted == []


@pytest.mark.parametrize("zoom", [1.0, 0.5, 0.2])
def test_whatever_led_to_it_a_picture_is_that_of_a_new_view(
    zoom: float, net: Show, open_view: Open, qtbot: QtBot
) -> None:
    view = open_view(net, 420, 600)
    view.zoom_by(zoom / view.camera.zoom)
    start = view.camera
    for position in (0, 5, 9, 10, 16, 12):
        view.show_frame(net.frame(position))
        view.set_selected(f"n{position % 8}")
        view.pan_by(QPointF(11.0, -7.0))
        qtbot.wait(1)
        view.pan_by(QPointF(-11.0, 7.0))
        qtbot.wait(1)
    fresh = open_view(net, 420, 600)
    fresh.zoom_by(zoom / fresh.camera.zoom)
    fresh.show_frame(net.frame(12))
    fresh.set_selected("n4")
    assert start == view.camera == fresh.camera
    # Where Qt clips differently it rounds differently.
    assert np.abs(pixels(view).astype(int) - pixels(fresh).astype(int)).max() <= 2


def test_zooming_out_shows_what_the_picture_does_not_reach(view: GraphView, net: Show) -> None:
    view.zoom_about(2.0, QPointF(450.0, 600.0))
    pixels(view)
    for _ in range(3):
        view.zoom_about(0.95, QPointF(450.0, 600.0))
    shown = pixels(view)
    ground = shown[2, :4].tolist()
    edge = shown[2:40].reshape(-1, 4)
    assert view.is_coarse
    assert (edge != ground).any()
