"""Programs that autograd treats in an unexpected way, run by plain Python and by the tracer."""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from gradviz.core.document import to_json
from gradviz.core.integrity import check
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import BackwardEvent, ForwardEvent, GradNode, Iteration, Trace
from tests.engine import tracing

HEAD = "import torch\nfrom torch import nn\n"


def checked(body: str, record: str = "last") -> Trace:
    """Return the trace of a program, whose variables, gradients and output must be those of plain Python."""
    source = HEAD + body
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        variables, printed = tracing.plain(source)
        result = tracing.trace(source, record)
    assert result.printed == printed
    for name, tensor in variables.items():
        if isinstance(tensor, torch.Tensor):
            found = result.variables[name]
            assert same(found.value, tensor), name
            assert same(found.grad, tensor.grad if tensor.is_leaf or tensor.retains_grad else None), name
    for module in (name for name, value in variables.items() if isinstance(value, torch.nn.Module)):
        for name, parameter in variables[module].named_parameters():
            assert same(result.variables[f"{module}.{name}"].grad, parameter.grad), name
    check(result)
    to_json(result)
    for iteration in result.iterations:
        _check_edges(iteration)
        _check_order(iteration)
    return result


def traced(body: str) -> Iteration:
    """Return the last iteration of a program that was checked against plain Python."""
    return checked(body).iterations[-1]


def same(summary: TensorSummary | None, tensor: torch.Tensor | None) -> bool:
    if summary is None or tensor is None:
        return summary is None and tensor is None
    if summary.shape != tuple(tensor.shape) or summary.values is None:
        return summary.shape == tuple(tensor.shape)
    dense = tensor.detach().to_dense() if tensor.layout != torch.strided else tensor.detach()
    if dense.dtype == torch.bfloat16:
        dense = dense.float()
    expected = dense.resolve_conj().numpy()
    return bool(np.array_equal(summary.values.numpy(), expected, equal_nan=dense.dtype.is_floating_point))


def numbers(summary: TensorSummary | None) -> list[float]:
    assert summary is not None
    assert summary.values is not None
    return [float(value) for value in np.asarray(summary.values.numpy()).ravel()]


def wide(summary: TensorSummary) -> NDArray[np.complex128]:
    assert summary.values is not None
    return np.asarray(summary.values.numpy()).astype(np.complex128)


def _check_edges(iteration: Iteration) -> None:
    """What leaves along the edges to a node is what arrives there, unless a hook changed it."""
    sent: dict[tuple[int, int, int], list[TensorSummary]] = {}
    for event in iteration.backward:
        for (receiver, port), grad in zip(iteration.nodes[event.node].next, event.grad_inputs, strict=True):
            if receiver is not None and grad is not None:
                sent.setdefault((event.call, receiver, port), []).append(grad)
    for event in iteration.backward:
        for port, grad in enumerate(event.grad_outputs):
            terms = sent.get((event.call, event.node, port), [])
            if not terms or grad is None or grad.values is None or event.hooks or any(t.values is None for t in terms):
                continue
            total = np.sum([wide(term) for term in terms], axis=0)
            np.testing.assert_allclose(total, wide(grad), rtol=1e-5, atol=1e-7)


def _check_order(iteration: Iteration) -> None:
    """In one pass a node runs after all those that send it gradients."""
    for call in range(len(iteration.calls)):
        at = {event.node: place for place, event in enumerate(iteration.backward) if event.call == call}
        for event in iteration.backward:
            if event.call == call:
                receivers = {receiver for receiver, _ in iteration.nodes[event.node].next if receiver is not None}
                assert all(at[receiver] > at[event.node] for receiver in receivers & at.keys())
    for one, two in pairwise(iteration.backward):
        assert one.call <= two.call or iteration.calls[one.call].node is not None


def op(iteration: Iteration, name: str) -> ForwardEvent:
    return next(event for event in iteration.forward if event.op == name)


def node(iteration: Iteration, name: str) -> GradNode:
    return next(found for found in iteration.nodes if found.name.rsplit("::", 1)[-1] == name)


def event_of(iteration: Iteration, found: GradNode, call: int = 0) -> BackwardEvent:
    return next(event for event in iteration.backward if event.node == found.id and event.call == call)


def leaf(iteration: Iteration, name: str) -> GradNode:
    return next(found for found in iteration.nodes if found.is_leaf and found.variable == name)


def names(iteration: Iteration) -> list[str]:
    return [found.name.rsplit("::", 1)[-1] for found in iteration.nodes]


def ran(iteration: Iteration, call: int = 0) -> list[str]:
    return [names(iteration)[event.node] for event in iteration.backward if event.call == call]
