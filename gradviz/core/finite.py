"""Which events made or moved values that are not finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import BackwardEvent, Event, UpdateEvent


def not_finite(events: Sequence[Event], tensors: Mapping[str, TensorSummary], first: int = 0) -> tuple[int, ...]:
    """Return the numbers of those ``events`` of whose values some are NaN or infinite, counted from ``first``."""
    return tuple(number for number, event in enumerate(events, start=first) if not _is_finite(event, tensors))


def _is_finite(event: Event, tensors: Mapping[str, TensorSummary]) -> bool:
    if isinstance(event, BackwardEvent):
        return all(grad is None or grad.is_finite for grad in (*event.grad_outputs, *event.grad_inputs, event.grad))
    if isinstance(event, UpdateEvent):
        return event.after.is_finite
    return all(output not in tensors or tensors[output].is_finite for output in event.outputs)
