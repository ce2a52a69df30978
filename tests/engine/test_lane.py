"""A run in lockstep in its worker: what is told of an iteration, and waiting for the others."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from gradviz.core.lockstep.steps import Step, completed
from gradviz.core.messages.replies import Finished, LaneStep
from gradviz.core.messages.requests import GoOn, RunInLockstep, RunProgram, Stop
from gradviz.core.trace import Program
from tests.engine.worker import Worker, worker

LOOP = """
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
for t in range({}):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        for p in (w,):
            p -= 0.25 * p.grad
            p.grad = None
    {}
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Worker]:
    with worker() as started:
        yield started


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """A run number of the test's own."""
    return abs(hash(request.node.nodeid)) % 2**31


def steps_of(running: Worker, number: int) -> list[Step]:
    steps: list[Step] = []
    for reply in running.replies:
        if isinstance(reply, LaneStep) and reply.run == number:
            steps.append(completed(reply.step, steps[-1] if steps else None))
    return steps


def values(step: Step, moment: str) -> list[float] | None:
    tensor = getattr(step.get("w"), moment)
    return None if tensor is None or tensor.values is None else tensor.values.numpy().tolist()


def run(running: Worker, number: int, source: str, **options: int) -> tuple[Finished, list[Step]]:
    finished = running.run(RunInLockstep(number, Program("p.py", source), until=10_000, **options))  # type: ignore[arg-type]
    return finished, steps_of(running, number)


def test_an_iteration_has_the_value_before_the_gradient_and_the_value_after(running: Worker, number: int) -> None:
    finished, steps = run(running, number, LOOP.format(3, "pass"))
    assert (finished.error, finished.stopped) == (None, False)
    assert [step.index for step in steps] == [0, 1, 2]
    assert [step.loss for step in steps] == [5.0, 1.25, 0.3125]
    for step in steps:
        start = np.array([1.0, 2.0]) / 2**step.index
        assert values(step, "start") == start.tolist()
        assert values(step, "grad") == (2 * start).tolist()
        assert values(step, "end") == (start / 2).tolist()


def test_what_changes_at_the_head_of_the_loop_belongs_to_the_next_iteration(running: Worker, number: int) -> None:
    source = LOOP.format(4, "pass").replace("    loss =", "    if t == 2:\n        w.data[0] = 9.0\n    loss =")
    _, steps = run(running, number, source)
    assert values(steps[1], "end") == [0.25, 0.5]
    assert values(steps[2], "start") == [9.0, 0.5]


def test_a_change_at_the_end_of_the_body_belongs_to_this_iteration(running: Worker, number: int) -> None:
    source = LOOP.format(3, "if t == 1: w.data[0] = 9.0")
    _, steps = run(running, number, source)
    assert values(steps[1], "end") == [9.0, 0.5]


def test_the_end_is_told_where_the_backward_pass_is_in_a_function(running: Worker, number: int) -> None:
    source = """
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
def step():
    loss = (w * w).sum()
    loss.backward()
    return loss
t = 0
while t < 3:
    step()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad = None
    t += 1
    if t == 1: w.data[1] = 7.0
"""
    _, steps = run(running, number, source)
    assert [values(step, "end") for step in steps] == [[0.5, 7.0], [0.25, 3.5], [0.125, 1.75]]


def test_the_last_iteration_ends_with_the_program(running: Worker, number: int) -> None:
    source = "import torch\nw = torch.ones(2, requires_grad=True)\n(w * 3).sum().backward()\nw.data.add_(1)\n"
    _, (step,) = run(running, number, source)
    assert (values(step, "start"), values(step, "grad"), values(step, "end")) == ([1, 1], [3, 3], [2, 2])


def test_unchanged_tensors_are_sent_once(running: Worker, number: int) -> None:
    source = "import torch\nw = torch.ones(2, requires_grad=True)\nfor t in range(3):\n    (w * 3).sum().backward()\n"
    running.run(RunInLockstep(number, Program("p.py", source), until=10_000))
    told = [reply.step for reply in running.replies if isinstance(reply, LaneStep) and reply.run == number]
    assert [(step.parameters[0].start is None, step.parameters[0].end is None) for step in told] == [
        (False, True),
        (True, True),
        (True, True),
    ]
    assert [values(step, "end") for step in steps_of(running, number)] == [[1, 1]] * 3


def test_a_run_waits_until_it_may_go_on(running: Worker, number: int) -> None:
    running.send(RunInLockstep(number, Program("p.py", LOOP.format(6, "pass")), until=2))
    running.wait_for(LaneStep)
    running.wait_for(LaneStep)
    time.sleep(0.3)
    assert len(steps_of(running, number)) == 2
    running.send(GoOn(number, 100))
    assert running.wait_for(Finished).iterations == 6
    assert len(steps_of(running, number)) == 6


def test_a_run_that_waits_is_stopped_at_once(running: Worker, number: int) -> None:
    running.send(RunInLockstep(number, Program("p.py", LOOP.format(10**9, "pass")), until=1))
    running.wait_for(LaneStep)
    running.send(Stop(number))
    assert running.wait_for(Finished, 10).stopped


def test_so_many_iterations_are_a_whole_run(running: Worker, number: int) -> None:
    finished, steps = run(running, number, LOOP.format(10**9, "print(t)"), iterations=4)
    assert (finished.stopped, finished.error, len(steps)) == (False, None, 4)


def test_the_worker_runs_as_before_afterwards(running: Worker, number: int) -> None:
    finished = running.run(RunProgram(number, Program("p.py", LOOP.format(3, "pass"))))
    assert (finished.iterations, finished.error) == (3, None)


def test_the_dtype_is_told_also_where_numpy_lacks_it(running: Worker, number: int) -> None:
    source = LOOP.format(2, "pass").replace("requires_grad=True", "dtype=torch.bfloat16, requires_grad=True")
    _, steps = run(running, number, source)
    start = steps[0].get("w")
    assert start is not None
    assert start.start is not None
    assert (start.start.dtype, values(steps[0], "start")) == ("bfloat16", [1.0, 2.0])
    assert steps[0].dtype == "bfloat16"
