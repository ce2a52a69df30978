"""What only the worker can answer: a node compared with finite differences, and the ops inside of an op."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.ui.dialogs.reader import ReaderSheet
from gradviz.ui.enginestate import EngineState
from gradviz.ui.panels.inspector import InspectorPanel
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE
from tests.scenarios.test_main_path import key_of, run

TANH = """
import torch
torch.manual_seed(0)
x = torch.randn(3, 4, requires_grad=True)
loss = torch.nn.functional.cross_entropy(x.tanh(), torch.tensor([0, 1, 2]))
loss.backward()
"""
DOUBLE = """
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 3).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
z = (g * x).sum()
z.backward()
"""


def inspector_of(shell: Shell) -> InspectorPanel:
    values = shell.face.values
    assert values is not None
    return values.inspector


def open_and_select(shell: Shell, qtbot: QtBot, source: str, title: str) -> InspectorPanel:
    run(shell, qtbot, source)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None, timeout=PATIENCE)
    shell.workspace.player.to_end()
    shell.workspace.select(key_of(shell, title))
    return inspector_of(shell)


def test_check_this_node_asks_torch_and_says_that_it_agrees(shell: Shell, qtbot: QtBot) -> None:
    panel = open_and_select(shell, qtbot, TANH, "tanh")
    assert panel.rule.check.isVisible()
    assert panel.rule.outcome.text() == ""
    QTest.mouseClick(panel.rule.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "finite differences" in panel.rule.outcome.text().lower(), timeout=PATIENCE)
    assert panel.rule.outcome.text().startswith("✓")


def test_looking_inside_runs_again_and_stays_where_one_was(shell: Shell, qtbot: QtBot) -> None:
    panel = open_and_select(shell, qtbot, TANH, "cross_entropy")
    workspace = shell.workspace
    workspace.player.step(-1)
    position, selection = workspace.player.position, workspace.selection
    assert panel.inside.button.isVisible()
    with qtbot.waitSignal(workspace.engine.finished, timeout=PATIENCE):
        QTest.mouseClick(panel.inside.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.picture is not None and workspace.picture.iteration.has_aten, timeout=PATIENCE)
    assert "nll_loss_forward" in panel.inside.text()
    assert "nll_loss_backward" in panel.inside.text()
    assert (workspace.player.position, workspace.selection) == (position, selection)
    # It was asked for once: the next run is a plain one.
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.READY, timeout=PATIENCE)
    run(shell, qtbot, TANH)
    assert workspace.picture is not None
    assert not workspace.picture.iteration.has_aten


def test_a_double_backward_is_played_in_the_order_in_which_it_ran(shell: Shell, qtbot: QtBot) -> None:
    panel = open_and_select(shell, qtbot, DOUBLE, "pow")
    views = shell.face.views
    assert views is not None
    assert views.timeline.track.block_labels() == ("forward", "backward 1", "forward", "backward 2")
    assert len(panel.kin.texts()) == 3
    QTest.mouseClick(panel.kin.rows[0], Qt.MouseButton.LeftButton)
    assert "backward call 1" in panel.notes.text()
    QTest.mouseClick(panel.kin.rows[0], Qt.MouseButton.LeftButton)
    assert shell.workspace.selection == key_of(shell, "pow")
    # z = 3 x³: dz/dx = 9 x²
    shell.workspace.select(key_of(shell, "x"))
    frame = shell.workspace.frame
    assert frame is not None
    gradient = frame.nodes[key_of(shell, "x")].gradient
    assert gradient is not None
    assert gradient.values is not None
    assert gradient.values.numpy().tolist() == [9.0, 36.0]


def test_a_line_of_another_file_opens_to_read(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    session = tmp_path / "t.gradviz"
    helper = tmp_path / "part.py"
    helper.write_text("def part(t):\n    return t.tanh()\n", "utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "import torch, gradviz, part\nx = torch.ones(2, requires_grad=True)\n"
        "def step():\n    part.part(x).sum().backward()\n"
        f"gradviz.trace(step).save({str(session)!r})\n",
        "utf-8",
    )
    _run_script(script, tmp_path)
    shell.face.files.open_path(session)
    qtbot.waitUntil(lambda: shell.workspace.picture is not None, timeout=PATIENCE)
    shell.workspace.select(key_of(shell, "tanh"))
    panel = inspector_of(shell)
    assert panel.header.line.text() == "part.py:2"
    assert panel.code.text() == "return t.tanh()"
    QTest.mouseClick(panel.header.line, Qt.MouseButton.LeftButton)
    sheet = shell.window.findChild(ReaderSheet)
    assert isinstance(sheet, ReaderSheet)
    assert sheet.isVisible()
    assert sheet.text.text() == helper.read_text("utf-8").rstrip()
    assert sheet.text.textCursor().blockNumber() == 1
    QTest.keyClicks(sheet.text, "no")
    assert sheet.text.text() == helper.read_text("utf-8").rstrip()
    QTest.keyClick(sheet.text, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    # What is saved again still has the other file's text.
    record = shell.workspace.record
    assert record is not None
    assert list(record.trace().files.values()) == [helper.read_text("utf-8").rstrip()]


def _run_script(script: Path, folder: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), str(folder)])}
    subprocess.run([sys.executable, str(script)], check=True, env=environment, timeout=PATIENCE / 1000)
