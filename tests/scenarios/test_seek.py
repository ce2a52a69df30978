"""See an earlier iteration while the run waits or goes on: recomputed by a second worker; the run stays where it is."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.edits import Edit, How
from gradviz.core.graph import node_of
from gradviz.core.messages.requests import StepTo
from gradviz.core.repetition import same_bits
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE

PROGRAM = """
import time
import torch
x = torch.randn(64, 300)
y = torch.randn(64, 10)
w1 = torch.randn(300, 100, requires_grad=True)
w2 = torch.randn(100, 10, requires_grad=True)
optimizer = torch.optim.SGD([w1, w2], lr=1e-6, momentum=0.9)
for t in range(100_000):
    loss = (torch.nn.functional.dropout(x.mm(w1).clamp(min=0), 0.2).mm(w2) - y).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    if t == 41:
        print(repr(loss.item()), w1.grad[288, 48].item())
    optimizer.step()
"""
UNKEPT = 41


def begin(shell: Shell, qtbot: QtBot, source: str = PROGRAM, least: int = 200) -> None:
    """Run ``source`` until it has come so far, and pause it."""
    workspace = shell.workspace
    workspace.document.new(source, "program.py")
    workspace.seed = None
    workspace.run()
    qtbot.waitUntil(lambda: workspace.total > least, timeout=PATIENCE)
    QTest.keyClick(shell.window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.PAUSED, timeout=PATIENCE)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gradient_element(shell: Shell, qtbot: QtBot) -> np.float32:
    """Read element [288, 48] of the gradient of w1 in the inspector, where every one can be had."""
    workspace, values = shell.workspace, shell.face.values
    picture = workspace.picture
    assert picture is not None
    assert values is not None
    workspace.select(next(key for key in picture.graph if node_of(picture.graph, key).title == "w1"))
    workspace.player.seek(picture.timeline.backward_end)
    view = values.inspector.gradient
    view.map.zoom(100.0, 288, 48)
    qtbot.waitUntil(lambda: "every element" in view.map.caption(), timeout=PATIENCE)
    view.map.cells.put_cursor(288, 48)
    return np.float32(view.map.reading().split(" = ")[1])


def test_a_paused_run_stays_where_it_is_while_an_earlier_iteration_is_looked_at(shell: Shell, qtbot: QtBot) -> None:
    workspace, repetition = shell.workspace, shell.workspace.repetition
    begin(shell, qtbot)
    record = workspace.record
    assert record is not None
    paused_at, pid, printed = workspace.current, workspace.engine.pid, record.printed
    assert paused_at is not None
    loss, element = map(float, printed.split())
    assert UNKEPT not in workspace.recorded
    workspace.seek_iteration(UNKEPT)
    assert "in a second process; this run stays as it is" in shell.face.banner.text
    used = record.used
    shell.face.banner.button.click()
    bar = shell.face.seek_bar
    assert bar is not None
    assert bar.isVisible()
    with qtbot.waitSignal(repetition.beside.recomputed, timeout=PATIENCE):
        assert workspace.engine.state is EngineState.PAUSED
    assert not bar.isVisible()
    assert workspace.current == UNKEPT
    assert "equal to the first run bit for bit (its loss, and the whole state at iteration" in shell.face.banner.text
    picture = workspace.picture
    assert picture is not None
    assert picture.iteration.loss == loss
    assert record.beside is not None
    assert record.beside.tensors > 0
    assert record.used > used
    assert gradient_element(shell, qtbot) == np.float32(element)
    # The run is where it was, and goes on from there.
    assert (workspace.engine.pid, workspace.engine.state) == (pid, EngineState.PAUSED)
    QTest.keyClick(shell.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: workspace.current == paused_at + 1, timeout=PATIENCE)
    assert record.printed == printed


def test_the_second_process_is_used_again_and_ends_with_the_run(shell: Shell, qtbot: QtBot) -> None:
    workspace, repetition = shell.workspace, shell.workspace.repetition
    begin(shell, qtbot)
    seconds = []
    for index in (UNKEPT, UNKEPT - 1):
        workspace.seek_iteration(index)
        with qtbot.waitSignal(repetition.beside.recomputed, timeout=PATIENCE):
            shell.face.actions_by_id["run.recompute"].trigger()
        assert workspace.record is not None
        assert workspace.record.verdicts[index].is_equal
        seconds.append(repetition.beside.pid)
    assert seconds[0] == seconds[1] != 0
    workspace.document.new("print(1)", "other.py")
    qtbot.waitUntil(lambda: not is_alive(seconds[0]), timeout=PATIENCE)


def test_a_run_goes_on_meanwhile(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new(PROGRAM, "program.py")
    workspace.run()
    qtbot.waitUntil(lambda: workspace.total > 200, timeout=PATIENCE)
    before = workspace.total
    with qtbot.waitSignal(workspace.repetition.beside.recomputed, timeout=PATIENCE):
        workspace.repetition.start(UNKEPT)
    assert workspace.engine.state is EngineState.RUNNING
    assert workspace.current == UNKEPT
    assert workspace.record is not None
    assert workspace.record.verdicts[UNKEPT].is_equal
    qtbot.waitUntil(lambda: workspace.total > before, timeout=PATIENCE)
    with qtbot.waitSignal(workspace.engine.finished, timeout=PATIENCE):
        QTest.keyClick(shell.window, Qt.Key.Key_Escape)


EDITED = """
import torch
w = torch.full((3, 4), 0.7, requires_grad=True)
for t in range(12):
    loss = torch.nn.functional.dropout(torch.randn(5, 3) @ w, 0.3).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad = None
"""


def test_what_was_changed_by_hand_is_changed_again(shell: Shell, qtbot: QtBot) -> None:
    workspace, live = shell.workspace, shell.workspace.live
    workspace.document.new(EDITED, "program.py")
    workspace.is_live_wanted = True
    workspace.run()
    qtbot.waitUntil(lambda: live.is_waiting, timeout=PATIENCE)
    with qtbot.waitSignal(live.advanced, timeout=PATIENCE):
        live.step()
    with qtbot.waitSignal(live.advanced, timeout=PATIENCE):
        live.edit(Edit(How.SCALE, 5.0))
    for index in range(1, 8):
        live.step(StepTo.PASS)
        qtbot.waitUntil(lambda index=index: live.index == index, timeout=PATIENCE)  # type: ignore[misc]
    record = workspace.record
    assert record is not None
    assert [change.index for change in record.edits] == [0]
    qtbot.waitUntil(lambda: len(record.losses) >= 7, timeout=PATIENCE)
    first = record.losses[6]
    with qtbot.waitSignal(workspace.repetition.beside.recomputed, timeout=PATIENCE):
        workspace.repetition.start(6)
    assert "with your changes of gradients (at iteration 0)" in shell.face.banner.text
    assert "equal to the first run bit for bit" in shell.face.banner.text
    iteration = record.recordings.get(6)
    assert iteration is not None
    assert same_bits(iteration.loss, first)
    assert live.is_waiting
    assert workspace.engine.state is EngineState.HALTED
    with qtbot.waitSignal(workspace.engine.finished, timeout=PATIENCE):
        live.step(StepTo.BREAKPOINT)


SLOW = PROGRAM.replace("    optimizer.step()", "    optimizer.step()\n    time.sleep(0.002)")


@pytest.mark.parametrize("how", ["cancel", "kill", "close"])
def test_a_repetition_that_ends_early_leaves_the_run_alone(shell: Shell, qtbot: QtBot, how: str) -> None:
    workspace, repetition = shell.workspace, shell.workspace.repetition
    begin(shell, qtbot, SLOW, least=400)
    total = workspace.total
    repetition.start(380)
    qtbot.waitUntil(lambda: repetition.progress is not None and repetition.progress[1] > 20, timeout=PATIENCE)
    second = repetition.beside.pid
    if how == "cancel":
        QTest.keyClick(shell.window, Qt.Key.Key_Escape)
        assert repetition.progress is None
        assert not repetition.is_beside
        with qtbot.waitSignal(repetition.beside.recomputed, timeout=PATIENCE):
            repetition.start(30)
    elif how == "kill":
        with qtbot.waitSignal(repetition.failed, timeout=PATIENCE):
            os.kill(second, signal.SIGKILL)
        assert "the second process ended (SIGKILL). The run is as it was." in shell.face.banner.text
        assert not repetition.is_beside
        with qtbot.waitSignal(repetition.beside.recomputed, timeout=PATIENCE):
            repetition.start(30)
    else:
        first = workspace.engine.pid
        shell.window.close()
        shell.close()
        assert not is_alive(first)
        assert not is_alive(second)
        return
    assert workspace.current == 30
    assert workspace.total == total
    assert workspace.engine.state is EngineState.PAUSED
