"""The quiet line below the graph."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gradviz.core.trace import BackwardCall, Iteration
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.graphpage import GraphPage
from gradviz.ui.theme import DARK


def test_it_says_what_of_an_iteration_is_not_there(qtbot: QtBot) -> None:
    page = GraphPage(GraphView())
    qtbot.addWidget(page)
    page.resize(500, 400)
    page.show()
    page.show_iteration(Iteration(0))
    assert page.notes.isHidden()
    calls = (BackwardCall(), BackwardCall(error="RuntimeError: Trying to backward through the graph a second time"))
    page.show_iteration(Iteration(0, note="Something was left out.", calls=calls))
    assert page.notes.isVisible()
    assert page.notes.text().splitlines() == [
        "Something was left out.",
        "Backward call 2 did not come to its end: RuntimeError: Trying to backward through the graph a second time",
    ]
    assert page.notes.accessibleName() == " ".join(page.notes.text().splitlines())
    page.set_theme(DARK)
    page.set_text_scale(1.5)
    # All of it can be read, however narrow the window is.
    page.resize(300, 400)
    qtbot.wait(10)
    assert page.notes.height() >= page.notes.heightForWidth(page.notes.width())
    page.show_iteration(None)
    assert page.notes.isHidden()
