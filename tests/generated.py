"""Hypothesis strategies for the values of `gradviz.core`, with everything in them that is hard to write down."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from gradviz.core.statistics import Statistics
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import (
    BackwardEvent,
    Columns,
    Environment,
    ForwardEvent,
    GradNode,
    Iteration,
    OptimizerState,
    Program,
    ProgramError,
    Trace,
    UpdateEvent,
    Variable,
)

HARD_NAMES = (
    "float", "ref", "nan", "inf", "$float", "$array", "$$x", "$", "dtype", "shape", "data", "type", "w.weight", "变量",
    "",
)  # fmt: skip
names = st.sampled_from(HARD_NAMES) | st.text(max_size=6)
texts = st.text(max_size=20)
numbers = st.floats() | st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 5e-324])
optional_numbers = st.none() | numbers
lines = st.none() | st.integers(0, 10_000)
columns: st.SearchStrategy[Columns | None] = st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99))
shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
DTYPES = {
    "float32": "<f4", "float64": "<f8", "float16": "<f2", "bfloat16": "<f4", "int64": "<i8", "uint8": "|u1",
    "bool": "|b1", "complex64": "<c8", "complex128": "<c16",
}  # fmt: skip


statistics = st.builds(
    Statistics,
    min=optional_numbers,
    max=optional_numbers,
    mean=optional_numbers,
    norm=optional_numbers,
    nan=st.integers(0, 9),
    inf=st.integers(0, 9),
)


@st.composite
def summaries(draw: st.DrawFn) -> TensorSummary:
    """Any small tensor: empty, scalar, complex, bool, with NaN and infinities."""
    shape = draw(shapes)
    name = draw(st.sampled_from(sorted(DTYPES)))
    dtype = np.dtype(DTYPES[name])
    count = math.prod(shape)
    values: Array | None = None
    if draw(st.booleans()):
        if dtype.kind == "b":
            data = bytes(draw(st.lists(st.integers(0, 1), min_size=count, max_size=count)))
        elif dtype.kind in "fc" and draw(st.booleans()):
            special = [math.nan, math.inf, -math.inf, 0.0, 1.5]
            drawn = draw(st.lists(st.sampled_from(special), min_size=count, max_size=count))
            data = np.array(drawn, dtype).tobytes()
        else:
            size = count * dtype.itemsize
            data = draw(st.binary(min_size=size, max_size=size))
        values = Array(dtype.str, shape, data)
    device = draw(st.sampled_from(["cpu", "cuda:0", "meta"]))
    return TensorSummary(shape, name, device, None if values else draw(statistics), values)


optional_summaries = st.none() | summaries()


settings = optional_numbers | st.booleans() | names | st.integers(0, 9) | st.tuples(numbers, numbers)
states = st.builds(
    OptimizerState,
    st.dictionaries(names, settings, max_size=3),
    st.dictionaries(names, summaries(), max_size=2),
    st.dictionaries(names, summaries(), max_size=2),
)


@st.composite
def iterations(draw: st.DrawFn, index: int = 0) -> Iteration:
    """An iteration that hangs together: a random graph, run backward once to three times from random roots."""
    count = draw(st.integers(0, 6))
    is_leaf = [not i or draw(st.booleans()) for i in range(count)]
    drawn = draw(st.lists(names, max_size=4, unique=True))
    inputs = [name for name in drawn if name not in {f"t{i}" for i in range(count)}]
    forward: list[ForwardEvent] = []
    nodes: list[GradNode] = []
    known = [*inputs]
    for i in range(count):
        event = None
        following: tuple[tuple[int | None, int], ...] = ()
        if not is_leaf[i]:
            if draw(st.booleans()) and known:
                # An op that autograd does not see.
                read = tuple(draw(st.lists(st.sampled_from(known), max_size=2)))
                forward.append(ForwardEvent("detach", inputs=read, outputs=(f"u{i}",), cut="detach"))
                known.append(f"u{i}")
            sources = draw(st.lists(st.none() | st.integers(0, i - 1), min_size=1, max_size=3))
            following = tuple((source, 0) for source in sources)
            read = tuple(f"t{source}" for source in sources if source is not None)
            read += tuple(draw(st.lists(st.sampled_from(known), max_size=2))) if known else ()
            if draw(st.integers(0, 4)):
                event = len(forward)
                forward.append(
                    ForwardEvent(
                        draw(names), draw(lines), draw(columns), draw(st.none() | names), draw(names),
                        draw(st.booleans()), read, (f"t{i}",), (i,),
                    )
                )  # fmt: skip
        name = "torch::autograd::AccumulateGrad" if is_leaf[i] else "MulBackward0"
        saved = {draw(names): f"t{i}"} if draw(st.booleans()) else {}
        nodes.append(
            GradNode(i, name, draw(lines), draw(columns), draw(st.none() | names), "", following, saved, f"t{i}", event)
        )
    tensors = {name: draw(summaries()) for name in (*inputs, *(f"t{i}" for i in range(count)))}
    made = [i for i in range(count) if not is_leaf[i]]
    roots = tuple(draw(st.lists(st.sampled_from(made), max_size=3))) if made else ()
    backward = [event for call, root in enumerate(roots) for event in _backward(draw, nodes, root, call)]
    leaves = [i for i in range(count) if is_leaf[i]]
    update = tuple(
        UpdateEvent(
            draw(names),
            tensors[f"t{i}"],
            draw(summaries()),
            draw(lines),
            draw(columns),
            i,
            "sub_",
            gradient=draw(optional_summaries),
            optimizer=draw(st.none() | states),
        )
        for i in leaves
        if draw(st.booleans())
    )
    return Iteration(
        index=index,
        loss=draw(optional_numbers),
        forward=tuple(forward),
        nodes=tuple(nodes),
        backward=tuple(backward),
        update=update,
        roots=tuple(dict.fromkeys(roots)),
        tensors=tensors,
        names={name: draw(names) for name in inputs},
    )


def _backward(draw: st.DrawFn, nodes: list[GradNode], root: int, call: int) -> list[BackwardEvent]:
    """Run backward from ``root`` as torch does: consumers first; any order that respects this is possible."""
    reached, waiting = {root}, [root]
    while waiting:
        for source, _ in nodes[waiting.pop()].next:
            if source is not None and source not in reached:
                reached.add(source)
                waiting.append(source)
    events = []
    # Sources have lower numbers than their consumers.
    for i in sorted(reached, reverse=True):
        node = nodes[i]
        grads = tuple(None if source is None else draw(optional_summaries) for source, _ in node.next)
        events.append(
            BackwardEvent(i, (draw(optional_summaries),), grads, draw(summaries()) if node.is_leaf else None, call)
        )
    return events


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """A whole run."""
    variables = st.builds(Variable, st.booleans(), st.booleans(), summaries(), optional_summaries)
    error = st.builds(ProgramError, names, texts, lines, columns, texts)
    held: dict[str, Any] = draw(st.dictionaries(names, variables, max_size=3))
    return Trace(
        program=Program(draw(texts), draw(texts), draw(st.none() | texts)),
        environment=Environment("2.13.0", "cpu", "3.11.7", draw(st.none() | st.integers(0, 2**64 - 1))),
        iterations=tuple(draw(iterations(index)) for index in range(draw(st.integers(0, 2)))),
        losses=tuple(draw(st.lists(optional_numbers, max_size=4))),
        variables=held,
        printed=draw(texts),
        error=draw(st.none() | error),
    )
