"""The nets of the benchmarks, recorded in full: torch is the oracle for every number, and nothing stays behind."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

import numpy as np
import pytest
import torch
from torch.autograd.graph import Node as GradFn
from torch.utils.hooks import RemovableHandle

from gradviz.core.tensor import TensorSummary
from tests.engine import tracing

NETS = ("tutorial", "transformer", "recurrent")
each_net = pytest.mark.parametrize("net", NETS)


def program(net: str, iterations: int, size: str = "") -> str:
    return (
        f"import torch\nfrom tests.bench import nets\nnet = nets.{net}({size})\nfor i in range({iterations}):\n"
        "    loss = net.forward()\n    loss.backward()\n    net.update()\n"
    )


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tensors of every size whole, so that all of their bits can be compared."""
    for module in ("summarize", "captures", "backward", "forward", "tensors"):
        monkeypatch.setattr(f"gradviz.engine.{module}.WHOLE_LIMIT", 1 << 24)


def same_bits(summary: TensorSummary | None, tensor: torch.Tensor | None) -> bool:
    if summary is None or tensor is None:
        return summary is None and tensor is None
    assert summary.values is not None
    return bool(np.array_equal(summary.values.numpy(), tensor.detach().numpy(), equal_nan=True))


@each_net
@pytest.mark.usefixtures("whole")
def test_every_intermediate_gradient_equals_autograd_grad(net: str) -> None:
    source = program(net, 1)
    expected = tracing.gradients_by_torch(source)
    iteration = tracing.iteration(source, "0")
    ran = {event.node: event for event in iteration.backward}
    # The oracle collects what is returned as one tensor.
    own = [event.nodes[-1] for event in iteration.forward if event.nodes and len(event.outputs) == 1]
    assert len(own) == len(expected) > 0
    for node, gradient in zip(own, expected, strict=True):
        assert same_bits(ran[node].grad_outputs[0], gradient), iteration.nodes[node].name


@each_net
@pytest.mark.usefixtures("whole")
def test_what_leaves_along_the_edges_is_what_arrives(net: str) -> None:
    iteration = tracing.iteration(program(net, 1), "0")
    arriving: dict[tuple[int, int], list[Any]] = {}
    reached = set(iteration.roots)
    for event in iteration.backward:
        for number, grad in enumerate(event.grad_outputs):
            terms = arriving.pop((event.node, number), None)
            if terms is None or grad is None:
                continue
            assert grad.values is not None
            total = np.sum(terms, axis=0, dtype=np.float64)
            np.testing.assert_allclose(total, grad.values.numpy().astype(np.float64), rtol=1e-5, atol=1e-9)
            reached.add(event.node)
        for (receiver, number), grad in zip(iteration.nodes[event.node].next, event.grad_inputs, strict=True):
            if receiver is not None and grad is not None:
                assert grad.values is not None
                arriving.setdefault((receiver, number), []).append(grad.values.numpy())
    # What left has arrived, and every node got something.
    assert not arriving
    assert reached == {event.node for event in iteration.backward}


@each_net
def test_nodes_run_in_the_order_that_the_profiler_sees(net: str) -> None:
    source = program(net, 1)
    iteration = tracing.iteration(source, "0")
    assert [iteration.nodes[event.node].name for event in iteration.backward] == tracing.order_by_profiler(source)


@each_net
def test_parameters_after_eight_recorded_iterations_are_those_of_plain_python(net: str) -> None:
    source = program(net, 8) + "found = [parameter.detach().clone() for parameter in net.parameters]\n"
    expected: list[torch.Tensor] = tracing.plain(source)[0]["found"]
    kept = source + "import tests.engine.test_nets as test\ntest.KEPT[:] = found\n"
    trace = tracing.trace(kept, "all")
    assert len(trace.iterations) == 8
    assert len(KEPT) == len(expected)
    assert all(torch.equal(one, other) for one, other in zip(KEPT, expected, strict=True))
    KEPT.clear()


KEPT: list[torch.Tensor] = []


@pytest.mark.parametrize(("net", "size"), [("tutorial", ""), ("transformer", "2"), ("recurrent", "20")])
def test_nothing_stays_alive_after_twelve_recorded_iterations(net: str, size: str) -> None:
    source = program(net, 12, size) + "del loss, net\n"
    # What torch and the recorder make once and keep.
    tracing.trace(program(net, 2, size))
    before = alive()
    tracing.trace(source, "last")
    assert alive() == before


def alive() -> Counter[str]:
    gc.collect()
    kinds = {"nodes": GradFn, "tensors": torch.Tensor, "handles": RemovableHandle}
    found: Counter[str] = Counter()
    for item in gc.get_objects():
        # Asking some objects for their class runs code of theirs.
        kind = type(item)
        found.update(name for name, wanted in kinds.items() if issubclass(kind, wanted))
    return found
