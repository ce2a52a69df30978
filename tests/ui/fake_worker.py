"""A worker without torch: the program's first word says what it does. ``python -m tests.ui.fake_worker [MODE]``."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.core.messages.replies import (
    Fetched,
    Finished,
    Halted,
    Holding,
    KeyframeSaved,
    PassEnded,
    Paused,
    Printed,
    Progress,
    RateChanged,
    Ready,
    Recomputed,
    Recomputing,
    Recorded,
    Reply,
    Sampled,
    Stepped,
)
from gradviz.core.messages.requests import (
    Abort,
    EditGradient,
    FetchPart,
    Pause,
    Recompute,
    Resume,
    RunProgram,
    SaveKeyframe,
    SetBreakpoints,
    SetRate,
    StepIteration,
    StepOn,
    StepTo,
    Stop,
)
from gradviz.core.messages.samples import ParameterSample
from gradviz.core.messages.wire import Decoder, Message, encode
from gradviz.core.rates import Rate, RateChange
from gradviz.core.trace import Environment, Iteration, ProgramError
from tests import traces


def messages() -> Iterator[Message]:
    decoder = Decoder()
    while data := os.read(0, 1 << 16):
        for message in decoder.feed(data):
            if isinstance(message, SaveKeyframe):
                # Whatever the program does.
                send(KeyframeSaved(message.run, message.path))
            else:
                yield message


def send(*replies: Reply) -> None:
    data = b"".join(map(encode, replies))  # type: ignore[arg-type]
    while data:
        data = data[os.write(1, data) :]


@dataclass
class Run:
    request: RunProgram
    inbox: Iterator[Message]
    started: float = field(default_factory=time.monotonic)

    @property
    def run(self) -> int:
        return self.request.run

    @property
    def number(self) -> int:
        words = self.request.program.source.split()
        return int(words[1]) if len(words) > 1 else 1

    def finish(self, iterations: int = 1, *, error: ProgramError | None = None, stopped: bool = False) -> None:
        environment = Environment("2.13.0", self.request.device, "3.11", self.request.seed)
        send(Finished(self.run, environment, iterations, 0.5, {}, error, stopped))

    def ok(self) -> None:
        send(Printed(self.run, "hello\n"), Recorded(self.run, traces.two_layer()))
        self.finish()

    def chain(self) -> None:
        send(Recorded(self.run, traces.chain(self.number)))
        self.finish()

    def train(self) -> None:
        parameters = (ParameterSample("w1", traces.random(4, 4), traces.random(4, 4, seed=1)),)
        for i in range(self.number):
            send(Sampled(self.run, i, (1.0 / (i + 1),), parameters))
            if i % 10 == 0:
                send(Recorded(self.run, numbered(i)))
        self.finish(self.number)

    def flood(self) -> None:
        for i in range(self.number):
            send(Sampled(self.run, i, (float(i),), ()), Printed(self.run, f"{i}\n"))
        self.finish(self.number)

    def error(self) -> None:
        hint = "Is a factor missing?"
        self.finish(0, error=ProgramError("ZeroDivisionError", "division by zero", 2, (4, 9), hint))

    def quiet(self) -> None:
        self.finish(0)

    def obey(self) -> None:
        for message in self.inbox:
            if isinstance(message, Stop):
                return self.finish(0, stopped=True)
        return None

    def chatter(self) -> None:
        send(Sampled(self.run, 0, (1.0,), ()))
        for message in self.inbox:
            if isinstance(message, Stop):
                send(Sampled(self.run, 1, (2.0,), ()), Printed(self.run, "old\n"), Recorded(self.run, numbered(1)))
                return self.finish(2, stopped=True)
        return None

    def loop(self) -> None:
        time.sleep(60)

    def crash(self) -> None:
        os.write(2, b"about to go\n")
        os._exit(3)

    def segv(self) -> None:
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGSEGV)

    def garbage(self) -> None:
        os.write(1, b"this is no message, it is text\n" * 10)
        time.sleep(60)

    def late(self) -> None:
        send(Recorded(self.run - 1, numbered(77)), Printed(self.run - 1, "old"))
        self.finish_as(self.run - 1)
        self.ok()

    def finish_as(self, run: int) -> None:
        send(Finished(run, Environment(), 1, 0.0, {}))

    def live(self) -> None:
        whole = traces.two_layer()
        events, done = whole.backward, 0
        start = msgspec.structs.replace(whole, backward=(), update=())
        send(Halted(self.run, start, events[0].node, events[0].grad_outputs, Cause()))
        for message in self.inbox:
            now = events[done]
            if isinstance(message, EditGradient):
                refused = "no" if message.edit.number == 13 else ""
                edited = (traces.random(2),) if not refused else now.grad_outputs
                send(Stepped(self.run, (), now.node, edited, Cause(), not refused, refused))
            elif isinstance(message, StepOn) and message.to == StepTo.NODE and done + 1 < len(events):
                done += 1
                send(Stepped(self.run, (now,), events[done].node, events[done].grad_outputs, Cause()))
            elif isinstance(message, StepOn):
                send(PassEnded(self.run, events[done:]), Recorded(self.run, whole))
                return self.finish()
            elif isinstance(message, Abort):
                send(PassEnded(self.run, (), "BackwardAborted: by hand"))
                return self.finish(error=ProgramError("BackwardAborted", "by hand", 8))
            elif isinstance(message, Stop):
                return self.finish(stopped=True)
        return None

    def stops(self) -> None:
        send(Recorded(self.run, numbered(0)), Sampled(self.run, 0, (1.0,) * 78, ()))
        send(Paused(self.run, 77, Cause(Breakpoint(Kind.ABOVE, limit=2.0), "w1", 5.0)))
        for message in self.inbox:
            if isinstance(message, Resume | Stop):
                return self.finish(100, stopped=isinstance(message, Stop))
        return None

    def echo(self) -> None:
        request = self.request
        said = f"{request.live} {request.live_from} {len(request.breakpoints)}\n"
        send(Printed(self.run, said), Recorded(self.run, numbered(0)))
        for message in self.inbox:
            if isinstance(message, SetBreakpoints):
                send(Printed(self.run, f"set {len(message.breakpoints)}\n"))
            elif isinstance(message, Stop):
                return self.finish(1, stopped=True)
        return None

    def steer(self) -> None:
        """Wait at the beginning and after each of 9 iterations; the word after it is where the learning rate is.

        "led": a schedule goes on from a change; "own": one of the program's may not; "undone": the program undoes it.
        """
        rate, at, let_go = 0.5, -1, 0
        word = self.request.program.source.split()[1] if " " in self.request.program.source else ""
        name = "" if word in ("led", "own", "undone") else word
        led = {"led": (("OneCycleLR",), ()), "own": ((), ("Mine",))}.get(word, ((), ()))
        send(Paused(self.run, -1))
        for message in self.inbox:
            if isinstance(message, SetRate) and name == "nowhere":
                send(RateChanged(self.run, refused="There is none."))
            elif isinstance(message, SetRate):
                send(RateChanged(self.run, RateChange(at + 1, rate, message.rate, *led)))
                rate = rate if word == "undone" else message.rate
            elif isinstance(message, StepIteration):
                at, let_go = at + 1, let_go + 1
                held = None if name == "nowhere" else Rate(rate, name)
                total = None if name == "nowhere" else 9
                send(Sampled(self.run, at, (1.0,), ()), Recorded(self.run, numbered(at)))
                send(Progress(self.run, at, 4.0, at + 1, total, held), Paused(self.run, at, None, let_go))
            elif isinstance(message, Resume | Stop):
                return self.finish(9, stopped=isinstance(message, Stop))
        return None

    def long(self) -> None:
        """Have 30 iterations behind it, and pause when it is asked to."""
        send(Sampled(self.run, 0, tuple(1.0 / (i + 1) for i in range(30)), ()))
        self.pause()

    def pause(self) -> None:
        send(Recorded(self.run, numbered(0)))
        for message in self.inbox:
            if isinstance(message, Pause):
                send(Recorded(self.run, numbered(5)), Paused(self.run, 5))
            elif isinstance(message, Resume):
                return self.finish(9)
            elif isinstance(message, Stop):
                return self.finish(6, stopped=True)
        return None


def recompute(message: Recompute, inbox: Iterator[Message]) -> None:
    """Repeat ``train``: even iterations come out as they did, number 17 never ends."""
    for at in range(4):
        send(Recomputing(message.run, at))
    if message.index == 17:
        assert any(isinstance(request, Stop) for request in inbox)
        send(Recomputed(message.run, message.of, message.index, stopped=True))
        return
    loss = 1.0 / (message.index + 1) if message.index % 2 == 0 or message.index == 3 else 0.5
    iteration = msgspec.structs.replace(numbered(message.index), loss=loss)
    send(Holding(message.of, message.index, 1000, (0,), 500))
    send(Recomputed(message.run, message.of, message.index, iteration, 0))


def numbered(index: int) -> Iteration:
    return msgspec.structs.replace(traces.two_layer(), index=index)


def main(mode: str) -> None:
    if mode == "dies":
        os.write(2, b"ModuleNotFoundError: No module named 'torch'\n")
        sys.exit(1)
    if mode == "slow":
        time.sleep(0.6)
    send(Ready(0, "2.13.0+cpu", "3.11.7", ("cpu", "cuda:0")))
    if mode == "brief":
        sys.exit(4)
    inbox = messages()
    for message in inbox:
        if isinstance(message, Recompute):
            recompute(message, inbox)
        elif isinstance(message, FetchPart):
            reason = "It is not held: its elements are gone."
            send(Fetched(message.run, message.iteration, message.place, message.part, None, reason))
        elif isinstance(message, RunProgram):
            run = Run(message, inbox)
            getattr(run, message.program.source.split()[0])()


def run() -> None:
    main(sys.argv[1] if len(sys.argv) > 1 else "")


if __name__ == "__main__":
    run()
