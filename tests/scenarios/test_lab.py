"""The lab with its real worker: an update in full, an element changed, the landscape."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.graph import node_of
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE

PROGRAM = """
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Dropout(0.5), torch.nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, y = torch.randn(16, 3), torch.randn(16, 1)
for step in range(6):
    optimizer.zero_grad()
    loss = (model(x) - y).pow(2).mean()
    loss.backward()
    optimizer.step()
"""


@pytest.fixture
def ran(shell: Shell, qtbot: QtBot) -> Shell:
    shell.workspace.document.new(PROGRAM, "lab")
    shell.workspace.run()
    workspace = shell.workspace
    qtbot.waitUntil(lambda: workspace.finished is not None and workspace.picture is not None, timeout=PATIENCE)
    return shell


def select(shell: Shell, name: str) -> None:
    picture = shell.workspace.picture
    assert picture is not None
    key = next(key for key in picture.graph if node_of(picture.graph, key).variable == name)
    shell.workspace.select(key)


def test_an_update(ran: Shell) -> None:
    ran.workspace.player.to_end()
    select(ran, "model.0.weight")
    ran.face.actions_by_id["lab.update"].trigger()
    lab = ran.face.lab
    assert lab is not None
    assert lab.update_panel is not None
    assert lab.update_panel.about.text().startswith("by Adam")
    assert lab.update_panel.arithmetic.agreement.text().startswith("✓ ")


def test_what_if(ran: Shell, qtbot: QtBot) -> None:
    select(ran, "model.0.weight")
    assert ran.face.values is not None
    whatif = ran.face.values.inspector.whatif
    ran.face.actions_by_id["lab.what_if"].trigger()
    assert whatif.step.hasFocus()
    QTest.keyClicks(whatif.step, "0.01")
    QTest.keyClick(whatif.step, Qt.Key.Key_Return)
    assert whatif.run.text() == "Cancel"
    qtbot.waitUntil(lambda: whatif.run.text() == "Try", timeout=PATIENCE)
    assert whatif.outcome.text().startswith("The gradient promised")
    assert "bit for bit" in whatif.outcome.toolTip()
    # Another question at once: nothing of the first one is left over.
    QTest.keyClick(whatif.step, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: whatif.run.text() == "Try", timeout=PATIENCE)


def test_the_landscape(ran: Shell, qtbot: QtBot) -> None:
    ran.workspace.open_iteration(ran.workspace.recorded[-1])
    ran.face.actions_by_id["lab.landscape"].trigger()
    assert ran.face.lab is not None
    panel = ran.face.lab.landscape_panel
    assert panel is not None
    for index, view in ((0, panel.line), (1, panel.map), (2, panel.map)):
        panel.kind.setCurrentIndex(index)
        QTest.mouseClick(panel.compute, Qt.MouseButton.LeftButton)
        assert panel.compute.text() == "Cancel"
        qtbot.waitUntil(lambda: panel.compute.text() == "Compute", timeout=PATIENCE)
        assert view.isVisible(), panel.progress.text()
        assert panel.says.text().endswith("bit for bit.")
    panel.kind.setCurrentIndex(1)
    QTest.mouseClick(panel.compute, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.compute, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.compute.text() == "Compute", timeout=PATIENCE)
    # The run itself is as it was: iterations can be opened and recomputed.
    ran.workspace.open_iteration(ran.workspace.recorded[0])
    qtbot.waitUntil(lambda: panel.says.text().startswith("Of the iteration shown before."))
