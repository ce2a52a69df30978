"""Runs side by side in the real window, with real workers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.conductor import LaneState
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE


def test_one_net_written_three_ways_agrees_and_a_variant_is_told_from_it(shell: Shell, qtbot: QtBot) -> None:
    shell.face.actions_by_id["lockstep.presets"].trigger()
    face = shell.face.lockstep.face
    panel = face.panel
    panel.runs.list.setCurrentRow(1)
    panel.vary.value.setCurrentText("0.05")
    QTest.mouseClick(panel.vary.add, Qt.MouseButton.LeftButton)
    assert len(face.runs.specs) == 4
    shell.face.actions_by_id["lockstep.run"].trigger()
    qtbot.waitUntil(lambda: bool(face.runs.statuses) and not face.runs.is_running, timeout=2 * PATIENCE)
    assert [(status.state, status.iterations) for status in face.runs.statuses] == [(LaneState.DONE, 500)] * 4
    nn, optim, faster = panel.verdict.text().splitlines()
    assert "agree to rounding in every iteration (500)" in nn
    assert "agree to rounding in every iteration (500)" in optim
    assert faster.startswith("≠ torch.nn, learning_rate 0.05 and by hand part at iteration 0: the update of ")
    assert "is 5 times as large, although its gradient is equal: another learning rate." in faster
    assert panel.iteration == 1
    assert panel.runs.list.item(3).text().splitlines()[1].startswith("done, iterations: 500 · loss ")
    # The main run is not in the way: its worker is another one.
    assert shell.workspace.record is None
