"""Traps of autograd (E4 to E13, E17 to E24, E31 to E37): in-place ops, views, several roots, dtypes, ends of paths."""

from __future__ import annotations

import pytest

from tests.engine import tracing
from tests.engine.traps import HEAD, checked, event_of, leaf, names, node, numbers, op, ran, traced

LEAF = "x = torch.ones(3, requires_grad=True)\n"


def test_e4_an_in_place_op_gives_the_variable_a_new_node() -> None:
    found = traced(LEAF + "y = x * 2\ny.add_(1)\ny.sum().backward()\n")
    assert names(found) == ["AccumulateGrad", "MulBackward0", "AddBackward0", "SumBackward0"]
    assert op(found, "add_").inputs == op(found, "mul").outputs
    assert op(found, "add_").outputs == op(found, "sum").inputs
    assert numbers(found.tensors[op(found, "add_").outputs[0]]) == [3.0] * 3


def test_e5_writing_into_a_view_says_what_cannot_be_seen() -> None:
    found = traced(LEAF + "y = x * 1\nv = y[0]\nv.mul_(2)\nz = v * 3\n(y.sum() + z).backward()\n")
    written = op(found, "mul_")
    assert [found.nodes[number].name.rsplit("::")[-1] for number in written.nodes] == [
        "CopySlices", "AsStridedBackward0",
    ]  # fmt: skip
    slices = node(found, "CopySlices")
    assert slices.opaque is not None
    assert "view" in slices.opaque
    assert numbers(event_of(found, slices).grad_outputs[0]) == [4.0, 1.0, 1.0]
    assert numbers(event_of(found, slices).grad_inputs[0]) == [8.0, 1.0, 1.0]


def test_an_embedding_with_padding_can_be_made_and_trained() -> None:
    found = traced(
        "emb = nn.Embedding(5, 3, padding_idx=0)\nloss = emb(torch.tensor([0, 2, 2])).pow(2).sum()\nloss.backward()\n"
    )
    assert numbers(found.tensors[op(found, "embedding").inputs[-1]])[:3] == [0.0] * 3


def test_a_view_that_torch_refuses_to_tell_the_node_of_is_a_variable_like_others() -> None:
    source = HEAD + "p = nn.Parameter(torch.ones(3, 2))\nwith torch.no_grad():\n    v = p[0]\n    v.fill_(4)\n"
    source += "loss = (p * 2).sum()\nloss.backward()\n"
    with pytest.raises(RuntimeError, match="no_grad mode"):
        assert tracing.plain(source)[0]["v"].grad_fn is None
    result = tracing.trace(source)
    assert not result.variables["v"].is_leaf
    assert numbers(result.variables["v"].value) == [4.0, 4.0]
    assert numbers(result.variables["p"].grad) == [2.0] * 6


def test_e6_the_node_that_reading_a_view_makes_belongs_to_the_op_that_reads_it() -> None:
    found = traced(LEAF + "y = x * 1\nv = y[0]\ny.mul_(2)\nz = v * 3\n(y.sum() + z).backward()\n")
    regenerated = node(found, "AsStridedBackward0")
    assert found.forward[regenerated.event or 0].variable == "z"
    assert regenerated.opaque is None


def test_e7_a_second_pass_through_a_freed_graph_fails_and_says_so() -> None:
    found = traced(
        LEAF + "loss = x.exp().sum()\nloss.backward()\n"
        "try:\n    loss.backward()\nexcept RuntimeError:\n    print('again')\n"
    )
    assert [call.error is None for call in found.calls] == [True, False]
    assert "a second time" in (found.calls[1].error or "")
    assert ran(found, 1) == ["SumBackward0"]


def test_e8_passes_with_a_kept_graph_are_told_apart() -> None:
    found = traced(LEAF + "loss = x.exp().sum()\nloss.backward(retain_graph=True)\nloss.backward()\n")
    assert ran(found, 0) == ran(found, 1) == ["SumBackward0", "ExpBackward0", "AccumulateGrad"]
    first, second = (event_of(found, leaf(found, "x"), call) for call in (0, 1))
    assert [2 * value for value in numbers(first.grad)] == numbers(second.grad)


def test_e9_several_roots_are_one_pass() -> None:
    found = traced(LEAF + "a = (x * 2).sum()\nb = (x * 3).sum()\ntorch.autograd.backward([a, b])\n")
    assert len(found.calls) == 1
    assert len(found.calls[0].roots) == len(found.roots) == 2
    assert len(found.backward) == len(found.nodes) == 5
    assert numbers(event_of(found, leaf(found, "x")).grad) == [5.0] * 3


def test_e10_autograd_grad_runs_a_part_and_leaves_grad_untouched() -> None:
    found = traced(
        LEAF + "w = torch.ones(3, requires_grad=True)\nh = x * w\ng, = torch.autograd.grad(h.exp().sum(), [h])\n"
    )
    assert ran(found) == ["SumBackward0", "ExpBackward0"]
    assert found.calls[0].function == "grad"
    found = traced(LEAF + "g, = torch.autograd.grad(x.exp().sum(), [x])\n")
    assert ran(found) == ["SumBackward0", "ExpBackward0"]
    assert found.backward[-1].grad_inputs[0] is not None


def test_an_edge_of_the_graph_is_a_root_too() -> None:
    found = traced(LEAF + "y = x.exp().sum()\ng = torch.autograd.grad(torch.autograd.graph.get_gradient_edge(y), x)\n")
    assert ran(found) == ["SumBackward0", "ExpBackward0"]


def test_e12_unused_outputs_get_no_gradient() -> None:
    found = traced(
        "x = torch.arange(4., requires_grad=True)\nv, i = x.topk(2)\na, b = x.split(2)\nc = x.unbind()[3]\n"
        "(v.sum() + b.sum() + c).backward()\n"
    )
    assert event_of(found, node(found, "SplitBackward0")).grad_outputs[0] is None
    assert [grad is None for grad in event_of(found, node(found, "UnbindBackward0")).grad_outputs] == [
        True, True, True, False,
    ]  # fmt: skip
    assert len(op(found, "split").nodes) == len(op(found, "topk").nodes) == 1
    assert numbers(event_of(found, leaf(found, "x")).grad) == [0.0, 0.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "change", ["x.data.mul_(5)", "x.data[:] = 5", "x.detach().numpy()[:] = 5", "x.data = 5 * x.data"]
)
def test_e13_values_changed_behind_autograds_back_are_not_shown_as_older_ones(change: str) -> None:
    found = traced(LEAF + f"y = x * 2\n{change}\nz = x * 3\n(y + z).sum().backward()\n")
    after = next(event for event in found.forward if event.variable == "z")
    assert numbers(found.tensors[after.inputs[0]]) == [5.0] * 3
    assert numbers(found.tensors[op(found, "mul").inputs[0]]) == [1.0] * 3


def test_e13_a_saved_tensor_is_shown_as_the_engine_will_use_it() -> None:
    found = traced(LEAF + "w = torch.full((3,), 2.0)\ny = x * w\nw.data.mul_(10)\ny.sum().backward()\n")
    multiply = node(found, "MulBackward0")
    assert numbers(found.tensors[multiply.saved["other"]]) == [20.0] * 3
    assert numbers(event_of(found, multiply).grad_inputs[0]) == [20.0] * 3
    assert numbers(found.tensors[op(found, "mul").inputs[1]]) == [2.0] * 3


def test_e13_a_change_after_the_optimizers_step_is_an_update_of_its_own() -> None:
    found = traced(
        LEAF
        + "o = torch.optim.SGD([x], lr=1.0)\nv = x.detach().numpy()\n(x * 2).sum().backward()\no.step()\nv[:] = 9\n"
    )
    assert [(event.by, numbers(event.after)[0]) for event in found.update] == [("SGD", -1.0), ("", 9.0)]


def test_e17_a_gradient_clipped_later_is_shown_as_the_engine_left_it() -> None:
    found = traced(
        LEAF
        + "(x * 2).sum().backward()\nnn.utils.clip_grad_norm_([x], 0.1)\nh = x.grad.clone()\n(x * 1).sum().backward()\n"
    )
    assert numbers(event_of(found, leaf(found, "x")).grad_outputs[0]) == [1.0] * 3
    first = checked(LEAF + "(x * 2).sum().backward()\nnn.utils.clip_grad_norm_([x], 0.1)\n", "0").iterations[0]
    assert numbers(event_of(first, leaf(first, "x")).grad) == [2.0] * 3


def test_e20_an_expanded_gradient() -> None:
    found = traced("x = torch.ones(300, 300, requires_grad=True)\ny = x * 1\ny.sum().backward()\n")
    grad = event_of(found, node(found, "MulBackward0")).grad_outputs[0]
    assert grad is not None
    assert (grad.shape, grad.min, grad.max, grad.norm) == ((300, 300), 1.0, 1.0, 300.0)


def test_e21_a_sparse_gradient() -> None:
    found = traced("e = nn.Embedding(4, 2, sparse=True)\ne(torch.tensor([1, 2, 2])).sum().backward()\n")
    assert numbers(event_of(found, leaf(found, "e.weight")).grad) == [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 0.0, 0.0]


def test_e23_every_dtype_and_form() -> None:
    found = traced(
        "a = torch.ones(2, dtype=torch.bfloat16, requires_grad=True)\n"
        "b = torch.ones(2, dtype=torch.half, requires_grad=True)\n"
        "c = torch.ones(2, dtype=torch.complex64, requires_grad=True)\nd = torch.empty(0, requires_grad=True)\n"
        "e = torch.tensor(float('nan'), requires_grad=True)\nm = a > 0\nn = a.long()\n"
        "(a.float().sum() + b.float().sum() + c.abs().sum() + d.sum() + e).backward()\n"
    )
    dtypes = [found.tensors[leaf(found, name).tensor or ""].dtype for name in "abcde"]
    assert dtypes == ["bfloat16", "float16", "complex64", "float32", "float32"]
    assert [event_of(found, leaf(found, name)).grad is not None for name in "abcde"] == [True] * 5
    assert found.tensors[leaf(found, "e").tensor or ""].nan == 1
    assert [op(found, name).cut for name in ("gt", "long")] == ["not differentiable"] * 2


def test_e24_a_shared_weight_has_one_node_and_gets_the_sum() -> None:
    found = traced("w = torch.ones(2, 2, requires_grad=True)\nx = torch.ones(1, 2)\n(x @ w @ w).sum().backward()\n")
    shared = leaf(found, "w")
    assert sum(receiver == shared.id for each in found.nodes for receiver, _ in each.next) == 2
    assert [event.node for event in found.backward].count(shared.id) == 1
    assert numbers(event_of(found, shared).grad) == [4.0] * 4


def test_e31_a_leaf_as_the_loss() -> None:
    found = traced("w = torch.ones((), requires_grad=True)\nw.backward()\n")
    assert (ran(found), found.loss) == (["AccumulateGrad"], 1.0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("(x * 2).backward()", "scalar outputs"),
        ("x.add_(1)", "in-place"),
        ("torch.ones(()).backward()", "does not require grad"),
        ("(1.0).backward()", "backward"),
    ],
)
def test_e31_what_torch_refuses_is_said_with_its_line(line: str, words: str) -> None:
    result = tracing.failed(HEAD + LEAF + line + "\n")
    assert result.error is not None
    assert words in result.error.message
    assert result.error.line == 4


def test_e32_detaching_in_place_is_an_end_of_the_path() -> None:
    found = traced(LEAF + "y = x * 2\ny.detach_()\n(x * y).sum().backward()\n")
    event = op(found, "detach_")
    assert (event.cut, event.nodes, event.inplace) == ("detach", (), True)
    assert event.inputs == found.forward[0].outputs


@pytest.mark.parametrize(
    ("expression", "name", "cut"),
    [
        ("x.detach()", "detach", "detach"),
        ("x.data", "data", "detach"),
        ("x.sum().item()", "item", "not differentiable"),
        ("x.tolist()", "tolist", "not differentiable"),
        ("float(x.detach().requires_grad_()[0].detach().requires_grad_())", "float", "not differentiable"),
        ("x.numpy(force=True)", "numpy", "not differentiable"),
        ("x.argmax()", "argmax", "not differentiable"),
        ("x.int()", "int", "not differentiable"),
    ],
)
def test_where_the_path_of_a_gradient_ends(expression: str, name: str, cut: str) -> None:
    found = traced(LEAF + f"a = {expression}\n(x * 3).sum().backward()\n")
    event = next(event for event in found.forward if event.cut == cut and event.op == name)
    assert (event.variable, event.nodes, event.line) == ("a", (), 4)
    assert len(event.inputs) == 1


def test_a_number_that_is_read_for_printing_after_the_pass_is_no_op() -> None:
    found = traced(LEAF + "loss = (x * 3).sum()\nloss.backward()\nprint(loss.item())\n")
    assert [event.op for event in found.forward] == ["mul", "sum"]


def test_e33_parametrizations() -> None:
    found = traced("l = nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))\nl(torch.ones(1, 2)).sum().backward()\n")
    leaves = {each.variable for each in found.nodes if each.is_leaf}
    assert leaves == {"l.bias", "l.parametrizations.weight.original0", "l.parametrizations.weight.original1"}
    made = node(found, "WeightNormInterfaceBackward0")
    assert found.forward[made.event or 0].op == "_weight_norm"


def test_e34_hooks_on_saved_tensors_are_not_called_by_looking() -> None:
    found = traced(
        LEAF
        + "calls = []\nwith torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: (calls.append(1), t)[1]):\n"
        "    y = x.exp()\ny.sum().backward()\nprint(len(calls))\n"
    )
    assert node(found, "ExpBackward0").saved == {}


def test_e35_a_hook_that_is_registered_during_the_pass() -> None:
    found = traced(
        LEAF + "a = x * 2\nloss = a.exp().sum()\n"
        "loss.grad_fn.register_hook(lambda *_: (a.grad_fn.register_hook(lambda *_: print('late')), None)[1])\n"
        "loss.backward()\n"
    )
    assert ran(found) == ["SumBackward0", "ExpBackward0", "MulBackward0", "AccumulateGrad"]


def test_e36_setting_an_item_is_an_op_on_its_target() -> None:
    found = traced("x = torch.ones(2, requires_grad=True)\ny = x * 2\ny[0] = 7\ny.sum().backward()\n")
    assert op(found, "setitem").inputs == op(found, "mul").outputs
    assert numbers(found.tensors[op(found, "sum").inputs[0]]) == [7.0, 2.0]
    assert numbers(event_of(found, leaf(found, "x")).grad) == [0.0, 2.0]


def test_e37_an_op_that_writes_into_out() -> None:
    found = traced(
        "a = torch.ones(2)\nz = torch.zeros(2)\nw = torch.ones(2, requires_grad=True)\nb = w * z\n"
        "torch.add(a, a, out=z.data)\ntorch.add(a, a, out=z)\n(w * z).sum().backward()\n"
    )
    assert numbers(found.tensors[op(found, "sum").inputs[0]]) == [2.0, 2.0]
    last = [event for event in found.forward if event.op == "mul"][-1]
    assert numbers(found.tensors[last.inputs[1]]) == [2.0, 2.0]


def test_e39_the_programs_own_function_modes() -> None:
    result = checked(
        LEAF + "from torch.overrides import TorchFunctionMode\nclass Mode(TorchFunctionMode):\n"
        "    def __torch_function__(self, function, types, args=(), kwargs=None):\n"
        "        return function(*args, **(kwargs or {}))\n"
        "for _ in range(3):\n    with Mode(), torch.device('cpu'):\n        (x * 2).sum().backward()\n",
        "all",
    )
    assert [len(found.backward) for found in result.iterations] == [3, 3, 3]
