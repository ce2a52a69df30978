"""What the nodes inside of composite ops made; torch's own dispatcher, which sees every inner op, is the oracle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Iteration
from gradviz.engine.internals import DispatchMode
from tests.engine.tracing import iteration

HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
PROGRAMS = {
    "cross entropy": "x = torch.randn(4, 3, requires_grad=True)\n"
    "loss = F.cross_entropy(x * 2, torch.tensor([0, 1, 2, 0]))\n",
    "gru": "o, h = nn.GRU(3, 4)(torch.randn(2, 2, 3))\nloss = o.sum() + h.sum()\n",
    "linear": "loss = nn.Linear(3, 2)(torch.randn(2, 5, 3)).sum()\n",
    "one weight": "loss = nn.Linear(1, 1)(torch.randn(5, 1)).sum()\n",
    "attention": "x = torch.randn(3, 2, 4, requires_grad=True)\n"
    "o, w = nn.MultiheadAttention(4, 2)(x, x, x)\nloss = o.sum() + w.norm()\n",
    "einsum": "x = torch.randn(3, 4, requires_grad=True)\nloss = F.gelu(torch.einsum('ij,kj->ik', x, x)).norm()\n",
    "normalize": "x = torch.randn(3, 4, requires_grad=True)\nloss = F.normalize(x).std()\n",
    "cosine": "x = torch.randn(3, 4, requires_grad=True)\nloss = F.cosine_similarity(x, torch.rand(3, 4)).sum()\n",
}


def noting(made: dict[int, torch.Tensor]) -> DispatchMode:
    """Return a mode that keeps a copy of what each node's op makes, by the node's number.

    That is what the counter stands at, less one.
    """

    def note(op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = op(*args, **kwargs)
        first = result[0] if isinstance(result, list | tuple) else result
        made.setdefault(torch._C._autograd._get_sequence_nr() - 1, first.clone())
        return result

    return DispatchMode(note)


def made_by_torch(source: str) -> list[torch.Tensor | None]:
    """Return the first output of every node, in the order in which they were made; some are made without an op."""
    scope: dict[str, Any] = {}
    torch.manual_seed(0)
    made: dict[int, torch.Tensor] = {}
    with noting(made):
        exec(compile(HEAD + source, "oracle.py", "exec"), scope)
    numbers: set[int] = set()
    waiting = [scope["loss"].grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node.name() != "torch::autograd::AccumulateGrad" and node._sequence_nr() not in numbers:
            numbers.add(node._sequence_nr())
            waiting += [following for following, _ in node.next_functions]
    return [made.get(number) for number in sorted(numbers)]


def values(found: Iteration) -> list[tuple[str, TensorSummary | None]]:
    nodes = [node for node in found.nodes if not node.is_leaf]
    return [(node.name, None if node.tensor is None else found.tensors[node.tensor]) for node in nodes]


@pytest.mark.parametrize("name", PROGRAMS)
def test_that_it_is_what_torch_made(name: str) -> None:
    found = values(iteration(HEAD + PROGRAMS[name] + "loss.backward()\n"))
    expected = made_by_torch(PROGRAMS[name])
    assert len(found) == len(expected)
    assert sum(made is None for made in expected) < len(expected) / 4
    for (node, value), made in zip(found, expected, strict=True):
        assert value is not None, node
        if made is None:
            continue
        assert value.shape == tuple(made.shape), node
        if value.values is not None:
            np.testing.assert_array_equal(value.values.numpy(), made.detach().numpy(), err_msg=node)


def test_which_have_their_values() -> None:
    def known(name: str) -> set[str]:
        found = values(iteration(HEAD + PROGRAMS[name] + "loss.backward()\n"))
        return {node for node, value in found if value is not None and value.values is not None}

    assert known("cross entropy") == {"MulBackward0", "LogSoftmaxBackward0", "NllLossBackward0"}
    assert known("linear") == {"AddmmBackward0", "ViewBackward0", "SumBackward0"}
    assert {"SigmoidBackward0", "TanhBackward0"} <= known("gru")
    assert {"SoftmaxBackward0", "MulBackward0"} <= known("attention")


def test_that_a_tensor_has_one_maker() -> None:
    for source in PROGRAMS.values():
        numbers = [node.tensor for node in iteration(HEAD + source + "loss.backward()\n").nodes if node.tensor]
        assert len(numbers) == len(set(numbers)), source


@pytest.mark.parametrize("change", ["o.relu_()", "o.view(-1).mul_(2)", "o.data.zero_()", "o.detach().numpy().fill(1)"])
def test_that_what_was_overwritten_is_not_told(change: str) -> None:
    """The memory that the inner op wrote holds something else when the backward pass begins."""
    source = f"o = nn.Linear(3, 2)(torch.ones(2, 5, 3))\nkept = o.detach().clone()\n{change}\no.sum().backward()\n"
    found = dict(values(iteration(HEAD + source)))["AddmmBackward0"]
    if found is not None and found.values is not None:
        torch.manual_seed(0)
        np.testing.assert_array_equal(found.values.numpy(), torch.nn.Linear(3, 2)(torch.ones(10, 3)).detach().numpy())
