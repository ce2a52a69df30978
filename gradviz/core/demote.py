"""Make recorded iterations smaller: first their thumbnails, then all but the loss and statistics of the parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum

import msgspec

from gradviz.core.sizes import ITERATION, SUMMARY, data_of, size_of_summary, summaries_in
from gradviz.core.tensor import Array, TensorSummary, matrix_shape, thumbnail_stride
from gradviz.core.trace import BackwardEvent, HookCall, Iteration, OptimizerState, UpdateEvent

SMALL = 256
"""Tensors of up to this many elements stay whole in an iteration that was made smaller."""

COARSE = 4
"""Of a thumbnail every fourth row and column stays."""


class Detail(IntEnum):
    """What is left of an iteration, the more the higher."""

    STATISTICS = 1
    """The loss, and the statistics of parameters and their gradients: an `Outline`."""
    THUMBNAILS = 2
    """The whole graph and all statistics; values of small tensors, small thumbnails of the others."""
    RECORDED = 3
    """All that was recorded: values up to a few thousand elements, thumbnails of larger tensors."""


class Outline(msgspec.Struct, frozen=True, gc=False):
    """The loss of an iteration and, by name, statistics of its parameters and of their gradients."""

    index: int
    loss: float | None
    parameters: dict[str, TensorSummary] = {}
    gradients: dict[str, TensorSummary] = {}

    @property
    def size(self) -> int:
        """Bytes."""
        held = (*self.parameters.values(), *self.gradients.values())
        return ITERATION + sum(map(size_of_summary, held)) + SUMMARY // 4 * len(held)


def coarser(summary: TensorSummary) -> TensorSummary:
    """Return ``summary`` with a small thumbnail; a small tensor, and one that is coarse already, as it is."""
    held = summary.values or summary.thumbnail
    if held is None or summary.coarse > 1 or summary.count <= SMALL:
        return summary
    size = matrix_shape(summary.shape)
    # Values have the tensor's own shape and become a matrix first.
    array = held.numpy()
    if summary.values is not None:
        row, column = thumbnail_stride(size[0], COARSE), thumbnail_stride(size[1], COARSE)
        array = array.reshape(size)
    else:
        row, column = (COARSE if length > 1 else 1 for length in size)
    thumbnail = Array.of(array[::row, ::column])
    # The statistics are those of all elements, and can be computed only as long as these are here.
    reduced = summary.statistics
    return TensorSummary(summary.shape, summary.dtype, summary.device, reduced, None, thumbnail, COARSE)


def bare(summary: TensorSummary) -> TensorSummary:
    """Return only the statistics of ``summary``."""
    return TensorSummary(summary.shape, summary.dtype, summary.device, summary.statistics)


class Demotion:
    """Gives an iteration small thumbnails, in as many steps as there is time for.

    With ``least`` only its largest tensors get them, to save that many bytes.
    """

    def __init__(self, iteration: Iteration, least: int | None = None) -> None:
        self.iteration = iteration
        found = {id(summary): summary for summary in summaries_in(iteration)}
        self._left = iter(found.items() if least is None else _largest_first(found, least))
        self._changed: dict[int, TensorSummary] = {}
        self.result: Iteration | None = None

    def go_on(self, has_time: Callable[[], bool]) -> bool:
        """Go on until it is done, or the time is over; return whether there is a `result`."""
        for number, summary in self._left:
            smaller = coarser(summary)
            if smaller is not summary:
                self._changed[number] = smaller
            if not has_time():
                return False
        changed = self._changed
        mapped = _mapped(self.iteration, lambda summary: changed.get(id(summary), summary))
        self.result = mapped if changed else self.iteration
        return True


def with_thumbnails(iteration: Iteration, least: int | None = None) -> Iteration:
    """Return ``iteration`` with small thumbnails; with ``least``, of its largest tensors, to save that many bytes."""
    demotion = Demotion(iteration, least)
    demotion.go_on(lambda: True)
    return iteration if demotion.result is None else demotion.result


def _largest_first(found: dict[int, TensorSummary], least: int) -> Iterator[tuple[int, TensorSummary]]:
    """Yield the largest of ``found`` that save ``least`` bytes together."""
    saved = 0
    for number, summary in sorted(found.items(), key=lambda item: -data_of(item[1])):
        if saved >= least:
            return
        yield number, summary
        saved += data_of(summary) - data_of(coarser(summary))


def outline_of(iteration: Iteration) -> Outline:
    """Return what stays of ``iteration`` when only statistics may: its parameters before they were updated."""
    leaves = {node.id: node for node in iteration.nodes if node.is_leaf}
    names = {number: node.variable or f"leaf {number}" for number, node in leaves.items()}
    gradients = {event.node: event.grad for event in iteration.backward if event.grad is not None}
    return Outline(
        iteration.index,
        iteration.loss,
        {
            names[number]: bare(iteration.tensors[node.tensor])
            for number, node in leaves.items()
            if node.tensor is not None and node.tensor in iteration.tensors
        },
        {names[number]: bare(grad) for number, grad in gradients.items() if number in names},
    )


_Change = Callable[[TensorSummary], TensorSummary]


def _mapped(iteration: Iteration, change: _Change) -> Iteration:
    """Return ``iteration`` with every summary changed."""
    return msgspec.structs.replace(
        iteration,
        tensors={number: change(summary) for number, summary in iteration.tensors.items()},
        backward=tuple(_mapped_event(event, change) for event in iteration.backward),
        update=tuple(_mapped_update(update, change) for update in iteration.update),
    )


def _mapped_update(update: UpdateEvent, change: _Change) -> UpdateEvent:
    state = update.optimizer
    if state is not None:
        before = {name: change(summary) for name, summary in state.before.items()}
        after = {name: change(summary) for name, summary in state.after.items()}
        state = OptimizerState(state.settings, before, after)
    return msgspec.structs.replace(
        update,
        before=change(update.before),
        after=change(update.after),
        gradient=None if update.gradient is None else change(update.gradient),
        optimizer=state,
    )


def _mapped_event(event: BackwardEvent, change: _Change) -> BackwardEvent:
    def maybe(summary: TensorSummary | None) -> TensorSummary | None:
        return None if summary is None else change(summary)

    return msgspec.structs.replace(
        event,
        grad_outputs=tuple(map(maybe, event.grad_outputs)),
        grad_inputs=tuple(map(maybe, event.grad_inputs)),
        grad=maybe(event.grad),
        hooks=tuple(HookCall(hook.name, maybe(hook.before), maybe(hook.after)) for hook in event.hooks),
    )
