"""Breakpoints in a loop of a thousand iterations stop at the very one that plain torch names, in a real worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
import torch

from gradviz.core.breakpoints import Breakpoint, Cause, Kind
from gradviz.core.messages.replies import Finished, Halted, Paused, Recorded
from gradviz.core.messages.requests import Resume, RunProgram, SetBreakpoints, StepOn, StepTo, Stop
from gradviz.core.trace import Program
from gradviz.engine.conditions import Conditions
from tests.engine.worker import Worker, worker

LAST = 1000

LOOP = """
import torch
torch.manual_seed(3)
w = torch.randn(8, 4, requires_grad=True)
b = torch.zeros(4, requires_grad=True)
noise = torch.Generator().manual_seed(5)
for t in range(1000):
    x = torch.randn(16, 8, generator=noise)
    loss = (x @ w + b).tanh().pow(2).mean()
    if t == 700:
        loss = loss * 500
    if t == 800:
        loss = loss + (w * 0).sum().sqrt()
    loss.backward()
    see(t, "pass")
    with torch.no_grad():
        for p in (w, b):
            p -= 0.05 * p.grad
        if t == 444:
            b += 10 * b.norm()
    see(t, "end")
    w.grad, b.grad = None, None
"""

SOURCE = "\n".join(line for line in LOOP.splitlines() if "see(" not in line)

_numbers = count(1)


@pytest.fixture(scope="module")
def running() -> Iterator[Worker]:
    with worker() as started:
        yield started


def oracle(holds: Callable[[int, str, dict[str, torch.Tensor], dict[str, torch.Tensor]], bool]) -> int:
    """Return the first iteration in which ``holds``, asked after the pass and at the end with what it may keep."""
    found: list[int] = []
    kept: dict[str, torch.Tensor] = {}
    space: dict[str, object] = {}

    def see(t: int, when: str) -> None:
        leaves = {name: leaf for name in ("w", "b") if isinstance(leaf := space[name], torch.Tensor)}
        if not found and holds(t, when, leaves, kept):
            found.append(t)

    space["see"] = see
    exec(compile(LOOP, "oracle.py", "exec"), space)
    return found[0]


def grad(leaf: torch.Tensor) -> torch.Tensor:
    assert leaf.grad is not None
    return leaf.grad


def flips(name: str, t: int, when: str, leaves: dict[str, torch.Tensor], kept: dict[str, torch.Tensor]) -> bool:
    if when == "end":
        return False
    now, before = grad(leaves[name]).clone(), kept.get(name)
    kept[name] = now
    return before is not None and float((now * before).sum()) < 0


def updates(limit: float, t: int, when: str, leaves: dict[str, torch.Tensor], kept: dict[str, torch.Tensor]) -> bool:
    if when == "pass":
        kept.update({name: leaf.detach().clone() for name, leaf in leaves.items()})
        return False
    changed = ((leaf.detach() - kept[name]).norm() / kept[name].norm() for name, leaf in leaves.items())
    return any(bool(ratio > limit) and bool(ratio.isfinite()) for ratio in changed)


ORACLES = {
    "nonfinite": (
        Breakpoint(Kind.NONFINITE),
        lambda t, when, ls, kept: any(not bool(grad(p).isfinite().all()) for p in ls.values()),
    ),
    "above": (
        Breakpoint(Kind.ABOVE, limit=1.5),
        lambda t, when, ls, kept: when == "pass" and any(bool(grad(p).norm() > 1.5) for p in ls.values()),
    ),
    "above, one": (
        Breakpoint(Kind.ABOVE, limit=0.15, variable="b"),
        lambda t, when, ls, kept: when == "pass" and t > 0 and bool(grad(ls["b"]).norm() > 0.15),
    ),
    "below": (
        Breakpoint(Kind.BELOW, limit=0.088, variable="w"),
        lambda t, when, ls, kept: when == "pass" and bool(grad(ls["w"]).norm() < 0.088),
    ),
    "flip": (
        Breakpoint(Kind.FLIP, variable="w"),
        lambda t, when, ls, kept: flips("w", t, when, ls, kept),
    ),
    "update": (
        Breakpoint(Kind.UPDATE, limit=5.0),
        lambda t, when, ls, kept: updates(5.0, t, when, ls, kept),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("record", ["sampled", "0"])
def test_the_run_stops_at_exactly_the_iteration_that_torch_names(running: Worker, name: str, record: str) -> None:
    breakpoint_, holds = ORACLES[name]
    expected = oracle(holds)
    assert 3 < expected < LAST - 1
    run = next(_numbers)
    running.send(RunProgram(run, Program("p.py", SOURCE), seed=0, record=record, breakpoints=(breakpoint_,)))
    try:
        check_where(running.wait_for(Paused | Halted, 20.0), breakpoint_, expected)  # type: ignore[arg-type]
    finally:
        running.send(Stop(run))
        assert running.wait_for(Finished, 20.0).stopped


def check_where(stopped: Paused | Halted, breakpoint_: Breakpoint, expected: int) -> None:
    if isinstance(stopped, Halted):
        # This iteration happened to be recorded: it waits inside.
        assert breakpoint_.kind is Kind.NONFINITE
        assert stopped.iteration.index == expected
    else:
        assert stopped.index == expected
        assert stopped.cause is not None
        assert stopped.cause.breakpoint == breakpoint_
        assert stopped.cause.variable in ("w", "b", "w.grad", "b.grad", "loss")


def test_the_run_goes_on_and_the_condition_can_be_taken_back(running: Worker) -> None:
    run = next(_numbers)
    below = Breakpoint(Kind.ABOVE, limit=0.0, variable="w")
    running.send(RunProgram(run, Program("p.py", SOURCE), seed=0, record="0", breakpoints=(below,)))
    assert running.wait_for(Paused).index == 0
    running.send(Resume(run))
    assert running.wait_for(Paused).index == 1
    running.send(SetBreakpoints(run, (Breakpoint(Kind.ABOVE, limit=1.5),)))
    running.send(Resume(run))
    assert running.wait_for(Paused).index == 700
    running.send(SetBreakpoints(run, ()))
    running.send(Resume(run))
    finished = running.wait_for(Finished)
    assert (finished.iterations, finished.error) == (LAST, None)


def test_from_where_it_stopped_one_steps_into_the_next_iteration(running: Worker) -> None:
    run = next(_numbers)
    above = Breakpoint(Kind.ABOVE, limit=1.5)
    running.send(RunProgram(run, Program("p.py", SOURCE), seed=0, record="0", breakpoints=(above,)))
    assert running.wait_for(Paused).index == 700
    running.send(StepOn(run))
    halted = running.wait_for(Halted)
    assert (halted.iteration.index, halted.cause) == (701, Cause())
    running.send(StepOn(run, StepTo.BREAKPOINT))
    assert running.wait_for(Finished).error is None


def test_a_run_is_live_from_an_iteration_on(running: Worker) -> None:
    run = next(_numbers)
    running.send(RunProgram(run, Program("p.py", SOURCE), seed=0, record="0", live=True, live_from=800,
                            breakpoints=(Breakpoint(Kind.NONFINITE),)))  # fmt: skip
    first = running.wait_for(Halted)
    assert (first.iteration.index, first.cause) == (800, Cause())
    running.send(StepOn(run, StepTo.BREAKPOINT))
    from gradviz.core.messages.replies import Stepped

    found = running.wait_for(Stepped)
    node = first.iteration.nodes[found.node]
    assert (node.name, node.line, found.cause.is_sending) == ("SqrtBackward0", 13, True)
    running.send(Stop(run))
    assert running.wait_for(Finished).stopped


def test_the_last_iteration_counts_too(running: Worker) -> None:
    run = next(_numbers)
    source = "import torch\nw = torch.zeros(1, requires_grad=True)\n(w / w).sum().backward()\nprint('end')\n"
    running.send(RunProgram(run, Program("p.py", source), record="7", breakpoints=(Breakpoint(Kind.NONFINITE),)))
    paused = running.wait_for(Paused)
    assert (paused.index, paused.cause) == (0, Cause(Breakpoint(Kind.NONFINITE), "loss"))
    running.send(Stop(run))
    finished = running.wait_for(Finished)
    assert (finished.error, set(finished.variables)) == (None, {"w"})
    assert not [reply for reply in running.replies if isinstance(reply, Recorded) and reply.run == run]


def test_leaves_that_are_made_anew_are_found(running: Worker) -> None:
    source = (
        "import torch\nw = torch.ones(3)\nfor t in range(60):\n    w = w.detach().requires_grad_()\n"
        "    (w * t).sum().backward()\n    w = w - 0.1 * w.grad\n"
    )
    run = next(_numbers)
    above = Breakpoint(Kind.ABOVE, variable="w", limit=50.5 * 3**0.5)
    running.send(RunProgram(run, Program("p.py", source), record="0", breakpoints=(above,)))
    paused = running.wait_for(Paused)
    assert paused.index == 51
    assert paused.cause is not None
    assert paused.cause.value == pytest.approx(51 * 3**0.5)
    running.send(Resume(run))
    assert running.wait_for(Paused).index == 52
    running.send(Stop(run))
    assert running.wait_for(Finished).stopped


class TestNumbers:
    def check(self, one: Breakpoint, value: torch.Tensor, loss: torch.Tensor | None = None) -> Cause | None:
        leaf = torch.zeros_like(value, requires_grad=True)
        leaf.grad = value
        return Conditions().after_pass([one], loss, {"w": leaf})

    def test_a_norm_that_float32_cannot_hold_is_not_infinite(self) -> None:
        huge = torch.full((4,), 1e30)
        assert self.check(Breakpoint(Kind.NONFINITE), huge) is None
        found = self.check(Breakpoint(Kind.ABOVE, limit=1e30), huge)
        assert found is not None
        assert found.value == pytest.approx(2e30)

    @pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
    def test_one_bad_element_is_enough(self, bad: float) -> None:
        assert self.check(Breakpoint(Kind.NONFINITE), torch.tensor([1.0, bad])) == Cause(
            Breakpoint(Kind.NONFINITE), "w.grad"
        )

    def test_a_sparse_gradient_has_a_norm(self) -> None:
        sparse = torch.sparse_coo_tensor(torch.tensor([[1, 1]]), torch.tensor([3.0, 1.0]), (4,), check_invariants=True)
        leaf = torch.zeros(4, requires_grad=True)
        leaf.grad = sparse
        found = Conditions().after_pass([Breakpoint(Kind.ABOVE, limit=3.9)], None, {"w": leaf})
        assert found is not None
        assert found.value == 4.0

    def test_a_zero_parameter_has_no_ratio(self) -> None:
        conditions, leaf = Conditions(), torch.zeros(2, requires_grad=True)
        wanted = [Breakpoint(Kind.UPDATE, limit=0.1)]
        conditions.after_pass(wanted, None, {"w": leaf})
        leaf.data.add_(1)
        assert conditions.after_iteration(wanted) is None
