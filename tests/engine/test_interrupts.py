from __future__ import annotations

import io
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from typing_extensions import Buffer, override

from gradviz.core.messages.replies import Holding
from gradviz.core.messages.wire import Decoder, Message
from gradviz.engine.controlled import Repetition
from gradviz.engine.interrupts import Interrupts
from gradviz.engine.keeper import Keeper
from gradviz.engine.outbox import Outbox
from gradviz.engine.underway import UnderWay


@pytest.fixture
def under_way() -> UnderWay:
    made = UnderWay()
    made.begin(1, Repetition(Keeper(1, 0, lambda _reply: None)))
    return made


@pytest.fixture
def interrupts(under_way: UnderWay) -> Iterator[Interrupts]:
    before = signal.getsignal(signal.SIGINT)
    made = Interrupts(under_way)
    made.take_signals()
    yield made
    signal.signal(signal.SIGINT, before)


def test_what_nobody_stops_is_done(interrupts: Interrupts) -> None:
    assert interrupts.allow(1, lambda: "done") == "done"


def test_what_was_stopped_before_does_not_begin(interrupts: Interrupts, under_way: UnderWay) -> None:
    under_way.end()
    interrupts.stop(1)
    assert interrupts.allow(1, lambda: "done") is None
    assert interrupts.allow(2, lambda: "done") == "done"


def test_stop_ends_it_even_in_a_system_call(interrupts: Interrupts) -> None:
    timer = threading.Timer(0.05, interrupts.stop, (1,))
    timer.start()
    start = time.monotonic()
    assert interrupts.allow(1, lambda: time.sleep(60)) is None
    assert time.monotonic() - start < 30
    timer.join()


def test_a_signal_outside_of_it_ends_nothing(interrupts: Interrupts) -> None:
    interrupts.stop(1)
    signal.raise_signal(signal.SIGINT)


def test_a_reply_is_sent_whole_before_it_ends(interrupts: Interrupts) -> None:
    class Pipe(io.BytesIO):
        """A pipe that is stopped in the middle of a message."""

        @override
        def write(self, data: Buffer) -> int:
            interrupts.stop(1)
            time.sleep(0.01)
            return super().write(data)

        @override
        def flush(self) -> None:
            sent.append(list(Decoder().feed(self.getvalue())))

    def work() -> None:
        outbox.send_at_once(Holding(1, 2, 3))
        while True:
            time.sleep(0.001)

    sent: list[list[Message]] = []
    outbox = Outbox(Pipe())
    assert interrupts.allow(1, work) is None
    assert sent == [[Holding(1, 2, 3)]]
    outbox.close()
