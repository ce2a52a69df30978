"""Write a net with the form, train it by hand and by iterations, change its rate, and have it back: the real worker."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.net.form import NetForm, Spelling, Start
from gradviz.core.net.program import program
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FORM = NetForm(
    n=16, d_in=8, h=6, d_out=2, bias=True, start=Start.LINEAR, optimizer="momentum", learning_rate=1e-3, iterations=120
)


@pytest.mark.parametrize("spelling", [Spelling.BY_HAND, Spelling.OPTIM])
def test_a_training_is_steered_and_had_back(shell: Shell, qtbot: QtBot, spelling: Spelling) -> None:
    workspace = shell.workspace
    QTest.keyClick(shell.window, Qt.Key.Key_N, CONTROL | SHIFT)
    face, training = shell.face.net.face, shell.face.training
    assert face is not None
    assert training is not None
    face.panel.show_form(FORM, spelling)
    QTest.keyClick(shell.window, Qt.Key.Key_W, CONTROL | SHIFT)
    assert workspace.document.text == program(FORM, spelling)
    QTest.keyClick(shell.window, Qt.Key.Key_F5, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: shell.face.training_commands.training.is_held, timeout=PATIENCE)
    for index in range(3):
        QTest.keyClick(shell.window, Qt.Key.Key_F6, SHIFT)
        qtbot.waitUntil(lambda index=index: workspace.current == index, timeout=PATIENCE)  # type: ignore[misc]
        qtbot.waitUntil(lambda: workspace.engine.state is EngineState.PAUSED, timeout=PATIENCE)
    bar = training.bar
    assert bar.words().startswith("3 of 120")
    assert bar.rate.text() == "1e-3"
    QTest.keyClick(shell.window, Qt.Key.Key_L, CONTROL)
    QTest.keyClicks(bar.rate, "5e-3")
    QTest.keyClick(bar.rate, Qt.Key.Key_Return)
    with qtbot.waitSignal(workspace.engine.finished, timeout=PATIENCE):
        QTest.keyClick(shell.window, Qt.Key.Key_F6)
    record, views = workspace.record, shell.face.views
    assert record is not None
    assert views is not None
    views.console.flush()
    assert "learning rate 1e-3 → 5e-3 at iteration 3 (you)" in views.console.text()
    with qtbot.waitSignal(workspace.engine.recomputed, timeout=PATIENCE):
        workspace.repetition.start(90)
    qtbot.waitUntil(lambda: workspace.current == 90, timeout=PATIENCE)
    said = shell.face.banner.text
    assert "with your changes of the learning rate (at iteration 3)" in said
    assert "equal to the first run bit for bit" in said
