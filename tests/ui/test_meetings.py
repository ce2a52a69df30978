"""Where gradients meet, in the real window: the sum at the box, its terms in the inspector."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.trace import BackwardEvent, ForwardEvent, GradNode, Iteration
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.shell import Shell
from gradviz.ui.theme import LIGHT
from tests import traces
from tests.ui.folded import trace_of


def twice() -> Iteration:
    """``y = x * x`` with ``x = 3``: two gradients of 3 meet in ``x``."""
    three, one, six, nine = (traces.summary(np.array(value, np.float32)) for value in (3.0, 1.0, 6.0, 9.0))
    nodes = (
        GradNode(0, "torch::autograd::AccumulateGrad", variable="x", tensor="x"),
        GradNode(1, "MulBackward0", 2, (4, 9), "y", next=((0, 0), (0, 0)), tensor="y", event=0),
    )
    return Iteration(
        0,
        forward=(ForwardEvent("mul", 2, (4, 9), "y", inputs=("x", "x"), outputs=("y",), nodes=(1,)),),
        nodes=nodes,
        backward=(BackwardEvent(1, (one,), (three, three)), BackwardEvent(0, (six,), (), six)),
        roots=(1,),
        tensors={"x": three, "y": nine},
        names={"x": "x"},
    )


def opened(shell: Shell, qtbot: QtBot) -> GraphView:
    views = shell.face.views
    assert views is not None
    shell.workspace.open_session(trace_of(twice()), position=1)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    views.graph.setFocus()
    qtbot.wait(20)
    return views.graph


def test_the_sum_of_the_selected_leaf_grows_with_the_steps(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    assert view.sums == {}
    shell.workspace.select("n0")
    seen = [view.sums.get("n0")]
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Right)
        seen.append(view.sums["n0"])
    assert seen == [None, "3 + 3 = ?", "3 + 3 = 6"]
    shell.workspace.select(None)
    # The node that runs shows its sum without being selected.
    assert view.sums == {"n0": "3 + 3 = 6"}
    assert view.item_name("n0").endswith("3 + 3 = 6")
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.sums == {}


def test_the_sum_is_painted_at_the_lower_border(shell: Shell, qtbot: QtBot) -> None:
    view = opened(shell, qtbot)
    shell.workspace.player.to_end()
    view.zoom_by(1.0 / view.camera.zoom)
    rect = view.node_rect("n0")
    left, row = round(rect.center().x()) - 30, round(rect.bottom()) + 5

    def filled() -> int:
        image = view.grab().toImage()
        return sum(image.pixelColor(left + dx, row).name() == LIGHT.backward.lower() for dx in range(61))

    with_sum = filled()
    assert with_sum > 30
    shell.workspace.player.to_start()
    assert filled() == 0


def test_the_inspector_lists_the_terms(shell: Shell, qtbot: QtBot) -> None:
    opened(shell, qtbot)
    values = shell.face.values
    assert values is not None
    met = values.inspector.met
    shell.workspace.select("n1")
    assert met.isHidden()
    shell.workspace.select("n0")
    assert met.heading.text() == "Gradients that meet here"
    assert [text for text in met.texts() if "not yet" in text] == met.texts()
    shell.workspace.player.to_end()
    assert len(met.texts()) == 3
    assert all("3" in text for text in met.texts()[:2])
    assert "the terms add up to what arrived" in met.texts()[2]
    met.rows[0].click()
    assert met.views[0].isVisibleTo(met)
