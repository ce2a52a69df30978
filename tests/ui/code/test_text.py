from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.theme import DARK


def test_a_loaded_text_comes_back_and_cannot_be_undone(qtbot: QtBot, panel: EditorPanel) -> None:
    text = "a = '\u00a0no-break'\n图 = '😀'\n"
    with qtbot.assertNotEmitted(panel.text_edited), qtbot.assertNotEmitted(panel.line_selected):
        panel.load_text(text)
    assert panel.text() == text
    panel.undo()
    assert panel.text() == text


def test_a_set_text_is_one_step_that_can_be_undone(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("a = '😀'\nb = 1\n")
    with qtbot.waitSignal(panel.text_edited):
        panel.set_text("a = '😀😀'\nb = 22\n")
    assert panel.text() == "a = '😀😀'\nb = 22\n"
    panel.undo()
    assert panel.text() == "a = '😀'\nb = 1\n"
    panel.redo()
    assert panel.text() == "a = '😀😀'\nb = 22\n"


def test_setting_the_same_text_is_no_edit(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("a")
    with qtbot.assertNotEmitted(panel.text_edited):
        panel.set_text("a")


def test_typing_is_told_once_per_key(qtbot: QtBot, panel: EditorPanel) -> None:
    told: list[int] = []
    panel.text_edited.connect(lambda: told.append(1))
    QTest.keyClicks(panel.edit, "abc")
    assert panel.text() == "abc"
    assert len(told) == 3


def test_scrolling_and_colours_are_no_edits(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("x = 'a'\n" * 2000)
    with qtbot.assertNotEmitted(panel.text_edited, wait=50):
        panel.edit.verticalScrollBar().setValue(1500)
        panel.set_theme(DARK)
        panel.set_text_scale(1.5)
        panel.set_error(1501, None, "x")
        panel.grab()
    assert panel.edit.error_line == 1500


@pytest.mark.parametrize("text", ["a\x00b", "\x0c\x1b[31m", "\u2028\u202e", "a\tb"])
def test_odd_characters_come_back_as_they_were(panel: EditorPanel, text: str) -> None:
    panel.load_text(text)
    panel.grab()
    assert panel.text() == text
