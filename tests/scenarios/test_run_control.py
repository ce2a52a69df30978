"""Run, stop, pause and step in odd orders: whatever happened before, the next run works, and nothing is left over."""

from __future__ import annotations

import os
import random
import signal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.messages.replies import Finished
from gradviz.core.messages.requests import StepTo
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE

LOOP = """
import torch
w = torch.ones(40, 40, requires_grad=True)
for t in range({count}):
    loss = (w * torch.randn(40, 40)).pow(2).sum()
    loss.backward()
    w.data -= 0.001 * w.grad
    w.grad = None
print("the end")
"""
SHORT, ENDLESS = LOOP.format(count=30), LOOP.format(count=10**9)


def works(shell: Shell, qtbot: QtBot) -> None:
    """Run a program to its end, as if nothing had been before."""
    workspace = shell.workspace
    workspace.is_live_wanted = False
    workspace.document.new(SHORT, "short.py")
    workspace.run()
    qtbot.waitUntil(lambda: workspace.finished is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: workspace.total == 30, timeout=PATIENCE)
    assert workspace.finished is not None
    assert (workspace.finished.error, workspace.finished.stopped) == (None, False)
    assert workspace.record is not None
    assert workspace.record.printed == "the end\n"
    assert workspace.engine.state is EngineState.READY
    assert not workspace.engine.is_busy


def test_run_again_and_again_while_it_runs(shell: Shell, qtbot: QtBot) -> None:
    shell.workspace.document.new(ENDLESS, "endless.py")
    pid = shell.workspace.engine.pid
    for pause in (0, 0, 30, 0, 100, 0):
        QTest.keyClick(shell.window, Qt.Key.Key_F5)
        qtbot.wait(pause)
    works(shell, qtbot)
    assert shell.workspace.engine.pid == pid


@pytest.mark.parametrize("milliseconds", [0, 5, 20, 60, 100])
def test_stop_in_the_first_moment(shell: Shell, qtbot: QtBot, milliseconds: int) -> None:
    workspace = shell.workspace
    workspace.document.new(ENDLESS, "endless.py")
    QTest.keyClick(shell.window, Qt.Key.Key_F5)
    qtbot.wait(milliseconds)
    QTest.keyClick(shell.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: not workspace.engine.is_busy, timeout=PATIENCE)
    assert workspace.finished is not None
    assert workspace.finished.stopped
    works(shell, qtbot)


def test_pause_again_and_again(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new(ENDLESS, "endless.py")
    QTest.keyClick(shell.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: workspace.total > 0, timeout=PATIENCE)
    for pause in (0, 0, 1, 1, 20, 20, 0):
        QTest.keyClick(shell.window, Qt.Key.Key_F6)
        qtbot.wait(pause)
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.PAUSED, timeout=PATIENCE)
    total = workspace.total
    qtbot.wait(200)
    assert workspace.total == total
    works(shell, qtbot)


def test_sixty_runs_in_a_row(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new("import torch\nx = torch.ones(2, requires_grad=True)\n(x * x).sum().backward()", "quick.py")
    pid = workspace.engine.pid
    ended: list[Finished] = []
    workspace.engine.finished.connect(ended.append)
    for number in range(60):
        workspace.run()
        qtbot.waitUntil(lambda number=number: len(ended) > number, timeout=PATIENCE)  # type: ignore[misc]
    assert all(one.error is None and not one.stopped for one in ended)
    qtbot.waitUntil(lambda: workspace.picture is not None, timeout=PATIENCE)
    assert workspace.engine.pid == pid
    works(shell, qtbot)


def test_the_worker_is_killed_while_it_recomputes(shell: Shell, qtbot: QtBot) -> None:
    workspace, repetition = shell.workspace, shell.workspace.repetition
    works(shell, qtbot)
    workspace.document.new(LOOP.format(count=3000), "long.py")
    workspace.run()
    qtbot.waitUntil(lambda: workspace.finished is not None and workspace.total == 3000, timeout=PATIENCE)
    repetition.start(2999)
    with qtbot.waitSignal(workspace.engine.crashed, timeout=PATIENCE):
        os.kill(workspace.engine.pid, signal.SIGKILL)
    assert repetition.progress is None
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.READY, timeout=PATIENCE)
    repetition.start(1234)
    qtbot.waitUntil(lambda: workspace.current == 1234, timeout=PATIENCE)
    assert workspace.record is not None
    assert workspace.record.verdicts[1234].is_equal
    works(shell, qtbot)


def test_the_window_closes_in_the_middle_of_a_live_step(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.is_live_wanted = True
    workspace.document.new(ENDLESS, "endless.py")
    workspace.run()
    qtbot.waitUntil(lambda: workspace.live.is_waiting, timeout=PATIENCE)
    pid = workspace.engine.pid
    workspace.live.step()
    shell.window.close()
    shell.close()
    assert workspace.engine.state is EngineState.STOPPED
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_pressed_in_whatever_order(shell: Shell, qtbot: QtBot, seed: int) -> None:
    workspace, engine, drawn = shell.workspace, shell.workspace.engine, random.Random(seed)

    def live(wanted: bool) -> None:
        workspace.is_live_wanted = wanted

    presses = (
        workspace.run,
        lambda: workspace.run(hold=True),
        engine.stop,
        workspace.toggle_pause,
        workspace.toggle_pause,
        engine.step_iteration,
        lambda: workspace.live.step(drawn.choice(list(StepTo))),
        workspace.live.abort,
        lambda: workspace.go_on(StepTo.BREAKPOINT),
        lambda: workspace.repetition.start(drawn.randrange(20)),
        workspace.repetition.cancel,
        lambda: workspace.seek_iteration(drawn.randrange(50)),
        lambda: engine.set_rate(0.1),
        lambda: live(wanted=drawn.random() < 0.3),
        lambda: workspace.document.new(drawn.choice((SHORT, ENDLESS)), "p.py"),
    )
    workspace.document.new(ENDLESS, "endless.py")
    for _ in range(120):
        drawn.choice(presses)()
        qtbot.wait(drawn.choice((0, 0, 1, 10, 60)))
    works(shell, qtbot)
