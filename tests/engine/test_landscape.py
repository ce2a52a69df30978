"""The loss around the parameters, compared with closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gradviz.core.errors import UserError
from gradviz.core.messages.replies import Finished, Probed, Probing
from gradviz.core.messages.requests import Probe, RunProgram, Stop
from gradviz.core.probe import ElementAnswer, ElementProbe, LineAnswer, LineProbe, PlaneAnswer, PlaneProbe, Roots
from gradviz.core.trace import Program
from gradviz.engine.directions import NO_PARAMETERS, ZERO, random_direction
from gradviz.engine.evaluate import Evaluator
from gradviz.engine.landscape import NO_PATH, NO_STEP, look_along, look_over
from gradviz.engine.run import Request
from gradviz.engine.scene import Point
from gradviz.engine.whatif import try_element
from tests.engine.worker import worker

# The loss is ½ wᵀ A w with A = diag(1, 3): everything about it is known.
QUADRATIC = """
import torch
torch.set_default_dtype(torch.float64)
a = torch.tensor([1.0, 3.0])
w = torch.tensor([2.0, -1.0], requires_grad=True)
optimizer = torch.optim.{optimizer}
for step in range(6):
    loss = 0.5 * (a * w * w).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
torch.set_default_dtype(torch.float32)
"""
SGD = QUADRATIC.format(optimizer="SGD([w], lr=0.1)")
MOMENTUM = QUADRATIC.format(optimizer="SGD([w], lr=0.1, momentum=0.9)")


def evaluator(source: str, index: int, *, keeps_path: bool = True) -> Evaluator:
    request = Request(Program("p.py", source), seed=0)
    return Evaluator(request, index, None, lambda _runs, _at: None, keeps_path=keeps_path)


def ignore(*_values: object) -> None:
    """Take no notice."""


def loss_of(w: np.ndarray) -> float:
    return float(0.5 * (np.array([1.0, 3.0]) * w * w).sum())


def at(index: int) -> np.ndarray:
    """Where gradient descent is at the beginning of an iteration."""
    return np.array([2.0 * 0.9**index, -(0.7**index)])


def test_along_the_gradient_the_slope_is_minus_its_square() -> None:
    answer = look_along(evaluator(SGD, 2), LineProbe(), ignore)
    w = at(2)
    g = np.array([1.0, 3.0]) * w
    assert answer.slope == pytest.approx(-(g @ g))
    zero = answer.ts.index(0.0)
    before, after = zero - 1, zero + 1
    slope = (answer.losses[after] - answer.losses[before]) / (answer.ts[after] - answer.ts[before])
    assert slope == pytest.approx(answer.slope, rel=0.05)
    assert answer.losses == pytest.approx([loss_of(w - t * g) for t in answer.ts])
    assert answer.step == pytest.approx(0.1)
    assert answer.after == pytest.approx(loss_of(at(3)))
    assert answer.exactness.is_replayed
    assert answer.names == ("w",)


@pytest.mark.parametrize("across", ["random", "step", "path"])
def test_on_a_quadratic_the_plane_is_the_closed_form(across: str) -> None:
    told: list[PlaneAnswer] = []
    answer = look_over(evaluator(MOMENTUM, 4), PlaneProbe(across), told.append, ignore)
    assert answer.is_last
    assert [len(one.xs) for one in told] == [9, 17]
    assert not any(one.is_last for one in told)
    grid = answer.losses.numpy()
    assert grid.shape == (33, 33)
    assert grid[16, 16] == answer.base
    # All of both parameters lies in the plane: the path tells which point of it each place is.
    here, ahead, behind = answer.path[-2], answer.path[-1], answer.path[0]
    assert (here.x, here.y, here.iteration) == (0, 0, 4)
    points = np.array([[one.x, one.y] for one in (ahead, behind)])
    real = np.array([path(5) - path(4), path(0) - path(4)])
    turned = np.linalg.solve(points, real)
    assert turned @ turned.T == pytest.approx(np.eye(2), abs=1e-9)
    for row in (0, 7, 32):
        for column in (0, 20, 32):
            w = path(4) + np.array([answer.xs[column], answer.ys[row]]) @ turned
            assert grid[row, column] == pytest.approx(loss_of(w))
    assert all(one.off == pytest.approx(0, abs=1e-7) for one in answer.path)
    if across == "path":
        assert answer.explained == pytest.approx(1.0)


def path(index: int) -> np.ndarray:
    """Where gradient descent with momentum is at the beginning of an iteration."""
    w, v = np.array([2.0, -1.0]), np.zeros(2)
    for _ in range(index):
        v = 0.9 * v + np.array([1.0, 3.0]) * w
        w = w - 0.1 * v
    return w


def test_a_coarser_grid_is_a_part_of_a_finer_one() -> None:
    told: list[PlaneAnswer] = []
    answer = look_over(evaluator(SGD, 2), PlaneProbe("random", side=17), told.append, ignore)
    assert answer.xs[::2] == told[0].xs
    assert (answer.losses.numpy()[::2, ::2] == told[0].losses.numpy()).all()


def test_a_filter_of_the_random_direction_is_as_long_as_that_of_the_parameter() -> None:
    value = torch.tensor([[3.0, 4.0], [0.0, 0.5]])
    drawn = random_direction({"w": Point(value, value, 0)}, 1)["w"]
    assert drawn.norm(dim=1).tolist() == pytest.approx([5.0, 0.5])


NET = """
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Dropout(0.3), torch.nn.Tanh(), torch.nn.Linear(8, 1))
x, y = torch.randn(32, 3), torch.randn(32, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
def train():
    for step in range(12):
        optimizer.zero_grad()
        loss = (model(x) - y).pow(2).mean()
        loss.backward()
        optimizer.step()
        print(loss.item())
train()
"""


def test_a_net_with_dropout() -> None:
    found = evaluator(NET, 5)
    assert set(found.scene.points) == {"model.0.weight", "model.0.bias", "model.3.weight", "model.3.bias"}
    answer = look_over(found, PlaneProbe("path", side=9), ignore, ignore)
    assert [one.iteration for one in answer.path] == list(range(7))
    assert answer.explained is not None
    assert 0.5 < answer.explained <= 1
    line = look_along(found, LineProbe(points=9), ignore)
    zero = line.ts.index(0.0)
    assert line.losses[zero + 1] < line.losses[zero] < line.losses[zero - 1]


def test_why_there_is_no_direction() -> None:
    zero = "import torch\nw = torch.zeros(2, requires_grad=True)\n(w * w).sum().backward()\n"
    with pytest.raises(UserError, match=ZERO):
        look_along(evaluator(zero, 0), LineProbe(), ignore)
    with pytest.raises(UserError, match=NO_PATH):
        look_over(evaluator(SGD, 0), PlaneProbe("path"), ignore, ignore)
    still = "import torch\nw = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n"
    with pytest.raises(UserError, match=NO_STEP):
        look_over(evaluator(still, 0), PlaneProbe("step"), ignore, ignore)
    assert look_along(evaluator(still, 0), LineProbe(), ignore).step is None
    unseen = """
import torch
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3
    @staticmethod
    def backward(ctx, g):
        return g * 3 * ctx.saved_tensors[0] ** 2
w = torch.ones(2, requires_grad=True)
Cube.apply(w).sum().backward()
"""
    with pytest.raises(UserError, match=NO_PARAMETERS):
        look_along(evaluator(unseen, 0), LineProbe(), ignore)


def test_an_element_keeps_what_its_gradient_promises_for_small_steps() -> None:
    found = evaluator(NET, 3, keeps_path=False)
    errors = []
    for step in (0.1, 0.05):
        answer = try_element(found, ElementProbe("model.3.weight", 2, step))
        assert answer.exactness.is_checked
        assert answer.real == found.rerun({"model.3.weight": _with(found, "model.3.weight", 2, step)})
        assert answer.held == pytest.approx(answer.gradient)
        errors.append(abs(answer.happened - answer.promised))
        assert len(answer.steps) == len(answer.losses) == 12
    # The error shrinks with the square of the step.
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.15)


def _with(found: Evaluator, name: str, element: int, step: float) -> torch.Tensor:
    value = found.scene.points[name].value.clone()
    value.view(-1)[element] += step
    return value


def test_an_element_of_an_input_that_needs_no_gradient() -> None:
    source = NET.replace("def train():\n", "if True:\n").replace("\ntrain()\n", "\n")
    request = Request(Program("p.py", source), seed=0)
    for index in (0, 3):
        probe = ElementProbe("x", 4, 1e-2)
        found = Evaluator(request, index, None, lambda _runs, _at: None, question=probe)
        answer = try_element(found, probe)
        assert answer.held is None
        assert answer.exactness.is_checked
        assert answer.happened == pytest.approx(answer.promised, rel=0.1)


def test_an_element_with_the_gradient_of_this_loss_alone() -> None:
    source = SGD.replace("    optimizer.zero_grad()\n", "")
    answer = try_element(evaluator(source, 2, keeps_path=False), ElementProbe("w", 1, 1e-3))
    assert answer.held is not None
    assert abs(answer.held) > abs(answer.gradient)
    assert answer.happened == pytest.approx(answer.promised, rel=1e-2)


@pytest.mark.parametrize("probe", [ElementProbe("u", 0, 0.1), ElementProbe("w", 2, 0.1)])
def test_an_element_that_is_not_there(probe: ElementProbe) -> None:
    with pytest.raises(UserError):
        try_element(evaluator(SGD, 1, keeps_path=False), probe)


def test_through_the_real_worker() -> None:
    program = Program("p.py", NET)
    with worker() as started:
        started.run(RunProgram(1, program, seed=0))
        started.send(Probe(2, 1, 5, program, LineProbe(points=9), seed=0))
        line = started.wait_for(Probed)
        assert isinstance(line.answer, LineAnswer)
        started.send(Probe(3, 1, 5, program, ElementProbe("model.0.bias", 1, 0.01), seed=0))
        element = started.wait_for(Probed)
        assert isinstance(element.answer, ElementAnswer)
        assert element.answer.base == line.answer.base
        started.send(Probe(4, 1, 5, program, PlaneProbe(side=17), seed=0))
        coarse, fine = started.wait_for(Probed), started.wait_for(Probed)
        assert (coarse.is_last, fine.is_last) == (False, True)
        started.send(Probe(5, 1, 50, program, LineProbe(), seed=0))
        missing = started.wait_for(Probed)
        assert missing.answer is None
        assert missing.reason == "The program ended before iteration 50 this time."
        assert not missing.stopped


def test_stop_ends_it() -> None:
    slow = Program("p.py", SGD.replace("loss = 0.5", "__import__('time').sleep(0.2); loss = 0.5"))
    with worker() as started:
        started.send(Probe(1, 0, 5, slow, PlaneProbe(), seed=0))
        assert started.wait_for(Probing).total == 0
        started.send(Stop(1))
        probed = started.wait_for(Probed)
        assert probed.stopped
        assert probed.answer is None
        # The worker goes on as before.
        finished: Finished = started.run(RunProgram(2, Program("p.py", SGD)))
        assert finished.error is None


TWO = """
import torch
torch.set_default_dtype(torch.float64)
a = torch.tensor([1.0, 3.0])
w = torch.tensor([2.0, -1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(5):
    optimizer.zero_grad()
    fit, size = 0.5 * (a * w * w).sum(), 2.0 * (w * w).sum()
    fit.backward()
    size.backward()
    optimizer.step()
torch.set_default_dtype(torch.float32)
"""


def second_of(w: np.ndarray) -> float:
    return float(2.0 * (w * w).sum())


@pytest.mark.parametrize("root", [None, 0, 1])
def test_of_two_losses_the_sum_is_looked_at_as_the_step_follows_it_or_the_one_that_is_chosen(root: int | None) -> None:
    def value(w: np.ndarray) -> float:
        return {None: loss_of(w) + second_of(w), 0: loss_of(w), 1: second_of(w)}[root]

    w = np.array([2.0 * 0.5**2, -(0.3**2)])
    g = {None: np.array([5.0, 7.0]) * w, 0: np.array([1.0, 3.0]) * w, 1: 4.0 * w}[root]
    question = LineProbe(root=root)
    request = Request(Program("p.py", TWO), seed=0)
    found = Evaluator(request, 2, None, lambda _runs, _at: None, question=question)
    answer = look_along(found, question, ignore)
    assert answer.roots == Roots((0, 1) if root is None else (root,), 2)
    assert answer.base == pytest.approx(value(w))
    assert answer.slope == pytest.approx(-(g @ g))
    assert answer.losses == pytest.approx([value(w - t * g) for t in answer.ts])
    assert answer.exactness.is_replayed
    if root is None:
        # It is what the step follows.
        assert answer.step == pytest.approx(0.1)
    # A whole run says the same.
    changed = {"w": torch.tensor([0.3, 0.7], dtype=torch.float64)}
    assert found.rerun(changed) == found.loss(changed) == pytest.approx(value(np.array([0.3, 0.7])))


def test_an_element_of_two_losses_has_promised_what_grad_holds() -> None:
    answer = try_element(evaluator(TWO, 1, keeps_path=False), ElementProbe("w", 0, 1e-4))
    assert answer.gradient == pytest.approx(5.0)
    assert answer.held == pytest.approx(5.0)
    assert answer.happened == pytest.approx(answer.promised, rel=1e-3)


def test_a_loss_that_is_not_there_is_named() -> None:
    request = Request(Program("p.py", TWO), seed=0)
    with pytest.raises(UserError, match="has no backward pass number 3: it has 2"):
        Evaluator(request, 1, None, lambda _runs, _at: None, question=LineProbe(root=2))


def test_a_pass_that_leaves_grad_alone_is_not_the_loss() -> None:
    source = SGD.replace(
        "    optimizer.zero_grad()\n",
        "    (slope,) = torch.autograd.grad((w ** 3).sum(), w)\n    optimizer.zero_grad()\n",
    )
    answer = look_along(evaluator(source, 2), LineProbe(), ignore)
    assert answer.base == pytest.approx(loss_of(at(2)))
    assert answer.roots == Roots((0,), 1)
