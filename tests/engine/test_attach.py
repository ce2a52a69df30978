"""A loss that is there already: torch is the oracle, and must not notice."""

from __future__ import annotations

import gc
import linecache
import subprocess
import sys
import textwrap
import weakref
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint
from typing_extensions import override

import gradviz
from gradviz.core.errors import UserError
from gradviz.core.graph import from_iteration, node_of
from gradviz.core.integrity import check
from gradviz.core.rules.case import case_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import GradNode, Iteration, Trace
from gradviz.engine.internals import function_modes


def net() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))


def array(summary: TensorSummary | None) -> np.ndarray[Any, Any]:
    assert summary is not None
    assert summary.values is not None
    return summary.values.numpy()


def leaf(iteration: Iteration, name: str) -> GradNode:
    return next(node for node in iteration.nodes if node.is_leaf and node.variable == name)


def gradient(iteration: Iteration, name: str) -> np.ndarray[Any, Any]:
    node = leaf(iteration, name)
    return array(next(event.grad for event in iteration.backward if event.node == node.id))


def order(iteration: Iteration) -> list[str]:
    return [f"{iteration.nodes[event.node].name} {event.node}" for event in iteration.backward]


def test_the_gradients_of_every_leaf_are_those_that_backward_computes_bitwise() -> None:
    model = net()
    x = torch.randn(4, 5)
    loss = model(x).square().mean()
    iteration = gradviz.trace(loss).iterations[0]
    assert all(parameter.grad is None for parameter in model.parameters())
    torch.autograd.backward(loss)
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None
        np.testing.assert_array_equal(gradient(iteration, f"model.{name}"), parameter.grad.numpy(), strict=True)
    assert iteration.loss == loss.item()


def test_the_gradients_of_every_intermediate_are_those_of_autograd_grad_bitwise() -> None:
    w = torch.randn(3, 3, requires_grad=True)
    a = w @ w
    b = a.exp()
    loss = (b * a).sum()
    iteration = gradviz.trace(loss).iterations[0]
    expected = torch.autograd.grad(loss, [a, b, w])
    for name, grad in zip(("a", "b"), expected, strict=False):
        node = next(node for node in iteration.nodes if node.variable == name)
        event = next(event for event in iteration.backward if event.node == node.id)
        np.testing.assert_array_equal(array(event.grad_outputs[0]), grad.numpy(), strict=True)
    # Two edges lead to `w`: what arrives is their sum.
    np.testing.assert_array_equal(gradient(iteration, "w"), expected[2].numpy(), strict=True)


def test_the_events_come_in_the_order_of_a_real_backward_pass() -> None:
    model = net()
    x, y = torch.randn(4, 5), torch.randn(4, 1)

    def forward() -> torch.Tensor:
        loss: torch.Tensor = (model(x) - y).square().mean() + next(model.parameters()).abs().sum()
        return loss

    attached = gradviz.trace(forward()).iterations[0]
    with gradviz.trace() as real:
        torch.autograd.backward(forward())
    recorded = real.trace.iterations[0]
    assert order(attached) == order(recorded)
    assert [node.next for node in attached.nodes] == [node.next for node in recorded.nodes]
    assert attached.roots == recorded.roots


def test_what_was_in_grad_stays_there_and_the_trace_shows_what_would_be_added() -> None:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.backward((w * 10).sum())
    kept = w.grad
    assert kept is not None
    trace = gradviz.trace((w * w).sum())
    assert w.grad is kept
    assert kept.tolist() == [10.0, 10.0]
    assert gradient(trace.iterations[0], "w").tolist() == [2.0, 4.0]
    assert array(trace.variables["w"].grad).tolist() == [10.0, 10.0]


def test_values_come_from_variables_and_from_what_the_nodes_saved_and_otherwise_only_the_shape_is_known() -> None:
    w = torch.tensor([0.5, -1.0], requires_grad=True)
    held = w * 3
    loss = (held.exp() + 1).sum()
    iteration = gradviz.trace(loss).iterations[0]
    tensors = {node.name: iteration.tensors[node.tensor] for node in iteration.nodes if node.tensor}
    assert array(tensors["MulBackward0"]).tolist() == held.tolist()
    assert array(tensors["ExpBackward0"]).tolist() == held.exp().tolist()
    assert (tensors["AddBackward0"].shape, tensors["AddBackward0"].dtype) == ((2,), "float32")
    assert tensors["AddBackward0"].values is None
    assert array(tensors["SumBackward0"]).item() == loss.item()


def test_a_saved_input_gives_the_value_of_the_node_that_made_it() -> None:
    w = torch.tensor([0.5, -1.0], requires_grad=True)
    loss = ((w + 1) * (w + 2)).sum()
    iteration = gradviz.trace(loss).iterations[0]
    made = [node for node in iteration.nodes if node.name == "AddBackward0"]
    assert [array(iteration.tensors[node.tensor or ""]).tolist() for node in made] == [[1.5, 0.0], [2.5, 1.0]]
    product = next(node for node in iteration.nodes if node.name == "MulBackward0")
    assert product.saved == {"self": made[0].tensor, "other": made[1].tensor}


def _in_a_function() -> Trace:
    inner = torch.ones(2, requires_grad=True)
    return gradviz.trace((inner * 2).sum())


class Trainer:
    def __init__(self) -> None:
        self.net = nn.Linear(2, 1)
        self.weight = torch.ones(2, requires_grad=True)

    def step(self) -> Trace:
        return gradviz.trace(self.net(self.weight * torch.ones(2)).sum())


@pytest.mark.parametrize(
    ("run", "names"),
    [
        pytest.param(_in_a_function, {"inner"}, id="function"),
        pytest.param(Trainer().step, {"self.weight"}, id="method"),
    ],
)
def test_names_are_found_in_functions_and_methods(run: Callable[[], Trace], names: set[str]) -> None:
    assert names <= {node.variable for node in run().iterations[0].nodes if node.is_leaf}


def test_names_and_modules_that_are_given_win() -> None:
    def loss_of(model: nn.Module) -> torch.Tensor:
        loss: torch.Tensor = model(torch.ones(1, 5)).sum()
        return loss

    hidden = [net()]
    loss = loss_of(hidden[0])
    found = gradviz.trace(loss, modules={"encoder": hidden[0]}, names={"objective": loss}).iterations[0]
    leaves = {node.variable for node in found.nodes if node.is_leaf}
    assert leaves == {f"encoder.{name}" for name, _ in hidden[0].named_parameters()}
    assert found.nodes[found.roots[0]].variable == "objective"


def test_it_works_for_a_caller_without_grad_mode_and_for_a_leaf() -> None:
    w = torch.tensor(3.0, requires_grad=True)
    loss = w * w
    with torch.no_grad():
        assert gradient(gradviz.trace(loss).iterations[0], "w").item() == 6.0
    alone = gradviz.trace(w).iterations[0]
    assert [node.is_leaf for node in alone.nodes] == [True]
    assert gradient(alone, "w").item() == 1.0


def test_tensor_hooks_run_and_what_they_made_of_the_gradient_is_shown() -> None:
    w: Any = torch.tensor([1.0], requires_grad=True)
    w.register_hook(lambda grad: grad * 10)
    called: list[torch.Tensor] = []
    w.register_post_accumulate_grad_hook(called.append)
    assert gradient(gradviz.trace((w * 2).sum()).iterations[0], "w").tolist() == [20.0]
    assert not called


def test_what_a_hook_raises_is_raised_and_the_graph_still_works() -> None:
    w: Any = torch.tensor([1.0], requires_grad=True)
    loss = (w * 2).sum()

    def refuse(_grad: torch.Tensor) -> None:
        raise RuntimeError("no")

    handle = w.register_hook(refuse)
    with pytest.raises(RuntimeError, match=r"^no$"):
        gradviz.trace(loss)
    handle.remove()
    torch.autograd.backward(loss)
    assert w.grad is not None


class _Nothing(torch.autograd.Function):
    @staticmethod
    @override
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x)
        return x * 1

    @staticmethod
    @override
    def backward(ctx: Any, *_grads: Any) -> None:
        return None


def test_a_leaf_that_gets_no_gradient_has_an_event_without_one() -> None:
    w = torch.tensor([1.0], requires_grad=True)
    apply: Any = _Nothing.apply
    iteration = gradviz.trace(apply(w).sum()).iterations[0]
    last = iteration.backward[-1]
    assert (iteration.nodes[last.node].variable, last.grad_outputs, last.grad) == ("w", (None,), None)


def test_looking_at_a_checkpoint_does_not_run_it_twice() -> None:
    runs: list[int] = []

    def part(x: torch.Tensor) -> torch.Tensor:
        runs.append(1)
        return (x * 2).exp()

    w = torch.tensor([1.0], requires_grad=True)
    result: Any = checkpoint(part, w, use_reentrant=False)
    loss = result.sum()
    trace = gradviz.trace(loss)
    # Once forward, and once because the gradients need it.
    assert len(runs) == 2
    torch.autograd.backward(loss)
    assert w.grad is not None
    np.testing.assert_array_equal(gradient(trace.iterations[0], "w"), w.grad.numpy())


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(lambda w: w.detach().sum(), "This loss has no graph", id="no graph"),
        pytest.param(lambda w: w * 2, "This tensor has 3 elements; reduce it", id="not one number"),
        pytest.param(lambda w: (w * 1j).sum(), "A loss is a real number, but this one is complex64", id="complex"),
        pytest.param(lambda w: 3.0, "a loss tensor or something to call, not float", id="no tensor"),
        pytest.param(
            lambda w: checkpoint(torch.exp, w, use_reentrant=True).sum(),
            "a checkpoint with use_reentrant=True",
            id="reentrant checkpoint",
        ),
    ],
)
def test_what_cannot_be_traced_is_told_in_one_sentence(make: Callable[[torch.Tensor], Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as told:
        gradviz.trace(make(torch.ones(3, requires_grad=True)))
    assert "\n" not in str(told.value)


def test_a_graph_that_was_freed_is_told_in_one_sentence() -> None:
    w = torch.ones(3, requires_grad=True)
    loss = w.exp().sum()
    torch.autograd.backward(loss)
    with pytest.raises(UserError, match=r"an earlier backward\(\) freed it"):
        gradviz.trace(loss)


def test_an_overwritten_value_is_told_in_one_sentence() -> None:
    w = torch.ones(3, requires_grad=True)
    h = w.exp()
    loss = h.sum()
    h.mul_(2)
    with pytest.raises(UserError, match="was overwritten since"):
        gradviz.trace(h.sum() + loss)


def test_nothing_is_left_behind() -> None:
    model = net()
    x = torch.randn(4, 5)

    def once() -> weakref.ref[torch.Tensor]:
        hidden = model(x)
        loss = hidden.square().sum()
        gradviz.trace(loss)
        return weakref.ref(hidden)

    def count() -> tuple[int, int]:
        gc.collect()
        kinds = [type(item) for item in gc.get_objects()]
        return sum(issubclass(kind, torch.Tensor) for kind in kinds), sum("Backward" in k.__name__ for k in kinds)

    once()
    before = count()
    gone = [once() for _ in range(10)]
    assert count() == before
    assert [ref() for ref in gone] == [None] * 10
    # A stale hook would fire here.
    torch.autograd.backward(model(x).sum())
    assert not function_modes()


def test_a_deep_graph_is_traced_and_taken_apart_without_recursion() -> None:
    program = """
        import time, torch, gradviz
        def deep():
            y = torch.ones(1, requires_grad=True)
            for _ in range(50_000):
                y = y + 1
            return y.sum()
        loss = deep()
        trace = gradviz.trace(loss)
        torch.autograd.backward(loss)
        del loss
        time.sleep(0.3)
        print(len(trace.iterations[0].backward))
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "50002\n", "")


@pytest.fixture
def cells() -> Iterator[Callable[[str], dict[str, Any]]]:
    """Run texts as a notebook runs its cells: one namespace, a pseudo-file each, known to linecache."""
    module = ModuleType("__main__")
    names: list[str] = []

    def run(text: str) -> dict[str, Any]:
        text = textwrap.dedent(text)
        name = f"<ipython-input-{len(names) + 1}-0123456789ab>"
        names.append(name)
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec"), module.__dict__)
        return module.__dict__

    yield run
    for name in names:
        linecache.cache.pop(name, None)


def test_the_cells_of_a_notebook_have_lines(cells: Callable[[str], dict[str, Any]]) -> None:
    cells("import torch, gradviz\nw = torch.ones(2, requires_grad=True)\ndef model(x):\n    return (w * x).exp()\n")
    cells("def step(x):\n    loss = model(x).sum()\n    loss.backward()\n    return loss\n")
    found: Trace = cells("t = gradviz.trace(step, torch.ones(2))\n")["t"]
    assert found.program.name == "notebook cell"
    assert found.program.path is None
    assert found.program.source.startswith("def step")
    iteration = found.iterations[0]
    first, second = "<ipython-input-1-0123456789ab>", "<ipython-input-2-0123456789ab>"
    assert [(e.op, e.line, e.elsewhere) for e in iteration.forward] == [
        ("mul", None, (first, 4)),
        ("exp", None, (first, 4)),
        ("sum", 2, None),
    ]
    assert list(found.files) == [first]
    assert second not in found.files
    assert found.files[first].splitlines()[3] == "    return (w * x).exp()"
    assert {node.variable for node in iteration.nodes} >= {"w", "loss"}
    check(found)


def test_anomaly_mode_tells_the_lines_of_a_loss(cells: Callable[[str], dict[str, Any]]) -> None:
    cells("import torch, gradviz\nw = torch.ones(2, requires_grad=True)\n")
    with pytest.warns(UserWarning, match="Anomaly Detection"), torch.autograd.detect_anomaly(check_nan=False):
        cells("h = w * 2\nloss = h.sum()\n")
    found: Trace = cells("t = gradviz.trace(loss)\n")["t"]
    cell = "<ipython-input-2-0123456789ab>"
    assert [node.elsewhere for node in found.iterations[0].nodes] == [None, (cell, 1), (cell, 2)]


def test_the_plain_values_that_nodes_keep_are_there_for_their_rules() -> None:
    x = torch.randn(3, 2, requires_grad=True)
    runs = []

    def part(t: torch.Tensor) -> torch.Tensor:
        runs.append(t)
        return torch.softmax(t**3, -1)

    y = checkpoint(part, x, use_reentrant=False)
    loss = y.clamp(min=0.25).sum()
    found = gradviz.trace(loss).iterations[0]
    # Once forward, once for the pass: looking at the nodes of a checkpoint ran nothing.
    assert len(runs) == 2
    constants = {node.name: node.constants for node in found.nodes if node.constants}
    assert constants["PowBackward0"] == {"exponent": "3"}
    assert constants["SoftmaxBackward0"] == {"dim": "-1"}
    assert constants["ClampBackward1"] == {"min": "0.25", "max": "None"}
    graph = from_iteration(found)
    clamp = next(node for node in found.nodes if node.name == "ClampBackward1")
    case = case_of(node_of(graph, f"n{clamp.id}"), Timeline(found, graph), len(found.backward))
    assert case is not None
    assert case.constants["min"] == "0.25"
