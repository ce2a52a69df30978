"""Looking closer at a heat map: by wheel and by key, with the thumbnail until the elements are there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.core.place import Part
from gradviz.core.tensor import Array, TensorSummary
from gradviz.ui.keyguard import wants
from gradviz.ui.widgets.heatmap import HeatMap
from gradviz.ui.widgets.tensor_view import TensorView
from tests import traces

VALUES = np.random.default_rng(3).normal(size=(1000, 300)).astype(np.float32)
SUMMARY = traces.summary(VALUES)


class Zoomed:
    def __init__(self, qtbot: QtBot) -> None:
        self.map = HeatMap()
        qtbot.addWidget(self.map)
        self.asked: list[tuple[TensorSummary, Part]] = []
        self.map.part_wanted.connect(lambda summary, part: self.asked.append((summary, part)))
        self.map.resize(400, 200)
        self.map.show_summary(SUMMARY)
        self.map.set_zoomable(True)
        self.map.show()
        self.map.activateWindow()
        self.map.cells.setFocus()
        qtbot.waitUntil(self.map.cells.hasFocus)

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.map.cells, key)

    def answer(self) -> None:
        summary, part = self.asked[-1]
        rows, columns = part.rows, part.columns
        held = VALUES[rows.start : rows.stop : rows.step, columns.start : columns.stop : columns.step]
        self.map.show_part(summary, part, Array.of(held), "")

    def element(self) -> tuple[tuple[int, ...], float]:
        """Return the index and the value that are read at the cursor."""
        index, value = self.map.reading().split(" = ")
        return tuple(int(number) for number in index.strip("[]").split(",")), float(value)


@pytest.fixture
def zoomed(qtbot: QtBot) -> Zoomed:
    return Zoomed(qtbot)


def test_a_key_looks_closer_and_every_element_is_exact(zoomed: Zoomed) -> None:
    zoomed.key(*[Qt.Key.Key_Plus] * 5)
    assert "from the thumbnail until" in zoomed.map.caption()
    zoomed.answer()
    region = zoomed.map.region
    assert region is not None
    assert "every element" in zoomed.map.caption()
    zoomed.key(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down)
    (row, column), value = zoomed.element()
    assert (row, column) == (region.top + 1, region.left + 1)
    assert np.float32(value) == VALUES[row, column]


def test_until_the_elements_are_there_what_is_read_is_an_element_of_the_thumbnail(zoomed: Zoomed) -> None:
    zoomed.key(*[Qt.Key.Key_Plus] * 4)
    zoomed.key(Qt.Key.Key_Right, Qt.Key.Key_Right)
    (row, column), value = zoomed.element()
    assert np.float32(value) == VALUES[row, column]
    assert (row % SUMMARY.strides()[0], column % SUMMARY.strides()[1]) == (0, 0)


def test_the_cursor_goes_on_beyond_the_edge(zoomed: Zoomed) -> None:
    zoomed.key(*[Qt.Key.Key_Plus] * 7)
    zoomed.answer()
    zoomed.key(Qt.Key.Key_Left)
    before = zoomed.element()[0]
    for _ in range(3):
        zoomed.key(Qt.Key.Key_Left)
        zoomed.answer()
    (row, column), value = zoomed.element()
    assert (row, column) == (before[0], before[1] - 3)
    assert np.float32(value) == VALUES[row, column]


def test_minus_and_zero_lead_back_to_the_whole(zoomed: Zoomed) -> None:
    caption = zoomed.map.caption()
    zoomed.key(Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Minus)
    assert zoomed.map.region is None
    zoomed.key(*[Qt.Key.Key_Plus] * 5)
    zoomed.key(Qt.Key.Key_0)
    assert zoomed.map.region is None
    assert zoomed.map.caption() == caption
    zoomed.answer()
    assert zoomed.map.caption() == caption


def test_late_answers_are_dropped(zoomed: Zoomed) -> None:
    zoomed.key(*[Qt.Key.Key_Plus] * 4)
    zoomed.answer()
    late = zoomed.asked[-1]
    zoomed.key(Qt.Key.Key_Plus)
    zoomed.map.show_part(*late, Array.of(np.zeros((1, 1), np.float32)), "")
    assert "until the elements are here" in zoomed.map.caption()
    zoomed.map.show_summary(traces.random(1000, 300, seed=8))
    zoomed.answer()
    assert zoomed.map.region is None


def test_why_there_are_no_elements_is_told(zoomed: Zoomed) -> None:
    zoomed.key(Qt.Key.Key_Plus)
    zoomed.map.show_part(*zoomed.asked[-1], None, "It was changed since.")
    assert zoomed.map.caption().endswith("from the thumbnail. It was changed since.")


def test_the_wheel_zooms_about_the_mouse_when_the_map_has_the_focus(zoomed: Zoomed) -> None:
    cells = zoomed.map.cells

    def turn(delta: int) -> None:
        at = QPointF(cells.width() * 0.8, cells.height() * 0.2)
        none = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            at, cells.mapToGlobal(at), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, none,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(cells, event)

    turn(120)
    turn(120)
    region = zoomed.map.region
    assert region is not None
    assert region.left > 100
    assert region.bottom < 600
    turn(-120)
    turn(-120)
    assert zoomed.map.region is None
    cells.clearFocus()
    turn(120)
    assert zoomed.map.region is None


def test_its_keys_are_its_own_only_where_one_can_look_closer(zoomed: Zoomed) -> None:
    plus = Qt.Key.Key_Plus

    def own() -> bool:
        from PySide6.QtCore import QKeyCombination

        return wants(zoomed.map.cells, QKeyCombination(plus))

    assert own()
    zoomed.map.set_zoomable(False)
    assert not own()
    zoomed.map.set_zoomable(True)
    zoomed.map.show_summary(traces.random(3, 4))
    assert not own()


def test_a_view_offers_numbers_of_a_large_tensor_where_its_elements_can_be_had(qtbot: QtBot) -> None:
    view = TensorView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.show()
    view.show_summary("Value", SUMMARY)
    assert view.numbers.isHidden()
    view.set_elements(True)
    assert not view.numbers.isHidden()
    asked: list[Part] = []
    view.part_wanted.connect(lambda _summary, part: asked.append(part))
    view.map.cells.move_cursor(20, 30)
    view.numbers.click()
    assert view.large is not None
    assert view.map.isHidden()
    row, column = SUMMARY.strides()
    index = view.large.currentIndex()
    assert (index.row(), index.column()) == (20 * row, 30 * column)
    qtbot.waitUntil(lambda: bool(asked))
    view.show_part(SUMMARY, asked[-1], None, "It was changed since.")
    assert view.note.text() == "It was changed since."
    view.set_elements(False)
    assert view.large.isHidden()
    assert not view.map.isHidden()
    view.set_elements(True)
    view.show_summary("Value", traces.random(3, 4))
    assert view.large.isHidden()
    assert view.table is not None
    assert not view.table.isHidden()
