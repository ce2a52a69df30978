"""Type a program, see the graph, step both ways, watch a net learn: the real window with the real worker."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from gradviz.core.frame import Frame, NodeState
from gradviz.core.graph import node_of
from gradviz.core.resources import examples
from gradviz.ui.enginestate import EngineState
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE

LOOP = """
import torch
w = torch.ones(30, 30, requires_grad=True)
t = 0
while True:
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 1e-6 * w.grad
        w.grad.zero_()
    t += 1
"""


def button(shell: Shell, name: str) -> QToolButton:
    found = shell.face.bar.findChild(QToolButton, f"button.{name}")
    assert isinstance(found, QToolButton)
    return found


def click(shell: Shell, name: str) -> None:
    widget = button(shell, name)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))


def run(shell: Shell, qtbot: QtBot, source: str) -> None:
    shell.workspace.document.new(source, "program.py")
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=PATIENCE):
        click(shell, "run.start")
    qtbot.waitUntil(lambda: shell.workspace.engine.state is EngineState.READY, timeout=PATIENCE)


def frame_of(shell: Shell) -> Frame:
    assert shell.workspace.frame is not None
    return shell.workspace.frame


def key_of(shell: Shell, title: str) -> str:
    picture = shell.workspace.picture
    assert picture is not None
    return next(key for key in picture.graph if node_of(picture.graph, key).title == title)


def test_the_first_minute_of_a_student(shell: Shell, qtbot: QtBot) -> None:
    run(shell, qtbot, examples()[1].source())
    player = shell.workspace.player
    qtbot.waitUntil(lambda: shell.workspace.picture is not None, timeout=PATIENCE)
    leaf = key_of(shell, "x")
    player.to_loss()
    assert frame_of(shell).nodes[leaf].gradient is None
    view = shell.face.views
    assert view is not None
    view.graph.setFocus()
    seen = [frame_of(shell)]
    for _ in range(5):
        QTest.keyClick(view.graph, Qt.Key.Key_Right)
        seen.append(frame_of(shell))
    gradient = frame_of(shell).nodes[leaf].gradient
    assert gradient is not None
    assert gradient.values is not None
    assert np.allclose(gradient.values.numpy().astype(float), 4.5)
    assert frame_of(shell).nodes[leaf].state is NodeState.RUNNING
    for before in reversed(seen[:-1]):
        QTest.keyClick(view.graph, Qt.Key.Key_Left)
        assert frame_of(shell) == before


def test_a_net_learns_and_its_iterations_can_be_opened(shell: Shell, qtbot: QtBot) -> None:
    source = next(e for e in examples() if "by_hand" in e.name).source()
    run(shell, qtbot, source)
    workspace = shell.workspace
    assert workspace.total == 500
    assert workspace.record is not None
    loss = workspace.record.history.loss
    first, last = loss.at(0), loss.at(499)
    assert first is not None
    assert last is not None
    assert last[1] < 1e-3 < 1e6 < first[1]
    assert workspace.recorded[:3] == (0, 1, 2)
    workspace.open_iteration(workspace.recorded[-1])
    qtbot.waitUntil(lambda: workspace.picture is not None and workspace.picture.iteration.index > 2, timeout=PATIENCE)
    workspace.player.to_end()
    assert frame_of(shell).phase.value == "update"


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_the_window_survives_the_death_of_the_worker_and_runs_again(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new(LOOP, "program.py")
    click(shell, "run.start")
    qtbot.waitUntil(lambda: workspace.total > 10, timeout=PATIENCE)
    process = workspace.engine.pid
    assert process
    with qtbot.waitSignal(workspace.engine.crashed, timeout=PATIENCE) as caught:
        os.kill(process, signal.SIGKILL)
    (sentence,) = caught.args or [""]
    assert "kill" in sentence.lower()
    assert workspace.document.text == LOOP
    assert shell.window.isVisible()
    assert shell.face.banner.isVisible()
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.READY, timeout=PATIENCE)
    run(shell, qtbot, examples()[1].source())
    qtbot.waitUntil(lambda: workspace.picture is not None, timeout=PATIENCE)


def test_stop_answers_at_once_in_an_endless_loop(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new("while True:\n    pass\n", "program.py")
    click(shell, "run.start")
    qtbot.wait(400)
    with qtbot.waitSignal(workspace.engine.finished, timeout=10_000):
        click(shell, "run.stop")
    assert workspace.document.text == "while True:\n    pass\n"


def test_pause_lets_one_step_through_the_iteration_at_hand(shell: Shell, qtbot: QtBot) -> None:
    workspace = shell.workspace
    workspace.document.new(LOOP, "program.py")
    click(shell, "run.start")
    qtbot.waitUntil(lambda: workspace.total > 10, timeout=PATIENCE)
    with qtbot.waitSignal(workspace.engine.paused, timeout=PATIENCE) as caught:
        click(shell, "run.pause")
    (index,) = caught.args or [0]
    qtbot.waitUntil(lambda: workspace.current == index, timeout=PATIENCE)
    workspace.player.to_end()
    assert frame_of(shell).phase.value == "update"
    with qtbot.waitSignal(workspace.engine.finished, timeout=PATIENCE):
        click(shell, "run.stop")


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("x = 1 +\n", "Line 1, column 8"),
        ("import torch\ntorch.empty(10**12)\n", "memory"),
        ("import torch\nx = torch.ones(2)\nx.sum().backward()\n", "requires_grad"),
        ("import os\nos._exit(3)\n", "3"),
    ],
)
def test_a_mistake_is_told_in_the_window_and_the_text_is_kept(
    shell: Shell, qtbot: QtBot, source: str, part: str
) -> None:
    workspace = shell.workspace
    workspace.document.new(source, "program.py")
    click(shell, "run.start")
    qtbot.waitUntil(shell.face.banner.isVisible, timeout=PATIENCE)
    assert part in shell.face.banner.text
    assert workspace.document.text == source
    qtbot.waitUntil(lambda: workspace.engine.state is EngineState.READY, timeout=PATIENCE)


def test_a_session_is_opened_without_running_anything(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    run(shell, qtbot, examples()[1].source())
    qtbot.waitUntil(lambda: shell.workspace.picture is not None, timeout=PATIENCE)
    path = tmp_path / "a.gradviz"
    shell.face.files.save_session_to(path)
    shell.workspace.document.new("", "other.py")
    with qtbot.assertNotEmitted(shell.workspace.engine.finished):
        shell.face.files.open_path(path)
        qtbot.waitUntil(lambda: shell.workspace.picture is not None, timeout=PATIENCE)
    assert shell.workspace.document.text == examples()[1].source()
