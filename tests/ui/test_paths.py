"""Lighting up paths, and looking at a part of the graph alone, in the real window with real keys."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas.view import GraphView
from gradviz.ui.shell import Shell
from tests import traces
from tests.ui.folded import blocks, trace_of

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def opened(shell: Shell, qtbot: QtBot) -> GraphView:
    views = shell.face.views
    assert views is not None
    views.graph.set_animated(False)
    shell.workspace.open_session(trace_of(traces.two_layer(), replace(traces.two_layer(), index=1)), position=9)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    views.graph.setFocus()
    qtbot.wait(20)
    return views.graph


def lit(view: GraphView) -> set[str] | None:
    found, scene = view.lit, view.scene
    assert scene is not None
    return None if found is None else {scene.nodes[i].key for i in np.flatnonzero(found.nodes).tolist()}


def test_a_key_lights_up_the_paths_of_whatever_is_selected(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    QTest.keyClick(view, Key.Key_P)
    assert shell.face.actions_by_id["graph.paths"].isChecked()
    assert lit(view) is None
    assert "Select a node" in shell.window.statusBar().currentMessage()
    shell.workspace.select("n4")
    assert lit(view) == {"n4", "n5", "n6", "n7", "n0"}
    shell.workspace.select("n3")
    assert lit(view) == {"n1", "n2", "n3", "n5", "n6", "n7", "n0"}
    message = shell.window.statusBar().currentMessage()
    assert message == "Paths of clamp: 4 nodes towards the loss, 2 behind it, 1 of them leaves."
    QTest.keyClick(view, Key.Key_Escape)
    assert lit(view) is None
    shell.workspace.select("n3")
    QTest.keyClick(view, Key.Key_P)
    assert lit(view) is None


def test_what_is_not_lit_is_pale(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    shell.workspace.select("n4")
    view.fit()
    place = view.node_rect("n1").center() - view.node_rect("n1").bottomLeft() + view.node_rect("n1").bottomLeft()
    edge = QPoint(round(view.node_rect("n1").left()) + 1, round(place.y()))

    def strength() -> int:
        image = view.grab().toImage()
        return max(abs(image.pixelColor(edge.x() + dx, edge.y()).red() - 0xF6) for dx in (-1, 0, 1))

    before = strength()
    QTest.keyClick(view, Key.Key_P)
    assert strength() < before / 2


def test_the_paths_are_lit_in_collapsed_scopes_too(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    shell.workspace.open_session(trace_of(blocks(3, 2)), position=0)
    view.setFocus()
    QTest.keyClick(view, Key.Key_P)
    shell.workspace.select("n7")
    shell.workspace.fold(frozenset({"net.blocks.1"}))
    assert lit(view) == {"n0", "n1", "n2", "snet.blocks.1", "n5", "n6", "n7"}


def test_only_what_the_gradient_of_a_leaf_passes(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    views = shell.face.views
    assert views is not None
    line = views.graph_page.passage
    shell.workspace.select("n4")
    QTest.keyClick(view, Key.Key_P, SHIFT)
    assert set(view.item_keys()) == {"n4", "n5", "n6", "n7", "n0"}
    assert line.isVisible()
    assert line.label.text() == "Only what the gradient of w2 passes: 5 of 10 nodes."
    # It stays while one steps, and in another iteration.
    QTest.keyClick(view, Key.Key_Right)
    assert view.scene is not None
    assert len(view.scene.nodes) == 5
    shell.workspace.open_iteration(1)
    assert set(view.item_keys()) == {"n4", "n5", "n6", "n7", "n0"}
    QTest.keyClick(view, Key.Key_Escape)
    assert len(view.item_keys()) == 10
    assert line.isHidden()
    assert shell.workspace.selection == "n4"


def test_the_line_has_a_button_that_leaves(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    views = shell.face.views
    assert views is not None
    shell.workspace.select("n1")
    QTest.keyClick(view, Key.Key_P, SHIFT)
    assert len(view.item_keys()) == 7
    QTest.mouseClick(views.graph_page.passage.button, Qt.MouseButton.LeftButton)
    assert len(view.item_keys()) == 10
    QTest.keyClick(view, Key.Key_P, SHIFT)
    QTest.keyClick(view, Key.Key_P, SHIFT)
    assert len(view.item_keys()) == 10


def test_where_no_gradient_comes_one_is_told(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    said: list[str] = []
    shell.workspace.noticed.connect(said.append)
    QTest.keyClick(view, Key.Key_P, SHIFT)
    shell.workspace.select("ix")
    QTest.keyClick(view, Key.Key_P, SHIFT)
    assert said == [
        "Select a leaf first: what its gradient passes is shown alone.",
        "No gradient comes to x: the loss does not depend on it, or it needs none.",
    ]
    assert len(view.item_keys()) == 10
