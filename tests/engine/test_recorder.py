"""What is recorded of programs of many kinds."""

from __future__ import annotations

import gc

import numpy as np
import pytest
import torch

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Iteration
from tests.engine.tracing import iteration, trace

NET = """
import torch
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
x, y = torch.randn(8, 3), torch.randn(8, 1)
"""


def values(summary: TensorSummary | None) -> list[float]:
    assert summary is not None
    assert summary.values is not None
    return [float(v) for v in np.asarray(summary.values.numpy()).ravel()]


def ops(found: Iteration) -> list[str]:
    return [event.op for event in found.forward]


def test_an_op_knows_its_place_variable_and_values() -> None:
    found = iteration("import torch\nx = torch.ones(2, requires_grad=True)\ny = (x + 1).mul(3)\ny.sum().backward()\n")
    add, mul, total = found.forward
    assert (add.op, add.line, add.columns, add.variable) == ("add", 3, (5, 10), None)
    assert (mul.op, mul.line, mul.columns, mul.variable) == ("mul", 3, (4, 18), "y")
    assert total.op == "sum"
    assert values(found.tensors[mul.outputs[0]]) == [6.0, 6.0]
    assert found.nodes[0].is_leaf
    assert (found.nodes[0].variable, found.nodes[0].line) == ("x", 2)


def test_columns_count_characters_and_not_bytes() -> None:
    found = iteration("import torch\nx = torch.ones(1, requires_grad=True)\n名 = '梯度'; y = x * 2; y.backward()\n")
    assert found.forward[0].columns == (14, 19)
    assert found.forward[0].variable == "y"


def test_unpacked_results_get_their_own_names() -> None:
    found = iteration(
        "import torch\nx = torch.ones(4, requires_grad=True)\na, b = x.split(2)\n(a.sum() + 2 * b.sum()).backward()\n"
    )
    split = found.forward[0]
    assert split.variable == "a, b"
    assert [found.names[number] for number in split.outputs] == ["a", "b"]
    assert len(split.nodes) == 1
    event = next(event for event in found.backward if event.node == split.nodes[0])
    assert [values(grad) for grad in event.grad_outputs] == [[1.0, 1.0], [2.0, 2.0]]


def test_one_iteration_for_each_round_of_a_loop() -> None:
    source = NET + (
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for t in range(4):\n    loss = (model(x) - y).pow(2).mean()\n    optimizer.zero_grad()\n"
        "    loss.backward()\n    optimizer.step()\n"
    )
    result = trace(source, "all")
    assert [found.index for found in result.iterations] == [0, 1, 2, 3]
    assert [found.loss for found in result.iterations] == list(result.losses)
    for found in result.iterations:
        assert [event.variable for event in found.update] == [
            "model.0.weight", "model.0.bias", "model.2.weight", "model.2.bias",
        ]  # fmt: skip
        assert {event.by for event in found.update} == {"SGD"}
        assert {event.line for event in found.update} == {10}
        assert [event.scope for event in found.forward[:3]] == ["model.0", "model.1", "model.2"]
    one, two = result.iterations[0].update[0], result.iterations[1].update[0]
    assert one.after == two.before
    assert one.before != one.after


def test_the_parameter_moves_by_learning_rate_times_gradient() -> None:
    found = iteration(
        "import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\n(w * w).sum().backward()\n"
        "with torch.no_grad():\n    w -= 0.25 * w.grad\n    w.grad.zero_()\n"
    )
    (update,) = found.update
    assert (update.variable, update.line, update.by) == ("w", 5, "sub_")
    assert values(update.before) == [1.0, 2.0]
    assert values(update.after) == [0.5, 1.0]
    assert found.nodes[update.node or 0].variable == "w"
    assert [event.op for event in found.forward] == ["mul", "sum"]


@pytest.mark.parametrize(
    "change", ["w.data -= 0.5", "w.data.sub_(0.5)", "w.detach().sub_(0.5)", "w.data.numpy()[:] -= 0.5"]
)
def test_updates_behind_autograds_back_are_noticed(change: str) -> None:
    found = iteration(f"import torch\nw = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n{change}\n")
    (update,) = found.update
    assert update.variable == "w"
    assert values(update.after) == [0.5, 0.5]


def test_a_fused_optimizer_is_seen() -> None:
    found = iteration(
        "import torch\nw = torch.ones(3, requires_grad=True)\no = torch.optim.AdamW([w], lr=0.1, fused=True)\n"
        "(w * w).sum().backward()\no.step()\n"
    )
    assert [event.by for event in found.update] == ["AdamW"]
    assert found.update[0].before != found.update[0].after


def test_in_place_ops_make_new_versions() -> None:
    found = iteration("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.add_(1)\ny.sum().backward()\n")
    mul, add, _ = found.forward
    assert (add.op, add.inplace) == ("add_", True)
    assert add.inputs == mul.outputs
    assert values(found.tensors[mul.outputs[0]]) == [2.0, 2.0]
    assert values(found.tensors[add.outputs[0]]) == [3.0, 3.0]


def test_what_a_large_tensor_held_before_an_in_place_op_is_not_shown_of_it_afterwards() -> None:
    found = iteration(
        "import torch\nx = torch.ones(100, 100, requires_grad=True)\ny = x * 1\ny.mul_(2)\n"
        "z = y.view(-1)\nz.add_(3)\nz.sum().backward()\n"
    )
    made = [found.tensors[event.outputs[0]].max for event in found.forward]
    assert made == [1.0, 2.0, 2.0, 5.0, 50000.0]


def test_writing_into_a_view_changes_what_the_base_is_later() -> None:
    found = iteration(
        "import torch\nx = torch.ones(3, requires_grad=True)\ny = x * 1\nv = y[0]\nv.mul_(5)\n"
        "z = y * 1\nz.sum().backward()\n"
    )
    last = next(event for event in found.forward if event.variable == "z")
    assert values(found.tensors[last.inputs[0]]) == [5.0, 1.0, 1.0]


def test_setitem_is_an_op_on_its_target() -> None:
    found = iteration("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny[0] = 7\ny.sum().backward()\n")
    assert "setitem" in ops(found)
    event = found.forward[1]
    assert values(found.tensors[event.outputs[0]]) == [7.0, 2.0]


def test_gradients_that_meet_are_summed_at_the_leaf() -> None:
    found = iteration("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x + x\ny.backward()\n")
    leaf = next(event for event in found.backward if found.nodes[event.node].is_leaf)
    assert values(leaf.grad_outputs[0]) == [7.0]
    assert values(leaf.grad) == [7.0]


def test_grad_accumulates_over_calls() -> None:
    found = iteration(
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\n"
        "y.backward(retain_graph=True)\ny.backward()\n"
    )
    leaf = [event for event in found.backward if found.nodes[event.node].is_leaf]
    assert [event.call for event in leaf] == [0, 1]
    assert [values(event.grad) for event in leaf] == [[6.0], [12.0]]
    assert [values(event.grad_outputs[0]) for event in leaf] == [[6.0], [6.0]]


def test_backward_with_a_vector() -> None:
    found = iteration(
        "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 3\ny.backward(torch.tensor([1.0, 0.5]))\n"
    )
    assert found.loss is None
    assert values(found.backward[0].grad_outputs[0]) == [1.0, 0.5]
    assert values(found.backward[-1].grad) == [3.0, 1.5]


@pytest.mark.parametrize(
    "backward",
    [
        "torch.autograd.backward(y)",
        "torch.autograd.backward([y])",
        "torch.autograd.backward(tensors=(y,))",
        "torch.autograd.grad(y, [x])",
        "torch.autograd.grad(outputs=y, inputs=x)",
        "y.backward(inputs=[x])",
    ],
)
def test_every_way_into_the_engine_is_followed(backward: str) -> None:
    found = iteration(f"import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x.exp()\n{backward}\n")
    names = [found.nodes[event.node].name for event in found.backward]
    assert names[0] == "ExpBackward0"


def test_a_program_without_backward_shows_its_graph() -> None:
    found = iteration("import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()\n")
    assert ops(found) == ["mul", "sum"]
    assert len(found.nodes) == 3
    assert found.backward == ()
    assert found.loss is None


def test_a_program_without_gradients_shows_its_ops() -> None:
    found = iteration("import torch\na = torch.ones(2)\nb = a + 1\nc = b.sum()\n")
    assert ops(found) == ["add", "sum"]
    assert found.nodes == ()
    assert values(found.tensors[found.forward[1].outputs[0]]) == [4.0]
    assert found.names[found.forward[0].inputs[0]] == "a"


def test_where_the_path_of_the_gradient_ends_is_said() -> None:
    found = iteration(
        "import torch\nx = torch.ones(2, requires_grad=True)\na = x.detach()\nb = x.argmax()\nwith torch.no_grad():\n"
        "    c = x * 2\n(x * 3).sum().backward()\n"
    )
    assert [(event.variable, event.cut) for event in found.forward[:3]] == [
        ("a", "detach"), ("b", "not differentiable"), ("c", "no_grad"),
    ]  # fmt: skip


def test_several_nodes_of_one_op_belong_to_it() -> None:
    found = iteration(
        "import torch\nx = torch.randn(3, 4, requires_grad=True)\n"
        "loss = torch.nn.functional.cross_entropy(x, torch.tensor([0, 1, 2]))\nloss.backward()\n"
    )
    (event,) = found.forward
    assert [found.nodes[node].name for node in event.nodes] == ["LogSoftmaxBackward0", "NllLossBackward0"]


def test_saved_tensors_are_those_that_the_op_read() -> None:
    found = iteration(
        "import torch\nx = torch.ones(2, 3)\nw = torch.ones(3, 2, requires_grad=True)\nx.mm(w).sum().backward()\n"
    )
    (event, _) = found.forward
    node = found.nodes[event.nodes[-1]]
    assert node.saved == {"self": event.inputs[0]}


def test_checkpointed_forward_runs_no_more_often_than_without_the_tracer() -> None:
    source = (
        "import torch\nfrom torch.utils.checkpoint import checkpoint\ncalls = torch.zeros(1)\n"
        "def f(a):\n    calls.add_(1)\n    return a.exp().sin()\n"
        "x = torch.ones(2, requires_grad=True)\ncheckpoint(f, x, use_reentrant={}).sum().backward()\n"
    )
    for reentrant in (False, True):
        result = trace(source.format(reentrant))
        value = result.variables["calls"].value
        assert values(value) == [2.0]


def test_functions_and_classes_of_the_program() -> None:
    found = iteration(
        "import torch\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = torch.nn.Linear(2, 2)\n    def forward(self, x):\n        h = self.fc(x)\n"
        "        return h.relu()\n"
        "def main():\n    net = Net()\n    out = net(torch.ones(1, 2))\n    out.sum().backward()\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    assert [(e.op, e.line, e.scope, e.variable) for e in found.forward] == [
        ("linear", 7, "net.fc", "h"),
        ("relu", 8, "net", "out"),
        ("sum", 12, "", None),
    ]
    assert {node.variable for node in found.nodes if node.is_leaf} == {"net.fc.weight", "net.fc.bias"}


def test_an_optimizer_with_a_closure() -> None:
    result = trace(
        "import torch\nw = torch.tensor([3.0], requires_grad=True)\no = torch.optim.LBFGS([w], max_iter=3)\n"
        "def closure():\n    o.zero_grad()\n    loss = ((w - 1) ** 2).sum()\n    loss.backward()\n    return loss\n"
        "o.step(closure)\n",
        "all",
    )
    assert len(result.iterations) == len(result.losses) >= 2
    assert all([event.op for event in found.forward] == ["sub", "pow", "sum"] for found in result.iterations)


def test_two_losses_in_turn_are_two_iterations() -> None:
    result = trace(
        "import torch\na = torch.ones(1, requires_grad=True)\nb = torch.ones(1, requires_grad=True)\n"
        "for t in range(2):\n    (a * 2).sum().backward()\n    (b * 3).sum().backward()\n",
        "all",
    )
    assert result.losses == (2.0, 3.0, 2.0, 3.0)


def test_double_backward_is_followed() -> None:
    result = trace(
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x ** 3\n"
        "(g,) = torch.autograd.grad(y, x, create_graph=True)\ng.backward()\n",
        "all",
    )
    assert values(result.variables["x"].grad) == [12.0]
    assert result.iterations


def test_unusual_tensors_do_not_disturb_the_program() -> None:
    result = trace(
        "import torch\n"
        "e = torch.nn.Embedding(5, 3, sparse=True)\ne(torch.tensor([1, 2])).sum().backward()\n"
        "h = torch.ones(4, dtype=torch.bfloat16, requires_grad=True)\n(h * 2).sum().backward()\n"
        "c = torch.ones(2, dtype=torch.complex64, requires_grad=True)\n(c * c.conj()).real.sum().backward()\n"
        "z = torch.empty(0, requires_grad=True)\n(z * 2).sum().backward()\n"
        "m = torch.ones(3, device='meta')\n"
        "huge = torch.zeros(1).expand(10**12)\n"
        "q = torch.ones(2, requires_grad=True)\nr = (q * huge[:2]).sum()\nr.backward()\n",
        "all",
    )
    assert len(result.iterations) == 5
    assert result.variables["huge"].value.mean == 0.0
    assert result.variables["m"].value.values is None


def test_nothing_of_the_program_stays_alive_after_its_trace_is_gone() -> None:
    source = NET + "for t in range(20):\n    model(x).sum().backward()\n"
    trace(source, "all")

    def alive() -> int:
        gc.collect()
        return sum(issubclass(type(item), torch.Tensor) for item in gc.get_objects())

    before = alive()
    trace(source, "all")
    assert alive() <= before


def test_torch_is_as_it_was_before() -> None:
    before = torch.Tensor.backward, torch.autograd.backward, torch.autograd.grad
    trace(NET + "model(x).sum().backward()\n")
    assert (torch.Tensor.backward, torch.autograd.backward, torch.autograd.grad) == before
    assert torch._C._len_torch_function_stack() == 0
    assert not torch.nn.modules.module._global_forward_hooks


@pytest.mark.parametrize("line", ["loss.backward()", "loss.backward(torch.ones(2))"])
def test_the_garbage_collector_pauses_in_a_pass_and_runs_again_after_it_also_if_it_failed(line: str) -> None:
    result = trace(
        NET + "import gc\nloss = model(x).sum()\nloss.register_hook(lambda g: print('inside', gc.isenabled()))\n"
        f"try:\n    {line}\nexcept RuntimeError:\n    pass\nprint('after', gc.isenabled())\n"
    )
    inside = "inside False\n" if line == "loss.backward()" else ""
    assert result.printed == inside + "after True\n"


def test_only_the_iteration_asked_for() -> None:
    result = trace(NET + "for t in range(5):\n    model(x).sum().backward()\n", "3")
    assert [found.index for found in result.iterations] == [3]
    assert len(result.losses) == 5


def test_the_last_iteration_is_the_last_with_a_backward_pass() -> None:
    result = trace(NET + "for t in range(3):\n    model(x).sum().backward()\nprediction = model(x)\n")
    assert [found.index for found in result.iterations] == [2]


def test_modes_of_the_program_stay_nested() -> None:
    result = trace(
        NET + "for t in range(3):\n    with torch.device('cpu'):\n        model(torch.ones(2, 3)).sum().backward()\n",
        "1",
    )
    assert [found.index for found in result.iterations] == [1]
    assert len(result.losses) == 3


def test_a_loop_variable_does_not_take_a_parameters_name() -> None:
    found = iteration(
        NET + "for t in range(3):\n    model(x).sum().backward()\n    with torch.no_grad():\n"
        "        for p in model.parameters():\n            p -= 0.1 * p.grad\n"
    )
    assert [event.variable for event in found.update] == [
        "model.0.weight", "model.0.bias", "model.2.weight", "model.2.bias",
    ]  # fmt: skip


def test_a_tensor_goes_by_its_variable_before_a_list_that_holds_it() -> None:
    found = iteration(
        "import torch\nw = torch.ones(2, requires_grad=True)\nparams = [w, torch.ones(1, requires_grad=True)]\n"
        "(w.sum() * params[1]).backward()\n"
    )
    assert {node.variable for node in found.nodes if node.is_leaf} == {"w", "params[1]"}


def test_what_the_nodes_inside_of_a_composite_op_saved_is_there_too() -> None:
    found = iteration(
        "import torch\nw = torch.randn(2, 3, requires_grad=True)\n"
        "loss = torch.nn.functional.cross_entropy(w * 2, torch.tensor([0, 2]))\nloss.backward()\n"
    )
    inner = next(node for node in found.nodes if node.name == "LogSoftmaxBackward0")
    assert found.tensors[inner.saved["result"]].shape == (2, 3)
    assert inner.constants["dim"] == "1"
