"""The real engine waits in the real window: step, edit, abort, stop at what is not finite."""

from __future__ import annotations

import os
import signal
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.breakpoints import Kind, condition
from gradviz.core.edits import EDITED
from gradviz.core.graph import node_of
from gradviz.core.session import load
from gradviz.core.trace import Iteration
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.engine.tracing import plain
from tests.patience import PATIENCE

NET = """
import torch
torch.manual_seed(0)
x = torch.randn(5, 4)
w1 = torch.randn(4, 3, requires_grad=True)
w2 = torch.randn(3, 2, requires_grad=True)
y = x.mm(w1).clamp(min=0).mm(w2)
loss = y.pow(2).sum()
loss.backward()
"""

LOOP = """
import torch
w = torch.ones(3, requires_grad=True)
for t in range(300):
    loss = (w * w).sum()
    if t == 217:
        loss = loss + (w * 0).sum().sqrt()
    loss.backward()
    with torch.no_grad():
        w -= 1e-3 * w.grad
        w.grad.zero_()
"""


def begin(shell: Shell, qtbot: QtBot, source: str, *, live: bool = True) -> None:
    shell.workspace.document.new(source, "program.py")
    if live and not shell.workspace.is_live_wanted:
        QTest.keyClick(shell.window, Qt.Key.Key_F7)
    QTest.keyClick(shell.window, Qt.Key.Key_F5)
    if live:
        qtbot.waitUntil(lambda: shell.workspace.live.is_waiting, timeout=PATIENCE)
        shell.face.focus_graph()


def graph(shell: Shell) -> Any:
    assert shell.face.views is not None
    return shell.face.views.graph


def name_of(shell: Shell) -> str:
    node = shell.workspace.live.node
    return "" if node is None else node.name


def step(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.workspace.live.advanced, timeout=PATIENCE):
        QTest.keyClick(graph(shell), Qt.Key.Key_Right)


def shown(shell: Shell) -> Iteration:
    assert shell.workspace.picture is not None
    return shell.workspace.picture.iteration


def finish(shell: Shell, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shell.workspace.engine.state is EngineState.READY, timeout=PATIENCE)


def test_step_edit_and_see_the_consequence(shell: Shell, qtbot: QtBot) -> None:
    begin(shell, qtbot, NET)
    names = [name_of(shell)]
    for _ in range(2):
        step(shell, qtbot)
        names.append(name_of(shell))
    assert names == ["SumBackward0", "PowBackward0", "MmBackward0"]
    assert shell.face.live is not None
    bar = shell.face.live.bar
    assert bar.sentence.text() == "The engine waits before MmBackward0, line 7."
    QTest.keyClick(graph(shell), Qt.Key.Key_G)
    QTest.keyClicks(bar.value, "-3")
    with qtbot.waitSignal(shell.workspace.live.advanced, timeout=PATIENCE):
        QTest.keyClick(bar.value, Qt.Key.Key_Return)
    waiting = shell.workspace.live.node
    assert waiting is not None
    QTest.keyClick(bar.value, Qt.Key.Key_Escape)
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=PATIENCE):
        QTest.keyClick(shell.window, Qt.Key.Key_F8)
    hooked = NET.replace("loss =", "y.register_hook(lambda grad: grad * -3.0)\nloss =")
    expected, _ = plain(hooked)
    record = shell.workspace.record
    assert record is not None
    for name in ("w1", "w2"):
        grad = record.variables[name].grad
        assert grad is not None
        assert grad.values is not None
        assert np.array_equal(grad.values.numpy(), expected[name].grad.numpy())
    event = next(event for event in shown(shell).backward if event.node == waiting.id)
    assert [hook.name for hook in event.hooks] == [EDITED]
    assert shell.face.views is not None
    shell.workspace.player.seek(len(shown(shell).forward) + 3)
    assert "edited by you" in shell.face.views.timeline.event_text()


def test_a_breakpoint_stops_every_run_and_is_kept_in_the_session(shell: Shell, qtbot: QtBot, tmp_path: Any) -> None:
    begin(shell, qtbot, NET, live=False)
    finish(shell, qtbot)
    picture = shell.workspace.picture
    assert picture is not None
    key = next(key for key in picture.graph if node_of(picture.graph, key).title == "clamp")
    shell.workspace.select(key)
    shell.face.focus_graph()
    QTest.keyClick(graph(shell), Qt.Key.Key_B)
    QTest.keyClick(shell.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: shell.workspace.live.is_waiting, timeout=PATIENCE)
    assert name_of(shell) == "ClampBackward1"
    assert len(shown(shell).backward) == 4
    QTest.keyClick(shell.window, Qt.Key.Key_F8)
    finish(shell, qtbot)
    file = tmp_path / "run.gradviz"
    shell.face.files.save_session_to(file)
    assert load(file).breakpoints == shell.workspace.breakpoints.all
    held = shell.workspace.breakpoints.all
    shell.workspace.document.new("x = 1", "other.py")
    assert shell.workspace.breakpoints.all == ()
    assert shell.face.files.open_path(file)
    assert shell.workspace.breakpoints.all == held


def test_first_nan_of_a_loop_then_inside_of_it(shell: Shell, qtbot: QtBot) -> None:
    shell.workspace.document.new(LOOP, "program.py")
    shell.workspace.breakpoints.add(condition(Kind.NONFINITE))
    QTest.keyClick(shell.window, Qt.Key.Key_F5)
    workspace = shell.workspace
    qtbot.waitUntil(lambda: workspace.stopped_at is not None or workspace.live.is_waiting, timeout=PATIENCE)
    if workspace.stopped_at is not None:
        assert workspace.stopped_at == 217
        QTest.mouseClick(shell.face.banner.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: workspace.live.is_waiting, timeout=PATIENCE)
        with qtbot.waitSignal(workspace.live.advanced, timeout=PATIENCE):
            QTest.keyClick(shell.window, Qt.Key.Key_F8)
    node = workspace.live.node
    assert node is not None
    assert (workspace.live.index, node.name, node.line) == (217, "SqrtBackward0", 7)
    assert workspace.live.cause.is_sending
    workspace.engine.stop()
    finish(shell, qtbot)


def test_abort_is_the_programs_exception(shell: Shell, qtbot: QtBot) -> None:
    begin(shell, qtbot, NET)
    step(shell, qtbot)
    QTest.keyClick(shell.window, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
    finish(shell, qtbot)
    assert "BackwardAborted" in shell.face.banner.text
    record = shell.workspace.record
    assert record is not None
    assert record.variables["w2"].grad is None


def test_the_end_of_the_worker_while_it_waits_leaves_the_picture(shell: Shell, qtbot: QtBot) -> None:
    begin(shell, qtbot, NET)
    step(shell, qtbot)
    with qtbot.waitSignal(shell.workspace.failed, timeout=PATIENCE):
        os.kill(shell.workspace.engine.pid, signal.SIGKILL)
    assert "ended unexpectedly" in shell.face.banner.text
    assert len(shown(shell).backward) == 1
    finish(shell, qtbot)
    begin(shell, qtbot, NET)
    shell.workspace.engine.stop()
    finish(shell, qtbot)


@pytest.mark.parametrize("source", [NET])
def test_the_window_closes_while_the_engine_waits(shell: Shell, qtbot: QtBot, source: str) -> None:
    begin(shell, qtbot, source)
    assert shell.workspace.live.is_waiting
