from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from gradviz.core.frame import Frame
from gradviz.core.trace import Program, ProgramError, Trace
from gradviz.ui.document import Document
from gradviz.ui.enginestate import EngineState
from gradviz.ui.run_record import RunRecord, of_trace
from gradviz.ui.shown_values import ShownValues
from gradviz.ui.workspace import Workspace
from tests import traces
from tests.ui.conftest import MakeEngine
from tests.ui.fake_worker import numbered


def start(workspace: Workspace, source: str) -> None:
    workspace.document.new(source, "p.py")
    workspace.run()


def run(qtbot: QtBot, workspace: Workspace, source: str) -> None:
    with qtbot.waitSignal(workspace.engine.finished, timeout=10_000):
        start(workspace, source)


def test_a_first_look_is_at_the_loss(workspace: Workspace, qtbot: QtBot) -> None:
    frames: list[Frame | None] = []
    workspace.frame_changed.connect(frames.append)
    run(qtbot, workspace, "ok")
    picture = workspace.picture
    assert picture is not None
    assert workspace.player.position == picture.timeline.loss_position == 6
    shown = frames[-1]
    assert shown is not None
    assert shown.position == 6
    assert set(picture.layout.positions) == set(picture.graph)


def test_graph_and_frame_are_of_the_same_iteration_whenever_they_are_told(workspace: Workspace, qtbot: QtBot) -> None:
    def check() -> None:
        if workspace.picture is not None and workspace.frame is not None:
            assert workspace.frame.total == len(workspace.picture.timeline)
            assert set(workspace.frame.nodes) == set(workspace.picture.graph)

    workspace.graph_changed.connect(check)
    workspace.frame_changed.connect(check)
    run(qtbot, workspace, "ok")
    run(qtbot, workspace, "chain 5")
    assert workspace.player.end == 11


def test_steps_bring_frames(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    positions: list[int] = []
    workspace.frame_changed.connect(lambda frame: positions.append(frame.position))
    workspace.player.step(1)
    workspace.player.step(1)
    workspace.player.step(-1)
    assert positions == [7, 8, 7]


def test_who_has_moved_is_not_moved_by_the_next_run_of_the_same_form(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    workspace.player.seek(9)
    run_again = workspace.document.text
    with qtbot.waitSignal(workspace.engine.finished):
        workspace.run()
        workspace.player.seek(10)
    assert workspace.document.text == run_again
    assert workspace.player.position == 10


def test_iterations_are_told_and_opened_at_the_same_position(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 50")
    assert (workspace.recorded, workspace.total, workspace.current) == ((0, 10, 20, 30, 40), 50, 0)
    workspace.player.seek(9)
    workspace.open_iteration(30)
    assert (workspace.current, workspace.player.position) == (30, 9)
    workspace.open_iteration(31)
    assert workspace.current == 30


def test_the_layout_is_used_again_for_the_same_form(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 20")
    before = workspace.picture
    workspace.open_iteration(10)
    after = workspace.picture
    assert before is not None
    assert after is not None
    assert after is not before
    assert after.layout is before.layout


def test_live_values_are_told_at_most_thirty_times_a_second(workspace: Workspace, qtbot: QtBot) -> None:
    from time import monotonic

    told: list[float] = []
    workspace.history_changed.connect(lambda: told.append(monotonic()))
    run(qtbot, workspace, "flood 5000")
    qtbot.wait(80)
    assert workspace.record is not None
    assert len(workspace.record.losses) == 5000
    assert all(b - a > 0.025 for a, b in pairwise(told))


def test_a_large_graph_is_laid_out_in_the_background(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    run_small = workspace.picture
    with qtbot.waitSignal(workspace.engine.finished):
        workspace.document.set_text("chain 400")
        workspace.run()
    assert workspace.picture is run_small
    qtbot.waitUntil(lambda: workspace.picture is not run_small, timeout=10_000)
    assert workspace.player.position == 400
    assert workspace.frame is not None
    assert len(workspace.frame.nodes) == 401


def test_only_the_latest_large_graph_is_shown(workspace: Workspace, qtbot: QtBot) -> None:
    shown: list[int] = []
    workspace.graph_changed.connect(lambda: shown.append(len(workspace.picture.graph) if workspace.picture else 0))
    iterations = tuple(msgspec.structs.replace(traces.chain(200 + i), index=i) for i in range(3))
    workspace.open_session(Trace(Program("p", ""), iterations=iterations))
    workspace.open_iteration(1)
    workspace.open_iteration(2)
    qtbot.waitUntil(lambda: 203 in shown, timeout=10_000)
    qtbot.wait(50)
    assert 201 not in shown
    assert 202 not in shown
    assert workspace.current == 2


def test_a_program_without_a_graph_shows_none(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    with qtbot.waitSignal(workspace.engine.finished):
        workspace.document.set_text("quiet")
        workspace.run()
    assert workspace.picture is None
    assert workspace.frame is None
    assert workspace.selection is None


def test_an_error_is_told(workspace: Workspace, qtbot: QtBot) -> None:
    told: list[ProgramError | None] = []
    workspace.error_changed.connect(told.append)
    run(qtbot, workspace, "error")
    assert told[-1] is not None
    assert told[-1].line == 2
    run(qtbot, workspace, "ok")
    assert told[-1] is None


def test_an_empty_program_is_not_run(workspace: Workspace, qtbot: QtBot) -> None:
    said: list[str] = []
    workspace.noticed.connect(said.append)
    start(workspace, "  \n")
    assert not workspace.engine.is_busy
    assert "no program yet" in said[0]


def test_a_pause_shows_the_iteration_at_hand(workspace: Workspace, qtbot: QtBot) -> None:
    start(workspace, "pause")
    qtbot.waitUntil(lambda: workspace.current == 0)
    workspace.toggle_pause()
    qtbot.waitUntil(lambda: workspace.current == 5)
    assert "paused after iteration 5" in workspace.status
    with qtbot.waitSignal(workspace.engine.finished):
        workspace.toggle_pause()


def test_selection(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    told: list[str | None] = []
    workspace.selection_changed.connect(told.append)
    workspace.select("n3")
    workspace.select("n3")
    workspace.select("nowhere")
    workspace.select_edge(("n4", "n5", 1))
    assert workspace.selected_edge == ("n4", "n5", 1)
    workspace.select(None)
    assert told == ["n3", "n4", None]
    assert workspace.selected_edge is None


def test_without_a_selection_the_current_node_is_inspected(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    workspace.player.step(1)
    assert workspace.inspected == "n0"
    workspace.select("n3")
    workspace.player.step(1)
    assert workspace.inspected == "n3"


def test_a_line_selects_its_nodes_in_turn(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    seen = []
    for _ in range(4):
        workspace.select_line(6)
        seen.append(workspace.selection)
    assert set(seen[:3]) == {"n2", "n3", "n5"}
    assert seen[3] == seen[0]
    workspace.select_line(1)
    assert workspace.selection == seen[3]


def test_an_edited_program_has_lines_of_its_own(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    workspace.document.set_text("ok\n")
    assert workspace.is_stale
    assert "edited since this run" in workspace.status
    workspace.select_line(6)
    assert workspace.selection is None


def test_the_selection_stays_from_iteration_to_iteration(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "train 20")
    workspace.select("n3")
    workspace.open_iteration(10)
    assert workspace.selection == "n3"


def test_parameters_follow_the_position(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    shown = ShownValues(workspace)
    assert [(p.name, p.grad) for p in shown.parameters] == [("w1", None), ("w2", None)]
    assert shown.updates == {}
    workspace.player.to_end()
    assert all(p.grad is not None for p in shown.parameters)
    updates = shown.updates
    assert set(updates) == {"w1", "w2"}
    assert all(update.ratio is not None and update.ratio > 0 for update in updates.values())


def test_a_session_needs_no_worker(workspace: Workspace, qtbot: QtBot) -> None:
    trace = Trace(
        Program("lesson.py", "x = 1"),
        iterations=(numbered(0), numbered(7)),
        losses=tuple(1.0 / (i + 1) for i in range(9)),
        printed="said",
        error=ProgramError("E", "m"),
    )
    printed: list[str] = []
    workspace.printed.connect(lambda text, _skipped: printed.append(text))
    workspace.engine.close()
    workspace.open_session(trace, 7, 9)
    assert (workspace.current, workspace.player.position) == (7, 9)
    assert (workspace.document.text, workspace.document.name) == ("x = 1", "lesson.py")
    assert (workspace.recorded, workspace.total, printed) == ((0, 7), 9, ["said"])
    assert workspace.record is not None
    assert workspace.record.trace() == trace


def test_another_program_forgets_the_run(workspace: Workspace, qtbot: QtBot) -> None:
    run(qtbot, workspace, "ok")
    workspace.document.new("other")
    assert workspace.picture is None
    assert workspace.recorded == ()
    assert workspace.record is None


def test_a_crash_in_a_run_leaves_text_and_pictures(workspace: Workspace, qtbot: QtBot) -> None:
    said: list[str] = []
    workspace.failed.connect(said.append)
    with qtbot.waitSignal(workspace.engine.crashed):
        start(workspace, "crash")
    assert workspace.document.text == "crash"
    assert "ended unexpectedly" in said[0]
    qtbot.waitUntil(lambda: "starting" not in workspace.status, timeout=10_000)
    run(qtbot, workspace, "ok")
    assert workspace.picture is not None


def test_a_run_that_waits_for_the_worker_is_told_at_once(make_engine: MakeEngine, qtbot: QtBot) -> None:
    """It can be stopped from then on, and the window says what it waits for."""
    workspace = Workspace(make_engine(), Document())
    workspace.engine.start()
    qtbot.waitUntil(lambda: workspace.engine.state == EngineState.STARTING)
    busy: list[bool] = []
    workspace.run_state_changed.connect(lambda _state: busy.append(workspace.engine.is_busy))
    start(workspace, "ok")
    assert busy == [True]
    workspace.engine.stop()
    workspace.close()


def test_the_device_must_be_one_of_those_there_are(workspace: Workspace, qtbot: QtBot) -> None:
    assert workspace.devices == ("cpu", "cuda:0")
    workspace.set_device("cuda:0")
    workspace.set_device("mps")
    assert workspace.device == "cuda:0"
    assert "cuda:0" in workspace.status


def test_a_record_and_its_trace_agree() -> None:
    trace = Trace(Program("p", "x"), iterations=(numbered(0),), losses=(None, 2.0), printed="hi")
    assert of_trace(trace).trace() == trace
    empty = RunRecord(Program("p", "x"))
    assert (empty.total, empty.trace().losses) == (0, ())


@pytest.mark.parametrize("count", [1, 3])
def test_closing_twice_is_harmless(workspace: Workspace, count: int) -> None:
    for _ in range(count):
        workspace.close()
