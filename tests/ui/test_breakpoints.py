"""The list of breakpoints, its panel, and their signs beside the program."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.core.breakpoints import Breakpoint, Kind
from gradviz.ui.breakpoints import Breakpoints
from gradviz.ui.panels.breakpoints import BreakpointsPanel
from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.theme import LIGHT

LINE = Breakpoint(Kind.LINE, line=3)
ABOVE = Breakpoint(Kind.ABOVE, limit=2.0)


class TestList:
    def test_one_is_set_and_taken_back(self, qtbot: QtBot) -> None:
        found = Breakpoints()
        with qtbot.waitSignal(found.changed) as signal:
            assert found.toggle(LINE)
        assert signal.args == [(LINE,)]
        found.add(ABOVE)
        assert found.lines == {3: True}
        found.enable(LINE, enabled=False)
        assert found.lines == {3: False}
        assert not found.toggle(LINE)
        assert found.all == (ABOVE,)

    def test_the_same_is_there_once(self, qapp: object) -> None:
        found = Breakpoints()
        found.add(ABOVE)
        found.add(Breakpoint(Kind.ABOVE, limit=2.0, enabled=False))
        assert found.all == (Breakpoint(Kind.ABOVE, limit=2.0, enabled=False),)

    def test_lines_move(self, qapp: object) -> None:
        found = Breakpoints()
        found.replace((LINE, ABOVE, Breakpoint(Kind.LINE, line=5), Breakpoint(Kind.LINE, line=9)))
        found.move_lines({3: 4, 5: None})
        assert found.all == (Breakpoint(Kind.LINE, line=4), ABOVE, Breakpoint(Kind.LINE, line=9))


@pytest.fixture
def panel(qtbot: QtBot) -> BreakpointsPanel:
    widget = BreakpointsPanel()
    qtbot.addWidget(widget)
    widget.resize(700, 200)
    widget.show()
    qtbot.waitActive(widget)
    return widget


class TestPanel:
    def test_nothing_says_how_to_begin(self, panel: BreakpointsPanel) -> None:
        assert panel.empty.isVisible()
        assert "Ctrl+B" in panel.empty.text()
        panel.show_breakpoints((LINE,))
        assert not panel.empty.isVisible()
        assert panel.list.item(0).text() == "Before the nodes of line 3"

    def test_space_switches_delete_removes_enter_visits(self, panel: BreakpointsPanel, qtbot: QtBot) -> None:
        panel.show_breakpoints((LINE, ABOVE))
        panel.list.setCurrentRow(1)
        panel.list.setFocus()
        with qtbot.waitSignal(panel.enable_requested) as signal:
            QTest.keyClick(panel.list, Qt.Key.Key_Space)
        assert signal.args == [ABOVE, False]
        with qtbot.waitSignal(panel.visit_requested) as signal:
            QTest.keyClick(panel.list, Qt.Key.Key_Return)
        assert signal.args == [ABOVE]
        with qtbot.waitSignal(panel.remove_requested) as signal:
            QTest.keyClick(panel.list, Qt.Key.Key_Delete)
        assert signal.args == [ABOVE]

    def test_a_condition_is_added_by_keys(self, panel: BreakpointsPanel, qtbot: QtBot) -> None:
        panel.offer_variables(["w1", "w2"])
        panel.kind.setFocus()
        assert not panel.limit.isEnabled()
        QTest.keyClick(panel.kind, Qt.Key.Key_Down)
        assert panel.chosen is Kind.ABOVE
        panel.variable.setCurrentText("w2")
        panel.limit.setFocus()
        QTest.keyClicks(panel.limit, "1e3")
        with qtbot.waitSignal(panel.add_requested) as signal:
            QTest.keyClick(panel.limit, Qt.Key.Key_Return)
        assert signal.args == [Breakpoint(Kind.ABOVE, variable="w2", limit=1000.0)]
        assert not panel.answer.isVisible()

    def test_a_slip_gets_a_sentence(self, panel: BreakpointsPanel, qtbot: QtBot) -> None:
        panel.kind.setCurrentIndex(1)
        with qtbot.assertNotEmitted(panel.add_requested):
            QTest.mouseClick(panel.add, Qt.MouseButton.LeftButton)
        assert panel.answer.text() == "A limit is a number from 0 on, such as 1e3, not “”."

    def test_the_chosen_row_stays(self, panel: BreakpointsPanel) -> None:
        panel.show_breakpoints((LINE, ABOVE, Breakpoint(Kind.FLIP)))
        panel.list.setCurrentRow(2)
        panel.show_breakpoints((LINE, ABOVE))
        assert panel.list.currentRow() == 1

    def test_everything_has_a_name(self, panel: BreakpointsPanel) -> None:
        for widget in (panel.list, panel.kind, panel.variable, panel.limit):
            assert widget.accessibleName()


@pytest.fixture
def editor(qtbot: QtBot) -> EditorPanel:
    widget = EditorPanel()
    qtbot.addWidget(widget)
    widget.resize(420, 300)
    widget.show()
    qtbot.waitActive(widget)
    widget.load_text("one\ntwo\nthree\nfour\nfive\n")
    return widget


def margin_of(editor: EditorPanel) -> QWidget:
    found = editor.edit.childAt(QPoint(6, 60))
    assert found is not None
    return found


def row(editor: EditorPanel, line: int) -> int:
    area = editor.edit.area_of(editor.edit.document().findBlockByNumber(line - 1))
    return round(area.center().y())


class TestSigns:
    def test_a_click_beside_a_number_asks_for_a_breakpoint(self, editor: EditorPanel, qtbot: QtBot) -> None:
        margin = margin_of(editor)
        with qtbot.waitSignal(editor.breakpoint_requested) as signal, qtbot.assertNotEmitted(editor.line_selected):
            QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(6, row(editor, 3)))
        assert signal.args == [3]

    def test_a_sign_is_seen_and_named(self, editor: EditorPanel) -> None:
        margin = margin_of(editor)
        color, place = LIGHT.color("error"), QPoint(9, row(editor, 2))
        assert margin.grab().toImage().pixelColor(place) != color
        editor.show_breakpoints({2: True, 4: False})
        image = margin.grab().toImage()
        assert image.pixelColor(place) == color
        # One that is off is a ring.
        assert image.pixelColor(QPoint(9, row(editor, 4))) != color
        assert margin.accessibleDescription() == "Breakpoints at lines: 2, 4 (off)"

    def test_signs_stay_with_their_lines(self, editor: EditorPanel, qtbot: QtBot) -> None:
        editor.show_breakpoints({2: True, 4: True})
        editor.go_to(3)
        editor.edit.setFocus()
        with qtbot.waitSignal(editor.breakpoints_moved) as signal:
            QTest.keyClick(editor.edit, Qt.Key.Key_Return)
        assert signal.args == [{4: 5}]
        assert editor.edit.breakpoint_lines == {2: True, 5: True}
        editor.undo()
        assert editor.edit.breakpoint_lines == {2: True, 4: True}

    def test_two_lines_that_become_one_have_one(self, editor: EditorPanel) -> None:
        editor.show_breakpoints({2: True, 3: True})
        editor.set_text("one\nfour\nfive\n")
        assert len(editor.edit.breakpoint_lines) == 1

    def test_another_text_has_none(self, editor: EditorPanel, qtbot: QtBot) -> None:
        editor.show_breakpoints({2: True})
        with qtbot.assertNotEmitted(editor.breakpoints_moved):
            editor.load_text("other\n")
        assert editor.edit.breakpoint_lines == {}
