"""The timeline of an iteration that goes on while it is looked at: what is known of its past is kept."""

from __future__ import annotations

from dataclasses import replace

from gradviz.core.finite import not_finite
from gradviz.core.graph import grad_key
from gradviz.core.timeline import NodeTimes, Timeline
from gradviz.core.trace import BackwardEvent, Iteration


def grown(timeline: Timeline, iteration: Iteration) -> Timeline:
    """Return the timeline of ``iteration``: the same one as that of ``timeline``, with more events.

    Where the new events are nodes that ran, at the end, this takes a time of their number alone; else it is made anew.
    """
    longer = Timeline(iteration, timeline.graph)
    length = len(timeline)
    added = longer.events[length:]
    if not _goes_on(timeline, longer) or not all(isinstance(event, BackwardEvent) for event in added):
        return longer
    times, changing = dict(timeline.times), dict(timeline.changing)
    for position, event in enumerate(added, start=length + 1):
        if isinstance(event, BackwardEvent):
            for key, moments in _after(longer, times, grad_key(event.node), position).items():
                for moment in _moments(moments) - _moments(times[key]):
                    changing[moment] = (*changing.get(moment, ()), key)
                times[key] = moments
    # They are what `Timeline` would compute when asked.
    found = (*timeline.not_finite, *not_finite(added, iteration.tensors, length))
    known = {"times": times, "changing": changing, "not_finite": found}
    longer.__dict__.update(known, forward_positions=timeline.forward_positions)
    return longer


def _goes_on(old: Timeline, new: Timeline) -> bool:
    """Return whether all that has happened in ``old`` has happened in ``new``, and no node came into being since."""
    is_made_meanwhile = any(node.made_by is not None for node in new.iteration.nodes)
    return not is_made_meanwhile and new.events[: len(old)] == old.events


def _after(timeline: Timeline, times: dict[str, NodeTimes], key: str, position: int) -> dict[str, NodeTimes]:
    """Return the times that are others when the node ``key`` has run at ``position``: its own, and its receivers'."""
    graph = timeline.graph
    ran = (*times[key].ran, position)
    arrivals = [moment for _, target, _ in graph.out_edges(key, keys=True) for moment in times[target].ran]
    changed = {key: replace(times[key], ran=ran, arrivals=tuple(sorted(arrivals)))}
    for source, _, _ in graph.in_edges(key, keys=True):
        known = changed.get(source, times[source])
        if known.ran:
            changed[source] = replace(known, arrivals=(*known.arrivals, position))
    return changed


def _moments(times: NodeTimes) -> set[int]:
    return {times.computed, *times.ran, *times.arrivals, *times.updated}
