from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.core import text
from gradviz.core.frame import frame
from gradviz.core.graph import GraphNode, NodeKind, from_iteration, node_of
from gradviz.core.timeline import Timeline
from gradviz.core.trace import AtenOp, BackwardCall, BackwardEvent, ForwardEvent, GradNode, HookCall, Iteration
from gradviz.ui.inspection.excerpt import Excerpt
from gradviz.ui.inspection.words import size_text
from gradviz.ui.panels.inspector import InspectorPanel
from gradviz.ui.theme import DARK, LIGHT, Theme
from gradviz.ui.widgets.statistics import Statistics
from tests import traces

Show = Callable[..., InspectorPanel]


def timeline(iteration: Iteration) -> Timeline:
    return Timeline(iteration, from_iteration(iteration))


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    panel = InspectorPanel()
    qtbot.addWidget(panel)
    panel.resize(340, 900)
    panel.set_source(traces.SOURCE)
    with qtbot.waitExposed(panel):
        panel.show()

    def at(key: str | None, position: int = 0, iteration: Iteration | None = None) -> InspectorPanel:
        what = timeline(iteration or traces.two_layer())
        panel.show_node(None if key is None else node_of(what.graph, key), frame(what, position), what)
        return panel

    return at


def copied_from(widget: QWidget) -> str:
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


def test_without_a_node_a_sentence_says_what_will_appear(show: Show) -> None:
    assert show(None).empty_text().startswith("Select a node")
    assert show("n5", 3).empty_text() == ""
    assert show(None).empty_text() != ""


def test_the_header_says_how_long_it_took(show: Show) -> None:
    whole = traces.two_layer()
    assert show("n5", 16).header.facts.toolTip() == ""
    replace = msgspec.structs.replace
    timed = replace(
        whole,
        forward=tuple(replace(event, nanoseconds=12_345) for event in whole.forward),
        backward=tuple(replace(event, nanoseconds=2_000_000) for event in whole.backward),
    )
    assert show("n5", 3, timed).header.facts.text().endswith("running now · forward\u00a012.35\u00a0µs")
    facts = show("n5", 16, timed).header.facts
    assert facts.text().endswith("gradient done · forward\u00a012.35\u00a0µs · backward\u00a02\u00a0ms")
    assert "while it was recorded" in facts.toolTip()
    on_gpu = {name: replace(value, device="cuda:0") for name, value in timed.tensors.items()}
    assert (
        "forward\u00a0launched\u00a0in\u00a012.35\u00a0µs"
        in show("n5", 16, replace(timed, tensors=on_gpu)).header.facts.text()
    )


def test_the_header_says_what_the_node_is(show: Show) -> None:
    panel = show("n5", 3)
    assert panel.header.title.text() == "mm"
    assert panel.header.name.text() == "MmBackward0 · y_pred"
    assert panel.header.line.text() == "line 6"
    assert panel.header.facts.text() == "result of an op · 64×10 · f32 · cpu · running now"
    assert show("n5", 4).header.facts.text().endswith("computed")
    assert show("n5", 0).header.facts.text().endswith("not computed yet")
    assert show("n4", 0).header.facts.text().startswith("leaf")
    assert show("n0", 7).header.facts.text().startswith("result of an op, root of the backward pass")
    assert show("ix", 0).header.facts.text().startswith("input, needs no gradient")


def test_the_line_is_a_link(show: Show, qtbot: QtBot) -> None:
    panel = show("n6", 4)
    with qtbot.waitSignal(panel.line_requested) as asked:
        QTest.mouseClick(panel.header.line, Qt.MouseButton.LeftButton)
    assert asked.args == [7]
    with qtbot.waitSignal(panel.line_requested):
        QTest.keyClick(panel.header.line, Qt.Key.Key_Space)
    assert "(y_pred - y)" in panel.code.text()
    assert panel.code.accessibleName() == "Line 7: loss = (y_pred - y).pow(2).sum()"


def test_text_of_the_program_is_shown_as_it_is(show: Show) -> None:
    panel = show("n6", 4)
    panel.set_source("\n" * 6 + "a = b < c & d")
    assert "&lt;" in panel.code.text()
    panel.set_source("too short")
    assert panel.code.isHidden()


def test_what_is_not_there_yet_is_not_shown(show: Show) -> None:
    panel = show("n5", 0)
    assert panel.value.map.cells.sentence == "Not computed yet: the forward pass has not come to it."
    assert panel.gradient.map.cells.sentence == "No gradient yet: it arrives in the backward pass."
    assert panel.saved.sentence.text() == "Not saved yet: the op has not run."
    assert [row.row_text() for row in panel.sent.rows] == ["→ clamp not yet", "→ w2.grad not yet"]
    panel = show("n5", 9)
    assert panel.value.map.cells.has_cells
    assert not panel.gradient.map.cells.has_cells


def test_value_gradient_and_what_is_sent(show: Show) -> None:
    panel = show("n5", 10)
    assert panel.value.map.cells.has_cells
    assert panel.gradient.map.cells.has_cells
    assert panel.gradient.heading.text() == "Gradient that arrived"
    assert [row.row_text() for row in panel.sent.rows if not row.isHidden()] == [
        "→ clamp 64×100 ‖g‖ 78.08",
        "→ w2.grad 100×10 ‖g‖ 32.24",
    ]


def test_a_sent_gradient_leads_to_its_node(show: Show, qtbot: QtBot) -> None:
    panel = show("n5", 10)
    with qtbot.waitSignal(panel.node_requested) as asked:
        QTest.mouseClick(panel.sent.rows[1], Qt.MouseButton.LeftButton)
    assert asked.args == ["n4"]
    with qtbot.waitSignal(panel.node_requested) as asked:
        QTest.keyClick(panel.sent.rows[0], Qt.Key.Key_Space)
    assert asked.args == ["n3"]


def test_a_leaf_shows_its_grad_and_sends_nothing(show: Show) -> None:
    panel = show("n4", 11)
    assert panel.gradient.heading.text() == "w2.grad"
    assert panel.sent.isHidden()
    assert panel.saved.isHidden()
    assert panel.added.isHidden()


def test_a_leaf_that_had_a_gradient_shows_what_was_added(show: Show) -> None:
    good = traces.two_layer()
    backward = list(good.backward)
    backward[4] = msgspec.structs.replace(backward[4], grad=traces.random(100, 10, seed=77))
    panel = show("n4", 11, msgspec.structs.replace(good, backward=tuple(backward)))
    assert not panel.added.isHidden()
    assert panel.added.heading.text() == "What was added to it last"


def test_the_same_nan_was_not_added_to_anything(show: Show) -> None:
    good = traces.two_layer()
    bad = traces.summary(np.full((100, 10), np.nan, np.float32))
    backward = list(good.backward)
    backward[4] = msgspec.structs.replace(backward[4], grad_outputs=(bad,), grad=bad)
    assert show("n4", 11, msgspec.structs.replace(good, backward=tuple(backward))).added.isHidden()


def test_every_output_of_an_op_with_several_is_named(show: Show) -> None:
    good = traces.two_layer()
    backward = list(good.backward)
    first = backward[3].grad_outputs[0]
    backward[3] = msgspec.structs.replace(backward[3], grad_outputs=(None, first))
    panel = show("n5", 10, msgspec.structs.replace(good, backward=tuple(backward)))
    assert panel.gradient.note.text() == f"output 0: none · output 1: ‖g‖ {text.number(first.norm if first else None)}"
    assert panel.gradient.map.cells.has_cells


def test_an_update_shows_before_and_after(show: Show) -> None:
    panel = show("n4", 14)
    assert panel.value.heading.text() == "Value"
    assert panel.after.isHidden()
    panel = show("n4", 16)
    assert panel.value.heading.text() == "Value before the update"
    assert panel.after.heading.text() == "Value after the update"
    assert panel.after.note.text().startswith("by sub_ · update ÷ value 1.")


def test_without_a_gradient_it_says_why(show: Show) -> None:
    assert show("ix", 16).gradient.map.cells.sentence == "No gradient: this tensor does not require one."
    forward_only = msgspec.structs.replace(traces.two_layer(), backward=(), update=())
    panel = show("n5", 6, forward_only)
    assert panel.gradient.map.cells.sentence == "No gradient: the program has not called backward."
    good = traces.two_layer()
    stopped = msgspec.structs.replace(good, backward=good.backward[:3], update=())
    assert show("n4", 9, stopped).gradient.map.cells.sentence == "No gradient arrives here in this iteration."
    cut = ForwardEvent("detach", line=6, inputs=("p",), outputs=("z",), cut="detach")
    panel = show("e6", 7, msgspec.structs.replace(good, forward=(*good.forward, cut)))
    assert panel.gradient.map.cells.sentence == "No gradient: the path ends here (detach)."
    assert panel.header.facts.text().startswith("not recorded by autograd")


def test_arrivals_are_counted(show: Show) -> None:
    # w is used twice: y = w · w, whose two inputs both send a gradient to w.
    good = traces.two_layer()
    nodes = list(good.nodes)
    nodes[7] = msgspec.structs.replace(nodes[7], next=((6, 0), (5, 0)))
    backward = list(good.backward)
    grad = backward[1].grad_inputs[0]
    backward[1] = msgspec.structs.replace(backward[1], grad_inputs=(grad, grad))
    iteration = msgspec.structs.replace(good, nodes=tuple(nodes), backward=tuple(backward))
    assert show("n5", 8, iteration).header.facts.text().endswith("waiting for gradients · 1 of 2 gradients arrived")
    assert show("n5", 9, iteration).header.facts.text().endswith("2 of 2 gradients arrived")


def test_saved_tensors_open(show: Show) -> None:
    panel = show("n5", 5)
    row, view = panel.saved.rows[0], panel.saved.views[0]
    assert row.row_text() == "self 64×100 f32 25.6 kB"
    assert view.isHidden()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert not view.isHidden()
    assert view.map.caption() == "every 2nd column of 64×100"
    # Another node starts closed.
    assert show("n6", 5).saved.views[0].isHidden()


def test_a_saved_tensor_that_was_not_recorded_is_named(show: Show) -> None:
    good = traces.two_layer()
    nodes = list(good.nodes)
    nodes[5] = msgspec.structs.replace(nodes[5], saved={"other": "gone"})
    assert (
        show("n5", 5, msgspec.structs.replace(good, nodes=tuple(nodes))).saved.rows[0].row_text()
        == "other not recorded"
    )
    nodes[5] = msgspec.structs.replace(nodes[5], saved={})
    panel = show("n5", 5, msgspec.structs.replace(good, nodes=tuple(nodes)))
    assert panel.saved.sentence.text() == "Nothing: its derivative needs no tensor."


def test_statistics_are_exact_when_copied(show: Show) -> None:
    panel = show("n5", 5)
    value = traces.two_layer().tensors["p"]
    assert panel.value.statistics.as_text().startswith("min −3.331 · max 3.134")
    QTest.keyClick(panel.value.statistics, Qt.Key.Key_Right)
    QTest.keyClick(panel.value.statistics, Qt.Key.Key_Right)
    assert copied_from(panel.value.statistics) == repr(value.max)
    assert panel.value.statistics.accessibleDescription() == f"max {value.max!r}"


def test_a_scalar_has_no_statistics(show: Show) -> None:
    panel = show("n0", 6)
    assert panel.value.statistics.isHidden()
    assert copied_from(panel.value.map.cells) == str(np.float32(traces.two_layer().tensors["l"].item() or 0))


def test_all_statistics_are_copied_without_a_choice(qtbot: QtBot) -> None:
    statistics = Statistics()
    qtbot.addWidget(statistics)
    statistics.show_summary(traces.summary(np.array([1.0, np.nan], np.float32)))
    assert copied_from(statistics) == "min\tnan\nmax\tnan\nmean\tnan\nnorm\tnan\nNaN\t1\nInf\t0"


def test_the_numbers_of_a_small_tensor(show: Show) -> None:
    panel = show("n5", 5)
    QTest.mouseClick(panel.value.numbers, Qt.MouseButton.LeftButton)
    table = panel.value.table
    assert table is not None
    assert not table.isHidden()
    assert panel.value.map.isHidden()
    model = table.model()
    assert (model.rowCount(), model.columnCount()) == (64, 10)
    index = model.index(1, 2)
    table.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    held = traces.two_layer().tensors["p"].values
    assert held is not None
    assert model.data(model.index(0, 0)) == text.number(float(held.numpy()[0, 0]))
    assert copied_from(table) == str(held.numpy()[1, 2])
    # The choice stays for the next node; a tensor that is not whole shows its map.
    panel = show("n3", 5)
    assert not panel.value.map.isHidden()
    assert panel.value.numbers.isHidden()
    assert not show("n6", 5).value.map.isVisible()


def test_headers_of_the_table_are_indices(show: Show) -> None:
    good = traces.two_layer()
    panel = show("n5", 5, msgspec.structs.replace(good, tensors={**good.tensors, "p": traces.random(2, 3, 4)}))
    QTest.mouseClick(panel.value.numbers, Qt.MouseButton.LeftButton)
    assert panel.value.table is not None
    model = panel.value.table.model()
    assert model.headerData(4, Qt.Orientation.Vertical) == "1, 1"
    assert model.headerData(3, Qt.Orientation.Horizontal) == "3"


def test_the_logarithmic_map_is_a_toggle(show: Show) -> None:
    panel = show("n5", 5)
    QTest.mouseClick(panel.value.log, Qt.MouseButton.LeftButton)
    assert panel.value.map.caption().endswith("logarithmic colours")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_everything_in_reach_has_a_name_and_shows_its_focus(show: Show, qtbot: QtBot, theme: Theme) -> None:
    panel = show("n5", 10)
    panel.set_theme(theme)
    reached = [
        widget
        for widget in panel.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert {panel.header.line, panel.sent.rows[0], panel.value.map.cells, panel.value.statistics} <= set(reached)
    for widget in reached:
        assert widget.accessibleName() or widget.property("text"), widget
    for widget in (panel.sent.rows[0], panel.value.map.cells, panel.value.statistics, panel.value.log):
        widget.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        focused = widget.grab().toImage()
        widget.clearFocus()
        assert widget.grab().toImage() != focused, widget


def test_it_scrolls_when_there_is_little_room(show: Show, qtbot: QtBot) -> None:
    panel = show("n5", 10)
    panel.resize(260, 300)
    panel.set_text_scale(1.6)
    last = panel.saved.rows[0]
    qtbot.waitUntil(lambda: panel.value.map.cells.height() >= panel.value.map.cells.sizeHint().height())
    assert last.mapTo(panel, last.rect().bottomLeft()).y() > panel.height()


def test_an_unknown_node_of_a_collapsed_graph_is_no_error(show: Show) -> None:
    what = timeline(traces.two_layer())
    panel = show("n5", 3)
    group = msgspec.structs.replace(node_of(what.graph, "n5"), key="scope:encoder", id=None, title="encoder")
    panel.show_node(group, frame(what, 10), what)
    assert panel.header.title.text() == "encoder"


def test_sizes() -> None:
    assert size_text(traces.random(2)) == "8 B"
    assert size_text(traces.random(64, 100)) == "25.6 kB"
    assert size_text(msgspec.structs.replace(traces.random(2), shape=(1000, 1000))) == "4.0 MB"
    assert size_text(msgspec.structs.replace(traces.random(2), shape=(10**6, 10**4), dtype="float64")) == "80.0 GB"


# Notes, hooks, calls, layers, other files, what is inside


def test_what_cannot_be_seen_of_a_node_is_said(show: Show) -> None:
    good = traces.two_layer()
    panel = show("n5", 10)
    assert panel.notes.isHidden()
    nodes = list(good.nodes)
    nodes[5] = msgspec.structs.replace(
        nodes[5], opaque="It runs a backward pass of its own. That pass is backward call 2."
    )
    forward = list(good.forward)
    forward[2] = msgspec.structs.replace(forward[2], note="Compiled by torch.compile: what happens inside is one op.")
    panel = show("n5", 10, msgspec.structs.replace(good, nodes=tuple(nodes), forward=tuple(forward)))
    assert panel.notes.isVisible()
    assert panel.notes.text().splitlines() == [forward[2].note, nodes[5].opaque]
    assert panel.notes.accessibleName() == f"{forward[2].note} {nodes[5].opaque}"
    assert show("n4", 10).notes.isHidden()


def test_the_end_of_a_gradients_path_is_said(show: Show) -> None:
    iteration = Iteration(0, forward=(ForwardEvent("detach", inputs=("a",), outputs=("b",), cut="detach"),))
    assert "shares the values without their history" in show("e0", 1, iteration).notes.text()


def hooked() -> Iteration:
    good = traces.two_layer()
    nodes, backward = list(good.nodes), list(good.backward)
    nodes[5] = msgspec.structs.replace(nodes[5], hooks=("hook double", "hook look", "hook late"))
    before, after = (
        traces.summary(np.array([[1, 2]], np.float32) * factor) for factor in (np.float32(1), np.float32(2))
    )
    calls = (HookCall("hook double", before, after), HookCall("hook look", after))
    backward[3] = msgspec.structs.replace(backward[3], hooks=calls)
    return msgspec.structs.replace(good, nodes=tuple(nodes), backward=tuple(backward))


def test_hooks_are_listed_in_the_order_in_which_they_ran(show: Show) -> None:
    panel = show("n5", 9, hooked())
    assert panel.hooks.texts() == [f"hook {name} not run yet" for name in ("double", "look", "late")]
    panel = show("n5", 10, hooked())
    assert panel.hooks.texts() == [
        "1. hook double changed it ‖g‖ 2.236 → 4.472",
        "2. hook look left it as it was ‖g‖ 4.472",
        "hook late registered",
    ]
    assert show("n6", 10, hooked()).hooks.isHidden()


def test_a_hook_opens_to_show_what_it_got_and_what_it_made_of_it(show: Show) -> None:
    panel = show("n5", 10, hooked())
    QTest.keyClick(panel.hooks.rows[0], Qt.Key.Key_Space)
    assert panel.hooks.heading.text() == "Hooks of the program"
    shown = [view.heading.text() for view in panel.hooks._views[0] if view.isVisible()]
    assert shown == ["Before hook double", "After hook double"]
    QTest.keyClick(panel.hooks.rows[1], Qt.Key.Key_Space)
    assert [view.heading.text() for view in panel.hooks._views[1] if view.isVisible()] == ["Before hook look"]
    assert not panel.hooks.rows[2].isEnabled()


def test_every_backward_call_that_came_here_leads_to_its_position(show: Show, qtbot: QtBot) -> None:
    twice = traces.double_backward()
    panel = show("n2", 4, twice)
    assert panel.calls.texts() == ["Backward call 2 backward() not yet"]
    assert show("n1", 4, twice).calls.texts() == ["Backward call 1 grad() · create_graph none"]
    with qtbot.waitSignal(panel.position_requested) as asked:
        QTest.mouseClick(panel.calls.rows[0], Qt.MouseButton.LeftButton)
    assert asked.args == [2]
    assert show("n5", 10).calls.isHidden()


def test_one_walks_from_a_node_to_its_derivative_and_back(show: Show, qtbot: QtBot) -> None:
    twice = traces.double_backward()
    panel = show("n1", 2, twice)
    assert panel.kin.texts() == ["→ mul (MulBackward0) part of its derivative, call 1"]
    with qtbot.waitSignal(panel.node_requested) as asked:
        QTest.mouseClick(panel.kin.rows[0], Qt.MouseButton.LeftButton)
    assert asked.args == ["n2"]
    panel = show("n2", 2, twice)
    assert panel.kin.texts() == ["← pow (PowBackward0) made while this ran"]
    assert panel.notes.text() == "Made by backward call 1: a part of a gradient's own graph."
    assert "after backward call 1" in show("n3", 3, twice).notes.text()
    assert show("n5", 10).kin.isHidden()


def test_a_pass_inside_of_a_node_is_a_walk_away(show: Show) -> None:
    nodes = (GradNode(0, "CheckpointFunctionBackward"), GradNode(1, "MulBackward0", made_by=0))
    calls = (BackwardCall(roots=(0,)), BackwardCall(roots=(1,), node=0))
    ran = (BackwardEvent(1, call=1), BackwardEvent(0))
    iteration = Iteration(0, nodes=nodes, backward=ran, calls=calls, roots=(0, 1))
    panel = show("n0", 2, iteration)
    assert panel.kin.texts() == ["→ mul (MulBackward0) starts backward call 2"]
    panel = show("n1", 2, iteration)
    assert panel.kin.texts() == ["← checkpoint_function (CheckpointFunctionBackward) starts this backward call"]
    assert "ran this op again" in panel.notes.text()


def test_a_line_of_another_file_is_shown_and_can_be_read(show: Show, qtbot: QtBot) -> None:
    good = traces.two_layer()
    nodes = list(good.nodes)
    nodes[5] = msgspec.structs.replace(nodes[5], line=None, columns=None, elsewhere=("/there/model.py", 2))
    panel = show("n5", 10, msgspec.structs.replace(good, nodes=tuple(nodes)))
    assert panel.header.line.text() == "model.py:2"
    assert panel.code.isHidden()
    panel.set_source(traces.SOURCE, {"/there/model.py": "def f(x):\n    return x.mm(w)\n"})
    assert panel.code.isVisible()
    assert panel.code.text() == "return x.mm(w)"
    assert panel.code.accessibleName() == "/there/model.py: Line 2: return x.mm(w)"
    with qtbot.waitSignal(panel.file_requested) as asked:
        QTest.mouseClick(panel.header.line, Qt.MouseButton.LeftButton)
    assert asked.args == ["/there/model.py", 2]


def test_what_is_inside_is_listed_once_it_has_run(show: Show) -> None:
    good = traces.two_layer()
    forward, backward = list(good.forward), list(good.backward)
    forward[2] = msgspec.structs.replace(forward[2], inside=(AtenOp("mm", ((64, 100), (100, 10)), ((64, 10),)),))
    backward[3] = msgspec.structs.replace(backward[3], inside=(AtenOp("t", ((100, 10),), ((10, 100),)),) * 61)
    known = msgspec.structs.replace(good, forward=tuple(forward), backward=tuple(backward), has_aten=True)
    panel = show("n5", 2, known)
    assert panel.inside.sentence.text() == "None has run yet."
    panel = show("n5", 3, known)
    assert panel.inside.heading.text() == "Inside: 1 aten ops"
    assert panel.inside.text() == "forward\n   mm (64×100, 100×10) → 64×10"
    panel = show("n5", 10, known)
    assert panel.inside.heading.text() == "Inside: 62 aten ops"
    assert panel.inside.text().splitlines()[-1] == "   … and 1 more"
    assert panel.inside.button.isHidden()
    assert show("n4", 10, known).inside.isHidden()


def test_looking_inside_is_offered_where_it_was_not_recorded(show: Show, qtbot: QtBot) -> None:
    panel = show("n5", 10)
    with qtbot.waitSignal(panel.inside_requested):
        QTest.mouseClick(panel.inside.button, Qt.MouseButton.LeftButton)
    panel.set_can_run(False)
    assert panel.inside.isHidden()
    panel.set_can_run(True)
    assert panel.inside.isVisible()


def test_a_long_piece_of_code_is_broken_and_not_cut_off(qtbot: QtBot) -> None:
    excerpt = Excerpt()
    qtbot.addWidget(excerpt)
    line = "y = first_layer.mm(second_layer).clamp(min=0).mm(third_layer)"
    excerpt.set_texts(line, {})
    excerpt.resize(160, 20)
    excerpt.show()
    excerpt.show_line_of(GraphNode("n0", NodeKind.GRAD_FN, "mm", line=1, columns=(4, len(line))))
    document = excerpt.document()
    assert document.toPlainText() == line
    assert document.idealWidth() <= 160
    assert excerpt.height() >= document.size().height()
    assert document.size().height() > 2 * excerpt.fontMetrics().height()
    # In a wide panel it needs less room.
    excerpt.resize(900, 20)
    assert excerpt.height() < 2 * excerpt.fontMetrics().height()
