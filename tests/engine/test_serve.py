"""The worker as a process of its own, spoken to as the window does."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest

from gradviz.core.messages.replies import Finished, Paused, Printed, Recorded, Sampled
from gradviz.core.messages.requests import Pause, Resume, RunProgram, Stop
from gradviz.core.trace import Program
from tests.engine.worker import Worker, worker
from tests.forked.command import real

LOOP = """
import torch
w = torch.ones(50, 50, requires_grad=True)
for t in range({}):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 1e-6 * w.grad
        w.grad.zero_()
print("end")
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Worker]:
    with worker(real("worker")) as started:
        yield started


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """A run number of the test's own."""
    return abs(hash(request.node.nodeid)) % 2**31


def program(source: str) -> Program:
    return Program("program.py", source)


def text_of(found: Worker, number: int) -> str:
    return "".join(reply.text for reply in found.replies if isinstance(reply, Printed) and reply.run == number)


def test_a_program_gives_its_iterations_losses_and_prints(running: Worker, number: int) -> None:
    finished = running.run(RunProgram(number, program(LOOP.format(200)), seed=1))
    assert (finished.iterations, finished.error, finished.stopped) == (200, None, False)
    assert finished.environment.seed == 1
    mine = [reply for reply in running.replies if reply.run == number]
    losses = [loss for reply in mine if isinstance(reply, Sampled) for loss in reply.losses]
    assert len(losses) == 200
    assert losses[0] == 2500.0
    starts = [(reply.first, len(reply.losses)) for reply in mine if isinstance(reply, Sampled)]
    assert all(first + count == following for (first, count), (following, _) in itertools.pairwise(starts))
    recorded = [reply.iteration.index for reply in mine if isinstance(reply, Recorded)]
    assert recorded[:3] == [0, 1, 2]
    assert recorded == sorted(set(recorded))
    assert text_of(running, number) == "end\n"
    names = [sample.name for reply in mine if isinstance(reply, Sampled) for sample in reply.parameters]
    assert set(names) == {"w"}


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(1000)",
        "while True:\n    try:\n        pass\n    except Exception:\n        pass",
        "import torch\nx = torch.ones(3, requires_grad=True)\nwhile True:\n    (x * 2).sum().backward()",
        "while True: print('x')",
    ],
    ids=["busy", "asleep", "catches exceptions", "torch", "prints"],
)
def test_stop_answers_at_once(running: Worker, number: int, source: str) -> None:
    running.send(RunProgram(number, program(source)))
    time.sleep(0.5)
    started = time.monotonic()
    running.send(Stop(number))
    finished = running.wait_for(Finished)
    assert finished.run == number
    assert finished.stopped
    assert time.monotonic() - started < 1.0
    assert running.run(RunProgram(number + 1, program("print(1)"))).error is None


def test_pause_gives_the_iteration_at_hand_and_resume_goes_on(running: Worker, number: int) -> None:
    running.send(RunProgram(number, program(LOOP.format(10**9))))
    time.sleep(0.5)
    running.send(Pause(number))
    paused = running.wait_for(Paused)
    recorded = [r.iteration for r in running.replies if isinstance(r, Recorded) and r.run == number]
    assert recorded[-1].index == paused.index
    assert len(recorded[-1].events) == 6
    losses = sum(len(r.losses) for r in running.replies if isinstance(r, Sampled) and r.run == number)
    assert losses == paused.index + 1
    running.send(Pause(number))
    running.send(Resume(number))
    time.sleep(0.2)
    running.send(Pause(number))
    assert running.wait_for(Paused).index > paused.index
    running.send(Stop(number))
    assert running.wait_for(Finished).stopped


def test_paused_again_in_the_moment_it_is_let_go_on_it_tells_of_the_later_pause(running: Worker, number: int) -> None:
    running.send(RunProgram(number, program(LOOP.format(10**9))))
    running.send(Pause(number))
    paused = running.wait_for(Paused)
    for times in range(1, 20):
        running.send(Resume(number))
        running.send(Pause(number))
        later = running.wait_for(Paused, timeout=20)
        assert later.let_go == times
        assert later.index > paused.index
        paused = later
    running.send(Stop(number))
    assert running.wait_for(Finished).stopped


@pytest.mark.parametrize(
    ("source", "kind", "line", "part"),
    [
        ("x = 1 +\n", "SyntaxError", 1, "invalid syntax"),
        ("x = 1\ny = x / 0\n", "ZeroDivisionError", 2, "division by zero"),
        ("def f():\n    return g()\nf()\n", "NameError", 2, "'g' is not defined"),
        ("import torch\ntorch.empty(10**12)\n", "RuntimeError", 2, "can't allocate memory"),
        ("import torch\ntorch.ones(1).backward()\n", "RuntimeError", 2, "does not require grad"),
        ("input('name? ')\n", "EOFError", 1, "nobody to ask"),
        ("raise SystemExit(3)\n", "SystemExit", 1, "3"),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt", 1, ""),
        ("import nowhere\n", "ModuleNotFoundError", 1, "nowhere"),
        ("a = '\x00'\n", "SyntaxError", None, "null bytes"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(
    running: Worker, number: int, source: str, kind: str, line: int | None, part: str
) -> None:
    error = running.run(RunProgram(number, program(source))).error
    assert error is not None
    assert (error.kind, error.line) == (kind, line)
    assert part in error.message
    assert "\n" not in error.message


def test_a_training_with_sparse_gradients_and_one_with_a_nested_leaf_run_to_their_ends(
    running: Worker, number: int
) -> None:
    source = """
import torch, warnings
warnings.simplefilter("ignore")
emb = torch.nn.Embedding(9, 4, padding_idx=0, sparse=True)
parts = torch.nested.nested_tensor([torch.ones(2, 4), torch.ones(3, 4)], requires_grad=True)
optimizer = torch.optim.SparseAdam(emb.parameters(), 0.1)
for i in range(5):
    loss = emb(torch.tensor([1, 1, 2])).pow(2).sum() + torch.nested.to_padded_tensor(parts * 2, 0.0).sum()
    optimizer.zero_grad()
    parts.grad = None
    loss.backward()
    optimizer.step()
"""
    finished = running.run(RunProgram(number, program(source), seed=1))
    assert finished.error is None, finished.error
    assert finished.iterations == 5
    sampled = [reply for reply in running.replies if isinstance(reply, Sampled) and reply.run == number]
    assert {parameter.name for reply in sampled for parameter in reply.parameters} == {"emb.weight", "parts"}


def test_a_device_that_is_not_there_is_named(running: Worker, number: int) -> None:
    error = running.run(RunProgram(number, program("print(1)"), device="cuda:99")).error
    assert error is not None
    assert "cuda:99" in error.message
    assert "cpu" in error.message


def test_a_million_lines_are_bounded_and_counted(running: Worker, number: int) -> None:
    running.run(RunProgram(number, program("for i in range(1_000_000): print(i)\n")))
    mine = [reply for reply in running.replies if isinstance(reply, Printed) and reply.run == number]
    lines = sum(reply.text.count("\n") + reply.skipped for reply in mine)
    assert lines == 1_000_000
    assert mine[-1].text.endswith("999999\n")


def test_what_native_code_prints_does_not_disturb_the_messages(running: Worker, number: int) -> None:
    finished = running.run(RunProgram(number, program("import os\nos.write(1, b'\\x00' * 5000)\nprint('fine')\n")))
    assert finished.error is None
    assert text_of(running, number) == "fine\n"


def test_one_run_does_not_colour_the_next(running: Worker, number: int) -> None:
    running.run(
        RunProgram(
            number, program("import torch\ntorch.set_grad_enabled(False)\ntorch.set_default_dtype(torch.float64)\n")
        )
    )
    running.run(RunProgram(number + 1, program("import torch\nprint(torch.is_grad_enabled(), torch.ones(1).dtype)\n")))
    assert text_of(running, number + 1) == "True torch.float32\n"


def test_the_same_seed_gives_the_same_numbers(running: Worker, number: int) -> None:
    source = program("import torch, random\nprint(torch.rand(2).tolist(), random.random())\n")
    for run in (number, number + 1):
        running.run(RunProgram(run, source, seed=5))
    running.run(RunProgram(number + 2, source))
    assert text_of(running, number) == text_of(running, number + 1) != text_of(running, number + 2)


def test_a_worker_without_window_ends_even_if_the_program_does_not() -> None:
    started = Worker(real("worker"))
    source = "def f():\n    while True: pass\nprint(1)\nwhile True:\n    try:\n        f()\n    except:\n        pass\n"
    started.send(RunProgram(1, program(source)))
    started.wait_for(Printed)
    assert started.close() == 1
