"""Run programs in this process with an engine that waits, and answer it from a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from typing_extensions import override

from gradviz.core.breakpoints import Breakpoint
from gradviz.core.messages.replies import Halted, PassEnded, Stepped
from gradviz.core.messages.requests import Abort, EditGradient, StepOn, StepTo
from gradviz.core.trace import BackwardEvent, Iteration, Program
from gradviz.engine.gate import Gate, Told
from gradviz.engine.listener import Listener
from gradviz.engine.policy import Also, policy_for
from gradviz.engine.run import Outcome, Request, run
from gradviz.engine.streams import silence

Asked = StepOn | EditGradient | Abort
Answer = Callable[["Session"], Asked]


@dataclass
class Session(Listener):
    """What the engine has told, and the iterations that were recorded."""

    told: list[Told] = field(default_factory=list)
    iterations: list[Iteration] = field(default_factory=list)
    outcome: Outcome | None = None

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        self.iterations.append(iteration)

    @property
    def halts(self) -> list[Halted | Stepped]:
        return [one for one in self.told if isinstance(one, Halted | Stepped)]

    @property
    def last(self) -> Halted | Stepped:
        return self.halts[-1]

    @property
    def first(self) -> Halted:
        return next(one for one in self.told if isinstance(one, Halted))

    @property
    def events(self) -> list[BackwardEvent]:
        return [event for one in self.told if isinstance(one, Stepped | PassEnded) for event in one.events]

    @property
    def ended(self) -> PassEnded:
        return next(one for one in reversed(self.told) if isinstance(one, PassEnded))

    def names(self) -> list[str]:
        """The nodes before which it has waited."""
        found = []
        nodes = self.first.iteration.nodes
        for one in self.halts:
            nodes = one.iteration.nodes if isinstance(one, Halted) else nodes
            found.append(nodes[one.node].name.rsplit("::", 1)[-1])
        return found


class _Scripted(Gate):
    def __init__(self, session: Session, answer: Answer, breakpoints: tuple[Breakpoint, ...], live: bool) -> None:
        super().__init__(1, session.told.append, breakpoints, 0 if live else None)
        self._session = session
        self._answer = answer

    @override
    def next_request(self) -> Asked:
        return self._answer(self._session)


def on(_session: Session) -> Asked:
    """Step to the next node."""
    return StepOn(1)


def go_on(_session: Session) -> Asked:
    """Go on to the next breakpoint."""
    return StepOn(1, StepTo.BREAKPOINT)


def script(*answers: Asked) -> Answer:
    """Answer like this, one after the other; then step on."""
    waiting: Iterator[Asked] = iter(answers)
    return lambda _session: next(waiting, StepOn(1))


def stepped(
    source: str,
    answer: Answer = on,
    breakpoints: tuple[Breakpoint, ...] = (),
    *,
    live: bool = True,
    record: str = "all",
) -> Session:
    """Run ``source`` and answer where it waits."""
    session = Session()
    gate = _Scripted(session, answer, breakpoints, live)
    request = Request(Program("program.py", source), seed=0)
    policy = Also(policy_for(record), gate.wants)
    session.outcome = run(request, policy, session, silence(), gate)
    return session
