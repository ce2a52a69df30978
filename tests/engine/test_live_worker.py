"""Stepping through a real worker process: stop, pause and the end of the window while the engine waits."""

from __future__ import annotations

import time
from itertools import count

import pytest

from gradviz.core.breakpoints import Breakpoint, Kind
from gradviz.core.edits import Edit, How
from gradviz.core.messages.replies import Finished, Halted, PassEnded, Printed, Recorded, Stepped
from gradviz.core.messages.requests import Abort, EditGradient, RunProgram, SetBreakpoints, StepOn, StepTo, Stop
from gradviz.core.trace import Program
from tests.engine.worker import Worker, worker

LOOP = """
import torch
w = torch.ones(2, 2, requires_grad=True)
for t in range(3):
    loss = (w * w).sum()
    loss.backward()
    print(t)
"""

_numbers = count(1)


def live(found: Worker, source: str = LOOP, breakpoints: tuple[Breakpoint, ...] = ()) -> int:
    number = next(_numbers)
    found.send(RunProgram(number, Program("p.py", source), seed=0, live=True, breakpoints=breakpoints))
    return number


def test_steps_edits_and_the_record_come_in_order() -> None:
    with worker() as found:
        run = live(found)
        first = found.wait_for(Halted)
        found.send(StepOn(run))
        told = found.wait_for(Stepped)
        assert first.iteration.nodes[told.node].name == "MulBackward0"
        found.send(EditGradient(run, Edit(How.SCALE, 3.0)))
        assert found.wait_for(Stepped).is_edited
        found.send(StepOn(run, StepTo.PASS))
        ended = found.wait_for(PassEnded)
        assert found.wait_for(Halted).iteration.index == 1
        (recorded,) = [reply.iteration for reply in found.replies if isinstance(reply, Recorded)]
        assert recorded.backward == (*told.events, *ended.events)
        assert recorded.nodes == first.iteration.nodes
        found.send(StepOn(run, StepTo.BREAKPOINT))
        finished = found.wait_for(Finished)
        assert finished.error is None
        grad = finished.variables["w"].grad
        assert grad is not None
        assert grad.max == 6.0 + 2.0 + 2.0


def test_stop_works_while_it_waits_and_the_worker_goes_on() -> None:
    with worker() as found:
        for _ in range(5):
            run = live(found)
            found.wait_for(Halted)
            found.send(Stop(run))
            finished = found.wait_for(Finished)
            assert finished.stopped
            assert finished.error is None
        assert found.run(RunProgram(next(_numbers), Program("p.py", "print('alive')"))).error is None


def test_stop_comes_through_in_the_middle_of_messages() -> None:
    """A signal must not cut a message in two: whatever is sent can still be read."""
    with worker() as found:
        for delay in range(12):
            run = live(found, LOOP.replace("2, 2", "60, 60"))
            found.wait_for(Halted)
            for _ in range(2):
                found.send(StepOn(run))
            time.sleep(delay * 2e-4)
            found.send(Stop(run))
            assert found.wait_for(Finished).stopped


def test_the_window_may_go_while_it_waits() -> None:
    with worker() as found:
        live(found)
        found.wait_for(Halted)


def test_an_abort_is_told_and_the_program_ends_with_it() -> None:
    with worker() as found:
        run = live(found)
        found.wait_for(Halted)
        found.send(Abort(run))
        assert found.wait_for(PassEnded).error.startswith("BackwardAborted")
        error = found.wait_for(Finished).error
        assert error is not None
        assert (error.kind, error.line) == ("BackwardAborted", 6)


def test_a_breakpoint_that_is_set_while_it_runs_or_waits_counts() -> None:
    with worker() as found:
        run = live(found)
        halted = found.wait_for(Halted)
        leaf = next(node for node in halted.iteration.nodes if node.is_leaf)
        wanted = Breakpoint(Kind.NODE, node=leaf.id, name=leaf.name)
        found.send(SetBreakpoints(run, (wanted,)))
        found.send(StepOn(run, StepTo.BREAKPOINT))
        told = found.wait_for(Stepped)
        assert (told.node, told.cause.breakpoint) == (leaf.id, wanted)
        found.send(SetBreakpoints(run, ()))
        found.send(StepOn(run, StepTo.BREAKPOINT))
        assert found.wait_for(Finished).error is None
        assert "".join(reply.text for reply in found.replies if isinstance(reply, Printed)) == "0\n1\n2\n"


@pytest.mark.parametrize("request_", [StepOn(0), Abort(0), EditGradient(0, Edit(How.FILL))], ids=repr)
def test_a_request_that_nobody_waits_for_does_nothing(request_: StepOn | Abort | EditGradient) -> None:
    with worker() as found:
        found.send(request_)
        assert found.run(RunProgram(next(_numbers), Program("p.py", LOOP))).error is None
