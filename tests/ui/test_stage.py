from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from gradviz.core.frame import frame
from gradviz.core.layout import Cancelled
from gradviz.core.trace import Iteration
from gradviz.ui import stage as module
from gradviz.ui.arranger import PATIENCE
from gradviz.ui.drawing import draw
from gradviz.ui.picture import Picture
from gradviz.ui.stage import SMALL, Stage
from tests import traces


@pytest.fixture
def stage(qapp: object) -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


class Slow:
    """Draws only when it may, and notices when it is not wanted any more."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.given_up = threading.Event()

    def __call__(
        self,
        iteration: Iteration,
        collapsed: frozenset[str] | None,
        old: Picture | None,
        cancelled: Callable[[], bool],
        *,
        has_chips: bool = True,
        behind: str | None = None,
    ) -> Picture:
        while not self.may.wait(0.005):
            if cancelled():
                self.given_up.set()
                raise Cancelled
        return draw(iteration, collapsed, old, cancelled, has_chips=has_chips, behind=behind)


def large(ops: int = SMALL) -> Iteration:
    return traces.chain(ops)


def test_a_small_iteration_is_there_at_once(stage: Stage) -> None:
    stage.show(traces.two_layer(), 3)
    assert stage.picture is not None
    assert stage.wanted == 0


def test_a_large_one_is_drawn_while_the_old_one_stays(stage: Stage, qtbot: QtBot) -> None:
    stage.show(traces.two_layer(), None)
    old = stage.picture
    with qtbot.waitSignal(stage.picture_ready, timeout=20_000) as ready:
        stage.show(large(), 7)
        assert stage.picture is old
    assert ready.args == [old, stage.picture, 7]
    assert stage.picture is not None
    assert len(stage.picture.graph) == SMALL + 1


def test_a_newer_request_replaces_an_older_one(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(module, "draw", slow)
    arrived: list[Picture] = []
    stage.picture_ready.connect(lambda _old, new, _position: arrived.append(new))
    stage.show(large(), None)
    monkeypatch.setattr(module, "draw", draw)
    stage.show(large(SMALL + 5), None)
    qtbot.waitUntil(lambda: bool(arrived), timeout=20_000)
    assert slow.given_up.wait(5)
    qtbot.wait(50)
    assert [len(picture.graph) for picture in arrived] == [SMALL + 6]


def test_after_a_while_it_can_be_cancelled(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(module, "draw", slow)
    stage.picture_ready.connect(lambda *_: pytest.fail("it was cancelled"))
    begin = time.monotonic()
    with qtbot.waitSignal(stage.delayed, timeout=5 * PATIENCE):
        stage.show(large(), None)
    assert time.monotonic() - begin >= 0.9 * PATIENCE / 1000
    with qtbot.waitSignal(stage.settled):
        stage.cancel()
    assert slow.given_up.wait(5)
    assert stage.wanted is None
    qtbot.wait(50)


def test_what_is_there_in_time_is_not_announced(stage: Stage, qtbot: QtBot) -> None:
    stage.delayed.connect(lambda: pytest.fail("nobody waits"))
    with qtbot.waitSignal(stage.picture_ready, timeout=20_000):
        stage.show(large(), None)
    qtbot.wait(PATIENCE + 100)


def test_a_failure_is_one_sentence(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **_options: object) -> Picture:
        raise ValueError("it has no shape")

    monkeypatch.setattr(module, "draw", fail)
    for iteration in (traces.two_layer(), large()):
        with qtbot.waitSignal(stage.failed) as told:
            stage.show(iteration, None)
        assert told.args == ["The graph of this iteration could not be drawn: it has no shape."]


@pytest.mark.parametrize(("asked", "position"), [(3, 3), (None, 6)])
def test_a_picture_has_the_frame_that_is_seen_first(stage: Stage, asked: int | None, position: int) -> None:
    stage.show(traces.two_layer(), asked)
    assert stage.picture is not None
    assert stage.picture.start == frame(stage.picture.timeline, position)
