"""The panel of runs side by side: what it shows, and what can be asked for by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.core.conductor import LaneSpec, LaneState, LaneStatus
from gradviz.core.lanes import Lanes
from gradviz.core.lockstep.verdict import Moment
from gradviz.core.spellings import spellings
from gradviz.core.trace import Program, ProgramError
from gradviz.ui.lockstep.tensor_table import Row
from gradviz.ui.panels.lockstep import LockstepPanel
from gradviz.ui.shell import Shell
from gradviz.ui.theme import DARK
from tests.core.lockstep.made import Training

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> LockstepPanel:
    widget = LockstepPanel()
    qtbot.addWidget(widget)
    widget.resize(1100, 480)
    widget.show()
    qtbot.waitActive(widget)
    return widget


def specs(count: int) -> tuple[LaneSpec, ...]:
    return tuple(LaneSpec(f"run {number}", Program("program.py", "rate = 0.5\n")) for number in range(count))


def lanes(*runs: Training, count: int = 12) -> Lanes:
    made = Lanes(len(runs))
    for lane, run in enumerate(runs):
        for step in run.steps(count):
            made.add(lane, step)
        made.end(lane)
    return made


def show(panel: LockstepPanel, shown: Lanes) -> None:
    panel.show_specs(specs(shown.count), is_running=False)
    panel.begin()
    statuses = [LaneStatus(LaneState.DONE, shown.iterations(lane)) for lane in range(shown.count)]
    panel.show_progress(specs(shown.count), statuses, shown, is_running=False)
    # What was not on show until now has no size yet.
    QApplication.processEvents()


def cell(panel: LockstepPanel, row: Row, column: int) -> str:
    item = panel.table.item(panel.table.rows.index(row), column)
    assert item is not None
    return item.text()


def test_nothing_says_how_to_begin(panel: LockstepPanel) -> None:
    panel.show_specs((), is_running=False)
    assert panel.verdict.text().startswith("Run up to four programs side by side")
    assert not panel.runs.run.isEnabled()
    assert panel.runs.add.isEnabled()
    panel.show_specs(specs(4), is_running=False)
    assert panel.verdict.text().startswith("Run all")
    assert panel.runs.run.isEnabled()
    assert not panel.runs.add.isEnabled()


def test_a_parting_is_told_and_its_tensors_are_on_show(panel: LockstepPanel) -> None:
    show(panel, lanes(Training(1e-3), Training(1e-3), Training(4e-3)))
    same, other = panel.verdict.text().splitlines()
    assert same == "= run 1 and run 0 are equal bit for bit in every iteration (12)."
    assert other.startswith("≠ run 2 and run 0 part at iteration 0: the update of ")
    assert "4 times as large" in other
    # What the update has made is there when the next iteration begins.
    assert panel.iteration == 1
    chosen = panel.table.chosen
    assert chosen is not None
    assert chosen[0].moment is Moment.START
    assert chosen[1] == 2
    assert cell(panel, Row("w", Moment.START), 2).endswith("equal")
    assert "≠" in cell(panel, Row("w", Moment.START), 3)
    assert panel.maps.maps[2].cells.has_cells
    assert panel.maps.maps[2].title.text().startswith("Difference: ")


def test_rounding_is_no_difference_in_the_table(panel: LockstepPanel) -> None:
    show(panel, lanes(Training(), Training(noise=2.0**-24)))
    assert panel.verdict.text().startswith("= run 1 and run 0 agree to rounding in every iteration (12)")
    assert "≈" in cell(panel, Row("w", Moment.GRADIENT), 2)
    assert not panel.to_parting.isEnabled()
    assert panel.iteration == 11


def test_any_kept_iteration_can_be_chosen_and_the_parting_found_again(panel: LockstepPanel) -> None:
    show(panel, lanes(Training(1e-3), Training(4e-3)))
    panel.at.setFocus()
    panel.at.selectAll()
    QTest.keyClicks(panel.at, "7")
    QTest.keyClick(panel.at, Qt.Key.Key_Return)
    assert panel.iteration == 7
    norm = cell(panel, Row("w", Moment.START), 1)
    QTest.mouseClick(panel.to_parting, LEFT)
    assert panel.iteration == 1
    assert cell(panel, Row("w", Moment.START), 1) != norm
    panel.curves.plot.setFocus()
    QTest.keyClick(panel.curves.plot, Qt.Key.Key_Home)
    QTest.keyClick(panel.curves.plot, Qt.Key.Key_Return)
    assert panel.iteration == 0


def test_the_arrow_keys_walk_over_tensors_and_runs(panel: LockstepPanel) -> None:
    show(panel, lanes(Training(), Training(), Training(2e-3)))
    panel.table.setFocus()
    panel.table.setCurrentCell(0, 2)
    first = panel.maps.maps[1].title.text()
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.maps.maps[1].title.text() != first
    QTest.keyClick(panel.table, Qt.Key.Key_Right)
    assert panel.maps.maps[1].title.text().endswith("run 2")


def test_the_curves_are_losses_or_the_differences_of_the_chosen_tensor(panel: LockstepPanel) -> None:
    show(panel, lanes(Training(), Training(noise=2.0**-24), Training(2e-3)))
    assert panel.curves.title.text() == "Losses"
    QTest.mouseClick(panel.curves.differences, LEFT)
    panel.table.setCurrentCell(1, 2)
    assert panel.curves.title.text() == f"Differences of {panel.table.rows[1].title}"
    assert panel.curves.plot.accessibleName() == panel.curves.title.text()
    QTest.mouseClick(panel.curves.differences, LEFT)
    assert panel.curves.title.text() == "Losses"


def test_an_error_stands_at_its_run_with_its_line(panel: LockstepPanel) -> None:
    made = Lanes(2)
    panel.show_specs(specs(2), is_running=True)
    error = ProgramError("ValueError", "no luck", 3)
    statuses = (LaneStatus(LaneState.RUNNING, 4), LaneStatus(LaneState.FAILED, 2, error))
    panel.show_progress(specs(2), statuses, made, is_running=False)
    text = panel.runs.list.item(1).text()
    assert "line 3" in text.lower()
    assert "no luck" in text
    assert "iteration 4" in panel.runs.list.item(0).text()
    panel.show_progress(
        specs(2), (statuses[0], LaneStatus(LaneState.GONE, 2, reason="exit code 3")), made, is_running=False
    )
    assert "its process ended at iteration 2 (exit code 3)" in panel.runs.list.item(1).text()


def test_buttons_and_keys_ask_for_what_they_say(panel: LockstepPanel, qtbot: QtBot) -> None:
    panel.show_specs(specs(3), is_running=True)
    buttons = panel.runs
    for button, signal in (
        (buttons.run, buttons.run_requested),
        (buttons.stop, buttons.stop_requested),
        (buttons.add, buttons.add_requested),
        (buttons.presets, buttons.presets_requested),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, LEFT)
    buttons.list.setFocus()
    QTest.keyClick(buttons.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(buttons.open_requested) as opened:
        QTest.keyClick(buttons.list, Qt.Key.Key_Return)
    with qtbot.waitSignal(buttons.remove_requested) as removed:
        QTest.keyClick(buttons.list, Qt.Key.Key_Delete)
    assert (opened.args, removed.args) == ([1], [1])


def test_a_variant_is_made_of_the_chosen_run(panel: LockstepPanel, qtbot: QtBot) -> None:
    panel.show_specs(spellings(), is_running=False)
    panel.runs.list.setCurrentRow(2)
    assert panel.vary.what.itemText(0) == "learning_rate, line 38"
    panel.vary.value.setFocus()
    line = panel.vary.value.lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    with qtbot.waitSignal(panel.vary.variant_requested) as made:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert made.args is not None
    spec = made.args[0]
    assert spec.title == "torch.optim, learning_rate 0.5"
    assert "learning_rate = 0.5\n" in spec.program.source
    panel.vary.what.setCurrentIndex(1)
    assert panel.vary.what.currentText().startswith("torch.optim")
    with qtbot.waitSignal(panel.vary.variant_requested) as made:
        QTest.mouseClick(panel.vary.add, LEFT)
    assert made.args is not None
    assert made.args[0].title == "torch.optim, Adam"
    assert "torch.optim.Adam(" in made.args[0].program.source


def test_what_cannot_stand_there_is_told_in_a_sentence(panel: LockstepPanel) -> None:
    panel.show_specs(spellings(), is_running=False)
    panel.vary.value.setCurrentText("fast")
    QTest.mouseClick(panel.vary.add, LEFT)
    assert panel.vary.answer.isVisible()
    assert panel.vary.answer.text() == "“fast” is not a number, such as 0.01."


def test_a_variant_in_another_dtype_is_asked_for_by_key(panel: LockstepPanel, qtbot: QtBot) -> None:
    panel.show_specs(spellings()[:1], is_running=False)
    panel.runs.list.setCurrentRow(0)
    what, value = panel.vary.what, panel.vary.value
    what.setFocus()
    QTest.keyClick(what, Qt.Key.Key_End)
    assert what.currentText() == "Dtype"
    assert [value.itemText(row) for row in range(value.count())] == ["float64", "float32", "bfloat16", "float16"]
    value.setFocus()
    value.setCurrentText("bfloat16")
    line = value.lineEdit()
    assert line is not None
    with qtbot.waitSignal(panel.vary.variant_requested) as made:
        QTest.keyClick(line, Qt.Key.Key_Return)
    (spec,) = made.args
    assert (spec.dtype, spec.title, spec.program) == ("bfloat16", "by hand, bfloat16", spellings()[0].program)
    value.setCurrentText("int8")
    QTest.mouseClick(panel.vary.add, LEFT)
    assert panel.vary.answer.text() == "“int8” is none of float64, float32, bfloat16, float16."


def test_another_device_is_a_variant_where_there_is_one(panel: LockstepPanel, qtbot: QtBot) -> None:
    panel.vary.set_devices(("cpu", "cuda:0"))
    panel.show_specs(spellings(), is_running=False)
    panel.vary.what.setCurrentIndex(panel.vary.what.count() - 1)
    assert panel.vary.what.currentText() == "Device"
    with qtbot.waitSignal(panel.vary.variant_requested) as made:
        QTest.mouseClick(panel.vary.add, LEFT)
    assert made.args is not None
    assert (made.args[0].device, made.args[0].title) == ("cuda:0", "by hand, cuda:0")


def test_everything_has_a_name_for_a_screen_reader(panel: LockstepPanel) -> None:
    show(panel, lanes(Training(), Training(4e-3)))
    parts = (
        panel.verdict.label,
        panel.runs.list,
        panel.vary.what,
        panel.vary.value,
        panel.curves.plot,
        panel.at,
        panel.table,
    )
    assert all(part.accessibleName() for part in parts)
    assert all(shown.cells.accessibleName() for shown in panel.maps.maps)


@pytest.mark.parametrize("change", [lambda panel: panel.set_theme(DARK), lambda panel: panel.set_text_scale(1.4)])
def test_colours_and_sizes_can_change_at_any_time(
    panel: LockstepPanel, change: Callable[[LockstepPanel], None]
) -> None:
    show(panel, lanes(Training(), Training(4e-3)))
    words = panel.verdict.text()
    change(panel)
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.verdict.text() == words
    assert panel.verdict.label.fontMetrics().height() > 0


def test_the_panel_is_made_when_it_is_asked_for_and_the_program_becomes_a_run(shell: Shell, qtbot: QtBot) -> None:
    commands = shell.face.lockstep
    shell.workspace.document.new("ok", "mine.py")
    shell.face.actions_by_id["lockstep.add"].trigger()
    face = commands.face
    qtbot.waitUntil(face.panel.isVisible)
    assert [spec.title for spec in face.runs.specs] == ["mine.py"]
    shell.face.actions_by_id["lockstep.presets"].trigger()
    assert [spec.title for spec in face.runs.specs] == ["mine.py", "by hand", "torch.nn", "torch.optim"]
    face.panel.runs.list.setCurrentRow(2)
    QTest.keyClick(face.panel.runs.list, Qt.Key.Key_Return)
    assert shell.workspace.document.text == spellings()[1].program.source
    QTest.keyClick(face.panel.runs.list, Qt.Key.Key_Delete)
    assert len(face.runs.specs) == 3
    shell.workspace.document.new("  ")
    with qtbot.waitSignal(commands.said) as said:
        shell.face.actions_by_id["lockstep.add"].trigger()
    assert said.args == ["There is no program yet: type one, or open an example."]
