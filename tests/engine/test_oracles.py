"""The tutorial's programs, traced, against plain Python, torch.autograd.grad and the profiler."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from gradviz.core.tensor import TensorSummary
from tests.engine import tracing

pytestmark = pytest.mark.parametrize("path", tracing.TUTORIAL, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tensors of every size whole, so that all of their bits can be compared."""
    monkeypatch.setattr("gradviz.engine.summarize.WHOLE_LIMIT", 1 << 24)


def same_bits(summary: TensorSummary | None, tensor: torch.Tensor | None) -> bool:
    if summary is None or tensor is None:
        return summary is None and tensor is None
    assert summary.values is not None
    held = summary.values.numpy()
    return held.shape == tuple(tensor.shape) and bool(np.array_equal(held, tensor.detach().numpy(), equal_nan=True))


def without_addresses(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x…", text)


def test_prints_and_parameters_and_gradients_are_those_of_plain_python(path: Path) -> None:
    # Whole tensors of twenty iterations are enough: each is recorded.
    source = path.read_text(encoding="utf-8").replace("range(500)", "range(20)")
    variables, printed = tracing.plain(source)
    trace = tracing.trace(source, "all")
    assert without_addresses(trace.printed) == without_addresses(printed)
    expected = {name: value for name, value in variables.items() if isinstance(value, torch.Tensor)}
    model = variables.get("model")
    if model is not None:
        expected |= {f"model.{name}": parameter for name, parameter in model.named_parameters()}
    for name, tensor in expected.items():
        found = trace.variables[name]
        assert same_bits(found.value, tensor), name
        if tensor.is_leaf:
            assert same_bits(found.grad, tensor.grad), name
            assert found.requires_grad == tensor.requires_grad


def test_losses_are_those_that_the_program_prints(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    trace = tracing.trace(source, "0")
    if "range(500)" not in source:
        assert len(trace.losses) <= 1
        return
    printed = [
        float(line.split()[1]) for line in trace.printed.splitlines() if len(line.split()) == 2 and "tensor" not in line
    ]
    assert list(trace.losses) == printed
    assert len(printed) == 500


def test_every_intermediate_gradient_equals_autograd_grad(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    expected = tracing.gradients_by_torch(source)
    iteration = tracing.iteration(source, "0")
    ran = {event.node: event for event in iteration.backward}
    own = [event.nodes[-1] for event in iteration.forward if event.nodes]
    if not iteration.backward:
        assert expected == []
        return
    assert len(own) == len(expected)
    for node, gradient in zip(own, expected, strict=True):
        assert same_bits(ran[node].grad_outputs[0], gradient)


def test_backward_runs_in_the_order_that_the_profiler_sees(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    iteration = tracing.iteration(source, "0")
    assert [iteration.nodes[event.node].name for event in iteration.backward] == tracing.order_by_profiler(source)


def test_what_leaves_along_the_edges_is_what_arrives(path: Path) -> None:
    iteration = tracing.iteration(path.read_text(encoding="utf-8"), "0")
    arriving: dict[tuple[int, int], list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]] = {}
    for event in iteration.backward:
        for (receiver, number), grad in zip(iteration.nodes[event.node].next, event.grad_inputs, strict=True):
            if receiver is not None and grad is not None and grad.values is not None:
                arriving.setdefault((receiver, number), []).append(grad.values.numpy().astype(np.float64))
    for event in iteration.backward:
        for number, grad in enumerate(event.grad_outputs):
            terms = arriving.get((event.node, number))
            if terms and grad is not None and grad.values is not None:
                np.testing.assert_allclose(np.sum(terms, axis=0), grad.values.numpy().astype(np.float64), rtol=1e-6)
