from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.timeline import Phase
from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.theme import LIGHT
from tests.ui.code.hands import CTRL, PROGRAM, put


def test_the_empty_editor_says_what_to_do(panel: EditorPanel) -> None:
    assert panel.edit.placeholderText() == "Type a program, or open an example from the Examples menu."
    assert "Escape" in panel.edit.accessibleDescription()
    assert panel.edit.accessibleName()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_asks_to_run(qtbot: QtBot, panel: EditorPanel, key: Qt.Key) -> None:
    put(panel, "x|")
    with qtbot.waitSignal(panel.run_requested):
        QTest.keyClick(panel.edit, key, CTRL)
    assert panel.text() == "x"


def test_focus_is_visible(panel: EditorPanel) -> None:
    assert panel.edit.grab().toImage().pixelColor(0, 50) == LIGHT.color("forward")
    panel.find_bar.show()
    panel.find_bar.needle.setFocus()
    assert panel.edit.grab().toImage().pixelColor(0, 50) == LIGHT.color("panel")


def test_the_text_follows_the_scale_and_the_numbers_have_room(panel: EditorPanel) -> None:
    panel.load_text(PROGRAM)
    panel.grab()
    size, left = panel.edit.font().pointSizeF(), panel.edit.viewport().x()
    panel.set_text_scale(2.0)
    assert panel.edit.font().pointSizeF() == 2 * size
    assert panel.edit.viewport().x() > left


def test_a_new_language_reaches_the_texts(panel: EditorPanel) -> None:
    panel.edit.setPlaceholderText("")
    panel.find_bar.one.setText("")
    panel.line_bar.go.setText("")
    QCoreApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.edit.placeholderText()
    assert panel.find_bar.one.text()
    assert panel.line_bar.go.text()


def test_a_large_program_stays_fluent(panel: EditorPanel) -> None:
    text = PROGRAM * 4000
    begin = time.process_time()
    panel.load_text(text)
    QCoreApplication.processEvents()
    loaded = time.process_time()
    panel.edit.verticalScrollBar().setValue(15_000)
    QTest.keyClicks(panel.edit, "(" * 10)
    panel.set_mark(12_000, (0, 3), Phase.FORWARD)
    panel.grab()
    done = time.process_time()
    assert loaded - begin < 3
    assert done - loaded < 3


def test_a_very_long_line_is_bearable(panel: EditorPanel) -> None:
    begin = time.process_time()
    panel.load_text("x = [" + "1, '2', " * 50_000 + "]\n")
    panel.edit.moveCursor(QTextCursor.MoveOperation.EndOfLine)
    panel.grab()
    assert time.process_time() - begin < 5
