from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import OptimizerState, Setting, UpdateEvent
from gradviz.ui import docks
from gradviz.ui.panels.update import UpdatePanel
from gradviz.ui.shell import Shell
from gradviz.ui.theme import DARK
from tests import traces


def tensor(values: object) -> TensorSummary:
    array = np.asarray(values, np.float32)
    return TensorSummary(array.shape, "float32", "cpu", None, Array.of(array))


BEFORE = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
GRADIENT = np.array([[0.5, -1.0], [2.0, 0.0]], np.float32)
BUFFER = np.array([[0.1, 0.2], [0.3, 0.4]], np.float32)


def momentum(*, rate: float = 0.1) -> UpdateEvent:
    buffer = np.float32(0.9) * BUFFER + GRADIENT
    after = BEFORE - np.float32(rate) * buffer
    settings: dict[str, Setting] = {"lr": 0.1, "momentum": 0.9, "dampening": 0.0, "nesterov": False}
    state = OptimizerState(settings, {"momentum_buffer": tensor(BUFFER)}, {"momentum_buffer": tensor(buffer)})
    return UpdateEvent("w", tensor(BEFORE), tensor(after), 7, by="SGD", gradient=tensor(GRADIENT), optimizer=state)


def by_hand() -> UpdateEvent:
    after = BEFORE - np.float32(0.25) * GRADIENT
    return UpdateEvent("v", tensor(BEFORE), tensor(after), 9, by="sub_", gradient=tensor(GRADIENT))


@pytest.fixture
def panel(qtbot: QtBot) -> UpdatePanel:
    panel = UpdatePanel()
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    return panel


def test_it_says_what_will_be_here(panel: UpdatePanel, qtbot: QtBot) -> None:
    panel.show_updates((), None)
    assert panel.empty.isVisible()
    assert not panel.to_end.isVisible()
    panel.show_updates((momentum(),), None)
    with qtbot.waitSignal(panel.end_requested):
        QTest.mouseClick(panel.to_end, Qt.MouseButton.LeftButton)


def test_tensors_and_formulas_of_an_optimizer(panel: UpdatePanel, qtbot: QtBot) -> None:
    panel.show_updates((momentum(),), 0)
    titles = [tile.title.text() for tile in panel.tiles.tiles if not tile.isHidden()]
    assert titles == ["θ  before", "g  gradient", "b  momentum_buffer", "Δ  update", "θ'  after"]
    assert panel.about.text() == "by SGD · line 7"
    assert panel.settings.text() == "lr 0.1 · momentum 0.9"
    assert panel.arithmetic.agreement.text().startswith("✓ ")
    # It begins at the element that moved most.
    assert panel.arithmetic.about.text().startswith("w[1, 0]: 3 → 2.773")
    qtbot.waitUntil(lambda: len(panel.arithmetic.formulas.texts()) == 4)
    texts = panel.arithmetic.formulas.texts()
    assert texts[0] == "b' = μ · b + g"
    assert texts[1] == "b' = 0.9 · 0.3 + 2 = 2.27"
    assert texts[3] == "θ' = 3 − 0.1 · 2.27 = 2.773"


def test_a_wrong_rate_is_noticed(panel: UpdatePanel) -> None:
    panel.show_updates((momentum(rate=0.11),), 0)
    assert panel.arithmetic.agreement.text().startswith("✗ ")


def test_keys_choose_the_element_everywhere(panel: UpdatePanel, qtbot: QtBot) -> None:
    panel.show_updates((momentum(),), 0)
    first, second = panel.tiles.tiles[:2]
    QTest.keyClick(first.cells, Qt.Key.Key_Up)
    assert second.cells.cursor_cell == (0, 0)
    assert panel.arithmetic.about.text().startswith("w[0, 0]: 1 →")
    QTest.mouseClick(second.cells, Qt.MouseButton.LeftButton, pos=second.cells.cell_rect(1, 1).center().toPoint())
    assert first.cells.cursor_cell == (1, 1)
    assert panel.arithmetic.about.text().startswith("w[1, 1]: 4 →")


def test_another_gradient(panel: UpdatePanel, qtbot: QtBot) -> None:
    panel.show_updates((momentum(),), 0)
    wanted, outcome = panel.arithmetic.wanted, panel.arithmetic.outcome
    QTest.keyClicks(wanted, "0")
    assert outcome.text() == "would have made it 2.973, a change of −0.027"
    wanted.clear()
    QTest.keyClicks(wanted, "much")
    assert outcome.text() == "Type a number, such as 0.5 or 1e-3."


def test_a_step_by_hand(panel: UpdatePanel, qtbot: QtBot) -> None:
    panel.show_updates((momentum(), by_hand()), 1)
    assert panel.arithmetic.says.text().endswith("went against its gradient, 0.25 times as far.")
    assert not panel.arithmetic.wanted.isVisible()
    assert "4 moved by more" in panel.facts.text()
    with qtbot.waitSignal(panel.update_requested) as asked:
        panel.choice.setFocus()
        QTest.keyClick(panel.choice, Qt.Key.Key_Up)
    assert asked.args == [0]


def test_other_colours_and_sizes(panel: UpdatePanel) -> None:
    panel.show_updates((momentum(),), 0)
    panel.set_theme(DARK)
    panel.set_text_scale(1.5)
    assert panel.arithmetic.agreement.text().startswith("✓ ")


def test_in_the_window(shell: Shell, qtbot: QtBot) -> None:
    shell.workspace.document.new("ok", "program")
    shell.workspace.run()
    qtbot.waitUntil(lambda: shell.workspace.picture is not None)
    assert shell.face.lab is not None
    shell.face.actions_by_id["lab.update"].trigger()
    panel = shell.face.lab.update_panel
    assert panel is not None
    qtbot.waitUntil(panel.to_end.isVisible)
    QTest.mouseClick(panel.to_end, Qt.MouseButton.LeftButton)
    updates = traces.two_layer().update
    assert panel.choice.count() == len(updates)
    assert panel.choice.currentText() == updates[-1].variable
    QTest.keyClick(panel.choice, Qt.Key.Key_Up)
    assert shell.workspace.frame is not None
    assert shell.workspace.frame.event == updates[-2]
    shell.face.docks[docks.UPDATE].hide()
    shell.workspace.player.to_start()
    assert not panel.empty.isVisible()
    shell.face.actions_by_id["lab.update"].trigger()
    qtbot.waitUntil(panel.empty.isVisible)
    shell.face.actions_by_id["lab.landscape"].trigger()
    qtbot.waitUntil(lambda: not shell.face.docks[docks.LANDSCAPE].visibleRegion().isEmpty())
    assert shell.face.lab.landscape_panel is not None
    qtbot.waitUntil(shell.face.lab.landscape_panel.kind.hasFocus)
