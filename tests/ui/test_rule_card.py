from __future__ import annotations

import sys
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.frame import frame
from gradviz.core.graph import from_iteration, node_of
from gradviz.core.messages.replies import Checked
from gradviz.core.messages.requests import CheckNode
from gradviz.core.rules import words
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration
from gradviz.ui.theme import DARK, LIGHT
from gradviz.ui.widgets.rule_card import RuleCard
from gradviz.ui.widgets.tint import scale_text
from gradviz.ui.widgets.typesetter import Formula, Typesetter, typesetter
from tests import traces

Show = Callable[..., RuleCard]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    card = RuleCard()
    qtbot.addWidget(card)
    card.resize(330, 300)

    def at(key: str, position: int = 14, iteration: Iteration | None = None) -> RuleCard:
        what = iteration or traces.two_layer()
        timeline = Timeline(what, from_iteration(what))
        card.show_node(node_of(timeline.graph, key), frame(timeline, position), timeline)
        return card

    return at


def named(name: str) -> Iteration:
    good = traces.two_layer()
    nodes = list(good.nodes)
    nodes[5] = msgspec.structs.replace(nodes[5], name=name)
    return msgspec.structs.replace(good, nodes=tuple(nodes))


def test_a_rule_is_set_in_type_and_can_be_read(show: Show, qtbot: QtBot) -> None:
    card = show("n5")
    assert card.text().splitlines()[:4] == ["Derivative rule", "y_pred = a w2", "∂L/∂a = G w2ᵀ", "∂L/∂w2 = aᵀ G"]
    assert card.words.text() == words.MATRICES
    # Set in a thread; until then the same is there in plain characters.
    qtbot.waitUntil(lambda: card.formulas[1].is_set, timeout=20_000)
    assert card.formulas[1].accessibleName() == "∂L/∂a = G w2ᵀ"
    light = card.formulas[1].grab().toImage()
    card.set_theme(DARK)
    qtbot.waitUntil(lambda: card.formulas[1].is_set, timeout=20_000)
    assert card.formulas[1].grab().toImage() != light


def test_an_input_has_no_rule(show: Show) -> None:
    assert show("ix").isHidden()
    assert not show("n1").isHidden()
    card = show("n1")
    card.show_node(None, None, None)
    assert card.isHidden()


def test_pytorchs_own_definition_is_asked_for(show: Show, qtbot: QtBot) -> None:
    card = show("n0")
    with qtbot.waitSignal(card.definition_requested) as asked:
        show("n5", iteration=named("GluBackward0"))
    assert asked.args == ["GluBackward0"]
    assert card.words.text() == "gradviz has no formula for GluBackward0."
    card.show_definition("GluBackward0", ("self: glu_backward(grad, self, dim)",))
    assert card.formulas[0].plain == "self: glu_backward(grad, self, dim)"
    assert not card.formulas[0].is_set
    card.show_definition("MyBackward", ())
    assert (
        show("n5", iteration=named("MyBackward")).words.text().startswith("PyTorch defines no formula for MyBackward")
    )


def test_a_check_is_asked_for_and_told(show: Show, qtbot: QtBot) -> None:
    card = show("n5", 6)
    assert card.check.isHidden()
    card = show("n5")
    with qtbot.waitSignal(card.check_requested) as asked:
        QTest.mouseClick(card.check, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    (request,) = asked.args
    assert isinstance(request, CheckNode)
    assert (request.name, request.shape, set(request.values)) == ("MmBackward0", (64, 10), {"x", "w"})
    card.show_checked(Checked(0, "AddBackward0", error=1.0))
    assert card.outcome.text() == ""
    card.show_checked(Checked(0, "MmBackward0", 3.1e-9, 2e-7, 1e-16, 12))
    assert card.outcome.text() == "✓ finite differences 3.1e-9, recorded 2e-7"
    card.show_checked(Checked(0, "MmBackward0", 0.5, 2e-7, 1e-16, 12))
    assert card.outcome.text().startswith("✗")
    card.show_checked(Checked(0, "MmBackward0", reason=words.NOT_WHOLE))
    assert card.outcome.text() == words.NOT_WHOLE
    show("n6")
    assert card.outcome.text() == ""


def test_without_the_library_formulas_are_plain(show: Show, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    typesetter().forget()
    monkeypatch.setitem(sys.modules, "ziamath.zmath", None)
    card = show("n5")
    card.set_theme(LIGHT)
    with qtbot.waitSignal(typesetter().finished):
        assert not card.formulas[1].is_set
    assert not card.formulas[1].is_set
    assert card.formulas[1].sizeHint().height() > 0
    card.grab()
    typesetter().forget()


def test_what_was_set_before_all_was_forgotten_is_not_taken_afterwards(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    setter, formula = Typesetter(), Formula("x", "#000000", "#000000")
    monkeypatch.setattr("gradviz.ui.widgets.typesetter.svg_of", lambda _formula: None)
    assert not setter.knows(formula)
    # The thread is done, the event loop has not brought it yet.
    setter.forget()
    monkeypatch.setattr("gradviz.ui.widgets.typesetter.svg_of", lambda _formula: b"<svg/>")
    with qtbot.waitSignal(setter.finished):
        assert not setter.knows(formula)
    assert setter.svg(formula) == b"<svg/>"
    setter.close()


def test_a_wide_formula_is_drawn_smaller(show: Show, qtbot: QtBot) -> None:
    view = show("n5").formulas[1]
    qtbot.waitUntil(lambda: view.is_set, timeout=20_000)
    wide = view.sizeHint()
    assert view.heightForWidth(wide.width() // 2) < wide.height()
    assert view.fits(wide.width())
    assert not view.fits(10)


def test_a_formula_grows_with_the_text_of_its_card(show: Show, qtbot: QtBot) -> None:
    card = show("n5")
    view = card.formulas[1]
    qtbot.waitUntil(lambda: view.is_set, timeout=20_000)
    before = view.sizeHint().height()
    scale_text(card, 2.0)
    assert view.sizeHint().height() > 1.7 * before
