"""Runs in lockstep in real workers: the same net written in three ways agrees, and planted faults are found."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch

from gradviz.core.conductor import Conductor, LaneSpec, LaneState
from gradviz.core.lanedriver import drive
from gradviz.core.lockstep.verdict import Cause, Moment, State
from gradviz.core.lockstep.words import sentence
from gradviz.core.spellings import spellings
from gradviz.core.trace import Program

pytestmark = pytest.mark.usefixtures("forked_lanes")


@dataclass
class Three:
    """The programs of the preset, and what is replaced in them."""

    by_hand: str
    nn: str
    optim: str


@pytest.fixture(scope="module")
def three() -> Three:
    return Three(*(spec.program.source for spec in spellings()))


def driven(*sources: str, iterations: int = 30, device: str = "cpu") -> Conductor:
    specs = [LaneSpec(f"run {i}", Program(f"run_{i}.py", source), device) for i, source in enumerate(sources)]
    return drive(specs, iterations)


def replaced(source: str, old: str, new: str) -> str:
    assert source.count(old) == 1, old
    return source.replace(old, new)


def test_three_spellings_of_one_net_agree_to_rounding_in_a_long_run(three: Three) -> None:
    conductor = driven(three.by_hand, three.nn, three.optim, iterations=400)
    assert [status.state for status in conductor.statuses] == [LaneState.DONE] * 3
    assert [status.iterations for status in conductor.statuses] == [400] * 3
    for verdict in conductor.lanes.verdicts:
        assert verdict.state in (State.SAME, State.ROUNDING, State.DRIFTED)
        assert verdict.is_agreed
        assert verdict.most < 1e-4
    pairs = conductor.lanes.alignment(1).pairs
    assert {(pair.name, pair.other, pair.flipped) for pair in pairs} == {
        ("w1", "model.0.weight", True),
        ("b1", "model.0.bias", False),
        ("w2", "model.2.weight", True),
        ("b2", "model.2.bias", False),
    }


def test_planted_faults_are_found_where_they_are(three: Three) -> None:
    rate = replaced(three.nn, "learning_rate = 0.01", "learning_rate = 0.02")
    not_zeroed = replaced(three.nn, "    model.zero_grad()\n", "")
    activation = replaced(three.nn, "model(x)", "(model(x) if t < 7 else model[2](torch.tanh(model[0](x))))")
    first, second, third = driven(three.by_hand, rate, not_zeroed, activation).lanes.verdicts
    assert first.parting is not None
    assert (first.parting.iteration, first.parting.moment) == (0, Moment.UPDATE)
    assert first.parting.cause is Cause.LEARNING_RATE
    assert first.parting.factor == pytest.approx(2.0, rel=1e-4)
    assert second.parting is not None
    assert (second.parting.iteration, second.parting.moment) == (1, Moment.GRADIENT)
    assert second.parting.cause is Cause.NOT_ZEROED
    assert third.parting is not None
    assert (third.parting.iteration, third.parting.moment) == (7, Moment.LOSS)
    assert third.parting.cause is Cause.FORWARD


def test_one_flipped_element_is_named_with_its_index(three: Three) -> None:
    flip = "    if t == 12:\n        with torch.no_grad():\n            {} *= -1\n"
    loop = "for t in range(500):\n"
    hand = replaced(three.by_hand, loop, loop + flip.format("w2[4, 2]"))
    optim = replaced(three.optim, loop, loop + flip.format("model[2].weight[2, 4]"))
    for verdict in driven(three.by_hand, hand, optim, iterations=20).lanes.verdicts:
        assert verdict.parting is not None
        assert (verdict.parting.iteration, verdict.parting.moment) == (12, Moment.START)
        assert (verdict.parting.tensor, verdict.parting.place) == ("w2", "[4, 2]")
        assert verdict.parting.cause is Cause.CHANGED_BETWEEN


def test_another_optimizer_shows_in_the_update_though_the_gradient_is_equal(three: Three) -> None:
    adam = replaced(three.optim, "torch.optim.SGD(", "torch.optim.Adam(")
    (verdict,) = driven(three.optim, adam, iterations=6).lanes.verdicts
    assert verdict.parting is not None
    assert (verdict.parting.iteration, verdict.parting.moment) == (0, Moment.UPDATE)
    assert verdict.parting.cause is Cause.UPDATE


def test_float32_and_float64_are_compared_at_the_coarser_precision(three: Three) -> None:
    wide = replaced(three.by_hand, "for t in range(500):", WIDER + "for t in range(500):")
    (verdict,) = driven(three.by_hand, wide, iterations=60).lanes.verdicts
    assert verdict.state in (State.ROUNDING, State.DRIFTED)
    assert 0 < verdict.most < 1e-4


WIDER = """\
x, y = x.double(), y.double()
w1, b1, w2, b2 = (p.detach().double().requires_grad_() for p in (w1, b1, w2, b2))
"""


def test_a_program_that_fails_is_told_with_its_line_and_the_others_go_on(three: Three) -> None:
    failing = replaced(three.nn, "    loss.backward()", "    if t == 5: loss / None\n    loss.backward()")
    conductor = driven(three.by_hand, failing, three.optim, iterations=12)
    assert [status.state for status in conductor.statuses] == [LaneState.DONE, LaneState.FAILED, LaneState.DONE]
    error = conductor.statuses[1].error
    assert error is not None
    assert (error.kind, error.line) == ("TypeError", failing.split("\n").index("    if t == 5: loss / None") + 1)
    assert [verdict.iterations for verdict in conductor.lanes.verdicts] == [5, 12]


def test_a_worker_that_dies_is_told_and_the_others_go_on(three: Three) -> None:
    dying = "import os\n" + replaced(three.nn, "    loss.backward()", "    if t == 3: os._exit(7)\n    loss.backward()")
    conductor = driven(three.by_hand, dying, iterations=12)
    assert [status.state for status in conductor.statuses] == [LaneState.DONE, LaneState.GONE]
    assert conductor.statuses[1].reason == "exit code 7"
    assert conductor.statuses[0].iterations == 12


def test_large_tensors_are_told_in_blocks_and_still_compared() -> None:
    source = """
import torch
torch.manual_seed(0)
x = torch.randn(8, 600)
w = (torch.randn(600, 300) / 25).requires_grad_()
for t in range(12):
    loss = (x @ w).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad = None
"""
    loop = "for t in range(12):\n"
    flipped = replaced(source, loop, loop + "    if t == 4:\n        w.data[321, 123] *= -1\n")
    verdicts = driven(source, source, flipped, iterations=12).lanes.verdicts
    assert verdicts[0].state is State.SAME
    assert verdicts[1].parting is not None
    assert (verdicts[1].parting.iteration, verdicts[1].parting.place) == (4, "[320…329, 120…124]")


def test_a_single_backward_pass_without_a_loop_is_compared_too() -> None:
    source = "import torch\nw = torch.ones(3, requires_grad=True)\n(w * {}).sum().backward()\n"
    (verdict,) = driven(source.format(2), source.format(3)).lanes.verdicts
    assert verdict.parting is not None
    assert (verdict.parting.iteration, verdict.parting.cause) == (0, Cause.SCALED)
    assert verdict.parting.factor == pytest.approx(1.5)


@pytest.mark.parametrize("shape", ["{}", "def train():\n    global w\n{}\ntrain()\n"])
def test_a_step_that_makes_a_new_leaf_is_the_step_that_it_is(shape: str) -> None:
    head = "import torch\nx = torch.linspace(-1, 1, 12).reshape(4, 3)\nw = torch.ones(3, requires_grad=True)\n"
    loop = "for t in range(6):\n    loss = (x @ w).pow(2).sum()\n    loss.backward()\n"
    in_place = loop + "    with torch.no_grad():\n        w -= 0.1 * w.grad\n    w.grad = None\n"
    anew = loop + "    w = (w - 0.1 * w.grad).detach().requires_grad_()\n"

    def program(body: str) -> str:
        is_inside = shape != "{}"
        indented = "".join(f"    {line}\n" for line in body.splitlines()) if is_inside else body
        return head + shape.format(indented)

    conductor = driven(program(in_place), program(anew), program(anew.replace("0.1", "0.2")))
    same, faster = conductor.lanes.verdicts
    assert same.state in (State.SAME, State.ROUNDING)
    assert faster.parting is not None
    assert (faster.parting.iteration, faster.parting.cause) == (0, Cause.LEARNING_RATE)
    assert faster.parting.factor == pytest.approx(2.0)


LOCALS = {
    "in place": """
def train():
    w = torch.ones(3, requires_grad=True)
    for t in range(6):
        (x @ w).pow(2).sum().backward()
        with torch.no_grad():
            w -= RATE * w.grad
        w.grad = None
""",
    "a local variable": """
def train():
    w = torch.ones(3, requires_grad=True)
    for t in range(6):
        (x @ w).pow(2).sum().backward()
        w = (w - RATE * w.grad).detach().requires_grad_()
""",
    "what a function returns": """
def step(w):
    (x @ w).pow(2).sum().backward()
    return (w - RATE * w.grad).detach().requires_grad_()
def train():
    weight = torch.ones(3, requires_grad=True)
    for t in range(6):
        weight = step(weight)
""",
    "a dictionary made anew": """
def train():
    params = {"w": torch.ones(3, requires_grad=True)}
    for t in range(6):
        (x @ params["w"]).pow(2).sum().backward()
        params = {name: (p - RATE * p.grad).detach().requires_grad_() for name, p in params.items()}
""",
    "an item of a list": """
def train():
    ws = [torch.ones(3, requires_grad=True)]
    for t in range(6):
        (x @ ws[0]).pow(2).sum().backward()
        ws[0] = (ws[0] - RATE * ws[0].grad).detach().requires_grad_()
""",
    "an attribute": """
class Net:
    def __init__(self):
        self.w = torch.ones(3, requires_grad=True)
    def step(self):
        (x @ self.w).pow(2).sum().backward()
        self.w = (self.w - RATE * self.w.grad).detach().requires_grad_()
def train():
    net = Net()
    for t in range(6):
        net.step()
""",
    "a leaf only where it is used": """
def train():
    w = torch.ones(3)
    for t in range(6):
        w.requires_grad_()
        (x @ w).pow(2).sum().backward()
        w = (w - RATE * w.grad).detach()
""",
}


@pytest.mark.parametrize("some", [list(LOCALS)[1:4], list(LOCALS)[4:]])
def test_a_new_leaf_of_a_functions_own_is_the_successor_of_the_one_before(some: list[str]) -> None:
    head = "import torch\nx = torch.linspace(-1, 1, 12).reshape(4, 3)\n"

    def program(name: str, rate: str = "0.1") -> str:
        return head + LOCALS[name].replace("RATE", rate) + "train()\n"

    conductor = driven(program("in place"), *(program(name) for name in some))
    assert [status.error for status in conductor.statuses] == [None] * 4
    for name, verdict in zip(some, conductor.lanes.verdicts, strict=True):
        assert (verdict.state, verdict.iterations) == (State.SAME, 6), name


def test_another_learning_rate_of_new_leaves_in_a_function_is_told_as_that() -> None:
    head = "import torch\nx = torch.linspace(-1, 1, 12).reshape(4, 3)\n"
    slow = head + LOCALS["in place"].replace("RATE", "0.1") + "train()\n"
    fast = head + LOCALS["what a function returns"].replace("RATE", "0.3") + "train()\n"
    (verdict,) = driven(slow, fast).lanes.verdicts
    assert verdict.parting is not None
    assert (verdict.parting.iteration, verdict.parting.cause) == (0, Cause.LEARNING_RATE)
    assert verdict.parting.factor == pytest.approx(3.0)


def in_dtypes(source: str, *dtypes: str | None, iterations: int = 40) -> Conductor:
    return drive([LaneSpec(str(dtype), Program("p.py", source), dtype=dtype) for dtype in dtypes], iterations)


def test_one_program_in_four_dtypes_starts_alike_and_differs_by_the_rounding_of_the_coarser(three: Three) -> None:
    conductor = in_dtypes(three.nn, None, "float64", "bfloat16", "float16", iterations=60)
    assert [status.error for status in conductor.statuses] == [None] * 4
    fine, brain, half = conductor.lanes.verdicts
    assert fine.state is State.ROUNDING
    assert fine.dtypes == ("float32", "float64")
    assert 0 < fine.most < 1e-5
    # The oracle: torch, with the same start converted; the program multiplies it, which rounds once more.
    found = conductor.lanes.kept.get(0)
    master = found[0].get("model.0.weight")
    assert master is not None
    assert master.start is not None
    start = torch.from_numpy(master.start.matrix())
    for lane, dtype in ((1, torch.float64), (2, torch.bfloat16), (3, torch.float16)):
        other = found[lane].get("model.0.weight")
        assert other is not None
        assert other.start is not None
        told, eps = torch.from_numpy(other.start.matrix()), torch.finfo(dtype).eps
        torch.testing.assert_close(told, start.to(dtype).double(), rtol=max(2 * eps, 2.0**-23), atol=0.0)
    for verdict, name, limit in ((brain, "bfloat16", 2.0**-4), (half, "float16", 2.0**-7)):
        assert verdict.state is State.DRIFTED
        assert verdict.beyond is not None
        assert verdict.beyond.dtype == name
        assert verdict.beyond.relative > verdict.beyond.limit == limit
    words = sentence(brain, "float32", "bfloat16")
    assert "Beyond one step of rounding (6.25 %) first: the gradient of model.0.weight at iteration " in words


RANGE = """
import torch
w = torch.full((4,), {start}, requires_grad=True)
for t in range(6):
    loss = (w * {scale}).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= {rate} * w.grad
    w.grad = None
"""


def test_what_a_dtype_cannot_hold_is_told_as_that() -> None:
    too_large = RANGE.format(start=1.0, scale=300.0, rate=1e-6)
    (verdict,) = in_dtypes(too_large, "float32", "float16").lanes.verdicts
    parting = verdict.parting
    assert parting is not None
    assert (parting.iteration, parting.moment, parting.cause) == (0, Moment.LOSS, Cause.OVERFLOW)
    assert "float16 holds no number above 65504" in sentence(verdict, "float32", "float16")


def test_gradients_that_are_too_small_for_a_dtype_are_told_as_that() -> None:
    too_small = RANGE.format(start=1e-3, scale=3e-3, rate=1.0)
    (verdict,) = in_dtypes(too_small, "float32", "float16").lanes.verdicts
    parting = verdict.parting
    assert parting is not None
    assert parting.cause is Cause.UNDERFLOW
    assert parting.iteration == 0
    # torch says the same.
    w = torch.full((4,), 1e-3, dtype=torch.float16, requires_grad=True)
    (w * 3e-3).pow(2).mean().backward()  # type: ignore[no-untyped-call]
    assert w.grad is not None
    assert not w.grad.any()


def test_updates_that_a_dtype_loses_are_told_as_that() -> None:
    source = """
import torch
torch.manual_seed(0)
x, y = torch.randn(32, 6), torch.randn(32, 3)
w = torch.ones(6, 3, requires_grad=True)
for t in range(400):
    loss = (x @ w - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 2e-3 * w.grad
    w.grad = None
"""
    (verdict,) = in_dtypes(source, "float32", "bfloat16", iterations=400).lanes.verdicts
    found = verdict.beyond or verdict.parting
    assert found is not None
    assert (found.cause, found.of, found.total) == (Cause.SWALLOWED, "w", 18)
    assert found.lost > 9


def test_another_learning_rate_is_told_as_that_in_another_dtype_too(three: Three) -> None:
    faster = replaced(three.nn, "learning_rate = 0.01", "learning_rate = 0.03")
    specs = [LaneSpec("a", Program("a.py", three.nn)), LaneSpec("b", Program("b.py", faster), dtype="float64")]
    (verdict,) = drive(specs, 5).lanes.verdicts
    assert verdict.parting is not None
    assert verdict.parting.cause is Cause.LEARNING_RATE
    assert verdict.parting.factor == pytest.approx(3.0, rel=1e-3)
