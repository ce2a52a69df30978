from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gradviz.ui.panels.editor import EditorPanel
from tests.ui.code.hands import CTRL, SHIFT, move


def search(panel: EditorPanel, needle: str) -> None:
    QTest.keyClick(panel.edit, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(panel.find_bar.needle, needle)


def selected(panel: EditorPanel) -> tuple[int, int]:
    cursor = panel.edit.textCursor()
    return cursor.selectionStart(), cursor.selectionEnd()


def test_find_steps_through_the_matches_and_around(panel: EditorPanel) -> None:
    panel.load_text("😀 ab Ab\nab")
    search(panel, "ab")
    field = panel.find_bar.needle
    assert field.hasFocus()
    assert selected(panel) == (3, 5)
    assert panel.find_bar.count.text() == "1 of 3"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert selected(panel) == (6, 8)
    QTest.keyClick(field, Qt.Key.Key_F3)
    assert selected(panel) == (9, 11)
    QTest.keyClick(field, Qt.Key.Key_F3)
    assert panel.find_bar.count.text() == "1 of 3"
    QTest.keyClick(field, Qt.Key.Key_F3, SHIFT)
    assert panel.find_bar.count.text() == "3 of 3"
    QTest.mouseClick(panel.find_bar.case, Qt.MouseButton.LeftButton)
    assert panel.find_bar.count.text() == "2 of 2"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert panel.find_bar.isHidden()
    assert panel.edit.hasFocus()
    assert not panel.edit.extraSelections()


def test_f3_goes_on_after_the_bar_was_closed(panel: EditorPanel) -> None:
    panel.load_text("ab ab")
    search(panel, "ab")
    QTest.keyClick(panel.find_bar.needle, Qt.Key.Key_Escape)
    QTest.keyClick(panel.edit, Qt.Key.Key_F3)
    assert selected(panel) == (3, 5)
    QTest.keyClick(panel.edit, Qt.Key.Key_F3, SHIFT)
    assert selected(panel) == (0, 2)


def test_no_match_is_told(panel: EditorPanel) -> None:
    panel.load_text("abc")
    search(panel, "x")
    assert panel.find_bar.count.text() == "none"
    assert not panel.find_bar.next.isEnabled()
    QTest.keyClick(panel.find_bar.needle, Qt.Key.Key_F3)
    QTest.keyClick(panel.find_bar.needle, Qt.Key.Key_F3, SHIFT)
    assert panel.current_line() == 1


def test_find_begins_with_the_selection(panel: EditorPanel) -> None:
    panel.load_text("lr = 1\nlr")
    move(panel, 0, 2)
    QTest.keyClick(panel.edit, Qt.Key.Key_F, CTRL)
    assert panel.find_bar.needle.text() == "lr"
    assert panel.find_bar.count.text() == "1 of 2"
    QTest.keyClick(panel.find_bar.needle, Qt.Key.Key_Escape)
    QTest.keyClick(panel.edit, Qt.Key.Key_H, CTRL)
    assert panel.find_bar.replacement.hasFocus()


def test_replace_one_and_all(panel: EditorPanel) -> None:
    panel.load_text("ab ab ab")
    search(panel, "ab")
    QTest.keyClicks(panel.find_bar.replacement, r"x\1")
    QTest.mouseClick(panel.find_bar.one, Qt.MouseButton.LeftButton)
    assert panel.text() == r"x\1 ab ab"
    assert panel.find_bar.count.text() == "1 of 2"
    QTest.mouseClick(panel.find_bar.all, Qt.MouseButton.LeftButton)
    assert panel.text() == r"x\1 x\1 x\1"
    assert panel.find_bar.count.text() == "none"
    panel.undo()
    assert panel.text() == r"x\1 ab ab"


def test_a_replacement_that_contains_the_text_ends(panel: EditorPanel) -> None:
    panel.load_text("a a")
    search(panel, "a")
    panel.find_bar.replacement.setFocus()
    QTest.keyClicks(panel.find_bar.replacement, "aa")
    QTest.keyClick(panel.find_bar.replacement, Qt.Key.Key_Return)
    QTest.keyClick(panel.find_bar.replacement, Qt.Key.Key_Return)
    assert panel.text() == "aa aa"


def test_the_count_follows_the_text(panel: EditorPanel) -> None:
    panel.load_text("ab")
    search(panel, "ab")
    panel.set_text("ab ab")
    assert panel.find_bar.count.text().endswith("of 2")
    panel.load_text("none here")
    assert panel.find_bar.count.text() == "none"


def test_the_buttons_do_what_their_keys_do(panel: EditorPanel) -> None:
    panel.load_text("ab ab")
    search(panel, "ab")
    for button in (panel.find_bar.next, panel.find_bar.previous):
        before = selected(panel)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert selected(panel) != before
    QTest.mouseClick(panel.find_bar.shut, Qt.MouseButton.LeftButton)
    assert panel.find_bar.isHidden()
