from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.probe import Exactness, LineAnswer, LineProbe, PathPoint, PlaneAnswer, PlaneProbe, Roots
from gradviz.core.tensor import Array
from gradviz.ui.panels.landscape import LandscapePanel
from gradviz.ui.theme import DARK, LIGHT
from gradviz.ui.widgets.shades import shaded, shades_of

REPLAYED = Exactness(is_replayed=True)


def line() -> LineAnswer:
    ts = (-0.1, 0.0, 0.1, 0.2)
    return LineAnswer(4.0, -8.0, ts, tuple(4 - 8 * t + 16 * t * t for t in ts), REPLAYED, 0.1, 3.4, ("w",))


def plane(*, high: float = 8.0, last: bool = True) -> PlaneAnswer:
    axis = (-1.0, 0.0, 1.0)
    losses = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, high], [3.0, np.nan, 5.0]])
    path = (PathPoint(0, 0.9, 0.8, 0.5), PathPoint(1, 0.0, 0.0, 0.0), PathPoint(2, -0.2, -0.1, 0.0))
    return PlaneAnswer("random", 4.0, axis, axis, Array.of(losses), REPLAYED, path, None, ("w",), last)


@pytest.fixture
def panel(qtbot: QtBot) -> LandscapePanel:
    panel = LandscapePanel()
    qtbot.addWidget(panel)
    panel.resize(700, 420)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def test_it_asks_for_what_is_chosen(panel: LandscapePanel, qtbot: QtBot) -> None:
    assert panel.empty.isVisible()
    with qtbot.waitSignal(panel.asked) as asked:
        QTest.mouseClick(panel.compute, Qt.MouseButton.LeftButton)
    assert asked.args == [LineProbe(1.0)]
    panel.kind.setFocus()
    for across in ("random", "step", "path"):
        QTest.keyClick(panel.kind, Qt.Key.Key_Down)
        assert panel.question == PlaneProbe(across)
    panel.show_answer(plane())
    panel.set_running(False)
    with qtbot.waitSignal(panel.asked) as asked:
        QTest.mouseClick(panel.farther, Qt.MouseButton.LeftButton)
    assert asked.args == [PlaneProbe("path", 2.0)]
    QTest.keyClick(panel.kind, Qt.Key.Key_Up)
    assert panel.question == PlaneProbe("step", 1.0)


def test_of_several_losses_one_is_chosen_by_key_or_their_sum(panel: LandscapePanel) -> None:
    assert panel.root.isHidden()
    panel.show_losses(("loss",))
    assert panel.root.isHidden()
    panel.show_losses(("fit", "size"))
    assert panel.root.isVisible()
    assert [panel.root.itemText(row) for row in range(3)] == ["Sum of the losses", "1  fit", "2  size"]
    assert panel.question == LineProbe(1.0)
    panel.root.setFocus()
    QTest.keyClick(panel.root, Qt.Key.Key_End)
    assert panel.question == LineProbe(1.0, root=1)
    panel.show_answer(msgspec.structs.replace(line(), roots=Roots((1,), 2)))
    assert "It is loss 2 of 2 alone; .grad adds up the gradients of all." in panel.says.text()
    panel.show_answer(msgspec.structs.replace(line(), roots=Roots((0, 1), 2)))
    assert "It is the sum of the 2 losses of this iteration" in panel.says.text()
    # The same losses of another iteration: the choice stays.
    panel.show_losses(("fit", "size"))
    assert panel.root.currentIndex() == 2


def test_while_it_runs_it_can_be_cancelled(panel: LandscapePanel, qtbot: QtBot) -> None:
    panel.set_running(True)
    panel.say("7 of 81 losses")
    assert panel.compute.text() == "Cancel"
    with qtbot.waitSignal(panel.cancelled):
        QTest.mouseClick(panel.compute, Qt.MouseButton.LeftButton)
    panel.set_running(False)
    assert panel.compute.text() == "Compute"
    assert panel.progress.text() == ""


def test_a_line(panel: LandscapePanel) -> None:
    panel.show_answer(line())
    assert panel.line.isVisible()
    assert "its slope at 0 is −‖g‖² = −8" in panel.says.text()
    assert "as far as t = 0.1" in panel.says.text()
    assert "the loss changed by −0.6" in panel.says.text()
    panel.line.setFocus()
    QTest.keyClick(panel.line, Qt.Key.Key_Right)
    assert panel.reading.text() == "t = 0: loss 4, promised 4"
    QTest.keyClick(panel.line, Qt.Key.Key_Right)
    assert panel.reading.text() == "t = 0.1: loss 3.36, promised 3.2"
    assert panel.line.accessibleDescription() == panel.reading.text()


def test_a_plane(panel: LandscapePanel) -> None:
    panel.show_answer(plane())
    assert panel.map.isVisible()
    assert "Loss 4 at the circle" in panel.says.text()
    assert "projected" in panel.says.text()
    panel.map.setFocus()
    QTest.keyClick(panel.map, Qt.Key.Key_Up)
    assert panel.reading.text() == "0 across, 0 up: loss 4"
    QTest.keyClick(panel.map, Qt.Key.Key_Right)
    assert panel.reading.text() == "1 across, 0 up: loss 8"
    QTest.keyClick(panel.map, Qt.Key.Key_Down)
    assert panel.reading.text() == "1 across, −1 up: loss 3"
    QTest.mouseMove(panel.map, panel.map.place(-0.9, -0.9).toPoint())
    assert panel.reading.text() == "−1 across, −1 up: loss 1"
    assert not panel.map.is_logarithmic


def test_losses_that_differ_very_much_are_coloured_by_their_logarithm(panel: LandscapePanel) -> None:
    panel.show_answer(plane(high=1e6))
    assert panel.map.is_logarithmic
    assert "Colours by the logarithm." in panel.says.text()


def test_the_picture_shows_low_and_high_and_not_finite(panel: LandscapePanel) -> None:
    panel.show_answer(plane())
    picture = panel.map.grab().toImage()
    low = picture.pixelColor(panel.map.place(-0.97, -0.9).toPoint())
    high = picture.pixelColor(panel.map.place(0.97, -0.1).toPoint())
    assert low.lightness() > high.lightness()
    colors = shaded(shades_of(plane().losses.numpy().astype(np.float64)), LIGHT)
    assert tuple(colors[2, 1]) == LIGHT.color("nonfinite").getRgb()[:3]  # type: ignore[index]


def test_of_another_iteration_and_another_program(panel: LandscapePanel) -> None:
    panel.show_answer(line())
    panel.forget()
    assert panel.says.text().startswith("Of the iteration shown before.")
    panel.show_answer(line())
    assert not panel.says.text().startswith("Of the iteration")
    panel.clear()
    assert panel.empty.isVisible()


def test_how_it_was_computed(panel: LandscapePanel) -> None:
    import msgspec

    rerun = Exactness(is_replayed=False, runs=9, reason="It has too many ops to be kept.")
    panel.show_answer(msgspec.structs.replace(line(), exactness=rerun))
    assert panel.says.text().endswith("Each loss is that of a whole run: It has too many ops to be kept.")
    panel.show_answer(msgspec.structs.replace(line(), exactness=Exactness(is_replayed=True, runs=1)))
    assert panel.says.text().endswith("the recorded ops, which give the unchanged loss bit for bit.")


def test_dark_and_large(panel: LandscapePanel) -> None:
    panel.set_theme(DARK)
    panel.set_text_scale(1.6)
    panel.show_answer(plane())
    assert not panel.grab().isNull()
