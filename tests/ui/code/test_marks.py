from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip, QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.timeline import Phase
from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.theme import DARK, LIGHT, Theme
from tests.ui.code.hands import PROGRAM, colors_of, move, put


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("phase", list(Phase))
def test_the_mark_has_the_hue_of_its_phase(panel: EditorPanel, theme: Theme, phase: Phase) -> None:
    panel.load_text(PROGRAM)
    panel.set_theme(theme)
    panel.set_mark(5, (8, 13), phase)
    assert {theme.color(phase).name(), theme.color(f"{phase}_tint").name()} <= colors_of(panel)
    panel.clear_mark()
    assert theme.color(f"{phase}_tint").name() not in colors_of(panel)


def test_the_mark_scrolls_but_leaves_the_cursor(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("x = 1\n" * 400 + " " * 300 + "y = x\n")
    with qtbot.assertNotEmitted(panel.line_selected):
        panel.set_mark(401, (304, 305), Phase.BACKWARD)
    assert panel.current_line() == 1
    assert 400 in panel.edit.lines_in_sight()
    assert panel.edit.horizontalScrollBar().value() > 0
    assert LIGHT.backward_tint.lower() in colors_of(panel)
    panel.clear_mark()
    assert panel.edit.horizontalScrollBar().value() == 0
    panel.set_mark(401, (304, 305), Phase.BACKWARD)
    panel.set_mark(1, (0, 1), Phase.FORWARD)
    assert 0 in panel.edit.lines_in_sight()
    assert panel.edit.horizontalScrollBar().value() == 0


def test_the_mark_moves_with_the_text_and_goes_when_it_changes(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("x = 1\ny = x * 2\n")
    panel.set_mark(2, (4, 9), Phase.FORWARD)
    QTest.keyClick(panel.edit, Qt.Key.Key_Return)
    assert panel.edit.marked == (2, Phase.FORWARD)
    move(panel, panel.text().index("* 2"))
    QTest.keyClicks(panel.edit, "a")
    assert panel.edit.marked is None


@pytest.mark.parametrize(("line", "columns"), [(0, None), (99, (0, 2)), (-1, None)])
def test_a_line_that_is_not_there_is_not_marked(panel: EditorPanel, line: int, columns: tuple[int, int] | None) -> None:
    panel.load_text("x = 1")
    panel.set_mark(1, None, Phase.FORWARD)
    panel.set_mark(line, columns, Phase.FORWARD)
    assert panel.edit.marked is None
    panel.set_error(line, columns, "no")
    assert panel.edit.error_line is None


@pytest.mark.parametrize("columns", [None, (50, 60), (3, 1), (2, 2)])
def test_odd_columns_mark_at_least_the_line(panel: EditorPanel, columns: tuple[int, int] | None) -> None:
    panel.load_text("x = 1\n\n")
    for line in (1, 2):
        panel.set_mark(line, columns, Phase.UPDATE)
        assert panel.edit.marked == (line - 1, Phase.UPDATE)
        assert LIGHT.update_tint.lower() in colors_of(panel)


def help_at(panel: EditorPanel, target: QWidget, at: QPoint) -> None:
    QCoreApplication.sendEvent(target, QHelpEvent(QEvent.Type.ToolTip, at, target.mapToGlobal(at)))


def test_an_error_is_shown_until_the_text_changes(qtbot: QtBot, panel: EditorPanel) -> None:
    panel.load_text("x = 1\ny = <oops>\n")
    panel.set_error(2, (4, 10), "TypeError: <class 'int'>")
    assert LIGHT.color("error").name() in colors_of(panel)
    panel.go_to(2)
    help_at(panel, panel.edit.viewport(), panel.edit.cursorRect().center())
    assert "&lt;class" in QToolTip.text()
    QToolTip.hideText()
    margin = panel.edit.childAt(QPoint(10, 100))
    assert margin is not None
    help_at(panel, margin, QPoint(5, panel.edit.cursorRect().center().y()))
    assert "TypeError" in QToolTip.text()
    QToolTip.hideText()
    help_at(panel, panel.edit.viewport(), QPoint(5, 5))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    QTest.keyClicks(panel.edit, "z")
    assert panel.edit.error_line is None
    assert LIGHT.color("error").name() not in colors_of(panel)


def test_an_error_can_be_taken_away(panel: EditorPanel) -> None:
    panel.load_text("x")
    panel.set_error(1, None, "no")
    panel.clear_error()
    assert panel.edit.error_line is None


def test_brackets_beside_the_cursor_are_shown(panel: EditorPanel) -> None:
    put(panel, "f(|x)")
    assert len(panel.edit.extraSelections()) == 2
    put(panel, "f(|x]")
    selections = panel.edit.extraSelections()
    assert {QColor(s.format.background().color()).name() for s in selections} == {LIGHT.color("error").name()}
    put(panel, "f(x|")
    assert not panel.edit.extraSelections()


def test_the_start_of_the_lines_comes_back_after_a_long_line(panel: EditorPanel) -> None:
    long = "prediction = " + " + ".join(f"first_{number}.mm(second)" for number in range(12))
    panel.load_text(f"{long}\nloss = prediction.sum()\n")
    panel.resize(300, 200)
    bar = panel.edit.horizontalScrollBar()
    start = long.index("first_7")
    panel.set_mark(1, (start, start + 7), Phase.FORWARD)
    assert bar.value() > 0
    panel.set_mark(2, (7, 23), Phase.FORWARD)
    assert bar.value() == 0
    # What does not fit in is shown from its start on.
    panel.set_mark(1, (13, len(long)), Phase.BACKWARD)
    assert bar.value() == 0
