from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.console import LONGEST_LINE, MOST_LINES, ConsolePanel, Terminal
from gradviz.ui.theme import DARK, LIGHT


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ConsolePanel]:
    widget = ConsolePanel()
    qtbot.addWidget(widget)
    widget.resize(400, 200)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    widget.close()


def fed(*pieces: str) -> list[str]:
    terminal = Terminal()
    lines = [line for piece in pieces for line in terminal.feed(piece)]
    return [*lines, terminal.line]


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        (["a\nb"], ["a", "b"]),
        (["par", "tial\n"], ["partial", ""]),
        (["a\r\nb"], ["a", "b"]),
        (["a\r", "\nb"], ["a", "b"]),
        (["10%\r", "20%\r100%\n"], ["100%", ""]),
        (["100%\r5"], ["500%"]),
        (["long line\r\x1b[Kok"], ["ok"]),
        (["long line\r\x1b", "[2Kok"], ["ok"]),
        (["ab\bc"], ["ac"]),
        (["\x1b[1;31mred\x1b[0m"], ["red"]),
        (["\x1b[38;5", ";196mred"], ["red"]),
        (["\x1b]0;title\x07x\x1b]8;;url\x1b\\y"], ["xy"]),
        (["\x1b[Aup"], ["up"]),
        (["a\x00b\x07\x7f"], [r"a\x00b\x07\x7f"]),
        (["\u202eabc\u2029\ud800"], [r"\u202eabc\u2029\ud800"]),
        (["损失 😀\t1"], ["损失 😀\t1"]),
    ],
)
def test_what_a_terminal_would_show(pieces: list[str], lines: list[str]) -> None:
    assert fed(*pieces) == lines


@given(st.lists(st.text(st.sampled_from("ab\n\t图"), max_size=10), max_size=8))
def test_plain_text_comes_through_however_it_is_cut(pieces: list[str]) -> None:
    assert "\n".join(fed(*pieces)) == "".join(pieces)


@given(st.text(max_size=60))
def test_any_text_becomes_harmless(text: str) -> None:
    for line in fed(text):
        assert not any(ord(letter) < 32 and letter != "\t" for letter in line)


def test_a_long_line_is_folded_without_loss() -> None:
    lines = fed("x" * (2 * LONGEST_LINE + 5), "y")
    assert "".join(lines) == "x" * (2 * LONGEST_LINE + 5) + "y"
    assert max(map(len, lines)) == LONGEST_LINE


def test_prints_arrive_by_themselves(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.append("0 1.5\n")
    panel.append("1 ")
    panel.append("0.7\n")
    qtbot.waitUntil(lambda: panel.output.toPlainText() == "0 1.5\n1 0.7\n")


def test_prints_that_nobody_sees_wait_until_somebody_does(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.hide()
    panel.append("0 1.5\n")
    qtbot.wait(100)
    assert not panel.output.toPlainText()
    panel.show()
    assert panel.output.toPlainText() == "0 1.5\n"
    panel.hide()
    panel.append("1 0.7\n")
    qtbot.waitUntil(lambda: panel.output.toPlainText() == "0 1.5\n1 0.7\n")


def test_a_progress_bar_stays_on_its_line(panel: ConsolePanel) -> None:
    for percent in range(0, 101, 10):
        panel.append(f"\r{percent:3}%")
        panel.flush()
    assert panel.text() == "100%"


def test_skipped_lines_are_told(panel: ConsolePanel) -> None:
    panel.append("a\n")
    panel.append("z\n", skipped=1234)
    panel.append("end", skipped=1)
    assert panel.text() == "a\n… 1,234 lines not shown\nz\n… 1 line not shown\nend"


def color_of(panel: ConsolePanel, line: int) -> QColor:
    block = panel.output.document().findBlockByNumber(line)
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.Right)
    return cursor.charFormat().foreground().color()


def test_errors_stand_on_their_own_in_the_themes_colour(panel: ConsolePanel) -> None:
    panel.append("partial")
    panel.append_error("ValueError: no\n  line 3\n")
    panel.append_error("again")
    panel.append("after\n")
    assert panel.text() == "partial\nValueError: no\n  line 3\nagain\nafter\n"
    assert color_of(panel, 1) == LIGHT.color("error")
    assert color_of(panel, 3) == LIGHT.color("error")
    assert color_of(panel, 4) != LIGHT.color("error")
    panel.set_theme(DARK)
    assert color_of(panel, 2) == DARK.color("error")
    assert color_of(panel, 0) != DARK.color("error")


def test_clear_empties_it_and_ends_unfinished_lines(panel: ConsolePanel) -> None:
    panel.append_error("x")
    panel.append("partial")
    panel.flush()
    panel.append("pending")
    panel.clear()
    panel.append("new")
    assert panel.text() == "new"


def test_a_million_lines_do_not_freeze_the_window(panel: ConsolePanel) -> None:
    text = "".join(f"{i} 0.123\n" for i in range(1_000_000))
    begin = time.process_time()
    panel.append(text)
    panel.flush()
    assert time.process_time() - begin < 2
    assert panel.output.blockCount() == MOST_LINES
    assert panel.output.toPlainText().endswith("999999 0.123\n")
    assert panel.lost_label.isVisible()
    assert panel.lost_label.text() == "… 990,001 lines not shown"


def test_lines_lost_at_the_top_are_counted_exactly(panel: ConsolePanel) -> None:
    for batch in range(5):
        panel.append("".join(f"{batch}-{i}\n" for i in range(3000)))
        panel.flush()
    shown = panel.output.toPlainText().split("\n")
    assert len(shown) == MOST_LINES
    assert shown[0] == f"{(15_001 - MOST_LINES) // 3000}-{(15_001 - MOST_LINES) % 3000}"
    assert panel.lost_label.text() == "… 5,001 lines not shown"
    panel.clear()
    assert panel.lost_label.isHidden()


def test_it_follows_the_end_unless_the_user_scrolled_up(panel: ConsolePanel) -> None:
    bar = panel.output.verticalScrollBar()
    panel.append("line\n" * 100)
    panel.flush()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(20)
    panel.append("line\n" * 100)
    panel.flush()
    assert bar.value() == 20
    bar.setValue(bar.maximum())
    panel.append("line\n" * 100)
    panel.flush()
    assert bar.value() == bar.maximum()


def test_what_is_read_stays_in_place_when_lines_leave_at_the_top(panel: ConsolePanel) -> None:
    panel.append("".join(f"{i}\n" for i in range(9_999)))
    panel.flush()
    panel.output.verticalScrollBar().setValue(5000)
    before = panel.output.firstVisibleBlock().text()
    panel.append("more\n" * 500)
    panel.flush()
    assert panel.output.firstVisibleBlock().text() == before == "5000"


def test_text_can_be_copied_with_the_keyboard_but_not_changed(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.append("grad 4.5\n")
    panel.flush()
    QTest.keyClick(panel.output, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(panel.output, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "grad 4.5\n"
    QTest.keyClicks(panel.output, "x")
    assert panel.text() == "grad 4.5\n"


def test_the_menu_copies_everything_and_clears(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.append("a\nb")
    panel.flush()

    def choose(name: str) -> None:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
        QCoreApplication.sendEvent(panel.output.viewport(), event)
        menu = panel.output.findChild(QMenu)
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == name).trigger()
        menu.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    choose("Copy everything")
    assert QGuiApplication.clipboard().text() == "a\nb"
    choose("Clear")
    assert panel.text() == ""


def test_the_empty_console_says_what_will_be_there(panel: ConsolePanel) -> None:
    assert "Run the program" in panel.output.placeholderText()
    assert panel.output.accessibleName() == "Console"


def test_the_text_follows_the_scale(panel: ConsolePanel) -> None:
    size = panel.output.font().pointSizeF()
    panel.set_text_scale(2.0)
    assert panel.output.font().pointSizeF() == 2 * size


def test_a_new_language_reaches_the_texts(panel: ConsolePanel) -> None:
    panel.output.setPlaceholderText("")
    QCoreApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.output.placeholderText()
