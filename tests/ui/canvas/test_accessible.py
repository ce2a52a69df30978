from __future__ import annotations

import gc

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas.view import GraphView
from tests.traces import chain
from tests.ui.canvas.conftest import Open, Show, show_of

NAME = QAccessible.Text.Name


def _children(view: GraphView) -> list[str]:
    graph = QAccessible.queryAccessibleInterface(view)
    return [graph.child(i).text(NAME) for i in range(graph.childCount())]


def test_the_graph_and_its_boxes_have_names(net: Show, open_view: Open) -> None:
    view = open_view(net)
    view.show_frame(net.frame(9))
    graph = QAccessible.queryAccessibleInterface(view)
    assert graph.text(NAME) == "Computation graph"
    assert "Ctrl" in graph.text(QAccessible.Text.Description)
    names = _children(view)
    assert names[0].startswith("x, input, 64×1000, value computed, norm ")
    assert "sub, SubBackward0, line 7, 64×10, running now, norm 24.36" in names
    assert "mm, MmBackward0, line 6, 64×10, 1 of 1 gradients arrived, norm 25.25" in names
    view.show_frame(net.frame(0))
    assert "sub, SubBackward0, line 7, not yet run" in _children(view)


def test_places_states_and_the_selection_are_told(net: Show, open_view: Open, qtbot: QtBot) -> None:
    view = open_view(net)
    graph = QAccessible.queryAccessibleInterface(view)
    middle = view.mapToGlobal(view.node_rect("n5").center().toPoint())
    child = graph.childAt(middle.x(), middle.y())
    assert child.text(NAME).startswith("mm, MmBackward0")
    assert child.rect().contains(middle)
    assert child.role() == QAccessible.Role.ListItem
    assert not child.state().selected
    assert graph.focusChild() is None
    view.set_selected("n5")
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    assert child.state().selected
    assert child.state().focused
    focused = graph.focusChild()
    assert focused.text(NAME) == child.text(NAME)
    assert graph.indexOfChild(focused) == view.item_keys().index("n5")
    assert focused.parent().text(NAME) == "Computation graph"
    assert graph.childAt(-10_000, 0) is None


def test_interfaces_outlive_neither_their_graph_nor_their_widget(net: Show, qtbot: QtBot, qapp: QApplication) -> None:
    other = show_of(chain(5))
    number = 0
    for _ in range(5):
        view = GraphView()
        for show in (net, other, net):
            view.show_graph(show.graph, show.layout)
            assert len(_children(view)) == len(show.graph)
            kept = QAccessible.queryAccessibleInterface(view).child(0)
            number = QAccessible.uniqueId(kept)
            assert QAccessible.accessibleInterface(number) is kept
            gc.collect()
        view.deleteLater()
        del view
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        assert QAccessible.accessibleInterface(number) is None


def test_a_view_without_further_references_is_collected(net: Show, qtbot: QtBot) -> None:
    view = GraphView()
    view.show_graph(net.graph, net.layout)
    gone: list[bool] = []
    view.destroyed.connect(lambda: gone.append(True))
    del view
    gc.collect()
    assert gone == [True]


def test_other_widgets_keep_their_interfaces(net: Show, open_view: Open, qtbot: QtBot) -> None:
    open_view(net)
    button = QPushButton("&Run")
    qtbot.addWidget(button)
    assert QAccessible.queryAccessibleInterface(button).role() == QAccessible.Role.PushButton


def test_it_speaks_when_somebody_listens(net: Show, open_view: Open) -> None:
    view = open_view(net)
    QAccessible.setActive(True)
    try:
        view.set_selected("n5")
        view.show_frame(net.frame(9))
        view.show_graph(net.graph, net.layout)
        view.show_frame(net.frame(10))
    finally:
        QAccessible.setActive(False)
