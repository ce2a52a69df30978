"""The small picture of what an export will look like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gradviz.ui.export.order import Format, Order
from gradviz.ui.export.preview import Preview, preview, small
from gradviz.ui.picture import Picture
from gradviz.ui.theme import DARK, LIGHT
from gradviz.ui.widgets.preview_box import PreviewBox

ORDER = Order(Path("a.png"), Format.PNG, (11,), 2.0, DARK, has_legend=True, has_caption=True)


@pytest.mark.parametrize("most", [120, 300])
def test_it_is_the_page_made_smaller(picture: Picture, most: int) -> None:
    large, image = ORDER.page(picture), preview(picture, ORDER, most, 11)
    assert max(image.width(), image.height()) <= most
    assert image.width() / image.height() == pytest.approx(large.width / large.height, rel=0.05)
    assert image.pixelColor(0, 0).name().upper() == DARK.canvas
    # As much of the boxes is shown as in the large one, only smaller.
    assert small(picture, ORDER, most).cut.reading == large.cut.reading


def test_it_shows_the_position_that_is_looked_at_or_the_nearest_of_the_steps(picture: Picture, qtbot: QtBot) -> None:
    shown = Preview()
    for asked, drawn in ((11, 4), (1, 2), (3, 3)):
        steps = replace(ORDER, positions=(2, 3, 4), format=Format.GIF)
        with qtbot.waitSignal(shown.drawn, timeout=20_000) as told:
            shown.show_order(picture, steps, asked, 200)
        assert told.args == [preview(picture, steps, 200, drawn)]
    shown.close()


def test_only_the_latest_is_drawn(picture: Picture, qtbot: QtBot) -> None:
    shown, seen = Preview(), list[QImage]()
    shown.drawn.connect(seen.append)
    for position in (1, 2, 3, 11):
        shown.show_order(picture, replace(ORDER, positions=(position,)), position, 200)
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    qtbot.wait(250)
    assert seen == [preview(picture, ORDER, 200, 11)]
    shown.show_order(picture, ORDER, 11, 200)
    shown.forget()
    qtbot.wait(250)
    assert len(seen) == 1
    shown.close()


def test_the_box_shows_a_picture_or_says_why_there_is_none(qtbot: QtBot) -> None:
    box = PreviewBox()
    qtbot.addWidget(box)
    box.resize(300, 200)
    box.set_theme(DARK)
    image = QImage(QSize(400, 100), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    box.show_image(image)
    grabbed = box.grab().toImage()
    assert grabbed.pixelColor(150, 100) == Qt.GlobalColor.red
    # It keeps its form: above and below is ground.
    assert grabbed.pixelColor(150, 30).name().upper() == DARK.canvas
    box.show_words("nothing")
    assert (box.image, box.words) == (None, "nothing")
    assert box.grab().toImage() != grabbed


def test_what_is_transparent_lies_on_squares(picture: Picture, qtbot: QtBot) -> None:
    box = PreviewBox()
    qtbot.addWidget(box)
    box.resize(240, 240)
    box.show_image(preview(picture, replace(ORDER, is_transparent=True, has_legend=False, has_caption=False), 200, 11))
    grabbed = box.grab().toImage()
    # The margin of the graph, where nothing is drawn.
    place = box.image
    assert place is not None
    left = round((box.width() - place.width()) / 2) + 2
    colors = {grabbed.pixelColor(left, y).name().upper() for y in range(40, 200)}
    assert colors == {LIGHT.panel, LIGHT.line}
