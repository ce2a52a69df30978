from __future__ import annotations

import time

from pytestqt.qtbot import QtBot

from gradviz.ui.canvas.motion import DURATION
from tests.traces import chain
from tests.ui.canvas.conftest import Open, Show, pixels, show_of


def test_the_picture_before_fades_within_a_fifth_of_a_second(net: Show, open_view: Open, qtbot: QtBot) -> None:
    assert DURATION <= 200
    view = open_view(net)
    view.set_animated(True)
    other = show_of(chain(6))
    before = pixels(view)
    view.show_scene(other.scene, ("n5", "n3"))
    assert (pixels(view) == before).mean() > 0.99
    begin = time.monotonic()
    qtbot.waitUntil(lambda: not view.is_fading)
    assert time.monotonic() - begin < 2.0
    after = pixels(view)
    view.set_animated(False)
    view.update()
    assert (pixels(view) == after).all()


def test_without_motion_the_new_picture_is_there_at_once(net: Show, open_view: Open) -> None:
    view = open_view(net)
    before = pixels(view)
    view.show_scene(show_of(chain(6)).scene, ("n5", "n3"))
    assert not view.is_fading
    assert not (pixels(view) == before).all()


def test_the_anchor_stays_under_the_pointer(net: Show, open_view: Open) -> None:
    view = open_view(net, width=400, height=300)
    view.ensure_visible(["n5"])
    before, zoom = view.node_rect("n5").center(), view.camera.zoom
    view.show_scene(show_of(chain(30)).scene, ("n5", "n20"))
    assert (view.node_rect("n20").center() - before).manhattanLength() < 0.01
    assert view.camera.zoom == zoom
