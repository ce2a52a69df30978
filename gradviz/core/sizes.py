"""How many bytes a recorded iteration takes in the memory of the process that holds it."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Iteration

ITERATION = 1_000
FORWARD = 640
NODE = 680
BACKWARD = 220
UPDATE = 250
SUMMARY = 165
STATISTICS = 185
ARRAY = 250
NAME = 110
"""Bytes that each of these takes besides the numbers of its tensors, measured on decoded messages (64-bit Python)."""


_ITEM = {
    "bool": 1, "uint8": 1, "int8": 1, "float16": 2, "bfloat16": 2, "int16": 2, "uint16": 2, "float32": 4, "int32": 4,
    "uint32": 4, "float64": 8, "int64": 8, "uint64": 8, "complex32": 4, "complex64": 8, "complex128": 16,
}  # fmt: skip


def bytes_of(summary: TensorSummary) -> int:
    """Return the bytes of all elements of the tensor that ``summary`` is of, wherever it is."""
    return summary.count * _ITEM.get(summary.dtype, 4)


def size_of(iteration: Iteration) -> int:
    """Return the bytes that ``iteration`` takes: its numbers exactly, its records by what such ones take.

    A summary that is held twice counts once.
    """
    size = ITERATION + NAME * (len(iteration.names) + len(iteration.tensors))
    size += FORWARD * len(iteration.forward) + NODE * len(iteration.nodes)
    size += BACKWARD * len(iteration.backward) + UPDATE * len(iteration.update)
    counted: set[int] = set()
    for summary in summaries_in(iteration):
        if id(summary) not in counted:
            counted.add(id(summary))
            size += size_of_summary(summary)
    return size


def size_of_summary(summary: TensorSummary) -> int:
    """Return the bytes that ``summary`` takes."""
    arrays = (summary.values is not None) + (summary.thumbnail is not None)
    return SUMMARY + data_of(summary) + ARRAY * arrays + STATISTICS * (summary.reduced is not None)


def data_of(summary: TensorSummary) -> int:
    """Return the bytes of the numbers that ``summary`` holds."""
    return sum(len(array.data) for array in (summary.values, summary.thumbnail) if array is not None)


def summaries_in(iteration: Iteration) -> Iterator[TensorSummary]:
    """Yield every summary of ``iteration``, as often as it is held."""
    yield from iteration.tensors.values()
    for event in iteration.backward:
        yield from (grad for grad in (*event.grad_outputs, *event.grad_inputs, event.grad) if grad is not None)
        for hook in event.hooks:
            yield from (grad for grad in (hook.before, hook.after) if grad is not None)
    for update in iteration.update:
        yield from update.summaries
