"""Where gradients meet: the terms that came to a node along its edges, and what torch made of them: their sum."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradviz.core import text
from gradviz.core.graph import EdgeKey, GraphNode, node_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import BackwardEvent

Floats = NDArray[np.float64]

_EPS = {"float64": 2.0**-52, "complex128": 2.0**-52, "float16": 2.0**-10, "bfloat16": 2.0**-7}
_EPS_USUAL = 2.0**-23


class Term(NamedTuple):
    """What came along ``edge``; ``None``: it is still to come. ``has_come`` is true of one that brought no gradient."""

    edge: EdgeKey
    gradient: TensorSummary | None
    has_come: bool


class Meeting(NamedTuple):
    """The terms of output number ``output`` of a node, in the order in which they come.

    ``arrived`` is torch's sum, what the node was run with; ``None`` before it runs. ``is_sum`` tells whether the terms,
    added up here, are what arrived, up to rounding; ``None`` where that cannot be said: not all has come, values that
    are not here, or a hook that changed the sum first.
    """

    output: int
    terms: tuple[Term, ...]
    arrived: TensorSummary | None
    is_sum: bool | None


def meetings(timeline: Timeline, key: str, position: int) -> tuple[Meeting, ...]:
    """Return a meeting for each output of a node to which several gradients come in the backward call at hand."""
    node = node_of(timeline.graph, key)
    turn = _turn(timeline, key, position)
    if node.id is None or turn is None:
        return ()
    terms = _terms(timeline, node, turn, position)
    event = timeline.event_at(turn[1]) if turn[1] <= position else None
    return tuple(
        _meeting(output, terms[output], event if isinstance(event, BackwardEvent) else None, node)
        for output in sorted(terms)
        if len(terms[output]) > 1
    )


def words_of(meeting: Meeting) -> str:
    """Return the sum as it is read: ``1.5 + 3 = 4.5`` of scalars, of others how many terms and the norm."""
    come = [term for term in meeting.terms if term.gradient is not None or not term.has_come]
    values = [None if term.gradient is None else term.gradient.item() for term in come]
    total = meeting.arrived
    is_scalar = all(term.gradient is None or value is not None for term, value in zip(come, values, strict=True))
    if is_scalar and len(come) <= _MOST_TERMS and (total is None or total.item() is not None):
        written = " + ".join("?" if value is None else _signed(value) for value in values)
        return f"{written} = {'?' if total is None else text.number(total.item())}"
    here = sum(term.has_come for term in meeting.terms)
    if total is None:
        return f"Σ {here}/{len(meeting.terms)}"
    shown = total.item()
    return (
        f"Σ {len(come)} = {text.number(shown)}"
        if shown is not None
        else f"Σ {len(come)}: ‖g‖ {text.number(total.norm)}"
    )


_MOST_TERMS = 4


def _signed(value: float) -> str:
    return f"({text.number(value)})" if value < 0 else text.number(value)


def _turn(timeline: Timeline, key: str, position: int) -> tuple[int, int] | None:
    """Return the positions between which the gradients of the node's turn at hand come: from, and its own run."""
    here, times = timeline.pass_at(position), timeline.times.get(key)
    if here is None or times is None:
        return None
    ran = times.ran[bisect_right(times.ran, here.first) : bisect_right(times.ran, here.end)]
    if not ran:
        return None
    number = min(bisect_left(ran, position), len(ran) - 1)
    # A node that has run stays what it is until something new comes to it.
    if number and bisect_right(times.arrivals, position) == bisect_right(times.arrivals, ran[number - 1]):
        number -= 1
    return (ran[number - 1] if number else here.first), ran[number]


def _terms(timeline: Timeline, node: GraphNode, turn: tuple[int, int], position: int) -> dict[int, list[Term]]:
    first, last = turn
    found: list[tuple[int, int, Term]] = []
    for edge in timeline.graph.out_edges(node.key, keys=True):
        consumer = node_of(timeline.graph, edge[1])
        after = () if consumer.id is None else timeline.iteration.nodes[consumer.id].next
        if edge[2] >= len(after) or after[edge[2]][0] != node.id:
            continue
        ran = timeline.times[edge[1]].ran
        moments = ran[bisect_right(ran, first) : bisect_right(ran, last)]
        found += [(moment, after[edge[2]][1], _term(timeline, edge, moment, position)) for moment in moments]
    terms: dict[int, list[Term]] = {}
    for _, output, term in sorted(found, key=lambda item: item[0]):
        terms.setdefault(output, []).append(term)
    return terms


def _term(timeline: Timeline, edge: EdgeKey, moment: int, position: int) -> Term:
    event = timeline.event_at(moment) if moment <= position else None
    if not isinstance(event, BackwardEvent):
        return Term(edge, None, has_come=False)
    gradient = event.grad_inputs[edge[2]] if edge[2] < len(event.grad_inputs) else None
    return Term(edge, gradient, has_come=True)


def _meeting(output: int, terms: list[Term], event: BackwardEvent | None, node: GraphNode) -> Meeting:
    arrived = None
    if event is not None and output < len(event.grad_outputs):
        arrived = event.grad_outputs[output]
    before = arrived
    if event is not None and event.hooks:
        # The sum is what the first hook saw; of which output that was is only known where there is one.
        before = event.hooks[0].before if len(event.grad_outputs) == 1 else None
    # A gradient that backward was given for a root is one more term, which comes along no edge.
    is_sum = None if before is None or node.is_root else _is_sum(terms, before)
    return Meeting(output, tuple(terms), arrived, is_sum)


def _is_sum(terms: list[Term], arrived: TensorSummary) -> bool | None:
    held = [term.gradient for term in terms if term.gradient is not None]
    parts = [_elements(gradient) for gradient in held]
    total = _elements(arrived)
    if total is None or any(part is None or part.shape != total.shape for part in parts):
        return None
    known = [part for part in parts if part is not None]
    with np.errstate(invalid="ignore"):
        added = np.sum(known, axis=0)
    scale = float(np.max([np.abs(part[np.isfinite(part)]).max(initial=0.0) for part in (*known, total)], initial=0.0))
    slack = 4 * len(known) * _EPS.get(arrived.dtype, _EPS_USUAL) * scale
    return bool(np.allclose(added, total, rtol=0.0, atol=slack, equal_nan=True))


def _elements(summary: TensorSummary) -> Floats | None:
    """Return the elements that are here: of large tensors some rows and columns, of tensors of one shape the same."""
    return None if summary.is_complex else summary.matrix()
