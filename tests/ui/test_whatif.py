from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.graph import GraphNode, NodeKind, from_iteration, node_of
from gradviz.core.probe import ElementAnswer, ElementProbe, Exactness, Use, use_of
from gradviz.core.timeline import Timeline
from gradviz.ui.inspection.whatif import WhatIf
from gradviz.ui.inspection.whatif_words import how_words, outcome_words, table_words
from gradviz.ui.shell import Shell
from tests import traces

STEPS = (-0.2, -0.1, 0.0, 0.1, 0.2)


def use(name: str) -> Use | None:
    iteration = traces.two_layer()
    return use_of(iteration, _leaf(Timeline(iteration, from_iteration(iteration)), name).tensor or "")


def answer(leaf: str = "w1", element: int = 0) -> ElementAnswer:
    """The loss is 5 + 2 δ + 3 δ²."""
    losses = tuple(5 + 2 * step + 3 * step * step for step in STEPS)
    probe = ElementProbe(leaf, element, 0.1, use(leaf))
    return ElementAnswer(probe, 5.0, 1.5, 2.0, 5.23, STEPS, losses, Exactness(is_replayed=True), 1e-6, 2.0)


@pytest.fixture
def timeline() -> Timeline:
    iteration = traces.two_layer()
    return Timeline(iteration, from_iteration(iteration))


@pytest.fixture
def whatif(qtbot: QtBot, timeline: Timeline) -> WhatIf:
    whatif = WhatIf()
    qtbot.addWidget(whatif)
    whatif.resize(320, 420)
    whatif.show_leaf(_leaf(timeline, "w1"), timeline)
    whatif.show()
    return whatif


def _leaf(timeline: Timeline, name: str) -> GraphNode:
    return next(node_of(timeline.graph, key) for key in timeline.graph if node_of(timeline.graph, key).variable == name)


def test_only_leaves_have_it(whatif: WhatIf, timeline: Timeline) -> None:
    assert not whatif.isHidden()
    op = next(node_of(timeline.graph, key) for key in timeline.graph if node_of(timeline.graph, key).is_root)
    whatif.show_leaf(op, timeline)
    assert whatif.isHidden()
    assert whatif.why_not.endswith("is computed from others: only parameters and inputs can be changed.")
    data = next(node_of(timeline.graph, k) for k in timeline.graph if node_of(timeline.graph, k).kind is NodeKind.INPUT)
    whatif.show_leaf(data, timeline)
    assert not whatif.isHidden()
    assert whatif.why_not == ""
    whatif.show_leaf(None, timeline)
    assert whatif.why_not.startswith("Select a parameter or an input first")


def test_it_asks_with_the_offered_step_or_with_another(whatif: WhatIf, qtbot: QtBot) -> None:
    with qtbot.waitSignal(whatif.asked) as asked:
        QTest.mouseClick(whatif.run, Qt.MouseButton.LeftButton)
    (probe,) = asked.args
    assert probe.leaf == "w1"
    assert probe.step == pytest.approx(float(whatif.step.placeholderText()))
    QTest.keyClicks(whatif.step, "-0.5")
    whatif.choose_cell((2, 3))
    with qtbot.waitSignal(whatif.asked) as asked:
        QTest.keyClick(whatif.step, Qt.Key.Key_Return)
    assert asked.args == [ElementProbe("w1", 2 * 100 + 3, -0.5, use("w1"))]
    assert "[2, 3]" in whatif.about.text()


@pytest.mark.parametrize("words", ["0", "much", "nan", "inf"])
def test_a_step_that_is_none(whatif: WhatIf, words: str) -> None:
    asked: list[object] = []
    whatif.asked.connect(asked.append)
    QTest.keyClicks(whatif.step, words)
    QTest.keyClick(whatif.step, Qt.Key.Key_Return)
    assert not asked
    assert whatif.outcome.text() == "Type a number other than 0, such as 0.01."


def test_an_answer(whatif: WhatIf) -> None:
    whatif.show_answer(answer())
    assert whatif.outcome.text().startswith("The gradient promised +0.2, really the loss changed by +0.23.")
    assert "off by 15 %" in whatif.outcome.text()
    assert whatif.line.isVisible()
    assert whatif.table.isVisible()
    whatif.show_answer(answer("w2"))
    assert whatif.line.isVisible()


def test_another_leaf_has_no_answer_yet(whatif: WhatIf, timeline: Timeline) -> None:
    whatif.show_answer(answer())
    whatif.show_leaf(_leaf(timeline, "w2"), timeline)
    assert not whatif.line.isVisible()
    assert whatif.outcome.text() == ""


def test_words() -> None:
    held = outcome_words(msgspec.structs.replace(answer(), held=6.0))
    assert held.endswith("The gradient of this loss is 2; .grad holds 6: it was added up, or changed.")
    tiny = outcome_words(msgspec.structs.replace(answer(), precision=1.0))
    assert tiny.endswith("try a larger step.")
    assert "0.2" in table_words(answer())
    assert table_words(answer()).count("<tr>") == 3
    assert "computes no gradient" in outcome_words(msgspec.structs.replace(answer(), held=None))
    rerun = Exactness(is_replayed=False, reason="It has too many ops to be kept.")
    assert how_words(msgspec.structs.replace(answer(), exactness=rerun)).endswith("It has too many ops to be kept.")


def test_running_and_cancelling(whatif: WhatIf, qtbot: QtBot) -> None:
    whatif.set_running(True)
    with qtbot.waitSignal(whatif.cancelled):
        QTest.mouseClick(whatif.run, Qt.MouseButton.LeftButton)
    whatif.set_running(False)
    assert whatif.run.text() == "Try"


def test_the_key_without_a_leaf(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.workspace.noticed) as said:
        shell.face.actions_by_id["lab.what_if"].trigger()
    assert said.args[0].startswith("Select a parameter")
