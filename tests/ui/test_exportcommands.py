"""Exporting as a person does it: keys, choices, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.ui.dialogs.export import ExportDialog
from gradviz.ui.export.choices import Choices, remembered, written
from gradviz.ui.export.order import Format
from gradviz.ui.export.pixels import packed
from gradviz.ui.shell import Shell
from tests.ui.test_window import CONTROL, SHIFT, Key, press, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


@pytest.fixture
def dialog(shell: Shell, qtbot: QtBot, folder: Path) -> Iterator[ExportDialog]:
    run(shell, qtbot, "ok")
    press(shell, Key.Key_E, CONTROL | SHIFT)
    dialog = shell.face.exports.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    dialog.path.setText(str(folder / "graph.png"))
    yield dialog
    dialog.close()


def choose(dialog: ExportDialog, form: Format) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(form.value))


def finish(dialog: ExportDialog, qtbot: QtBot) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)


def test_return_exports_the_graph_at_this_position(
    dialog: ExportDialog, shell: Shell, qtbot: QtBot, folder: Path
) -> None:
    assert not dialog.isModal()
    finish(dialog, qtbot)
    assert [path.name for path in folder.iterdir()] == ["graph.png"]
    image = QImage(str(folder / "graph.png"))
    assert f"{image.width():,} × {image.height():,} pixels" == dialog.size_note.text()
    assert "graph.png" in shell.face.banner.text


@pytest.mark.parametrize("form", list(Format))
def test_the_file_has_the_suffix_of_its_format(dialog: ExportDialog, form: Format) -> None:
    choose(dialog, form)
    assert dialog.file is not None
    assert dialog.file.name == f"graph.{form}"
    assert dialog.path.text() == str(dialog.file)
    dialog.path.setText(str(dialog.file.with_name("v1.2")))
    assert dialog.file is not None
    assert dialog.file.name == f"v1.2.{form}"


def test_a_film_has_every_position(dialog: ExportDialog, shell: Shell, qtbot: QtBot, folder: Path) -> None:
    choose(dialog, Format.GIF)
    assert dialog.seconds.isEnabled()
    assert dialog.stepped.isChecked()
    assert not dialog.transparent.isEnabled()
    dialog.seconds.setValue(0.3)
    dialog.scale.setValue(0.5)
    total = shell.workspace.player.end
    assert (dialog.first.value(), dialog.last.value()) == (0, total)
    finish(dialog, qtbot)
    with Image.open(folder / "graph.gif") as film:
        assert getattr(film, "n_frames", 1) == total + 1
        assert film.info["duration"] == 300


def test_some_steps_are_numbered_pictures(dialog: ExportDialog, qtbot: QtBot, folder: Path) -> None:
    dialog.stepped.click()
    dialog.first.setValue(4)
    dialog.last.setValue(2)
    assert "3 files" in dialog.note.text()
    finish(dialog, qtbot)
    assert sorted(path.name for path in folder.iterdir()) == ["graph-02.png", "graph-03.png", "graph-04.png"]


def test_what_the_window_shows(dialog: ExportDialog, shell: Shell, qtbot: QtBot, folder: Path) -> None:
    assert shell.face.views is not None
    view = shell.face.views.graph
    view.set_selected(None)
    dialog.area.setCurrentIndex(1)
    dialog.scale.setValue(1.0)
    finish(dialog, qtbot)
    seen, made = packed(view.grab().toImage()), packed(QImage(str(folder / "graph.png")))
    assert made.shape == seen.shape
    assert (made == seen).mean() > 0.98


def test_choices_are_remembered(dialog: ExportDialog, shell: Shell, qtbot: QtBot) -> None:
    choose(dialog, Format.SVG)
    dialog.theme.setCurrentIndex(2)
    dialog.scale.setValue(1.5)
    dialog.transparent.setChecked(True)
    chosen = dialog.choices
    finish(dialog, qtbot)
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    press(shell, Key.Key_E, CONTROL | SHIFT)
    assert dialog.isVisible()
    assert dialog.choices == chosen


def test_what_is_there_already_is_told(dialog: ExportDialog, folder: Path) -> None:
    (folder / "graph.png").touch()
    dialog.scale.setValue(3.0)
    assert dialog.note.text() == "graph.png is there already; it will be replaced."
    dialog.path.setText("")
    assert not dialog.export.isEnabled()
    assert "name" in dialog.note.text()


def test_a_failure_is_told_where_it_was_asked_for(dialog: ExportDialog, qtbot: QtBot, folder: Path) -> None:
    dialog.path.setText(str(folder / "no" / "graph.png"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "cannot be written: no such file" in dialog.note.text(), timeout=20_000)
    assert dialog.isVisible()
    assert dialog.export.isEnabled()


def test_escape_cancels_and_leaves_nothing(dialog: ExportDialog, shell: Shell, qtbot: QtBot, folder: Path) -> None:
    dialog.stepped.click()
    dialog.scale.setValue(20.0)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.export.isEnabled()
    qtbot.waitUntil(dialog.progress.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=60_000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    exporter = shell.face.exports.exporter
    assert exporter is not None
    qtbot.waitUntil(lambda: not exporter.is_busy, timeout=60_000)
    assert not dialog.isVisible()
    assert not list(folder.iterdir())
    assert "cancelled" in shell.face.banner.text


def test_data_has_no_looks(dialog: ExportDialog) -> None:
    choose(dialog, Format.GRAPHML)
    for widget in (dialog.area, dialog.stepped, dialog.scale, dialog.theme, dialog.transparent, dialog.seconds):
        assert not widget.isEnabled()
    assert dialog.size_note.text() == ""


def test_damaged_settings_are_the_usual_choices() -> None:
    assert remembered("") == remembered("{broken") == remembered('{"scale": 1e9}') == Choices()
    chosen = Choices(Format.WEBM, is_view=True, scale=3.0, theme="dark", first=2, last=5)
    assert remembered(written(chosen)) == chosen
