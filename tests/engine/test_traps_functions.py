"""Traps of autograd (E11, E14 to E19, E22, E25 to E30, E38): functions, checkpoints, hooks, orders, transforms."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
import torch

from gradviz.core.trace import Iteration
from tests.engine import tracing
from tests.engine.traps import HEAD, checked, event_of, leaf, names, node, numbers, op, ran, traced

LEAF = "x = torch.ones(3, requires_grad=True)\n"
SILENT = "import warnings\nwarnings.simplefilter('ignore')\n"
OWN = """
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, is_useful=True):
        y = x * 2
        ctx.save_for_backward(x)
        ctx.is_useful = is_useful
        return y.clone()
    @staticmethod
    def backward(ctx, g):
        return (g * 2 if ctx.is_useful else None), None
"""
CHECKPOINT = """
from torch.utils.checkpoint import checkpoint
lin = nn.Linear(2, 2)
x = torch.ones(1, 2, requires_grad=True)
y = checkpoint(lambda t: lin(t).relu().exp(), x, use_reentrant={})
y.sum().backward()
"""


def test_e29_the_node_of_an_own_function_belongs_to_its_call() -> None:
    found = traced(LEAF + OWN + "y = Double.apply(x)\ny.sum().backward()\n")
    assert [event.op for event in found.forward] == ["Double.apply", "sum"]
    call = op(found, "Double.apply")
    assert (call.variable, call.cut, found.nodes[call.nodes[-1]].name) == ("y", None, "DoubleBackward")
    assert call.note is not None
    assert numbers(event_of(found, node(found, "DoubleBackward")).grad_inputs[0]) == [2.0] * 3


def test_e11_a_gradient_that_is_none_runs_on_as_none() -> None:
    found = traced(LEAF + OWN + "Double.apply(x.exp(), False).sum().backward()\n")
    assert ran(found) == ["SumBackward0", "DoubleBackward", "ExpBackward0", "AccumulateGrad"]
    assert event_of(found, node(found, "ExpBackward0")).grad_outputs == (None,)
    assert event_of(found, leaf(found, "x")).grad is None


def test_e14_a_checkpoint_that_is_not_reentrant() -> None:
    found = traced(CHECKPOINT.format(False))
    assert [event.op for event in found.forward] == ["linear", "relu", "exp", "sum"]
    assert {name: each.saved for name, each in zip(names(found), found.nodes, strict=True) if each.saved} == {}
    assert numbers(event_of(found, leaf(found, "lin.bias")).grad) != []


def test_e15_a_reentrant_checkpoint_shows_the_pass_inside() -> None:
    found = traced(CHECKPOINT.format(True))
    outer = node(found, "CheckpointFunctionBackward")
    assert outer.opaque is not None
    assert [(call.node, len(call.roots)) for call in found.calls] == [(None, 1), (outer.id, 1)]
    assert ran(found, 0) == ["SumBackward0", "CheckpointFunctionBackward", "AccumulateGrad"]
    assert ran(found, 1)[:3] == ["ExpBackward0", "ReluBackward0", "AddmmBackward0"]
    assert {found.nodes[number].made_by for number in found.calls[1].roots} == {0}
    assert event_of(found, leaf(found, "lin.weight"), 1).grad is not None


def test_e16_passes_deep_inside_each_other() -> None:
    found = traced("""
class Again(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, depth):
        ctx.depth = depth
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        if ctx.depth:
            with torch.enable_grad():
                z = torch.ones(1, requires_grad=True)
                Again.apply(z, ctx.depth - 1).sum().backward()
        return g, None
x = torch.ones(1, requires_grad=True)
Again.apply(x, 150).backward()
""")
    assert len(found.calls) == 9
    assert found.note is not None


@pytest.mark.parametrize("error", ["ZeroDivisionError", "KeyboardInterrupt"])
def test_e18_a_hook_that_raises(error: str) -> None:
    found = traced(
        LEAF + f"def hook(g):\n    raise {error}('no')\ny = x * 2\ny.register_hook(hook)\nz = x * 3\n"
        f"try:\n    (y + z).sum().backward()\nexcept {error}:\n    print('caught')\n"
    )
    assert found.calls[0].error == f"{error}: no"
    assert "MulBackward0" in ran(found)


def test_e19_hooks_are_shown_with_what_they_changed_in_their_order() -> None:
    found = traced(
        LEAF + "def ten(g):\n    return g * 10\ny = x * 2\ny.register_hook(ten)\ny.register_hook(lambda g: None)\n"
        "y.retain_grad()\ny.sum().backward()\n"
    )
    multiply = node(found, "MulBackward0")
    assert multiply.hooks == ("hook ten", "hook <lambda>", "retain_grad")
    event = event_of(found, multiply)
    first, second = event.hooks
    assert (numbers(first.before), numbers(first.after)) == ([1.0] * 3, [10.0] * 3)
    assert (numbers(second.before), second.after) == ([10.0] * 3, None)
    assert numbers(event.grad_outputs[0]) == [10.0] * 3


def test_e19_hooks_of_a_leaf_before_and_after_its_gradient_is_accumulated() -> None:
    result = checked(
        LEAF + "def half(leaf):\n    leaf.grad /= 2\nx.register_hook(lambda g: g * 10)\n"
        "x.register_post_accumulate_grad_hook(half)\nfor _ in range(2):\n    (x * 2).sum().backward()\n",
        "all",
    )
    for found in result.iterations:
        assert leaf(found, "x").hooks == ("hook <lambda>", "post-accumulate hook half")
        event = event_of(found, leaf(found, "x"))
        assert [hook.name for hook in event.hooks] == ["hook <lambda>", "post-accumulate hook half"]
        assert numbers(event.grad_outputs[0]) == [20.0] * 3
        assert numbers(event.hooks[1].before) == [2 * value for value in numbers(event.hooks[1].after)]


def test_e19_a_hook_of_the_wrong_kind_fails_as_it_does_without_us() -> None:
    result = tracing.failed(
        HEAD + LEAF + "y = x * 2\ny.grad_fn.register_hook(lambda a, b: (a[0],))\ny.sum().backward()\n"
    )
    assert result.error is not None
    assert "incorrect number" in result.error.message


def test_e22_full_backward_hooks_of_modules_are_nodes_of_their_own() -> None:
    found = traced(
        "l = nn.Linear(3, 3)\nl.register_full_backward_hook(lambda m, a, b: None)\n"
        "l(torch.ones(1, 3, requires_grad=True)).sum().backward()\n"
    )
    assert names(found).count("BackwardHookFunctionBackward") == 2
    assert all(event.cut is None for event in found.forward)
    assert {event.scope for event in found.forward} == {"l", ""}


def test_e25_a_graph_of_gradients_refers_to_the_first_graph() -> None:
    result = checked(
        "w = torch.tensor(2.0, requires_grad=True)\nloss = w ** 3\n"
        "g, = torch.autograd.grad(loss, w, create_graph=True)\npenalty = (g - 1) ** 2\npenalty.backward()\n",
        "all",
    )
    (found,) = result.iterations
    assert [(call.function, call.creates_graph) for call in found.calls] == [("grad", True), ("backward", False)]
    assert [(event.op, event.after) for event in found.forward] == [("pow", 0), ("sub", 1), ("pow", 1)]
    made = [each for each in found.nodes if each.made_by == 0]
    assert made
    assert all(each.event is None and each.opaque is None for each in made)
    gradient = next(each for each in made if each.tensor is not None)
    assert gradient.tensor == op(found, "sub").inputs[0]
    assert found.names[gradient.tensor] == "g"
    assert [found.nodes[each.maker].name for each in made if each.maker is not None] == ["PowBackward0"] * len(made)
    # 2 (3 w² - 1) 6 w
    assert numbers(event_of(found, leaf(found, "w"), 1).grad) == [264.0]


def test_an_update_between_two_passes_comes_between_them() -> None:
    found = traced(
        "v, w = (torch.tensor(2.0, requires_grad=True) for _ in range(2))\nh = v + w\n"
        "a, b = h * 2, h * 3\no, p = torch.optim.SGD([v], lr=0.1), torch.optim.SGD([w], lr=0.1)\n"
        "a.backward(inputs=[v], retain_graph=True)\no.step()\nb.backward(inputs=[w])\np.step()\n"
    )
    assert [update.calls for update in found.update] == [1, None]
    kinds = [type(event).__name__[0] for event in found.events[len(found.forward) :]]
    assert "".join(kinds) == "B" * 3 + "U" + "B" * 3 + "U"


def test_e25_the_gradients_that_are_recorded_keep_no_graph() -> None:
    found = traced(
        "w = torch.tensor(2.0, requires_grad=True)\n(w ** 3).backward(create_graph=True)\nh = w.grad * 2\n"
        "g, = torch.autograd.grad(h, w)\nw.grad = None\n"
    )
    assert len(found.calls) == 2
    assert numbers(event_of(found, leaf(found, "w")).grad) == [12.0]


def test_a_loop_whose_passes_all_create_graphs_still_has_iterations() -> None:
    result = checked(
        "w = torch.tensor(2.0, requires_grad=True)\no = torch.optim.SGD([w], lr=0.01)\nfor _ in range(3):\n"
        "    o.zero_grad()\n    g, = torch.autograd.grad(w ** 3, w, create_graph=True)\n"
        "    w.grad = torch.autograd.grad(g * 2, w, create_graph=True)[0].detach()\n    o.step()\n",
        "all",
    )
    assert [(len(found.calls), len(found.update)) for found in result.iterations] == [(2, 1)] * 3


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("torch.func.grad(square)(x)", "func.grad"),
        ("torch.vmap(torch.func.grad(square))(torch.ones(2, 3))", "vmap"),
        ("torch.func.hessian(square)(x)", "func.hessian"),
        ("torch.func.jvp(square, (x,), (x,))", "func.jvp"),
        ("torch.func.vjp(square, x)[0]", "func.vjp"),
        ("torch.autograd.functional.jacobian(square, x)", "jacobian"),
        ("torch.autograd.functional.vjp(square, x)", "vjp"),
        ("torch.autograd.functional.hessian(square, x)", "hessian"),
    ],
)
def test_e26_a_transform_is_one_op_that_says_why(line: str, name: str) -> None:
    result = checked(LEAF + f"def square(x):\n    return (x ** 2).sum()\nout = {line}\nprint(out)\n", "all")
    (found,) = result.iterations
    (event,) = found.forward
    assert (event.op, event.line, found.backward) == (name, 6, ())
    assert "not shown" in (event.note or "")


def test_e26_a_transform_in_the_middle_of_a_graph() -> None:
    found = traced(LEAF + "y = torch.vmap(lambda v: v * 2)(x)\ny.sum().backward()\n")
    assert found.nodes[op(found, "vmap").nodes[-1]].name == "MulBackward0"
    assert numbers(found.tensors[op(found, "vmap").outputs[0]]) == [2.0] * 3


def test_e26_a_pullback_that_is_called_later() -> None:
    checked(LEAF + "out, pull = torch.func.vjp(lambda x: (x ** 2).sum(), x.detach())\ng, = pull(torch.ones(()))\n")


def test_e27_forward_mode_has_no_graph_and_the_tangent_is_a_value() -> None:
    result = tracing.trace(
        HEAD + "import torch.autograd.forward_ad as fw\nwith fw.dual_level():\n"
        "    x = fw.make_dual(torch.ones(3), torch.ones(3) * 2)\n    y = x * 3\n    t = fw.unpack_dual(y).tangent\n"
        "print(t)\n"
    )
    assert result.printed == "tensor([6., 6., 6.])\n"
    (found,) = result.iterations
    assert found.nodes == ()
    assert numbers(found.tensors[op(found, "_unpack_dual").outputs[1]]) == [6.0] * 3


def test_e28_nodes_of_scripted_code_say_that_their_ops_were_not_seen() -> None:
    found = traced(
        SILENT + "f = torch.jit.trace(lambda x: (x * 2).relu(), torch.ones(3))\n"
        + LEAF + "f(x).sum().backward()\n"
    )  # fmt: skip
    relu = node(found, "ReluBackward0")
    assert relu.event is None
    assert "scripted" in (relu.opaque or "")


def test_e28_a_compiled_region_is_one_opaque_node() -> None:
    found = traced(
        SILENT + "f = torch.compile(lambda x: (x * 2).relu(), backend='aot_eager')\n"
        + LEAF + "y = f(x)\ny.sum().backward()\n"
    )  # fmt: skip
    assert names(found) == ["AccumulateGrad", "CompiledFunctionBackward", "SumBackward0"]
    assert found.forward[0].op == "compiled <lambda>"
    assert "torch.compile" in (found.forward[0].note or "")
    assert "torch.compile" in (found.nodes[1].opaque or "")


def test_e30_ops_of_another_thread_are_not_mistaken_for_our_own() -> None:
    found = traced(
        LEAF
        + "import threading\nout = []\nt = threading.Thread(target=lambda: out.append(x * 2))\nt.start()\nt.join()\n"
        "y = out[0] + 1\ny.sum().backward()\n"
    )
    multiply = node(found, "MulBackward0")
    assert multiply.event is None
    assert "another thread" in (multiply.opaque or "")
    assert numbers(event_of(found, multiply).grad_inputs[0]) == [2.0] * 3


def test_e30_a_number_that_two_threads_have_given_belongs_to_the_op_it_hangs_below() -> None:
    # A fresh thread runs the whole program: its first op has the number 0 too.
    found: list[Iteration] = []

    def run() -> None:
        found.append(
            tracing.iteration(
                HEAD + LEAF + "import threading\nout = []\n"
                "t = threading.Thread(target=lambda: out.append((x * 2).exp()))\nt.start()\nt.join()\n"
                "y = out[0] + 1\ny.relu().sum().backward()\n"
            )
        )

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    (result,) = found
    foreign = [each for each in result.nodes if each.name in ("MulBackward0", "ExpBackward0")]
    assert [each.event for each in foreign] == [None, None]


def test_e38_hooks_that_are_watched_keep_nothing_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[weakref.ref[torch.Tensor]] = []
    monkeypatch.setattr(torch.Tensor, "keep", lambda tensor: kept.append(weakref.ref(tensor)), raising=False)
    tracing.trace(
        HEAD + "x = torch.ones(3, requires_grad=True)\nx.keep()\nx.register_hook(torch.neg)\ny = x * 2\n"
        "y.keep()\ny.register_hook(torch.neg)\ny.sum().backward()\n"
    )
    gc.collect()
    assert [reference() for reference in kept] == [None, None]


def test_composites_are_one_op_with_all_their_nodes() -> None:
    found = traced("m = nn.LSTM(2, 3)\no, (h, c) = m(torch.ones(4, 1, 2))\n(o.sum() + c.sum()).backward()\n")
    assert [event.op for event in found.forward] == ["lstm", "sum", "sum", "add"]
    assert all(each.event is not None for each in found.nodes if not each.is_leaf)
    found = traced("m = nn.MultiheadAttention(4, 2)\nx = torch.ones(3, 1, 4)\nm(x, x, x)[0].sum().backward()\n")
    attention = op(found, "multi_head_attention_forward")
    assert (attention.scope, len(attention.nodes) > 20) == ("m", True)
    assert all(each.event is not None for each in found.nodes if not each.is_leaf)


def test_a_program_may_inherit_from_function_and_compose_it_with_itself() -> None:
    found = traced(LEAF + OWN + "Double.apply(Double.apply(x)).sum().backward()\n")
    assert [event.op for event in found.forward] == ["Double.apply", "Double.apply", "sum"]
    assert found.forward[1].inputs == found.forward[0].outputs
