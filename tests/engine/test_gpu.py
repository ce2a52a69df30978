"""The same programs on a GPU; skipped where torch can use none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gradviz.core.trace import Program
from gradviz.engine.run import Request, trace_program
from tests.engine.tracing import TUTORIAL

pytestmark = pytest.mark.gpu


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.stem)
def test_the_examples_follow_the_device(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    trace = trace_program(Request(Program("p.py", source), "cuda:0", seed=0), "last", lambda _text: None)
    assert trace.error is None
    devices = {summary.device for found in trace.iterations for summary in found.tensors.values()}
    assert "cuda:0" in devices


def test_gradients_on_the_gpu_are_those_of_the_cpu() -> None:
    source = "import torch\nx = torch.linspace(0, 1, 9, requires_grad=True)\nx.exp().sum().backward()\n"
    found = [
        trace_program(Request(Program("p.py", source), device), "last", lambda _text: None).variables["x"].grad
        for device in ("cpu", "cuda:0")
    ]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].values is not None
    assert found[1].values is not None
    np.testing.assert_allclose(
        found[0].values.numpy().astype(np.float64), found[1].values.numpy().astype(np.float64), rtol=1e-6
    )


def test_large_tensors_are_reduced_on_the_device() -> None:
    from gradviz.engine.summarize import summary_of

    tensor = torch.randn(300, 200, device="cuda")
    summary = summary_of(tensor)
    assert summary.mean == pytest.approx(tensor.double().mean().item(), rel=1e-6)
    assert summary.thumbnail is not None
