"""What the worker sends, and when: read from a pipe of the test's own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from gradviz.core.messages.replies import Printed, Sampled
from gradviz.core.messages.wire import Decoder, Message
from gradviz.engine import outbox
from gradviz.engine.outbox import Outbox


class Pipe:
    def __init__(self) -> None:
        read, write = os.pipe()
        self._read = os.fdopen(read, "rb", buffering=0)
        self.write = os.fdopen(write, "wb")
        self._decoder = Decoder()
        self._messages: list[Message] = []

    def next(self) -> Message:
        """Return the next message, when it has come."""
        while not self._messages:
            self._messages += self._decoder.feed(self._read.read(1 << 16))
        return self._messages.pop(0)

    def close(self) -> None:
        self.write.close()
        self._read.close()


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
