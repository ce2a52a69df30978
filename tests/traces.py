"""Iterations made by hand, for tests that need a trace but no torch."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from gradviz.core.statistics import statistics_of
from gradviz.core.tensor import WHOLE_LIMIT, Array, TensorSummary, as_matrix, stride_of
from gradviz.core.trace import BackwardCall, BackwardEvent, ForwardEvent, GradNode, Iteration, UpdateEvent

SOURCE = """\
import torch
x = torch.randn(64, 1000)
w1 = torch.randn(1000, 100, requires_grad=True)
w2 = torch.randn(100, 10, requires_grad=True)
y = torch.randn(64, 10)
y_pred = x.mm(w1).clamp(min=0).mm(w2)
loss = (y_pred - y).pow(2).sum()
loss.backward()
"""


def summary(values: NDArray[np.float32]) -> TensorSummary:
    """Summarise ``values`` as the worker does."""
    if values.size <= WHOLE_LIMIT:
        return TensorSummary(values.shape, "float32", "cpu", values=Array.of(values))
    m = as_matrix(values.astype(np.float64))
    thumbnail = Array.of(m[:: stride_of(m.shape[0]), :: stride_of(m.shape[1])].astype(np.float32))
    return TensorSummary(values.shape, "float32", "cpu", reduced=statistics_of(values), thumbnail=thumbnail)


def random(*shape: int, seed: int = 0) -> TensorSummary:
    """Return a summary of normal random values."""
    return summary(np.random.default_rng(seed).normal(size=shape).astype(np.float32))


def two_layer() -> Iteration:
    """Return the tutorial's two-layer net as one iteration: 6 forward, 8 backward, 2 update events."""
    shapes = {
        "x": (64, 1000), "w1": (1000, 100), "w2": (100, 10), "y": (64, 10),
        "h": (64, 100), "r": (64, 100), "p": (64, 10), "d": (64, 10), "q": (64, 10), "l": (),
    }  # fmt: skip
    tensors = {name: random(*shape, seed=i) for i, (name, shape) in enumerate(shapes.items())}
    ops = [
        ("mm", 6, (9, 17), None, ("x", "w1"), "h", 2),
        ("clamp", 6, (9, 30), None, ("h",), "r", 3),
        ("mm", 6, (9, 37), "y_pred", ("r", "w2"), "p", 5),
        ("sub", 7, (7, 19), None, ("p", "y"), "d", 6),
        ("pow", 7, (7, 27), None, ("d",), "q", 7),
        ("sum", 7, (7, 33), "loss", ("q",), "l", 0),
    ]
    forward = tuple(
        ForwardEvent(op, line, columns, variable, inputs=inputs, outputs=(output,), nodes=(node,))
        for op, line, columns, variable, inputs, output, node in ops
    )
    nexts: dict[int, tuple[tuple[int | None, int], ...]] = {
        0: ((7, 0),), 1: (), 2: ((None, 0), (1, 0)), 3: ((2, 0),), 4: (), 5: ((3, 0), (4, 0)),
        6: ((5, 0), (None, 0)), 7: ((6, 0),),
    }  # fmt: skip
    names = {2: "MmBackward0", 3: "ClampBackward1", 5: "MmBackward0", 6: "SubBackward0", 7: "PowBackward0"}
    leaves = {1: "w1", 4: "w2"}
    made = {op[6]: (i, op) for i, op in enumerate(ops)}
    nodes = []
    for number in range(8):
        if number in leaves:
            nodes.append(
                GradNode(number, "torch::autograd::AccumulateGrad", variable=leaves[number], tensor=leaves[number])
            )
            continue
        event, op = made[number]
        nodes.append(
            GradNode(
                number,
                names.get(number, "SumBackward0"),
                op[1],
                op[2],
                op[3],
                next=nexts[number],
                tensor=op[5],
                event=event,
                saved={"self": op[4][0]},
            )
        )
    order = [0, 7, 6, 5, 4, 3, 2, 1]
    grads = {0: "l", 7: "q", 6: "d", 5: "p", 4: "w2", 3: "r", 2: "h", 1: "w1"}
    arrived = {n: random(*tensors[t].shape, seed=100 + n) for n, t in grads.items()}
    backward = tuple(
        BackwardEvent(
            node,
            grad_outputs=(arrived[node],),
            grad_inputs=tuple(None if s is None else arrived[s] for s, _ in nexts[node]),
            grad=arrived[node] if node in leaves else None,
        )
        for node in order
    )
    update = tuple(
        UpdateEvent(name, tensors[name], random(*tensors[name].shape, seed=200 + n), line=9, node=n, by="sub_")
        for n, name in leaves.items()
    )
    return Iteration(
        index=0, loss=tensors["l"].item(), forward=forward, nodes=tuple(nodes), backward=backward, update=update,
        roots=(0,), tensors=tensors, names={"x": "x", "y": "y", "w1": "w1", "w2": "w2"},
    )  # fmt: skip


def chain(length: int) -> Iteration:
    """Return ``w -> op -> op -> … -> loss`` with ``length`` ops, values of 8×8."""
    value, grad = random(8, 8), random(8, 8, seed=1)
    ops = range(1, length + 1)
    forward = tuple(
        ForwardEvent("tanh", line=i, columns=(4, 10), inputs=(f"t{i - 1}",), outputs=(f"t{i}",), nodes=(i,))
        for i in ops
    )
    leaf = GradNode(0, "torch::autograd::AccumulateGrad", variable="w", tensor="t0")
    made = tuple(GradNode(i, "TanhBackward0", i, (4, 10), next=((i - 1, 0),), tensor=f"t{i}", event=i - 1) for i in ops)
    backward = (
        *(BackwardEvent(i, (grad,), (grad,)) for i in reversed(ops)),
        BackwardEvent(0, (grad,), (), grad),
    )
    return Iteration(
        index=0, forward=forward, nodes=(leaf, *made), backward=backward, roots=(length,),
        tensors={f"t{i}": value for i in range(length + 1)}, names={"t0": "w"},
    )  # fmt: skip


def double_backward() -> Iteration:
    """``y = x ** 3; g = grad(y, x, create_graph=True); z = g * g; z.backward()``, with the node that made ``g``."""
    nodes = (
        GradNode(0, "torch::autograd::AccumulateGrad", variable="x", tensor="x"),
        GradNode(1, "PowBackward0", next=((0, 0),), tensor="y", event=0),
        GradNode(2, "MulBackward0", next=((0, 0),), tensor="g", made_by=0, maker=1),
        GradNode(3, "MulBackward0", next=((2, 0), (2, 0)), tensor="z", event=1),
    )
    forward = (
        ForwardEvent("pow", line=1, inputs=("x",), outputs=("y",), nodes=(1,)),
        ForwardEvent("mul", line=3, inputs=("g", "g"), outputs=("z",), nodes=(3,), after=1),
    )
    backward = (BackwardEvent(1), *(BackwardEvent(node, call=1) for node in (3, 2, 0)))
    calls = (BackwardCall("grad", (1,), creates_graph=True), BackwardCall("backward", (3,)))
    return Iteration(0, forward=forward, nodes=nodes, backward=backward, roots=(1, 3), calls=calls)


def timed() -> Iteration:
    """Return the two-layer net with times: its ops take 1, 2, … µs, its nodes 10, 20, … µs."""
    whole = two_layer()
    forward = tuple(replace(event, nanoseconds=1_000 * n) for n, event in enumerate(whole.forward, start=1))
    backward = tuple(replace(event, nanoseconds=10_000 * n) for n, event in enumerate(whole.backward, start=1))
    return replace(whole, forward=forward, backward=backward)
