"""Why a gradient is what it is: the panel, and the way from a finding to its place."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.diagnose import Finding, Kind
from gradviz.core.diagnose.texts import TEXTS
from gradviz.core.trace import Iteration, Program, Trace
from gradviz.ui import docks
from gradviz.ui.language import Language
from gradviz.ui.panels.why import WhyPanel
from gradviz.ui.shell import Shell
from gradviz.ui.theme import DARK
from gradviz.ui.whyface import WhyFace
from gradviz.ui.whywords import told
from tests.traces import SOURCE, summary, two_layer
from tests.ui.hands import Key, press

FIRST = Finding(Kind.NONFINITE, "infinite_slope", "backward", {"op": "sqrt", "at": "3", "what": "∞", "point": "0"},
                line=3, iteration=0, key="n1", position=7)  # fmt: skip
SECOND = Finding(Kind.NONE, "unused", "backward", {"variable": "w"}, "w", is_remark=True)
OTHER = replace(FIRST, iteration=4)


@pytest.fixture
def panel(qtbot: QtBot) -> WhyPanel:
    widget = WhyPanel()
    qtbot.addWidget(widget)
    widget.resize(500, 300)
    widget.show()
    qtbot.waitActive(widget)
    return widget


class TestPanel:
    def test_nothing_says_what_would_be_here(self, panel: WhyPanel) -> None:
        assert panel.empty.isVisible()
        assert "Run a program" in panel.empty.text()
        panel.show_findings((), 0, 3)
        assert "Nothing is wrong" in panel.empty.text()
        assert "3" in panel.empty.text()
        assert panel.accessibleDescription() == panel.empty.text()

    def test_a_run_without_a_backward_pass_is_not_called_sound(self, panel: WhyPanel) -> None:
        panel.show_findings((), 0, 0)
        assert panel.empty.text().startswith("No backward pass was recorded")

    def test_findings_of_the_iteration_on_show_come_first(self, panel: WhyPanel) -> None:
        panel.show_findings((FIRST, SECOND, OTHER), 4, 5)
        texts = [panel.list.item(row).text() for row in range(3)]
        assert texts[0].startswith("No gradient · a remark\nw gets no gradient")
        assert texts[1].startswith("NaN or Inf · line 3\n")
        assert texts[2].startswith("NaN or Inf · line 3 · iteration 0\n")

    def test_what_is_chosen_stays_so_when_others_come_first(self, panel: WhyPanel) -> None:
        panel.show_findings((FIRST, SECOND, OTHER), 0, 5)
        panel.list.setCurrentRow(2)
        panel.show_findings((FIRST, SECOND, OTHER), 4, 5)
        assert panel.list.currentRow() == 1
        panel.show_findings((SECOND,), 4, 5)
        assert panel.list.currentRow() == 0
        panel.show_findings((), 4, 5)
        assert panel.list.currentRow() == -1

    def test_enter_and_a_click_ask_for_the_place(self, panel: WhyPanel, qtbot: QtBot) -> None:
        panel.show_findings((FIRST, SECOND), 0, 1)
        panel.take_focus()
        with qtbot.waitSignal(panel.finding_requested) as asked:
            QTest.keyClick(panel.list, Qt.Key.Key_Return)
        assert asked.args == [FIRST]
        rect = panel.list.visualItemRect(panel.list.item(1))
        with qtbot.waitSignal(panel.finding_requested) as asked:
            QTest.mouseClick(
                panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.center().x(), rect.center().y())
            )
        assert asked.args == [SECOND]

    def test_a_narrow_panel_has_higher_rows(self, panel: WhyPanel, qtbot: QtBot) -> None:
        panel.show_findings((FIRST,), 0, 1)
        qtbot.wait(20)
        wide = panel.list.visualItemRect(panel.list.item(0)).height()
        panel.resize(240, 300)
        qtbot.waitUntil(lambda: panel.list.visualItemRect(panel.list.item(0)).height() > wide)
        panel.set_theme(DARK)
        panel.set_text_scale(1.5)
        assert not panel.grab().isNull()


def test_every_cause_can_be_told_in_chinese(language: Language) -> None:
    fields = {field for advice in TEXTS.values() for text in advice for field in re.findall(r"{(\w+)}", text)}
    values = dict.fromkeys(fields, "7")
    english = {cause: told(Finding(Kind.ZERO, cause, "backward", values, line=2), None) for cause in TEXTS}
    language.use("zh_CN")
    try:
        for cause, words in english.items():
            ours = told(Finding(Kind.ZERO, cause, "backward", values, line=2), None)
            assert ours.message != words.message
            assert "{" not in ours.text
            assert ours.title == "梯度为零 · 第 2 行"
    finally:
        language.use("en")


@pytest.fixture
def language(qapp: object) -> Language:
    from PySide6.QtWidgets import QApplication

    assert isinstance(qapp, QApplication)
    return Language(qapp)


# In the window


def sick(index: int) -> Iteration:
    iteration = two_layer()
    bad = summary(np.array([[math.nan, 1.0]], np.float32))
    tensors = {**iteration.tensors, "r": bad, "p": bad, "d": bad, "q": bad, "l": bad}
    return replace(iteration, index=index, tensors=tensors)


def why_of(shell: Shell) -> WhyFace:
    assert shell.face.why is not None
    return shell.face.why


class TestWindow:
    def test_the_key_shows_the_panel_and_enter_goes_to_the_place(self, shell: Shell, qtbot: QtBot) -> None:
        workspace, why = shell.workspace, why_of(shell)
        healthy = replace(two_layer(), index=0)
        workspace.open_session(Trace(Program("net.py", SOURCE), iterations=(healthy, sick(1))))
        qtbot.waitUntil(lambda: bool(why.findings.all), timeout=10_000)
        assert shell.face.docks[docks.WHY].windowTitle() == "Why? •"
        press(shell, Key.Key_W)
        qtbot.waitUntil(why.panel.isVisible)
        qtbot.waitUntil(why.panel.list.hasFocus)
        qtbot.waitUntil(lambda: shell.face.docks[docks.WHY].windowTitle() == "Why?")
        assert "clamp in line 6" in why.panel.list.item(0).text()
        assert "iteration 1" in why.panel.list.item(0).text()
        QTest.keyClick(why.panel.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: workspace.current == 1)
        assert (workspace.selection, workspace.player.position) == ("n3", 2)
        assert shell.face.views is not None
        assert shell.face.views.editor.current_line() == 6
        assert "iteration 1" not in why.panel.list.item(0).text()
        assert why.panel.list.hasFocus()

    def test_a_healthy_run_is_told_so(self, shell: Shell, qtbot: QtBot) -> None:
        why = why_of(shell)
        shell.workspace.open_session(Trace(Program("net.py", SOURCE), iterations=(two_layer(),)))
        qtbot.waitUntil(lambda: why.findings.is_known, timeout=10_000)
        assert why.findings.all == ()
        assert "Nothing is wrong" in why.panel.empty.text()
        assert shell.face.docks[docks.WHY].windowTitle() == "Why?"
        shell.workspace.document.new()
        assert not why.findings.is_known
        assert "Run a program" in why.panel.empty.text()
