"""A worker for runs in lockstep without torch. The program says what to do: ``train RATE COUNT``, ``die``, ``hang``."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

from gradviz.core.messages.replies import Finished, LaneStep, Ready
from gradviz.core.messages.requests import GoOn, RunInLockstep, Stop
from gradviz.core.messages.wire import Message
from gradviz.core.trace import Environment, ProgramError
from tests.core.lockstep.made import Training
from tests.ui.fake_worker import messages, send


def finish(request: RunInLockstep, count: int, *, error: ProgramError | None = None, stopped: bool = False) -> None:
    send(Finished(request.run, Environment(), count, 0.1, {}, error, stopped))


def train(request: RunInLockstep, inbox: Iterator[Message], rate: float, count: int) -> None:
    until = request.until
    for step in Training(rate).steps(count):
        while step.index >= until:
            message = next(inbox)
            if isinstance(message, Stop):
                return finish(request, step.index, stopped=True)
            if isinstance(message, GoOn):
                until = message.until
        send(LaneStep(request.run, step))
    return finish(request, count)


def main() -> None:
    send(Ready(0, "2.13.0+cpu", "3.11.7", ("cpu",)))
    inbox = messages()
    for message in inbox:
        if not isinstance(message, RunInLockstep):
            continue
        what, *words = message.program.source.split()
        if what == "train":
            train(message, inbox, float(words[0]), int(words[1]))
        elif what == "fail":
            finish(message, 0, error=ProgramError("ValueError", "no luck", 3))
        elif what == "die":
            os._exit(3)
        elif what == "hang":
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            while True:
                time.sleep(0.1)


if __name__ == "__main__":
    main()
    sys.exit(0)
