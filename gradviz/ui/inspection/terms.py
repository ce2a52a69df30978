"""What the inspector says where gradients meet: each term, the edge it came along, and the sum."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.frame import Frame
from gradviz.core.graph import GraphNode, node_of
from gradviz.core.meeting import Meeting, Term, meetings, words_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.ui.inspection.sections import Entry, Held

translate = QCoreApplication.translate


def entries(node: GraphNode, frame: Frame, timeline: Timeline) -> list[Entry]:
    """Return an entry per gradient that comes to a node along an edge, and one for their sum; none for a single one."""
    found = meetings(timeline, node.key, frame.position)
    result: list[Entry] = []
    for meeting in found:
        result += [_term(term, timeline) for term in meeting.terms]
        result.append(_sum(meeting, several=len(found) > 1))
    return result


def _term(term: Term, timeline: Timeline) -> Entry:
    consumer = node_of(timeline.graph, term.edge[1])
    name = translate("InspectorPanel", "from {0}, input {1}").format(consumer.title, term.edge[2])
    place = "" if consumer.line is None else translate("InspectorPanel", "line {0}").format(consumer.line)
    if not term.has_come:
        return Entry(name, place, translate("InspectorPanel", "not yet"), ())
    if term.gradient is None:
        return Entry(name, place, translate("InspectorPanel", "none"), ())
    heading = translate("InspectorPanel", "Gradient from {0}").format(consumer.title)
    return Entry(name, place, _short(term.gradient), (Held(heading, term.gradient),), _role(term.gradient))


def _sum(meeting: Meeting, *, several: bool) -> Entry:
    name = translate("InspectorPanel", "Sum")
    if several:
        name = translate("InspectorPanel", "Sum at output {0}").format(meeting.output)
    arrived = meeting.arrived
    if arrived is None:
        return Entry(name, words_of(meeting), translate("InspectorPanel", "not yet"), ())
    agrees = {
        True: translate("InspectorPanel", "the terms add up to what arrived"),
        False: translate("InspectorPanel", "the terms do not add up to what arrived"),
        None: translate("InspectorPanel", "what arrived"),
    }[meeting.is_sum]
    held = (Held(translate("InspectorPanel", "Gradient that arrived"), arrived),)
    return Entry(name, agrees, _short(arrived), held, _role(arrived))


def _short(gradient: TensorSummary) -> str:
    value = gradient.item()
    return text.number(value) if value is not None else f"‖g‖ {text.number(gradient.norm)}"


def _role(gradient: TensorSummary) -> str:
    return "backward" if gradient.is_finite else "nonfinite"
