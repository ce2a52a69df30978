"""A panel that needs more width than there is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.widgets.wide_area import WideArea


@pytest.fixture
def area(qtbot: QtBot) -> WideArea:
    panel = QWidget()
    row = QHBoxLayout(panel)
    for _ in range(3):
        field = QLineEdit()
        field.setMinimumWidth(300)
        row.addWidget(field)
    area = WideArea(panel)
    qtbot.addWidget(area)
    area.resize(400, 120)
    area.show()
    qtbot.waitActive(area)
    return area


def panel_of(area: WideArea) -> QWidget:
    panel = area.widget()
    assert panel is not None
    return panel


def test_it_asks_for_less_than_the_panel_needs(area: WideArea) -> None:
    assert panel_of(area).minimumSizeHint().width() > 900
    assert area.minimumSizeHint().width() < 400
    bar = area.horizontalScrollBar().sizeHint().height()
    assert area.minimumSizeHint().height() == panel_of(area).minimumSizeHint().height() + bar
    area.resize(1200, 120)
    assert area.minimumSizeHint().height() == panel_of(area).minimumSizeHint().height()


def test_nothing_is_squeezed_and_all_can_be_reached(area: WideArea) -> None:
    first, _, last = panel_of(area).findChildren(QLineEdit)
    assert first.width() >= 300
    assert area.horizontalScrollBar().maximum() > 0
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    QTest.keyClick(area.focusWidget(), Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert area.viewport().rect().contains(last.mapTo(area.viewport(), last.cursorRect().center()))


def test_with_room_there_is_no_scroll_bar(area: WideArea, qtbot: QtBot) -> None:
    area.resize(1200, 120)
    qtbot.waitUntil(lambda: panel_of(area).width() == 1200)
    qtbot.waitUntil(lambda: not area.horizontalScrollBar().isVisible())


def test_a_panel_that_grows_is_followed(area: WideArea, qtbot: QtBot) -> None:
    before = area.minimumSizeHint().height()
    panel_of(area).findChildren(QLineEdit)[0].setMinimumHeight(90)
    qtbot.waitUntil(lambda: area.minimumSizeHint().height() > before)
