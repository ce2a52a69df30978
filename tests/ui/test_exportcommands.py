"""Exporting as a person does it: keys, choices, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas.cut import MARGIN
from gradviz.ui.dialogs.export import ExportDialog
from gradviz.ui.export.choices import Choices, remembered, written
from gradviz.ui.export.order import Format
from gradviz.ui.export.pixels import packed
from gradviz.ui.shell import Shell
from gradviz.ui.theme import DARK, LIGHT
from tests.ui.hands import CONTROL, SHIFT, Key, press, run


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


def test_the_file_has_the_suffix_of_its_format(dialog: ExportDialog, folder: Path) -> None:
    for form in Format:
        dialog.path.setText(str(folder / "graph.png"))
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
    dialog.legend.setChecked(False)
    finish(dialog, qtbot)
    seen, made = packed(view.grab().toImage()), packed(QImage(str(folder / "graph.png")))
    assert made.shape == seen.shape
    assert (made == seen).mean() > 0.98


def image_in(folder: Path, name: str = "graph.png") -> QImage:
    return QImage(str(folder / name))


def test_the_colours_of_the_canvas_are_those_of_every_step(
    dialog: ExportDialog, shell: Shell, qtbot: QtBot, folder: Path
) -> None:
    shell.face.actions_by_id["colour.memory"].trigger()
    dialog.stepped.click()
    dialog.scale.setValue(1.0)
    finish(dialog, qtbot)
    picture, views = shell.workspace.picture, shell.face.views
    assert picture is not None
    assert views is not None
    for position in (1, shell.workspace.player.end):
        shell.workspace.player.seek(position)
        number = picture.scene.number["n0"]
        coloring = views.graph.coloring
        assert coloring is not None
        left, top, width, height = picture.scene.boxes[number].tolist()
        made = image_in(folder, f"graph-{position:0{len(str(shell.workspace.player.end))}d}.png")
        place = round(MARGIN + left + width / 2), round(MARGIN + top + height - 6)
        assert made.pixelColor(*place) == coloring.ground(int(coloring.codes[number]), LIGHT)


def test_selection_legend_and_caption_can_be_left_out(
    dialog: ExportDialog, shell: Shell, qtbot: QtBot, folder: Path
) -> None:
    shell.workspace.select("n0")
    picture = shell.workspace.picture
    assert picture is not None
    left, top, _, height = picture.scene.boxes[picture.scene.number["n0"]].tolist()
    dialog.scale.setValue(1.0)
    dialog.legend.setChecked(False)
    finish(dialog, qtbot)
    ring = round(MARGIN + left - 6), round(MARGIN + top + height / 2)
    assert image_in(folder).pixelColor(*ring) == LIGHT.color("selection")
    plain = image_in(folder).size()
    for choice, changes in ((dialog.selection, False), (dialog.legend, True), (dialog.caption, True)):
        shell.face.actions_by_id["file.export"].trigger()
        dialog.path.setText(str(folder / "graph.png"))
        choice.click()
        before = dialog.size_note.text()
        finish(dialog, qtbot)
        is_ringed = image_in(folder).pixelColor(*ring) == LIGHT.color("selection")
        assert (image_in(folder).size() != plain, is_ringed) == (changes, False)
        plain = image_in(folder).size()
        assert before == f"{plain.width():,} × {plain.height():,} pixels"


def test_the_preview_is_a_small_picture_of_what_will_be_made(dialog: ExportDialog, shell: Shell, qtbot: QtBot) -> None:
    def shown() -> QImage:
        assert dialog.preview.image is not None
        return dialog.preview.image

    qtbot.waitUntil(lambda: dialog.preview.image is not None, timeout=20_000)
    first = shown()
    assert max(first.width(), first.height()) <= dialog.preview.pixels
    shell.workspace.player.seek(1)
    qtbot.waitUntil(lambda: shown() != first, timeout=20_000)
    light = shown()
    assert light.pixelColor(0, 0) == LIGHT.color("canvas")
    dialog.theme.setCurrentIndex(2)
    qtbot.waitUntil(lambda: shown().pixelColor(0, 0) == DARK.color("canvas"), timeout=20_000)
    choose(dialog, Format.DOT)
    assert dialog.preview.image is None
    assert "data" in dialog.preview.words


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
    dialog.scale.setValue(6.0)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.export.isEnabled()
    qtbot.waitUntil(dialog.progress.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=60_000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "cancelled" in shell.face.banner.text)
    exporter = shell.face.exports.exporter
    assert exporter is not None
    assert not exporter.is_busy
    assert not dialog.isVisible()
    assert not list(folder.iterdir())


def test_tab_goes_through_the_choices_as_they_stand(dialog: ExportDialog, qtbot: QtBot) -> None:
    choose(dialog, Format.PNG)
    dialog.stepped.click()
    dialog.area.setFocus()
    seen: list[QWidget] = [dialog.area]
    for _ in range(13):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dialog.focusWidget())
    first: list[QWidget] = [dialog.area, dialog.format, dialog.stepped, dialog.first, dialog.last, dialog.legend]
    assert seen[:6] == first
    assert seen[6:] == [
        dialog.caption,
        dialog.selection,
        dialog.scale,
        dialog.theme,
        dialog.transparent,
        dialog.path,
        dialog.browse,
        dialog.cancel,
    ]


def test_data_has_no_looks(dialog: ExportDialog) -> None:
    choose(dialog, Format.GRAPHML)
    looks = (dialog.area, dialog.stepped, dialog.scale, dialog.theme, dialog.transparent, dialog.seconds)
    for widget in (*looks, dialog.legend, dialog.caption, dialog.selection):
        assert not widget.isEnabled()
    assert dialog.size_note.text() == ""


def test_damaged_settings_are_the_usual_choices() -> None:
    assert remembered("") == remembered("{broken") == remembered('{"scale": 1e9}') == Choices()
    chosen = Choices(Format.WEBM, is_view=True, scale=3.0, theme="dark", first=2, last=5)
    assert remembered(written(chosen)) == chosen
