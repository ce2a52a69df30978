from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QInputDevice, QNativeGestureEvent, QPaintEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from gradviz.ui.canvas.view import GraphView
from gradviz.ui.theme import DARK
from tests.traces import chain
from tests.ui.canvas.conftest import Open, Show, pixels, show_of
from tests.ui.canvas.test_describe import broken

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def _middle(view: GraphView, key: str) -> QPoint:
    return view.node_rect(key).center().toPoint()


def _is_in_the_middle(view: GraphView, key: str) -> bool:
    return (view.rect().center() - _middle(view, key)).manhattanLength() <= 2


def _wheel(view: GraphView, place: QPoint, turn: int) -> None:
    handle = view.window().windowHandle()
    QTest.wheelEvent(handle, QPointF(place), QPoint(0, turn))


def test_the_whole_graph_is_shown_at_first(net: Show, open_view: Open) -> None:
    view = open_view(net)
    assert all(view.rect().contains(view.node_rect(key).toAlignedRect()) for key in net.graph)


def test_a_graph_too_large_to_read_opens_at_its_upper_end(open_view: Open) -> None:
    show = show_of(chain(60))
    view = open_view(show)
    assert view.rect().contains(view.node_rect("n0").toAlignedRect())
    assert not view.rect().contains(view.node_rect("n60").toAlignedRect())
    view.fit()
    assert view.rect().contains(view.node_rect("n60").toAlignedRect())


def test_a_click_selects_a_node_an_edge_or_nothing(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    for place, expected in ((_middle(view, "n5"), "n5"), (QPoint(2, 2), None)):
        with qtbot.waitSignal(view.selection_requested) as caught:
            QTest.mouseClick(view, LEFT, NONE, place)
        assert caught.args == [expected]
    below = view.node_rect("n5").center() + QPointF(1, view.node_rect("n5").height() / 2 + 12)
    with qtbot.waitSignal(view.edge_selection_requested) as caught:
        QTest.mouseClick(view, LEFT, NONE, below.toPoint())
    assert caught.args == [("n5", "n6", 0)]


def test_a_drag_moves_the_picture_and_selects_nothing(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    before, start = view.node_rect("n5"), _middle(view, "n5")
    with qtbot.assertNotEmitted(view.selection_requested):
        QTest.mousePress(view, LEFT, NONE, start)
        QTest.mouseMove(view, start + QPoint(30, 5))
        QTest.mouseMove(view, start + QPoint(60, 25))
        QTest.mouseRelease(view, LEFT, NONE, start + QPoint(60, 25))
    assert (view.node_rect("n5").center() - before.center()).toPoint() == QPoint(60, 25)


def test_the_graph_cannot_be_dragged_out_of_sight(net: Show, open_view: Open) -> None:
    view = open_view(net)
    view.pan_by(QPointF(1e6, -1e6))
    assert view.rect().intersects(view.node_rect("n0").toAlignedRect())


@pytest.mark.parametrize("turn", [120, -120, 240])
def test_the_wheel_zooms_about_the_pointer(net: Show, open_view: Open, turn: int) -> None:
    view = open_view(net)
    place = QPoint(333, 222)
    before, zoom = view.camera.to_scene(QPointF(place)), view.camera.zoom
    _wheel(view, place, turn)
    after = view.camera.to_scene(QPointF(place))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))
    assert (view.camera.zoom > zoom) == (turn > 0)


TOUCHPAD = QPointingDevice(
    "touchpad",
    1,
    QInputDevice.DeviceType.TouchPad,
    QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.PixelScroll,
    2,
    0,
)


def _scroll(view: GraphView, pixels: QPoint, modifiers: Qt.KeyboardModifier, device: QPointingDevice | None) -> None:
    place = QPointF(100, 100)
    event = QWheelEvent(
        place,
        view.mapToGlobal(place),
        QPoint() if device is None else pixels,
        pixels,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        QPointingDevice.primaryPointingDevice() if device is None else device,
    )
    QApplication.sendEvent(view, event)


def test_two_fingers_scroll_and_zoom_with_ctrl(net: Show, open_view: Open) -> None:
    view = open_view(net)
    before = view.camera
    _scroll(view, QPoint(12, -30), NONE, TOUCHPAD)
    assert view.camera == before.panned(QPointF(12, -30))
    _scroll(view, QPoint(0, 60), CTRL, TOUCHPAD)
    assert view.camera.zoom > before.zoom


def test_shift_and_the_wheel_move_sideways(net: Show, open_view: Open) -> None:
    view = open_view(net)
    before = view.camera
    _scroll(view, QPoint(0, 120), Qt.KeyboardModifier.ShiftModifier, None)
    assert view.camera == before.panned(QPointF(120, 0))


def test_a_pinch_zooms_about_the_fingers(net: Show, open_view: Open) -> None:
    view = open_view(net)
    place = QPointF(200, 150)
    before, zoom = view.camera.to_scene(place), view.camera.zoom
    kind = Qt.NativeGestureType.ZoomNativeGesture
    pinch = QNativeGestureEvent(kind, TOUCHPAD, 2, place, place, view.mapToGlobal(place), 0.25, QPointF())
    QApplication.sendEvent(view, pinch)
    assert view.camera.zoom == pytest.approx(zoom * 1.25)
    after = view.camera.to_scene(place)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_the_wheel_stops_at_the_ends_of_the_zoom(net: Show, open_view: Open) -> None:
    view = open_view(net)
    _wheel(view, QPoint(50, 50), 120 * 60)
    assert view.camera.zoom == 4.0
    _wheel(view, QPoint(50, 50), -120 * 60)
    assert 0.05 < view.camera.zoom < 0.5


def test_keys_zoom_and_fit(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    zoom = view.camera.zoom
    QTest.keyClicks(view, "+")
    assert view.camera.zoom > zoom
    QTest.keyClicks(view, "--")
    assert view.camera.zoom < zoom
    QTest.keyClicks(view, "0")
    assert view.camera.zoom == pytest.approx(zoom)


def test_keys_walk_along_the_edges(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    view.selection_requested.connect(view.set_selected)
    view.set_selected("n5")
    walked = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        with qtbot.waitSignal(view.selection_requested) as caught:
            QTest.keyClick(view, key, CTRL)
        walked += caught.args
    assert walked == ["n3", "n4", "n5", "n6"]


def test_walking_begins_in_the_middle_of_the_picture(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net, 300, 300)
    view.open_at(view.node_rect("n7").center())
    with qtbot.waitSignal(view.selection_requested) as caught:
        QTest.keyClick(view, Qt.Key.Key_Down, CTRL)
    assert caught.args == ["n7"]


def test_plain_arrows_are_left_to_the_window(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    camera = view.camera
    with qtbot.assertNotEmitted(view.selection_requested):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.camera == camera


def test_escape_clears_and_enter_brings_near(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net, 260, 200)
    view.fit()
    view.set_selected("n0")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.camera.zoom >= 1.0
    assert _is_in_the_middle(view, "n0")
    with qtbot.waitSignal(view.selection_requested) as caught:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert caught.args == [None]


def test_a_double_click_brings_a_node_near(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net, 300, 300)
    view.fit()
    QTest.mouseDClick(view, LEFT, NONE, _middle(view, "n7"))
    assert _is_in_the_middle(view, "n7")


def test_the_picture_follows_only_what_is_out_of_sight(open_view: Open) -> None:
    view = open_view(show_of(chain(30)))
    camera = view.camera
    view.ensure_visible(["n1"])
    assert view.camera == camera
    view.ensure_visible(["n25", "no such node"])
    assert view.rect().contains(view.node_rect("n25").toAlignedRect())
    assert view.camera.zoom == camera.zoom


def test_a_movement_ends_within_a_fifth_of_a_second(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(show_of(chain(30)))
    view.set_animated(True)
    view.ensure_visible(["n25"])
    assert not view.rect().contains(view.node_rect("n25").toAlignedRect())
    qtbot.waitUntil(lambda: view.rect().contains(view.node_rect("n25").toAlignedRect()))


def test_what_lies_under_the_map_is_brought_out(open_view: Open) -> None:
    show = show_of(chain(60))
    view = open_view(show, 400, 300)
    view.pan_by(QPointF(360, 260) - view.node_rect("n20").bottomRight())
    view.ensure_visible(["n20"])
    assert _is_in_the_middle(view, "n20")


def test_the_map_leads_elsewhere(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(show_of(chain(60)), 700, 500)
    corner = QPoint(view.width(), view.height())
    with qtbot.assertNotEmitted(view.selection_requested):
        QTest.mouseClick(view, LEFT, NONE, corner - QPoint(14 + 28, 14 + 12))
    assert view.rect().contains(view.node_rect("n58").toAlignedRect())


def test_larger_text_enlarges_the_picture(open_view: Open) -> None:
    view = open_view(show_of(chain(60)))
    width = view.node_rect("n0").width()
    view.set_text_scale(1.5)
    assert view.node_rect("n0").width() == pytest.approx(1.5 * width)


def test_another_iteration_of_the_same_graph_keeps_the_place(net: Show, open_view: Open) -> None:
    view = open_view(net)
    view.zoom_by(2.0)
    camera = view.camera
    view.show_graph(net.graph, net.layout)
    assert view.camera == camera


def test_tips_give_exact_numbers(net: Show, open_view: Open) -> None:
    view = open_view(net)
    frame = net.frame(16)
    view.show_frame(frame)
    tip = view.tip_at(view.node_rect("n5").center())
    assert tip.startswith("mm · MmBackward0\ny_pred · line 6\ngradient done\n\nvalue\n64×10 float32 cpu\nmin ")
    value = frame.nodes["n5"].value
    assert value is not None
    assert f"norm {value.norm!r}" in tip
    below = view.node_rect("n5").center() + QPointF(0, view.node_rect("n5").height() / 2 + 12)
    edge = view.tip_at(below)
    assert edge.startswith("mm → sub, input 0\ngradient\n64×10 float32 cpu\n")
    assert f"norm {frame.edges['n5', 'n6', 0].norm!r}" in edge
    assert view.tip_at(QPointF(1, 1)) == ""


@pytest.mark.parametrize("zoom", [1.0, 0.5, 0.2])
@pytest.mark.parametrize("size", [(520, 1000), (420, 300)], ids=["all in sight", "with a map"])
def test_frames_painted_one_after_the_other_equal_a_fresh_picture(
    net: Show, open_view: Open, qtbot: QtBot, zoom: float, size: tuple[int, int]
) -> None:
    stepped, fresh = open_view(net, *size), open_view(net, *size)
    for view in (stepped, fresh):
        view.zoom_by(zoom / view.camera.zoom)
    # Through the window's own backing store, where what is not painted again stays as it was.
    for position in (*range(17), 9, 8, 3, 12, 0, 16, 10):
        stepped.show_frame(net.frame(position))
        stepped.set_selected(f"n{position % 8}")
        qtbot.wait(1)
    fresh.set_selected("n2")
    fresh.show_frame(net.frame(10))
    fresh.update()
    qtbot.wait(5)
    assert (_screen(stepped) == _screen(fresh)).all()


def test_a_moved_picture_equals_a_fresh_one(net: Show, open_view: Open, qtbot: QtBot) -> None:
    moved, fresh = open_view(net, 420, 300), open_view(net, 420, 300)
    for view in (moved, fresh):
        view.zoom_by(1.0 / view.camera.zoom)
        view.show_frame(net.frame(10))
    qtbot.wait(5)
    for by in ((10, 3), (-40, -100), (7, -90), (30, 180)):
        moved.pan_by(QPointF(*by))
        fresh.pan_by(QPointF(*by))
        qtbot.wait(1)
    fresh.update()
    qtbot.wait(5)
    assert (_screen(moved) == _screen(fresh)).all()


def _screen(view: GraphView) -> NDArray[np.uint8]:
    image = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    assert len(np.unique(flat.reshape(-1, 4), axis=0)) > 5
    return flat.copy()


def test_only_what_changed_is_painted_again(net: Show, open_view: Open, qtbot: QtBot) -> None:
    painted: list[int] = []

    class Watched(GraphView):
        @override
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(sum(rect.width() * rect.height() for rect in cast("Iterable[QRect]", event.region())))
            super().paintEvent(event)

    view = Watched()
    qtbot.addWidget(view)
    view.set_animated(False)
    view.resize(520, 1000)
    view.show_graph(net.graph, net.layout)
    view.show_frame(net.frame(9))
    with qtbot.waitExposed(view):
        view.show()
    qtbot.wait(20)
    painted.clear()
    view.show_frame(net.frame(10))
    qtbot.waitUntil(lambda: bool(painted))
    assert 0 < painted[0] < view.width() * view.height() * 0.6
    painted.clear()
    view.show_frame(net.frame(10))
    qtbot.wait(20)
    assert painted == []


def test_without_a_graph_it_says_what_will_be_there(open_view: Open, net: Show) -> None:
    view = open_view(None, 400, 300)
    blank = pixels(view)
    view.set_empty_text("Nothing yet.", "Press Run")
    assert (pixels(view) != blank).any()
    view.show_frame(net.frame(3))
    view.show_graph(net.graph, net.layout)
    shown = pixels(view)
    view.show_graph(None)
    assert (pixels(view) != shown).any()


def test_themes_selection_and_focus_can_be_seen(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    pictures = [pixels(view)]
    view.set_selected("n5")
    pictures.append(pixels(view))
    view.set_selected_edge(("n5", "n6", 0))
    pictures.append(pixels(view))
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_F12)
    pictures.append(pixels(view))
    view.set_theme(DARK)
    pictures.append(pixels(view))
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_what_is_broken_is_painted_at_every_distance(open_view: Open) -> None:
    show = show_of(broken())
    view = open_view(show)
    for zoom in (2.0, 1.0, 0.5, 0.2):
        view.zoom_by(zoom / view.camera.zoom)
        for position in range(len(show.timeline) + 1):
            view.show_frame(show.frame(position))
            pixels(view)


def test_keys_move_on_while_a_number_is_on_its_way(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    view.set_animated(True)
    for position in range(6, 15):
        view.show_frame(net.frame(position))
        qtbot.wait(5)
    qtbot.wait(300)
    settled = pixels(view)
    view.set_animated(False)
    view.show_frame(net.frame(0))
    view.show_frame(net.frame(14))
    assert (pixels(view) == settled).all()


def test_a_smaller_widget_still_shows_the_current_node(net: Show, open_view: Open) -> None:
    view = open_view(net, width=700, height=1000)
    last = net.scene.nodes[-1].key
    view.ensure_visible([last])
    view.resize(400, 220)
    assert QRectF(view.rect()).contains(view.node_rect(last))
    view.resize(700, 1000)
    assert all(QRectF(view.rect()).contains(view.node_rect(node.key)) for node in net.scene.nodes)


def test_what_is_in_the_middle_stays_there_when_the_widget_is_resized(net: Show, open_view: Open) -> None:
    view = open_view(net, width=700, height=700)
    view.zoom_by(2.0)
    middle = view.camera.middle(QSizeF(view.size()))
    view.resize(360, 300)
    after = view.camera.middle(QSizeF(view.size()))
    assert (after.x(), after.y()) == pytest.approx((middle.x(), middle.y()))


@pytest.mark.parametrize("zoom", [0.45, 0.8], ids=["middle", "near"])
def test_the_number_of_the_gradient_runs_along_its_edge(zoom: float, net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net, 600, 1300)
    view.show_frame(net.frame(8))
    view.zoom_by(zoom / view.camera.zoom)
    view.set_animated(True)
    view.show_frame(net.frame(9))
    seen = [pixels(view)]
    for _ in range(4):
        qtbot.wait(25)
        seen.append(pixels(view))
    assert len({picture.tobytes() for picture in seen}) > 1
    # Without motion the number is at its end at once.
    qtbot.wait(300)
    settled = pixels(view)
    view.set_animated(False)
    view.show_frame(net.frame(8))
    view.show_frame(net.frame(9))
    assert (pixels(view) == settled).all()
    qtbot.wait(60)
    assert (pixels(view) == settled).all()
