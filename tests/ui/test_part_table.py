"""The table of a large tensor asks for what can be seen, and shows exactly that."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.place import MOST_ELEMENTS, Part
from gradviz.core.tensor import Array, TensorSummary
from gradviz.ui.theme import DARK
from gradviz.ui.widgets.part_table import UNKNOWN, PartTable
from tests import traces

VALUES = np.random.default_rng(3).normal(size=(1000, 300)).astype(np.float32)
SUMMARY = traces.summary(VALUES)


def cut(values: NDArray[np.float32], part: Part) -> Array:
    rows, columns = part.rows, part.columns
    return Array.of(values[rows.start : rows.stop : rows.step, columns.start : columns.stop : columns.step])


class Shown:
    """A table on the screen, and what it asked for."""

    def __init__(self, qtbot: QtBot, summary: TensorSummary = SUMMARY) -> None:
        self.qtbot = qtbot
        self.table = PartTable()
        qtbot.addWidget(self.table)
        self.asked: list[Part] = []
        self.table.part_wanted.connect(lambda _summary, part: self.asked.append(part))
        self.table.resize(400, 240)
        self.table.show()
        self.table.show_summary(summary)
        self.wait()

    def wait(self) -> None:
        self.qtbot.wait(80)

    def answer(self) -> bool:
        part = self.asked[-1]
        return self.table.show_part(SUMMARY, part, cut(VALUES, part), "")

    def text(self, row: int, column: int) -> object:
        return self.table.parts.data(self.table.parts.index(row, column))


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_it_has_every_row_and_column_and_asks_only_for_what_can_be_seen(shown: Shown) -> None:
    assert (shown.table.parts.rowCount(), shown.table.parts.columnCount()) == (1000, 300)
    (part,) = shown.asked
    assert part.rows.start == part.columns.start == 0
    assert part.rows.stop < 60
    assert part.columns.stop < 40
    assert len(part.rows) * len(part.columns) < MOST_ELEMENTS


def test_until_it_is_there_only_the_elements_of_the_thumbnail_are_known(shown: Shown) -> None:
    row, column = SUMMARY.strides()
    assert shown.table.parts.exact(row, column) == str(VALUES[row, column])
    assert shown.text(row, column + 1) == UNKNOWN
    assert shown.table.parts.exact(row + 1, column) == UNKNOWN


def test_what_arrives_is_shown_to_the_last_digit(shown: Shown) -> None:
    assert shown.answer()
    for row, column in ((0, 0), (3, 1), (7, 2)):
        assert shown.table.parts.exact(row, column) == str(VALUES[row, column])
    shown.table.setCurrentIndex(shown.table.parts.index(2, 1))
    QTest.keyClick(shown.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == str(VALUES[2, 1])
    tip = shown.table.parts.data(shown.table.parts.index(3, 1), Qt.ItemDataRole.ToolTipRole)
    assert tip == f"[3, 1] = {VALUES[3, 1]!s}"


def test_one_goes_anywhere_by_key_and_asks_when_one_stops(shown: Shown) -> None:
    shown.answer()
    shown.table.setFocus()
    shown.table.setCurrentIndex(shown.table.parts.index(0, 0))
    before = len(shown.asked)
    for _ in range(30):
        QTest.keyClick(shown.table, Qt.Key.Key_PageDown)
    shown.wait()
    assert len(shown.asked) == before + 1
    seen = shown.table.visible_part()
    assert seen is not None
    assert seen.rows.start > 100
    assert shown.answer()
    at = shown.table.currentIndex().row()
    assert shown.table.parts.exact(at, 0) == str(VALUES[at, 0])
    shown.table.go_to(999, 299)
    shown.wait()
    assert shown.answer()
    assert shown.table.parts.exact(999, 299) == str(VALUES[999, 299])


def test_a_step_within_what_is_known_asks_for_nothing(shown: Shown) -> None:
    shown.answer()
    before = len(shown.asked)
    shown.table.verticalScrollBar().setValue(2)
    shown.wait()
    assert len(shown.asked) == before


def test_late_answers_and_those_of_another_tensor_are_dropped(shown: Shown) -> None:
    first = shown.asked[-1]
    shown.table.go_to(500, 150)
    shown.wait()
    assert not shown.table.show_part(SUMMARY, first, cut(VALUES, first), "")
    other = traces.random(1000, 300, seed=9)
    assert not shown.table.show_part(other, shown.asked[-1], cut(VALUES, shown.asked[-1]), "")
    assert shown.text(501, 151) == UNKNOWN


def test_why_there_is_nothing_is_remembered(shown: Shown) -> None:
    assert shown.table.show_part(SUMMARY, shown.asked[-1], None, "It was changed since.")
    assert shown.table.reason == "It was changed since."
    assert shown.text(1, 1) == UNKNOWN


@pytest.mark.parametrize("shape", [(5000,), (7, 90, 80)])
def test_rows_are_all_axes_but_the_last(qtbot: QtBot, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(4).normal(size=shape).astype(np.float32)
    found = Shown(qtbot, traces.summary(values))
    rows = 1 if len(shape) == 1 else 630
    assert (found.table.parts.rowCount(), found.table.parts.columnCount()) == (rows, shape[-1])
    header = found.table.parts.headerData(rows - 1, Qt.Orientation.Vertical)
    assert header == ("" if len(shape) == 1 else "6, 89")


def test_what_is_not_finite_and_not_known_has_its_colour(qtbot: QtBot) -> None:
    values = VALUES.copy()
    values[0, 0] = np.nan
    found = Shown(qtbot, traces.summary(values))
    found.table.set_theme(DARK)
    model = found.table.parts
    color: Callable[[int, int], object] = lambda row, column: model.data(  # noqa: E731
        model.index(row, column), Qt.ItemDataRole.ForegroundRole
    )
    assert color(0, 0) == DARK.color("nonfinite")
    assert color(1, 1) == DARK.color("muted")
    assert not found.table.grab().isNull()
