"""Steering a real worker: one iteration at a time, another learning rate, how far it is, and all of it again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from gradviz.core.messages.replies import Finished, Halted, Paused, Printed, Progress, RateChanged, Recomputed, Recorded
from gradviz.core.messages.requests import (
    Pause,
    Recompute,
    Resume,
    RunProgram,
    SetRate,
    StepIteration,
    StepOn,
    StepTo,
    Stop,
)
from gradviz.core.net.form import NetForm, Spelling, Start
from gradviz.core.net.program import program
from gradviz.core.rates import Rate, RateChange
from gradviz.core.trace import Program
from tests.engine.worker import Worker, worker

_numbers = count(1)
_FORM = NetForm(n=8, d_in=4, h=3, d_out=2, start=Start.KAIMING, learning_rate=1e-3, iterations=30)
SPELLINGS = pytest.mark.parametrize("spelling", list(Spelling))


@pytest.fixture(scope="module")
def found() -> Iterator[Worker]:
    with worker() as one:
        yield one


def hold(found: Worker, text: str) -> int:
    """Start a program that waits before it begins."""
    run = next(_numbers)
    found.replies.clear()
    found.send(RunProgram(run, Program("net.py", text), seed=0, hold=True))
    assert found.wait_for(Paused) == Paused(run, -1)
    return run


def told(found: Worker) -> list[Progress]:
    return [reply for reply in found.replies if isinstance(reply, Progress)]


def test_it_waits_before_the_first_iteration_and_after_each_one(found: Worker) -> None:
    run = hold(found, program(_FORM, Spelling.BY_HAND))
    assert not any(isinstance(reply, Printed | Recorded) for reply in found.replies)
    for index in range(3):
        found.send(StepIteration(run))
        assert found.wait_for(Paused).index == index
    recorded = [reply.iteration.index for reply in found.replies if isinstance(reply, Recorded)]
    assert recorded == [0, 1, 2]
    assert [(one.index, one.done, one.total) for one in told(found)] == [(0, 1, 30), (1, 2, 30), (2, 3, 30)]
    found.send(Resume(run))
    assert found.wait_for(Finished).iterations == 30


def test_a_run_that_waits_at_its_beginning_can_be_stopped(found: Worker) -> None:
    run = hold(found, program(_FORM, Spelling.BY_HAND))
    found.send(Stop(run))
    assert found.wait_for(Finished).stopped


@SPELLINGS
def test_another_learning_rate_is_that_of_the_program(found: Worker, spelling: Spelling) -> None:
    text = program(_FORM, spelling)
    run = hold(found, text)
    for index in range(5):
        if index == 4:
            found.send(SetRate(run, 1e-2))
        found.send(StepIteration(run))
        assert found.wait_for(Paused).index == index
    (changed,) = [reply for reply in found.replies if isinstance(reply, RateChanged)]
    assert changed.change == RateChange(4, 1e-3, 1e-2)
    name = "" if spelling is Spelling.OPTIM else "learning_rate"
    assert told(found)[-2].rate == Rate(1e-3, name)
    assert told(found)[-1].rate == Rate(1e-2, name)
    found.send(Resume(run))
    finished = found.wait_for(Finished)
    # A program that changes the rate itself, before the update of iteration 4, is the oracle.
    change = "optimizer.param_groups[0]['lr'] = 1e-2" if spelling is Spelling.OPTIM else "learning_rate = 1e-2"
    own = text.replace("loss.backward()\n", f"loss.backward()\n    if t == 4: {change}\n")
    expected = found.run(RunProgram(next(_numbers), Program("own.py", own), seed=0))
    assert finished.variables.keys() == expected.variables.keys()
    for variable, held in finished.variables.items():
        assert held.value.values == expected.variables[variable].value.values, variable


@SPELLINGS
def test_a_repetition_makes_the_change_again(found: Worker, spelling: Spelling) -> None:
    text = program(_FORM, spelling)
    run = hold(found, text)
    found.send(SetRate(run, 5e-3))
    found.send(Resume(run))
    found.wait_for(Finished)
    (changed,) = [reply.change for reply in found.replies if isinstance(reply, RateChanged)]
    assert changed is not None
    losses = "".join(reply.text for reply in found.replies if isinstance(reply, Printed)).splitlines()
    for changes, is_equal in (((changed,), True), ((), False)):
        found.send(Recompute(next(_numbers), run, 20, Program("net.py", text), seed=0, changes=changes))
        again = found.wait_for(Recomputed)
        assert again.iteration is not None
        # Without the change the state differs at a keyframe behind it; else the loss does.
        same_loss = float(losses[20].split()[1]) == again.iteration.loss
        assert (same_loss and not again.differing) == is_equal


def test_a_program_without_a_learning_rate_says_so(found: Worker) -> None:
    text = "import torch\nw = torch.ones(2, requires_grad=True)\nfor t in range(4):\n    (w * w).sum().backward()\n"
    run = hold(found, text)
    found.send(SetRate(run, 0.5))
    found.send(Resume(run))
    found.wait_for(Finished)
    (changed,) = [reply for reply in found.replies if isinstance(reply, RateChanged)]
    assert changed.change is None
    assert "learning_rate" in changed.refused


def test_progress_of_a_long_run(found: Worker) -> None:
    text = program(_FORM, Spelling.NN).replace("range(30)", "range(3000)")
    found.replies.clear()
    found.run(RunProgram(next(_numbers), Program("net.py", text)))
    reports = told(found)
    assert reports
    assert all(one.total == 3000 and one.done == one.index + 1 for one in reports)
    assert [one.index for one in reports] == sorted({one.index for one in reports})
    assert all(one.speed > 0 for one in reports)


def test_a_pass_that_waits_runs_to_the_end_of_its_iteration(found: Worker) -> None:
    run = next(_numbers)
    found.send(RunProgram(run, Program("net.py", program(_FORM, Spelling.NN)), seed=0, live=True))
    assert found.wait_for(Halted).iteration.index == 0
    found.send(StepOn(run, StepTo.BREAKPOINT))
    found.send(Pause(run))
    assert found.wait_for(Paused).index == 0
    found.send(StepIteration(run))
    assert found.wait_for(Paused).index == 1
    found.send(Stop(run))
    assert found.wait_for(Finished).stopped
