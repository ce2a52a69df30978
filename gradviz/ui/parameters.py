"""The parameters as they are at a frame, and how much an update changed them."""

from __future__ import annotations

from gradviz.core.frame import Frame
from gradviz.core.history import change_of
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.timeline import Timeline


def at(timeline: Timeline, frame: Frame) -> tuple[ParameterSample, ...]:
    """Return every leaf with its value and gradient at ``frame``."""
    samples = []
    for key, node in timeline.leaves.items():
        state = frame.nodes.get(key)
        if state is not None and state.value is not None:
            samples.append(ParameterSample(node.title, state.value, state.gradient))
    return tuple(samples)


def awaited(timeline: Timeline, frame: Frame) -> frozenset[str]:
    """Return the names of the leaves that get a gradient after ``frame``."""
    leaves = ((node, timeline.times[key].ran) for key, node in timeline.leaves.items() if key in frame.nodes)
    return frozenset(node.title for node, ran in leaves if ran and ran[-1] > frame.position)


def updates(timeline: Timeline, position: int) -> dict[str, UpdateSample]:
    """Return how every parameter that has been updated at ``position`` was changed."""
    result = {}
    for key in timeline.leaves:
        event = timeline.update_event(key, position)
        change = None if event is None else change_of(event)
        if event is not None and change is not None:
            result[event.variable] = change
    return result
