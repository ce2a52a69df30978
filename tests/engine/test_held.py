"""Parts of large tensors are exactly what torch computed then, or it is told that they are gone."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest
import torch
from typing_extensions import override

from gradviz.core.place import MOST_ELEMENTS, Part, Place, Span
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Iteration, Program
from gradviz.engine.held import CHANGED, EXPOSED, TOO_LARGE, TOO_MANY, UNKNOWN, Gone, Held
from gradviz.engine.listener import Listener
from gradviz.engine.policy import policy_for
from gradviz.engine.record import Holder
from gradviz.engine.run import Request, run
from gradviz.engine.streams import silence

ROOM = 1 << 28

NET = """
import torch
x = torch.randn(64, 1000)
w = torch.randn(1000, 100, requires_grad=True)
h = x.mm(w)
h.retain_grad()
r = h.clamp(min=0)
loss = r.pow(2).sum()
loss.backward()
kept = {"x": x.clone(), "w": w.detach().clone(), "h": h.detach().clone(), "r": r.detach().clone()}
kept_grads = {"w": w.grad.clone(), "h": h.grad.clone()}
"""


class Run(Listener):
    """One run with its tensors held."""

    def __init__(self, source: str, limit: int = ROOM, record: str = "last") -> None:
        self.held = Held(limit)
        self.holder: Holder | None = self.held
        self.iterations: list[Iteration] = []
        self.variables: dict[str, Any] = {}
        outcome = run(Request(Program("p.py", source), seed=0), policy_for(record), self, silence())
        assert outcome.error is None, outcome.error

    @override
    def namespace_made(self, variables: dict[str, Any]) -> None:
        self.variables = variables

    @override
    def iteration_recorded(self, iteration: Iteration) -> None:
        self.iterations.append(iteration)

    @property
    def last(self) -> Iteration:
        return self.iterations[-1]

    def value(self, name: str) -> Place:
        return Place("tensor", id=next(n for n, known in self.last.names.items() if known == name))

    def event(self, name: str, *, leaf: bool = False) -> int:
        found = next(node for node in self.last.nodes if node.variable == name and node.is_leaf == leaf)
        return next(i for i, event in enumerate(self.last.backward) if event.node == found.id)

    def read(self, place: Place, part: Part) -> np.ndarray[Any, Any]:
        return self.held.read(place, part).numpy()

    def why(self, place: Place) -> str:
        with pytest.raises(Gone) as caught:
            self.held.read(place, whole(2, 2))
        return str(caught.value)

    def why_value(self, name: str) -> str:
        return self.why(self.value(name))


def whole(rows: int, columns: int) -> Part:
    return Part(Span(0, rows), Span(0, columns))


PART = Part(Span(3, 40, 7), Span(11, 97))


@pytest.fixture
def net() -> Run:
    return Run(NET)


def test_parts_of_values_are_torchs_own_slices(net: Run) -> None:
    for name, tensor in net.variables["kept"].items():
        assert np.array_equal(net.read(net.value(name), PART), tensor[3:40:7, 11:97].numpy()), name


def test_parts_of_gradients_are_torchs_own_slices(net: Run) -> None:
    grads = net.variables["kept_grads"]
    arrived = net.read(Place("arrived", event=net.event("h")), PART)
    assert np.array_equal(arrived, grads["h"][3:40:7, 11:97].numpy())
    grad = net.read(Place("grad", event=net.event("w", leaf=True)), PART)
    assert np.array_equal(grad, grads["w"][3:40:7, 11:97].numpy())


def test_all_large_tensors_of_an_iteration_can_be_read_and_match_their_thumbnails(net: Run) -> None:
    def check(place: Place, summary: TensorSummary | None) -> int:
        if summary is None or summary.thumbnail is None:
            return 0
        (row, column), (rows, columns) = summary.strides(), (summary.count // summary.shape[-1], summary.shape[-1])
        part = Part(Span(0, rows, row), Span(0, columns, column))
        assert np.array_equal(net.read(place, part), summary.thumbnail.numpy())
        return 1

    checked = sum(check(Place("tensor", id=number), summary) for number, summary in net.last.tensors.items())
    assert checked >= 4
    for index, event in enumerate(net.last.backward):
        checked += sum(check(Place("arrived", event=index, port=p), g) for p, g in enumerate(event.grad_outputs[:1]))
        checked += check(Place("grad", event=index), event.grad)
    assert checked >= 8


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [("(5000,)", "float32"), ("(9, 8, 100)", "float64"), ("(80, 90)", "bfloat16"), ("(80, 90)", "complex64")],
)
def test_every_form_is_seen_as_a_matrix(shape: str, dtype: str) -> None:
    found = Run(f"import torch\nx = torch.randn({shape}, dtype=torch.{dtype})\ny = x * 2\nkept = y.clone()")
    kept = found.variables["kept"]
    matrix = kept.reshape(-1, kept.shape[-1]) if kept.dim() > 1 else kept[None]
    expected = matrix[0:50:3, 5:30]
    expected = (expected.float() if dtype == "bfloat16" else expected).numpy()
    assert np.array_equal(found.read(found.value("y"), Part(Span(0, 50, 3), Span(5, 30))), expected)


def test_a_transposed_and_an_expanded_tensor_are_read_without_a_copy_of_the_whole() -> None:
    source = (
        "import torch\nw = torch.randn(300, 70, requires_grad=True)\nt = w.t()\nt.sum().backward()\n"
        "kept = t.detach().clone()"
    )
    found = Run(source)
    assert np.array_equal(found.read(found.value("t"), PART), found.variables["kept"][3:40:7, 11:97].numpy())
    grad = found.read(Place("arrived", event=found.event("t")), PART)
    assert np.array_equal(grad, np.ones((6, 86), np.float32))


CHANGES = {
    "in place": "h.detach().mul_(2)",
    ".data": "h.data.mul_(1.0000001)",
    ".data, one element": "h.data[17, 3] *= 1.000001",
    "numpy": "h.detach().numpy()[17, 3] *= 1.000001",
    "storage": "torch.empty(0).set_(h.untyped_storage())[1703] += 1e-3",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_value_that_was_changed_in_the_iteration_is_told(change: str) -> None:
    assert Run(f"{NET}\n{change}\n").why_value("h") in (CHANGED, EXPOSED)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_value_that_is_changed_afterwards_is_told(net: Run, change: str) -> None:
    place = net.value("h")
    net.read(place, PART)
    with torch.no_grad():
        exec(change, {"torch": torch}, net.variables)
    assert net.why(place) == CHANGED


OPTIMIZERS = {
    "fused AdamW": "torch.optim.AdamW([w], fused=True)",
    "foreach Adam": "torch.optim.Adam([w], foreach=True)",
    "SGD": "torch.optim.SGD([w], lr=1e-9)",
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_a_parameter_before_its_update_is_gone_and_after_it_is_there(optimizer: str) -> None:
    found = Run(f"{NET}\n{optimizer}.step()\n")
    assert found.why_value("w") == CHANGED
    assert found.why(Place("before", event=0)) == CHANGED
    now = found.variables["w"].detach()
    assert np.array_equal(found.read(Place("after", event=0), PART), now[3:40:7, 11:97].numpy())
    grad = found.read(Place("grad", event=found.event("w", leaf=True)), PART)
    assert np.array_equal(grad, found.variables["kept_grads"]["w"][3:40:7, 11:97].numpy())


@pytest.mark.parametrize(
    "change", ["torch.nn.utils.clip_grad_norm_([w], 1e-3)", "w.grad.data.zero_()", "w.grad.zero_()", "w.grad += 1e-9"]
)
def test_a_gradient_that_was_rewritten_is_told(change: str) -> None:
    found = Run(f"{NET}\n{change}\n")
    assert found.why(Place("grad", event=found.event("w", leaf=True))) in (CHANGED, EXPOSED)


def test_a_gradient_that_was_only_let_go_is_still_there() -> None:
    found = Run(f"{NET}\nw.grad = None\n")
    grad = found.read(Place("grad", event=found.event("w", leaf=True)), PART)
    assert np.array_equal(grad, found.variables["kept_grads"]["w"][3:40:7, 11:97].numpy())


ALIAS = """
import torch
w = torch.randn(100, 100, requires_grad=True)
alias = w.detach().numpy()
for t in range(2):
    loss = (w * w).sum()
    loss.backward()
    alias[17, 3] *= 1.000001
"""


def test_a_write_through_an_old_alias_is_told() -> None:
    found = Run(ALIAS, record="all")
    assert found.last.index == 1
    assert found.why_value("w") == CHANGED


def test_the_leaf_still_takes_its_gradient_over_without_a_copy() -> None:
    source = """
import torch
w = torch.randn(200, 100, requires_grad=True)
loss = (w * 2).exp().sum()
seen = []
torch.autograd.graph.get_gradient_edge(w).node.register_prehook(lambda grads: seen.append(grads[0].data_ptr()))
loss.backward()
stolen = seen[0] == w.grad.data_ptr()
"""
    assert Run(source).variables["stolen"]


def test_the_largest_go_first_and_each_storage_counts_once() -> None:
    names = {"x": 256_000, "w": 400_000, "h": 25_600, "r": 25_600}
    everything = Run(NET)
    assert everything.held.size >= sum(names.values())
    tight = Run(NET, limit=300_000)
    assert tight.held.size <= 300_000
    assert tight.why_value("w") == TOO_LARGE
    assert tight.read(tight.value("h"), PART).shape == (6, 86)
    nothing = Run(NET, limit=0)
    assert nothing.held.size == 0
    assert nothing.why_value("h") == TOO_LARGE
    views = Run("import torch\nx = torch.randn(100, 100)\ny = x.t()\nz = x.view(10, 1000)\nu = x + 1")
    assert views.held.size == 2 * 40_000


def test_too_much_at_once_and_unknown_places_are_refused(net: Run) -> None:
    with pytest.raises(Gone) as caught:
        net.held.read(net.value("w"), whole(1000, 100))
    assert str(caught.value) == TOO_MANY
    assert MOST_ELEMENTS < 100_000
    assert net.why(Place("tensor", id="t999999")) == UNKNOWN


def alive(part: str) -> int:
    """Return how many objects there are whose type has ``part`` in its name."""
    gc.collect()
    return sum(part in type(item).__name__ for item in gc.get_objects())


def test_nothing_of_the_graph_is_held_and_nothing_at_all_after_it_was_let_go() -> None:
    source = """
import torch
w = torch.randn(100, 100, requires_grad=True)
def step():
    y = w
    for _ in range(3000):
        y = y + 1
    y.sum().backward()
step()
"""
    before = alive("Backward0")
    found = Run(source)
    assert alive("Backward0") == before
    assert found.held.size > 100_000
    tensors = alive("Tensor")
    found.held.begin()
    assert alive("Tensor") < tensors - 2000
    assert found.held.size == 0
