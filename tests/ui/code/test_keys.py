from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.editor import EditorPanel
from tests.ui.code.hands import CTRL, SHIFT, move, now, put


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("for t in r:|", "for t in r:\n    |"),
        ("f(|", "f(\n    |"),
        ("if x:  # note:|", "if x:  # note:\n    |"),
        ("x = 1  # note:|", "x = 1  # note:\n|"),
        ("d = 'a:'|", "d = 'a:'\n|"),
        ("    return x|", "    return x\n|"),
        ("    a|b", "    a\n    |b"),
        ('    s = """a:|', '    s = """a:\n|'),
    ],
)
def test_enter_indents(qtbot: QtBot, panel: EditorPanel, before: str, after: str) -> None:
    put(panel, before)
    QTest.keyClick(panel.edit, Qt.Key.Key_Return)
    assert now(panel) == after


def test_shift_enter_is_an_ordinary_new_line(qtbot: QtBot, panel: EditorPanel) -> None:
    put(panel, "a|b")
    QTest.keyClick(panel.edit, Qt.Key.Key_Return, SHIFT)
    assert panel.text() == "a\nb"


def test_one_undo_takes_back_one_enter(qtbot: QtBot, panel: EditorPanel) -> None:
    put(panel, "if x:|")
    QTest.keyClick(panel.edit, Qt.Key.Key_Return)
    QTest.keyClick(panel.edit, Qt.Key.Key_Z, CTRL)
    assert panel.text() == "if x:"


def test_tab_and_backspace_move_between_stops(qtbot: QtBot, panel: EditorPanel) -> None:
    put(panel, "  |x")
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab)
    assert now(panel) == "    |x"
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab)
    QTest.keyClick(panel.edit, Qt.Key.Key_Backspace)
    assert now(panel) == "    |x"
    QTest.keyClick(panel.edit, Qt.Key.Key_Backspace)
    assert now(panel) == "|x"
    QTest.keyClick(panel.edit, Qt.Key.Key_Backspace)
    assert now(panel) == "|x"


def test_backspace_takes_whole_characters_and_selections(qtbot: QtBot, panel: EditorPanel) -> None:
    put(panel, "图x|")
    QTest.keyClick(panel.edit, Qt.Key.Key_Backspace)
    assert panel.text() == "图"
    panel.load_text("😀")
    panel.edit.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(panel.edit, Qt.Key.Key_Backspace)
    assert panel.text() == ""
    panel.load_text("abc")
    panel.edit.selectAll()
    QTest.keyClick(panel.edit, Qt.Key.Key_Backspace)
    assert panel.text() == ""


def test_tab_indents_the_selected_lines_and_keeps_them_selected(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("a\nb\nc")
    move(panel, 0, 4)  # up to the start of c: c is not meant
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab)
    assert panel.text() == "    a\n    b\nc"
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab)
    QTest.keyClick(panel.edit, Qt.Key.Key_Backtab, SHIFT)
    QTest.keyClick(panel.edit, Qt.Key.Key_Backtab, SHIFT)
    assert panel.text() == "a\nb\nc"


def test_comments_are_toggled_in_one_step(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("a = '😀'\n    b")
    panel.edit.selectAll()
    QTest.keyClick(panel.edit, Qt.Key.Key_Slash, CTRL)
    assert panel.text() == "# a = '😀'\n#     b"
    panel.undo()
    assert panel.text() == "a = '😀'\n    b"
    panel.edit.selectAll()
    QTest.keyClick(panel.edit, Qt.Key.Key_Slash, CTRL | SHIFT)  # where / needs Shift
    assert panel.text() == "# a = '😀'\n#     b"


def test_home_goes_to_the_text_first(qtbot: QtBot, panel: EditorPanel) -> None:
    put(panel, "    x = 1|")
    QTest.keyClick(panel.edit, Qt.Key.Key_Home)
    assert now(panel) == "    |x = 1"
    QTest.keyClick(panel.edit, Qt.Key.Key_Home, SHIFT)
    assert panel.edit.textCursor().selectedText() == "    "


@pytest.fixture
def neighbours(qtbot: QtBot, panel: EditorPanel) -> Iterator[tuple[QLineEdit, QLineEdit]]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    before, after = QLineEdit(), QLineEdit()
    for widget in (before, panel, after):
        column.addWidget(widget)
    window.show()
    qtbot.waitActive(window)
    panel.edit.setFocus()
    yield before, after
    panel.setParent(None)


def test_tab_does_not_trap(qtbot: QtBot, panel: EditorPanel, neighbours: tuple[QLineEdit, QLineEdit]) -> None:
    before, after = neighbours
    QTest.keyClick(panel.edit, Qt.Key.Key_Escape)
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab)
    assert after.hasFocus()
    panel.edit.setFocus()
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab)
    assert panel.edit.hasFocus()
    assert panel.text() == "    "
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab, CTRL)
    assert after.hasFocus()
    panel.edit.setFocus()
    QTest.keyClick(panel.edit, Qt.Key.Key_Tab, CTRL | SHIFT)
    assert before.hasFocus()


def test_escape_counts_only_for_the_next_key(panel: EditorPanel) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_A, Qt.Key.Key_Tab):
        QTest.keyClick(panel.edit, key)
    assert panel.edit.hasFocus()
    assert panel.text() == "a   "
