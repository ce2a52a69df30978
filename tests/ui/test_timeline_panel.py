from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.core.frame import frame
from gradviz.core.graph import from_iteration
from gradviz.core.timeline import Timeline
from gradviz.core.trace import HookCall, Iteration
from gradviz.ui.panels.timeline import TimelinePanel
from gradviz.ui.theme import DARK, LIGHT, Theme
from tests import traces


def timeline(iteration: Iteration) -> Timeline:
    return Timeline(iteration, from_iteration(iteration))


def repeated(count: int) -> Timeline:
    """Return a timeline of about ``count`` events over a small graph."""
    small = traces.chain(10)
    times = count // 21
    return Timeline(
        msgspec.structs.replace(small, forward=small.forward * times, backward=small.backward * times),
        from_iteration(small),
    )


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[Timeline | None], TimelinePanel]:
    def make(what: Timeline | None) -> TimelinePanel:
        panel = TimelinePanel()
        qtbot.addWidget(panel)
        panel.resize(900, 90)
        panel.show_timeline(what)
        panel.show_iterations((0,), 1, 0)
        if what is not None:
            panel.position_requested.connect(lambda position: panel.show_frame(frame(what, position)))
        with qtbot.waitExposed(panel):
            panel.show()
        panel.track.setFocus()
        return panel

    return make


def is_last(numbers: list[int], wanted: int) -> bool:
    return numbers[-1] == wanted


Shown = Callable[[Timeline | None], TimelinePanel]


def test_without_a_timeline_a_sentence_says_what_will_appear(shown: Shown) -> None:
    assert shown(None).empty_text().startswith("Run the program")


def test_an_iteration_without_events_says_so(shown: Shown) -> None:
    assert shown(timeline(Iteration(index=0))).empty_text() == "This iteration has no events: no op ran on a tensor."


def test_position_and_event_are_written(shown: Shown) -> None:
    panel = shown(timeline(traces.two_layer()))
    assert panel.empty_text() == ""
    assert (panel.position_text(), panel.event_text()) == ("0 / 16", "start: nothing has run yet")
    for position, words in (
        (1, "forward: mm, line 6"),
        (3, "forward: mm → y_pred, line 6"),
        (10, "backward: MmBackward0, line 6"),
        (11, "backward: AccumulateGrad → w2.grad"),
        (16, "update: w2 by sub_, line 9"),
    ):
        panel.show_frame(frame(timeline(traces.two_layer()), position))
        assert (panel.position_text(), panel.event_text()) == (f"{position} / 16", words)
        assert words in panel.track.accessibleDescription()


def test_keys_ask_for_positions(shown: Shown) -> None:
    panel = shown(timeline(traces.two_layer()))
    asked: list[int] = []
    panel.position_requested.connect(asked.append)
    keys = Qt.Key
    for key in (
        keys.Key_Left, keys.Key_Right, keys.Key_Right, keys.Key_PageDown, keys.Key_PageDown, keys.Key_PageUp,
        keys.Key_End, keys.Key_Right, keys.Key_Home, keys.Key_PageUp,
    ):  # fmt: skip
        QTest.keyClick(panel.track, key)
    # At the ends there is nowhere to go.
    assert asked == [1, 2, 6, 14, 6, 16, 0]


def test_only_the_owner_moves_the_scrubber(qtbot: QtBot) -> None:
    panel = TimelinePanel()
    qtbot.addWidget(panel)
    panel.show_timeline(timeline(traces.two_layer()))
    with qtbot.waitSignal(panel.position_requested) as asked:
        QTest.keyClick(panel.track, Qt.Key.Key_Right)
    assert asked.args == [1]
    assert panel.position_text() == "0 / 16"


def test_a_key_can_ask_again_when_nobody_followed(qtbot: QtBot) -> None:
    panel = TimelinePanel()
    qtbot.addWidget(panel)
    panel.show_timeline(timeline(traces.two_layer()))
    asked: list[int] = []
    panel.position_requested.connect(asked.append)
    QTest.keyClick(panel.track, Qt.Key.Key_Right)
    QTest.keyClick(panel.track, Qt.Key.Key_Right)
    assert asked == [1, 1]


@pytest.mark.parametrize("position", [0, 1, 6, 7, 10, 14, 15, 16])
def test_a_click_on_an_event_asks_for_its_position(shown: Shown, position: int) -> None:
    panel = shown(timeline(traces.two_layer()))
    panel.show_frame(frame(timeline(traces.two_layer()), 3))
    at = QPoint(round(panel.track.x_of(position)), panel.track.height() // 2)
    QTest.mouseClick(panel.track, Qt.MouseButton.LeftButton, pos=at)
    assert panel.position_text() == f"{position} / 16"


def test_dragging_follows_the_mouse(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(timeline(traces.two_layer()))
    asked: list[int] = []
    panel.position_requested.connect(asked.append)
    track, middle = panel.track, panel.track.height() // 2
    QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.x_of(2)), middle))
    for position in (3, 4, 8):
        QTest.mouseMove(track, QPoint(round(track.x_of(position)), middle))
        qtbot.waitUntil(partial(is_last, asked, position))
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.x_of(8)), middle))
    QTest.mouseMove(track, QPoint(round(track.x_of(12)), middle))
    assert asked == [2, 3, 4, 8]


@pytest.mark.parametrize("length", [1, 2, 5, 1000])
def test_every_position_has_its_place(shown: Shown, length: int) -> None:
    panel = shown(timeline(traces.chain(length)))
    places = [panel.track.x_of(position) for position in range(2 * length + 2)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= panel.track.width()
    if length < 100:
        assert [panel.track.position_at(place) for place in places] == list(range(2 * length + 2))


def test_phases_without_events_take_no_room(shown: Shown) -> None:
    only_forward = msgspec.structs.replace(traces.two_layer(), backward=(), update=())
    panel = shown(timeline(only_forward))
    assert panel.track.x_of(6) > 0.85 * panel.track.width()
    QTest.keyClick(panel.track, Qt.Key.Key_PageDown)
    assert panel.position_text() == "6 / 6"


def test_a_hundred_thousand_events_are_shown(shown: Shown) -> None:
    panel = shown(repeated(100_000))
    total = panel.track.maximum()
    assert total > 99_000
    QTest.keyClick(panel.track, Qt.Key.Key_End)
    assert panel.position_text() == f"{total} / {total}"
    assert not panel.grab().isNull()


def test_events_with_nan_are_found_and_marked(shown: Shown) -> None:
    good = traces.two_layer()
    bad = np.ones((64, 10), np.float32)
    bad[0, 0] = np.nan
    tensors = {**good.tensors, "d": traces.summary(bad)}
    backward = list(good.backward)
    backward[3] = msgspec.structs.replace(backward[3], grad_outputs=(traces.summary(bad),))
    iteration = msgspec.structs.replace(good, tensors=tensors, backward=tuple(backward))
    assert timeline(good).not_finite == ()
    assert timeline(iteration).not_finite == (3, 9)
    panel = shown(timeline(good))
    before = panel.track.grab().toImage()
    panel.show_timeline(timeline(iteration))
    assert panel.track.grab().toImage() != before


def test_iterations_are_named(shown: Shown) -> None:
    panel = shown(timeline(traces.two_layer()))
    assert panel.strip.isHidden()
    panel.show_iterations(range(0, 500, 57), 500, 57)
    assert not panel.strip.isHidden()
    assert panel.iterations_text() == "iteration 57 · recorded: 0, 57, 114, 171 … of 500"
    assert panel.strip.accessibleDescription() == panel.iterations_text()
    panel.show_iterations((), 500, None)
    assert panel.iterations_text() == "recorded: – of 500"


def test_an_iteration_is_chosen_by_click_and_key(shown: Shown) -> None:
    panel = shown(timeline(traces.two_layer()))
    panel.show_iterations((0, 57, 113, 499), 500, 57)
    asked: list[int] = []
    panel.iteration_requested.connect(asked.append)
    strip = panel.strip
    # Near a recorded one is enough.
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(113)) + 2, strip.height() // 2))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(strip, key)
    assert asked == [113, 0, 113, 0, 499]


def test_narrow_panels_say_less_but_keep_the_whole_in_the_tool_tip(shown: Shown) -> None:
    panel = shown(timeline(traces.two_layer()))
    panel.show_iterations(range(0, 500, 57), 500, 57)
    panel.resize(320, 90)
    assert panel.iterations_text().startswith("iteration 57")
    assert not panel.grab().isNull()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_phases_have_their_colours(shown: Shown, theme: Theme) -> None:
    panel = shown(timeline(traces.two_layer()))
    panel.set_theme(theme)
    image = QImage(panel.track.size(), QImage.Format.Format_RGB32)
    panel.track.render(image)
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 2)}
    for role in ("forward_tint", "backward_tint", "update_tint"):
        assert theme.color(role).name() in colors


def test_larger_text_needs_more_room(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(timeline(traces.two_layer()))
    before = panel.sizeHint().height()
    panel.set_text_scale(1.6)
    qtbot.waitUntil(lambda: panel.sizeHint().height() > before)


def test_everything_has_a_name(shown: Shown) -> None:
    panel = shown(timeline(traces.two_layer()))
    assert panel.track.accessibleName() == "Timeline"
    assert panel.strip.accessibleName() == "Iterations"


def test_backward_calls_and_the_ops_between_them_are_blocks_of_their_own(shown: Shown) -> None:
    what = timeline(traces.double_backward())
    panel = shown(what)
    assert panel.track.block_labels() == ("forward", "backward 1", "forward", "backward 2")
    panel.show_frame(frame(what, 3))
    assert panel.event_text() == "forward, after backward 1: mul, line 3"
    panel.show_frame(frame(what, 4))
    assert panel.event_text() == "backward 2: MulBackward0"
    asked: list[int] = []
    panel.position_requested.connect(asked.append)
    panel.show_frame(frame(what, 0))
    for _ in range(5):
        QTest.keyClick(panel.track, Qt.Key.Key_PageDown)
    assert asked == [1, 2, 3, 6]
    for position in range(1, 7):
        assert panel.track.position_at(panel.track.x_of(position)) == position


def test_an_event_tells_its_hooks_its_file_and_what_is_not_shown_of_it(shown: Shown) -> None:
    good = traces.two_layer()
    nodes, forward, backward = list(good.nodes), list(good.forward), list(good.backward)
    nodes[5] = msgspec.structs.replace(nodes[5], line=None, elsewhere=("/there/part.py", 4), opaque="Something else.")
    forward[1] = msgspec.structs.replace(forward[1], note="Compiled by torch.compile: what happens inside is one op.")
    forward[2] = msgspec.structs.replace(forward[2], cut="no_grad")
    gradient = backward[3].grad_outputs[0]
    backward[3] = msgspec.structs.replace(
        backward[3], hooks=(HookCall("hook a", gradient), HookCall("hook b", gradient))
    )
    what = timeline(msgspec.structs.replace(good, nodes=tuple(nodes), forward=tuple(forward), backward=tuple(backward)))
    panel = shown(what)
    for position, words in (
        (2, "forward: clamp, line 6, Compiled by torch.compile: what happens inside is one op."),
        (
            3,
            "forward: mm → y_pred, line 6, "
            "The gradient's path ends here: the op ran inside no_grad, where none is recorded.",
        ),
        (10, "backward: MmBackward0, part.py:4, hooks: hook a, hook b, Something else."),
    ):
        panel.show_frame(frame(what, position))
        assert panel.event_text() == words
        assert words in panel.track.accessibleDescription()


def test_the_strip_says_which_iterations_are_there_and_which_are_computed_again(qtbot: QtBot) -> None:
    panel = TimelinePanel()
    qtbot.addWidget(panel)
    panel.show_iterations((0, 1, 2), 500, 0)
    assert panel.strip.words_of(2) == "iteration 2, recorded"
    assert panel.strip.words_of(3).startswith("iteration 3, not recorded: a click")
    assert "computed again" in panel._recorded.toolTip()
    panel.show_iterations((0, 1, 2), 3, 0)
    assert "computed again" not in panel._recorded.toolTip()


def test_a_loss_that_was_handed_over_begins_after_its_forward_pass(shown: Shown) -> None:
    """Of ``gradviz.show(loss)`` no forward event is known, but the values are there."""
    whole = traces.two_layer()
    nodes = tuple(msgspec.structs.replace(node, event=None) for node in whole.nodes)
    panel = shown(timeline(msgspec.structs.replace(whole, forward=(), update=(), nodes=nodes)))
    assert panel.words_at(0) == "start: the forward pass has run, the backward pass not yet"
