from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from pytestqt.qtbot import QtBot

from gradviz.core.trace import Program, Trace
from gradviz.ui.drawing import draw
from gradviz.ui.export.order import Format, Order
from gradviz.ui.exporter import Exporter
from gradviz.ui.picture import Picture
from tests.traces import SOURCE, two_layer


@pytest.fixture
def picture(qapp: object) -> Picture:
    return draw(two_layer(), None, None, lambda: False)


@pytest.fixture
def exporter(qapp: object) -> Iterator[Exporter]:
    exporter = Exporter()
    yield exporter
    exporter.close()


def trace() -> Trace:
    return Trace(Program("net.py", SOURCE), iterations=(two_layer(),))


@pytest.mark.parametrize("form", [Format.PNG, Format.SVG, Format.PDF, Format.GIF, Format.GRAPHML, Format.JSON])
def test_every_kind_of_file_can_be_made_in_a_thread(
    exporter: Exporter, picture: Picture, qtbot: QtBot, tmp_path: Path, form: Format
) -> None:
    order = Order(tmp_path / f"a.{form}", form, (0, 11) if form is Format.GIF else (11,))
    with qtbot.waitSignal(exporter.ended, timeout=20_000) as ended:
        exporter.start(picture, trace, order)
        assert exporter.is_busy
    assert ended.args == [(order.path,)]
    assert order.path.stat().st_size > 1000
    assert not exporter.is_busy


def test_the_window_goes_on_meanwhile(exporter: Exporter, picture: Picture, qtbot: QtBot, tmp_path: Path) -> None:
    ticks: list[int] = []
    clock, timer = QElapsedTimer(), QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: ticks.append(clock.restart()))
    with qtbot.waitSignals([exporter.ended, exporter.progressed], timeout=60_000):
        clock.start()
        timer.start()
        exporter.start(picture, trace, Order(tmp_path / "a.gif", Format.GIF, tuple(range(17)), 2.0))
    timer.stop()
    assert len(ticks) > 20
    # A machine with other things to do may hold up a tick or two; painting in this thread would hold up all of them.
    assert sorted(ticks)[len(ticks) * 9 // 10] < 50


def test_what_is_cancelled_says_so_and_leaves_nothing(
    exporter: Exporter, picture: Picture, qtbot: QtBot, tmp_path: Path
) -> None:
    exporter.progressed.connect(exporter.cancel)
    with qtbot.waitSignal(exporter.cancelled, timeout=20_000):
        exporter.start(picture, trace, Order(tmp_path / "a.png", Format.PNG, tuple(range(17)), is_numbered=True))
    assert not list(tmp_path.iterdir())


def test_a_failure_is_a_sentence(exporter: Exporter, picture: Picture, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(exporter.failed, timeout=20_000) as failed:
        exporter.start(picture, trace, Order(tmp_path / "no" / "a.png", Format.PNG, (0,)))
    assert failed.args[0].endswith("a.png cannot be written: no such file or directory.")
    assert not exporter.is_busy


def test_an_error_of_our_own_is_told_too(exporter: Exporter, picture: Picture, qtbot: QtBot, tmp_path: Path) -> None:
    def broken() -> Trace:
        raise LookupError("lost")

    with qtbot.waitSignal(exporter.failed, timeout=20_000) as failed:
        exporter.start(picture, broken, Order(tmp_path / "a.json", Format.JSON, ()))
    assert "lost" in failed.args[0]
    assert not list(tmp_path.iterdir())
