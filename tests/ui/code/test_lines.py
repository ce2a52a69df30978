from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.timeline import Phase
from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.theme import LIGHT
from tests.ui.code.hands import CTRL, PROGRAM, colors_of


def test_a_click_and_a_key_select_a_line(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text(PROGRAM)
    lines: list[int] = []
    panel.line_selected.connect(lines.append)
    QTest.keyClick(panel.edit, Qt.Key.Key_Down)
    QTest.keyClick(panel.edit, Qt.Key.Key_Right)
    assert lines == [2, 3]
    QTest.keyClick(panel.edit, Qt.Key.Key_Right)
    assert lines == [2, 3]
    place = panel.edit.cursorRect().center()
    QTest.mouseClick(panel.edit.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert lines == [2, 3, 3]
    assert panel.current_line() == 3


def test_a_click_on_a_number_selects_its_line(panel: EditorPanel, qtbot: QtBot) -> None:
    panel.load_text(PROGRAM)
    panel.go_to(4)
    height = panel.edit.cursorRect().center().y()
    panel.go_to(1)
    margin = panel.edit.childAt(QPoint(10, 100))
    assert margin is not None
    with qtbot.waitSignal(panel.line_selected) as signal:
        QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(margin.width() - 5, height))
    assert signal.args == [4]
    assert panel.current_line() == 4


def test_going_to_a_line_shows_it_and_tells_nothing(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("x = 1\n" * 500)
    with qtbot.assertNotEmitted(panel.line_selected):
        panel.go_to(300)
    assert panel.current_line() == 300
    assert 299 in panel.edit.lines_in_sight()
    panel.go_to(10_000)
    assert panel.current_line() == 501
    panel.go_to(-3)
    assert panel.current_line() == 1


def test_the_line_bar_goes_to_a_line(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("x = 1\n" * 500)
    QTest.keyClick(panel.edit, Qt.Key.Key_G, CTRL)
    assert panel.line_bar.isVisible()
    with qtbot.waitSignal(panel.line_selected) as signal:
        QTest.keyClicks(panel.line_bar.number, "123")
        QTest.keyClick(panel.line_bar.number, Qt.Key.Key_Return)
    assert signal.args == [123]
    assert panel.current_line() == 123
    assert panel.line_bar.isHidden()
    assert panel.edit.hasFocus()


def test_tall_lines_do_not_hide_the_numbers_below(panel: EditorPanel) -> None:
    panel.load_text("# 图图图\nx = 1\n" * 100)
    panel.grab()
    lowest = panel.edit.cursorForPosition(QPoint(5, panel.edit.viewport().height() - 1)).blockNumber()
    assert lowest in panel.edit.lines_in_sight()
    panel.set_mark(lowest + 2, None, Phase.FORWARD)
    assert LIGHT.forward_tint.lower() in colors_of(panel)
