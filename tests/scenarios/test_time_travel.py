"""Go to an iteration that was not recorded, and to any element of its tensors: the real window with the real worker."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.graph import node_of
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE

PROGRAM = """
import torch
x = torch.randn(64, 1000)
y = torch.randn(64, 10)
w1 = torch.randn(1000, 100, requires_grad=True)
w2 = torch.randn(100, 10, requires_grad=True)
for t in range(500):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    loss.backward()
    if t == 137:
        print(w1.grad[488, 48].item(), w1.grad[998, 97].item(), loss.item())
    with torch.no_grad():
        for w in (w1, w2):
            w -= 1e-6 * w.grad
            w.grad = None
"""


def test_an_iteration_and_any_element_of_it_are_had_back(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new(PROGRAM, "program.py")
    with qtbot.waitSignal(workspace.engine.finished, timeout=PATIENCE):
        workspace.run()
    record, views, values = workspace.record, shell.face.views, shell.face.values
    assert record is not None
    assert views is not None
    assert values is not None
    qtbot.waitUntil(lambda: workspace.total == 500, timeout=PATIENCE)
    printed = record.printed
    element, other, loss = map(float, printed.split())
    strip = views.timeline.strip
    qtbot.waitUntil(strip.isVisible, timeout=PATIENCE)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(137)), strip.height() // 2))
    wanted = strip.at(round(strip.x_of(137)))
    assert wanted is not None
    assert abs(wanted - 137) <= 3
    with qtbot.waitSignal(workspace.engine.recomputed, timeout=PATIENCE):
        workspace.repetition.start(137)
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.READY, timeout=PATIENCE)
    assert "equal to the first run bit for bit" in shell.face.banner.text
    assert record.printed == printed
    picture = workspace.picture
    assert picture is not None
    assert picture.iteration.index == 137
    assert picture.iteration.loss == loss
    workspace.select(next(key for key in picture.graph if node_of(picture.graph, key).title == "w1"))
    workspace.player.seek(picture.timeline.backward_end)
    view = values.inspector.gradient
    view.map.zoom(100.0, 488, 48)
    qtbot.waitUntil(lambda: "every element" in view.map.caption(), timeout=PATIENCE)
    view.map.cells.put_cursor(488, 48)
    index, value = view.map.reading().split(" = ")
    assert index == "[488, 48]"
    assert np.float32(value) == np.float32(element)
    view.numbers.click()
    assert view.large is not None
    view.large.go_to(998, 97)
    qtbot.waitUntil(lambda: view.large is not None and view.large.parts.exact(998, 97) != "…", timeout=PATIENCE)
    assert np.float32(view.large.parts.exact(998, 97)) == np.float32(other)
