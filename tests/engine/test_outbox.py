"""What the worker sends, and when: read from a pipe of the test's own."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from gradviz.core.messages.replies import Printed, Sampled
from gradviz.core.messages.wire import Decoder, Message
from gradviz.engine import outbox
from gradviz.engine.outbox import Outbox
from gradviz.engine.pipe import Room


class Pipe:
    def __init__(self) -> None:
        read, write = os.pipe()
        self.file = os.fdopen(read, "rb", buffering=0)
        self.write = os.fdopen(write, "wb")
        self._decoder = Decoder()
        self._messages: list[Message] = []

    def next(self) -> Message:
        """Return the next message, when it has come."""
        while not self._messages:
            self._messages += self._decoder.feed(self.file.read(1 << 16))
        return self._messages.pop(0)

    def close(self) -> None:
        self.write.close()
        self.file.close()


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()


def test_live_values_do_not_wait_for_the_next_sending(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_TICK", 30.0)
    box = Outbox(pipe.write)
    box.print(1, "begin\n")
    assert pipe.next() == Printed(1, "begin\n", 0)
    # It rests now: what is printed waits, live values and all that came before them do not.
    box.print(1, "more\n")
    began = time.monotonic()
    box.sample(Sampled(1, 0, (1.0,), ()))
    assert pipe.next() == Printed(1, "more\n", 0)
    assert isinstance(pipe.next(), Sampled)
    assert time.monotonic() - began < 10.0
    box.sample(Sampled(1, 1, (2.0,), ()))
    box.close()


def test_what_fits_is_there_when_it_was_sent(pipe: Pipe) -> None:
    box = Outbox(pipe.write)
    held = threading.Event()
    box.pull_from(lambda: box.print(1, "pulled\n") if not held.is_set() else None)
    # No other thread is needed for it: this one keeps them all from running.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000.0)
    try:
        box.sample(Sampled(1, 0, (1.0,), ()))
        held.set()
        is_there = bool(select.select([pipe.file], [], [], 0)[0])
    finally:
        sys.setswitchinterval(interval)
    assert is_there == Room(pipe.write).has(1)
    messages = [pipe.next(), pipe.next()]
    assert messages == [Printed(1, "pulled\n", 0), Sampled(1, 0, (1.0,), ())]
    box.close()


def test_nobody_waits_for_who_does_not_read(pipe: Pipe) -> None:
    box = Outbox(pipe.write)
    long = "x" * 99 + "\n"
    began = time.monotonic()
    for index in range(400):
        box.print(1, long * 100)
        box.sample(Sampled(1, index, (float(index),), ()))
    assert time.monotonic() - began < 20.0
    texts, losses = 0, 0
    while losses < 400:
        message = pipe.next()
        if isinstance(message, Sampled):
            losses += len(message.losses)
        elif isinstance(message, Printed):
            texts += len(message.text) // 100 + message.skipped
    assert texts == 400 * 100
    box.close()


def test_losses_that_wait_go_together_and_none_is_lost(pipe: Pipe) -> None:
    box = Outbox(pipe.write)
    for index in range(500):
        box.sample(Sampled(1, index, (float(index),), ()))
    losses: list[float | None] = []
    while len(losses) < 500:
        message = pipe.next()
        assert isinstance(message, Sampled)
        assert message.first == len(losses)
        losses += message.losses
    assert losses == [float(index) for index in range(500)]
    box.close()
