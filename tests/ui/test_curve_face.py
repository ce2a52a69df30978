"""Curves in the window: other runs beside them, files, and what is remembered."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.heatmaps import HeatmapOptions
from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.plotviews import View
from gradviz.ui.settings import Settings
from gradviz.ui.shell import Shell
from gradviz.ui.window import MainWindow
from tests.core.test_tensorboard import FILE


def run(shell: Shell, qtbot: QtBot, source: str) -> None:
    shell.workspace.document.new(source, "p.py")
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=10_000):
        shell.workspace.run()
    qtbot.wait(80)


def plots(shell: Shell) -> PlotsPanel:
    assert shell.face.values is not None
    return shell.face.values.plots


def names(shell: Shell) -> list[str]:
    return [line.name for line in plots(shell).loss.plot.lines()]


def test_runs_before_stay_as_pale_curves_until_they_are_cleared(shell: Shell, qtbot: QtBot) -> None:
    run(shell, qtbot, "train 30")
    assert names(shell) == [""]
    run(shell, qtbot, "train 20")
    qtbot.waitUntil(lambda: names(shell) == ["run 1", ""])
    before, now = plots(shell).loss.plot.lines()
    assert (before.is_pale, before.series.last, now.is_pale, now.series.last) == (True, 29, False, 19)
    for _ in range(3):
        run(shell, qtbot, "train 5")
    qtbot.waitUntil(lambda: names(shell) == ["run 2", "run 3", "run 4", ""])
    shell.face.actions_by_id["curves.clear"].trigger()
    assert names(shell) == [""]


def test_a_run_without_losses_leaves_no_curve(shell: Shell, qtbot: QtBot) -> None:
    run(shell, qtbot, "ok")
    run(shell, qtbot, "train 5")
    qtbot.waitUntil(lambda: names(shell) == [""])


def test_a_tensorboard_file_is_drawn_beside_the_loss(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    run(shell, qtbot, "train 30")
    path = tmp_path / "night" / "events.out.tfevents.1"
    path.parent.mkdir()
    path.write_bytes(FILE)
    with qtbot.waitSignal(shell.face.curve_commands.said) as said:
        shell.face.curve_commands.compare_with(path)
    assert said.args == ["3 curves of events.out.tfevents.1 are shown beside the loss."]
    assert names(shell) == ["night: loss/train", "night: rate", "night: double", ""]
    assert "night: rate 0.25" in plots(shell).loss.reading.text()


def test_a_file_of_another_kind_is_one_clear_sentence(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no event in here, and quite long enough")
    with qtbot.waitSignal(shell.face.curve_commands.failed) as failed:
        shell.face.curve_commands.compare_with(path)
    assert failed.args == ["notes.txt is no TensorBoard event file."]
    with qtbot.waitSignal(shell.face.curve_commands.failed) as failed:
        shell.face.curve_commands.compare_with(tmp_path / "nothing")
    assert failed.args == ["nothing cannot be read: no such file or directory."]


def test_the_run_as_a_table(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    run(shell, qtbot, "train 30")
    path = tmp_path / "run.csv"
    with qtbot.waitSignal(shell.face.curve_commands.said):
        shell.face.curve_commands.export_table_to(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in rows] == [1.0 / (i + 1) for i in range(30)]
    assert float(rows[-1]["gradient norm w1"]) > 0
    assert list(tmp_path.glob(".*")) == []


def test_a_table_that_cannot_be_written(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    run(shell, qtbot, "train 3")
    with qtbot.waitSignal(shell.face.curve_commands.failed) as failed:
        shell.face.curve_commands.export_table_to(tmp_path / "nowhere" / "run.csv")
    assert failed.args == ["run.csv could not be written: no such file or directory."]


@pytest.mark.parametrize("view", list(View))
def test_curves_as_pictures(shell: Shell, qtbot: QtBot, tmp_path: Path, view: View) -> None:
    run(shell, qtbot, "train 30")
    panel = plots(shell)
    panel.norms.view.setCurrentIndex(panel.norms.view.findData(view))
    qtbot.wait(120)
    png, svg = tmp_path / "curves.png", tmp_path / "curves.svg"
    shell.face.curve_commands.export_picture_to(png)
    shell.face.curve_commands.export_picture_to(svg)
    image, drawing = QImage(str(png)), QSvgRenderer(str(svg))
    assert image.width() == 2 * drawing.viewBox().width() > 200
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 4


def test_the_program_runs_by_itself(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    run(shell, qtbot, "train 3")
    path = tmp_path / "alone.py"
    shell.face.curve_commands.export_program_to(path)
    assert path.read_text(encoding="utf-8").startswith("# Saved by gradviz. It ran with torch")
    shell.workspace.document.new("other", "p.py")
    shell.face.curve_commands.export_program_to(path)
    assert path.read_text(encoding="utf-8") == "# Saved by gradviz. It has not run yet.\nother"


def test_without_curves_there_is_nothing_to_export(shell: Shell, qtbot: QtBot) -> None:
    for action in ("curves.table", "curves.picture"):
        with qtbot.waitSignal(shell.face.curve_commands.failed) as failed:
            shell.face.actions_by_id[action].trigger()
        assert failed.args == ["There are no curves yet: run a program that trains first."]


def test_views_and_smoothing_by_key_are_remembered(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    run(shell, qtbot, "train 30")
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    view, smoother = (shell.face.actions_by_id[name].shortcut() for name in ("curves.view", "curves.smoother"))
    for key in (view, view, smoother):
        QTest.keyClick(shell.window, key[0].key(), modifiers)  # type: ignore[index]
    options = plots(shell).options()
    assert (options.view, options.smoothing) == (View.SIZES, 10)
    assert names(shell) == ["", "mean"]
    assert shell.face.values is not None
    shell.face.values.heatmaps.log.click()
    settings = Settings(tmp_path / "settings.ini")
    window = MainWindow(settings)
    qtbot.addWidget(window)
    other = Shell(window, settings)
    other.fill()
    other.fill_values()
    assert plots(other).options() == options
    assert other.face.values is not None
    assert other.face.values.heatmaps.options() == HeatmapOptions(log=True, shared=False)
    window.close()
    other.close()
