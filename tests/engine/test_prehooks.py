from __future__ import annotations

import torch

from gradviz.engine.prehooks import Grads, PreHooks


def test_what_a_hook_returns_enters_the_node() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 3
    hooks = PreHooks()
    assert y.grad_fn is not None
    hooks.add(y.grad_fn, lambda grads: tuple(None if grad is None else grad * 2 for grad in grads))
    torch.autograd.backward(y.sum())
    assert x.grad is not None
    assert x.grad.tolist() == [6.0, 6.0]


def test_a_node_is_watched_once_and_after_removing_no_more() -> None:
    x = torch.ones((), requires_grad=True)
    y = x * 3
    hooks = PreHooks()
    seen: list[str] = []
    assert y.grad_fn is not None
    hooks.add(y.grad_fn, lambda _grads: seen.append("first"))
    hooks.add(y.grad_fn, lambda _grads: seen.append("second"))
    torch.autograd.backward(y, retain_graph=True)
    assert seen == ["first"]
    hooks.remove()
    torch.autograd.backward(y)
    assert seen == ["first"]


def test_a_pass_inside_of_the_watched_one_is_left_alone() -> None:
    x = torch.ones((), requires_grad=True)
    hooks = PreHooks()
    arrived: list[float] = []

    def arrive(grads: Grads) -> None:
        arrived.extend(float(grad) for grad in grads if grad is not None)

    def inside(_grads: Grads) -> None:
        with torch.enable_grad():
            torch.autograd.backward(x * 7)

    y = x * 3
    z = y * 5
    # AccumulateGrad is the same node for all graphs.
    assert y.grad_fn is not None
    assert z.grad_fn is not None
    y.grad_fn.register_prehook(inside)
    shared = y.grad_fn.next_functions[0][0]
    assert shared is not None
    for node in (z.grad_fn, shared):
        hooks.add(node, arrive)
    torch.autograd.backward(z)
    assert arrived == [1.0, 15.0]
    assert x.grad is not None
    assert x.grad.item() == 22.0
