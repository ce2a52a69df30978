"""A program whose gradient is NaN, from Run to the op that makes it; and the same graph as a film."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.resources import examples
from gradviz.ui.export.order import Format
from gradviz.ui.shell import Shell
from tests.patience import PATIENCE
from tests.scenarios.test_main_path import run


def test_the_first_bad_op_is_one_key_and_enter_away(shell: Shell, qtbot: QtBot) -> None:
    (example,) = [one for one in examples() if one.name.startswith("08")]
    run(shell, qtbot, example.source())
    workspace, why = shell.workspace, shell.face.why
    assert why is not None
    qtbot.waitUntil(lambda: len(why.findings.all) == 2, timeout=PATIENCE)
    QTest.keyClick(shell.window, Qt.Key.Key_W)
    qtbot.waitUntil(why.panel.list.hasFocus)
    rows = [why.panel.list.item(row).text() for row in range(2)]
    wanted = next(number for number, text in enumerate(rows) if "line 14" in text)
    why.panel.list.setCurrentRow(wanted)
    QTest.keyClick(why.panel.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workspace.current == 1 and workspace.selection is not None, timeout=PATIENCE)
    picture, key = workspace.picture, workspace.selection
    assert picture is not None
    assert key is not None
    assert picture.graph.nodes[key]["node"].title == "mul"
    frame = workspace.frame
    assert frame is not None
    assert frame.current[0] == key
    assert any(not gradient.is_finite for edge, gradient in frame.edges.items() if edge[1] == key)


def test_the_steps_of_a_real_run_as_a_film(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    (example,) = [one for one in examples() if one.name.startswith("02")]
    run(shell, qtbot, example.source())
    QTest.keyClick(shell.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = shell.face.exports.dialog
    assert dialog is not None
    dialog.format.setCurrentIndex(dialog.format.findData(Format.GIF.value))
    dialog.path.setText(str(tmp_path / "mean.gif"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE)
    with Image.open(tmp_path / "mean.gif") as film:
        assert getattr(film, "n_frames", 1) == shell.workspace.player.end + 1
