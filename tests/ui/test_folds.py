"""Collapsing and expanding in the real window, with real clicks and keys."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas.view import GraphView
from gradviz.ui.picture import Picture
from gradviz.ui.shell import Shell
from tests import traces
from tests.ui.folded import blocks, trace_of

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def opened(shell: Shell, qtbot: QtBot, count: int = 3, each: int = 2) -> GraphView:
    views = shell.face.views
    assert views is not None
    views.graph.set_animated(False)
    shell.workspace.open_session(trace_of(blocks(count, each)), position=0)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    views.graph.setFocus()
    qtbot.wait(20)
    return views.graph


def picture_of(shell: Shell) -> Picture:
    assert shell.workspace.picture is not None
    return shell.workspace.picture


def click(view: GraphView, key: str) -> None:
    view.ensure_visible([key])
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, key).toPoint())


def double_click(view: GraphView, key: str) -> None:
    click(view, key)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle(view, key).toPoint())


def middle(view: GraphView, key: str) -> QPointF:
    rect = view.node_rect(key)
    assert not rect.isNull(), key
    return rect.center()


def test_a_small_graph_opens_with_everything_shown(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    assert view.item_keys() == tuple(f"n{i}" for i in range(8))


def test_a_large_graph_opens_collapsed(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot, count=20, each=10)
    assert view.item_keys() == (*(f"snet.blocks.{i}" for i in range(20)), "n201")


def test_a_key_collapses_the_module_around_the_selected_node_in_its_place(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    before = middle(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    assert view.item_keys() == ("n0", "n1", "n2", "snet.blocks.1", "n5", "n6", "n7")
    assert view.selected_item() == "snet.blocks.1"
    assert (middle(view, "snet.blocks.1") - before).manhattanLength() < 1.0
    assert shell.workspace.selection is None


def test_the_same_key_expands_it_again(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    before = middle(view, "snet.blocks.1")
    QTest.keyClick(view, Key.Key_X)
    assert view.item_keys() == tuple(f"n{i}" for i in range(8))
    assert view.selected_item() == shell.workspace.selection == "n4"
    assert (middle(view, "n4") - before).manhattanLength() < 1.0


@pytest.mark.parametrize("way", ["double click", "enter"])
def test_a_double_click_or_enter_expands(shell: Shell, qtbot: QtBot, way: str) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    if way == "enter":
        QTest.keyClick(view, Key.Key_Return)
    else:
        double_click(view, "snet.blocks.1")
    assert "n4" in view.item_keys()


def test_outer_modules_collapse_and_expand_level_by_level(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X, SHIFT)
    assert view.item_keys() == ("n0", "n1", "n2", "snet.blocks.1", "n5", "n6", "n7")
    # The leaf is used nowhere else, and "net" holds nothing but "net.blocks".
    QTest.keyClick(view, Key.Key_X, SHIFT)
    assert view.item_keys() == ("snet.blocks", "n7")
    QTest.keyClick(view, Key.Key_X, SHIFT)
    assert view.item_keys() == ("snet.blocks", "n7")
    assert "no module or loop" in shell.face.banner.text
    QTest.keyClick(view, Key.Key_X)
    assert view.item_keys() == ("snet.blocks.0", "snet.blocks.1", "snet.blocks.2", "n7")


def test_everything_and_the_overview(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot, count=20, each=10)
    collapsed = view.item_keys()
    QTest.keyClick(view, Key.Key_O, SHIFT)
    qtbot.waitUntil(lambda: len(view.item_keys()) == 202)
    QTest.keyClick(view, Key.Key_O)
    qtbot.waitUntil(lambda: view.item_keys() == collapsed)


def test_without_a_selection_it_is_said_what_to_do(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    QTest.keyClick(view, Key.Key_X)
    assert "Select a node first" in shell.face.banner.text


def test_a_box_shows_the_state_of_what_is_in_it(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    box = "snet.blocks.1"
    assert view.item_name(box) == "blocks.1, ops: 2, no parameters, collapsed, not yet run"
    shell.workspace.player.seek(4)
    assert "running now" in view.item_name(box)
    shell.workspace.player.to_end()
    name = view.item_name(box)
    assert "gradient done" in name
    assert shell.workspace.frame is not None
    gradient = shell.workspace.frame.nodes["n4"].gradient
    assert gradient is not None
    assert f"came in: {gradient.norm:.4g}" in name


def test_a_node_selected_elsewhere_marks_the_box_around_it(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    shell.workspace.select("n3")
    assert view.selected_item() == "snet.blocks.1"
    assert shell.workspace.selection == "n3"
    click(view, "n1")
    assert view.selected_item() == shell.workspace.selection == "n1"
    QTest.keyClick(view, Key.Key_Escape)
    assert view.selected_item() is None


def test_an_edge_of_a_box_is_the_edge_of_the_graph(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    end, start = middle(view, "n5"), middle(view, "snet.blocks.1")
    place = QPoint(round(end.x()), round((view.node_rect("n5").top() + view.node_rect("snet.blocks.1").bottom()) / 2))
    assert start.y() < place.y() < end.y()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert shell.workspace.selected_edge == ("n4", "n5", 0)
    assert view.selected_item() == "snet.blocks.1"


def test_another_iteration_of_the_run_stays_collapsed(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    first, second = (blocks(3, 2) for _ in range(2))
    shell.workspace.open_session(trace_of(first, replace(second, index=1)), position=0)
    click(view, "n4")
    QTest.keyClick(view, Key.Key_X)
    shell.workspace.open_iteration(1)
    assert picture_of(shell).iteration.index == 1
    assert "snet.blocks.1" in view.item_keys()


def test_a_chip_selects_what_it_stands_for_and_all_of_it_lights_up(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    iteration = traces.chain(5)
    nodes = tuple(replace(node, next=(*node.next, (0, 0))) if node.id > 1 else node for node in iteration.nodes)
    shell.workspace.open_session(trace_of(replace(iteration, nodes=nodes)), position=0)
    chips = tuple(f"n0@n{i}" for i in range(2, 6))
    assert set(chips) < set(view.item_keys())
    plain = view.grab().toImage()
    click(view, "n0@n3")
    assert shell.workspace.selection == view.selected_item() == "n0"
    marked = view.grab().toImage()
    for key in ("n0", *chips):
        place = view.node_rect(key)
        # The ring is a line somewhere beside the box.
        beside = [QPoint(round(place.left()) - step, round(place.center().y())) for step in range(1, 8)]
        assert all(view.rect().contains(point) for point in beside)
        assert any(marked.pixel(point) != plain.pixel(point) for point in beside), key
    assert "used here too" in view.item_name("n0@n3")
