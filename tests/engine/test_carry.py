"""What is known of a large tensor is used again only while the tensor holds the same values."""

from __future__ import annotations

import numpy as np
import torch

from gradviz.engine.carry import Carried
from gradviz.engine.reduce import Reduced, reduce
from tests.engine.tracing import iteration, trace


def kept(tensor: torch.Tensor) -> tuple[Carried, Reduced]:
    carried, reduced = Carried(), reduce(tensor)
    carried.keep(tensor, reduced)
    return carried, reduced


def test_an_unchanged_tensor_is_known() -> None:
    tensor = torch.randn(100, 100)
    carried, reduced = kept(tensor)
    assert carried.find(tensor) is reduced
    assert carried.find(tensor.clone()) is None
    carried.clear()
    assert carried.find(tensor) is None


def test_a_changed_one_is_not_even_if_autograd_does_not_know() -> None:
    tensor = torch.randn(100, 100)
    carried, _ = kept(tensor)
    tensor.add_(1)
    assert carried.find(tensor) is None
    carried, _ = kept(tensor)
    tensor.data.mul_(2)
    assert carried.find(tensor) is None


def test_one_that_was_given_other_data_is_not() -> None:
    tensor = torch.zeros(128, 128)
    carried, _ = kept(tensor)
    # Its thumbnail would be the same.
    tensor.data = torch.zeros(64, 256)
    assert carried.find(tensor) is None


def test_one_that_holds_nan_is_known_while_it_does() -> None:
    tensor = torch.full((100, 100), float("nan"))
    carried, reduced = kept(tensor)
    assert carried.find(tensor) is reduced


def test_memory_of_others_is_never_trusted() -> None:
    array = np.ones((100, 100), np.float32)
    carried, _ = kept(torch.from_numpy(array))
    assert carried.find(torch.from_numpy(array)) is None
    tensor = torch.ones(100, 100)
    carried, _ = kept(tensor)
    other = tensor.numpy()
    carried.keep(tensor, reduce(tensor))
    other[:] = 2
    assert carried.find(tensor) is None


def test_each_iteration_shows_what_its_inputs_held_in_it() -> None:
    source = (
        "import torch, numpy as np\na = np.zeros((80, 80), np.float32)\nx = torch.from_numpy(a)\n"
        "y = torch.ones(80, 80)\nw = torch.ones(80, 80, requires_grad=True)\n"
        "for i in range(4):\n    loss = (w * x * y).sum()\n    loss.backward()\n    a[1, 1] += 1\n"
        "    if i == 1:\n        y.mul_(3)\n"
        "    with torch.no_grad():\n        w -= w.grad\n        w.grad = None\n"
    )
    sums: dict[str, list[float]] = {"x": [], "y": [], "w": []}
    for recorded in trace(source, "all").iterations:
        by_name = {name: number for number, name in recorded.names.items()}
        for name, found in sums.items():
            mean = recorded.tensors[by_name[name]].mean
            assert mean is not None
            found.append(round(mean * 6400))
    assert sums["x"] == [0, 1, 2, 3]
    assert sums["y"] == [6400, 6400, 19200, 19200]
    assert sums["w"] == [6400, 6400, 6399, 6393]


def test_a_view_of_memory_that_numpy_writes_into_shows_what_it_held() -> None:
    found = iteration(
        "import torch, numpy as np\na = np.zeros(3, np.float32)\nx = torch.from_numpy(a)\nv = x[:2]\na[0] = 5\n"
        "s = v.sum()\n"
    )
    view, total = (found.tensors[event.outputs[0]] for event in found.forward)
    assert (view.max, total.max) == (0, 5)
