"""Iterations that were not recorded are recomputed by the real worker, and compared with a run that recorded them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest

from gradviz.core.messages.replies import (
    Fetched,
    Finished,
    Holding,
    Paused,
    Printed,
    Recomputed,
    Recomputing,
    Recorded,
    Sampled,
)
from gradviz.core.messages.requests import FetchPart, Pause, Recompute, Resume, RunProgram, Stop
from gradviz.core.place import Part, Place, Span
from gradviz.core.trace import Iteration, Program
from tests.engine.worker import Worker, worker

PROGRAM = """
import torch
torch.manual_seed(3)
net = torch.nn.Sequential(torch.nn.Linear(20, 300), torch.nn.ReLU(), torch.nn.Dropout(0.3), torch.nn.Linear(300, 1))
optimizer = {optimizer}
for t in range(500):
    x = torch.randn(16, 20)
    loss = net(x).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if t % 100 == 0:
        print("iteration", t)
"""

SGD = "torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)"
ADAM = "torch.optim.Adam(net.parameters(), lr=1e-3)"


@pytest.fixture(scope="module")
def running() -> Iterator[Worker]:
    with worker() as started:
        yield started


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    return abs(hash(request.node.nodeid)) % 2**31


def run(found: Worker, number: int, source: str, record: str = "sampled") -> list[float | None]:
    """Run ``source`` and return its losses."""
    finished = found.run(RunProgram(number, Program("p.py", source), seed=1, record=record))
    assert finished.error is None, finished.error
    mine = [reply for reply in found.replies if isinstance(reply, Sampled) and reply.run == number]
    return [loss for reply in mine for loss in reply.losses]


def recorded(found: Worker, number: int) -> dict[int, Iteration]:
    mine = [reply for reply in found.replies if isinstance(reply, Recorded) and reply.run == number]
    return {reply.iteration.index: reply.iteration for reply in mine}


def renumbered(iteration: Iteration | None) -> bytes:
    """Return ``iteration`` with its tensors numbered from 0, and without times.

    The numbers depend on what was recorded before, the times on the machine.
    """
    assert iteration is not None
    numbers = sorted({int(name[1:]) for name in iteration.tensors})
    names = {f"t{number}": f"n{place}" for place, number in enumerate(numbers)}
    plain = msgspec.to_builtins(iteration, builtin_types=(bytes,))
    return msgspec.msgpack.encode(_renamed(plain, names))


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        items = [(_renamed(key, names), _renamed(item, names)) for key, item in value.items() if key != "nanoseconds"]
        return dict(sorted(items, key=lambda item: str(item[0])))
    if isinstance(value, list | tuple):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def again(found: Worker, number: int, source: str, index: int) -> Recomputed:
    found.send(Recompute(number + 1, number, index, Program("p.py", source), seed=1))
    return found.wait_for(Recomputed)


@pytest.mark.parametrize("optimizer", [SGD, ADAM])
def test_a_recomputed_iteration_equals_the_one_of_a_run_that_recorded_it(
    running: Worker, number: int, optimizer: str
) -> None:
    source = PROGRAM.format(optimizer=optimizer)
    run(running, number, source, "137")
    oracle = recorded(running, number)[137]
    losses = run(running, number + 1, source)
    before = len(running.replies)
    result = again(running, number + 1, source, 137)
    assert renumbered(result.iteration) == renumbered(oracle)
    assert result.iteration is not None
    assert result.iteration.loss == losses[137]
    assert (result.error, result.stopped, result.differing) == (None, False, ())
    assert result.keyframe is not None
    assert result.keyframe < 137
    assert not [reply for reply in running.replies[before:] if isinstance(reply, Printed)]


OUTSIDE = """
import os, torch
seed = int.from_bytes(os.urandom(4), "little")
w = torch.randn(60, 100, generator=torch.Generator().manual_seed(seed)).requires_grad_()
x = torch.ones(8, 60)
state = torch.Generator().manual_seed(5)
optimizer = torch.optim.Adam([w], lr=1e-3)
for t in range(2000):
    noise = torch.randn(8, 100, generator=state)
    loss = (x.mm(w) + noise).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def test_what_comes_from_outside_is_put_back_from_the_keyframe(running: Worker, number: int) -> None:
    losses = run(running, number, OUTSIDE)
    result = again(running, number, OUTSIDE, 1900)
    assert result.keyframe is not None
    assert 0 < result.keyframe < 1900
    assert {"w", "w.grad"} <= set(result.differing)
    assert any("exp_avg" in name for name in result.differing)
    assert "state" not in result.differing
    assert result.iteration is not None
    assert result.iteration.loss == losses[1900]


def test_without_a_keyframe_there_is_nothing_to_compare_with(running: Worker, number: int) -> None:
    source = PROGRAM.format(optimizer=SGD)
    losses = run(running, number, source)
    run(running, number + 7, "print(1)")
    result = again(running, number, source, 40)
    assert result.keyframe is None
    assert result.iteration is not None
    assert result.iteration.loss == losses[40]


def test_an_iteration_that_never_comes_is_told(running: Worker, number: int) -> None:
    source = PROGRAM.format(optimizer=SGD)
    result = again(running, number, source, 5000)
    assert (result.iteration, result.iterations, result.error, result.stopped) == (None, 500, None, False)
    failed = again(running, number, "import torch\nx = 1 / 0\n", 3)
    assert failed.error is not None
    assert failed.error.kind == "ZeroDivisionError"


def test_stop_ends_a_repetition_and_the_worker_goes_on(running: Worker, number: int) -> None:
    source = PROGRAM.format(optimizer=SGD).replace("range(500)", "range(10**9)")
    running.send(Recompute(number + 1, number, 10**8, Program("p.py", source), seed=1))
    running.wait_for(Recomputing)
    running.send(Stop(number + 1))
    result = running.wait_for(Recomputed)
    assert result.stopped
    assert result.iteration is None
    assert run(running, number + 2, "print(1)") == []


def test_a_part_of_a_recomputed_tensor_is_exact(running: Worker, number: int) -> None:
    source = PROGRAM.format(optimizer=ADAM)
    run(running, number, source)
    result = again(running, number, source, 321)
    iteration = result.iteration
    assert iteration is not None
    weight = next(node for node in iteration.nodes if node.variable == "net.0.weight")
    held = [reply for reply in running.replies if isinstance(reply, Holding) and reply.run == number]
    assert held[-1].iteration == 321
    event = next(i for i, event in enumerate(iteration.backward) if event.node == weight.id)
    summary = iteration.backward[event].grad
    assert summary is not None
    assert summary.thumbnail is not None
    rows, columns = summary.strides()
    part = Part(Span(0, 300, rows), Span(0, 20, columns))
    running.send(FetchPart(number, 321, Place("grad", event=event), part))
    values = running.wait_for(Fetched).values
    assert values is not None
    assert np.array_equal(values.numpy(), summary.thumbnail.numpy())
    running.send(FetchPart(number, 320, Place("grad", event=event), part))
    assert "not held" in running.wait_for(Fetched).reason


LARGE = """
import torch
w = torch.randn(100, 100, requires_grad=True)
for t in range({}):
    h = w * 2
    loss = h.pow(2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 1e-6 * w.grad
        w.grad = None
"""

WHOLE = Part(Span(0, 100), Span(0, 100))


def of_value(found: Iteration, name: str) -> Place:
    return Place("tensor", id=next(number for number, known in found.names.items() if known == name))


def test_a_part_is_read_while_the_program_waits_and_told_as_gone_when_it_went_on(running: Worker, number: int) -> None:
    running.send(RunProgram(number, Program("p.py", LARGE.format(10**9)), seed=1))
    running.wait_for(Recorded)
    running.send(Pause(number))
    index = running.wait_for(Paused).index
    found = recorded(running, number)[index]
    summary = found.tensors[of_value(found, "h").id]
    running.send(FetchPart(number, index, of_value(found, "h"), WHOLE))
    values = running.wait_for(Fetched).values
    assert values is not None
    assert (float(values.numpy().min()), float(values.numpy().max())) == (summary.min, summary.max)
    running.send(FetchPart(number, index, of_value(found, "w"), WHOLE))
    assert "changed since" in running.wait_for(Fetched).reason
    running.send(Resume(number))
    running.wait_for(Recorded)
    running.send(FetchPart(number, index, of_value(found, "h"), WHOLE))
    assert "not held" in running.wait_for(Fetched).reason
    running.send(Stop(number))
    running.wait_for(Finished)


def test_after_the_end_it_is_held_until_the_next_run_and_nothing_is_left_of_it_then(
    running: Worker, number: int
) -> None:
    run(running, number, LARGE.format(3))
    found = recorded(running, number)[2]
    running.send(FetchPart(number, 2, of_value(found, "h"), WHOLE))
    assert running.wait_for(Fetched).values is not None
    count = "import gc, torch\ngc.collect()\nfound = [t for t in gc.get_objects() if isinstance(t, torch.Tensor)]\n"
    count += "print(sum(tuple(t.shape) == (100, 100) for t in found))"
    running.replies.clear()
    run(running, number + 1, count)
    assert [reply.text for reply in running.replies if isinstance(reply, Printed)] == ["0\n"]
    running.send(FetchPart(number, 2, of_value(found, "h"), WHOLE))
    assert "not held" in running.wait_for(Fetched).reason


def test_the_worker_keeps_to_its_part_of_the_budget(running: Worker, number: int) -> None:
    source = LARGE.format(400).replace("torch.randn(100, 100", "torch.randn(3000, 1000")
    running.run(RunProgram(number, Program("p.py", source), seed=1, budget=64 << 20), timeout=120)
    held = [reply for reply in running.replies if isinstance(reply, Holding) and reply.run == number]
    assert held
    assert max(reply.tensors for reply in held) <= 16 << 20
    assert max(reply.size for reply in held) <= 16 << 20
    assert held[-1].tensors > 0
