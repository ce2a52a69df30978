"""The lists of the inspector: what a node sent, its hooks, its backward calls, its kin, what it saved."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.edits import EDITED
from gradviz.core.frame import Frame
from gradviz.core.graph import GraphNode, NodeKind, grad_key, node_of
from gradviz.core.rules.case import grad_node_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import BackwardEvent, GradNode, HookCall
from gradviz.ui.inspection.sections import Entry, Held, Row
from gradviz.ui.inspection.words import size_text
from gradviz.ui.wording import shape

translate = QCoreApplication.translate


def sent_rows(node: GraphNode, frame: Frame, timeline: Timeline) -> list[Row]:
    """Return a row per gradient that the node sends, or will send; it leads to the receiver."""
    graph = timeline.graph
    rows = []
    for source, target, port in sorted(graph.in_edges(node.key, keys=True), key=lambda edge: edge[2]):
        producer = node_of(graph, source)
        if producer.kind not in (NodeKind.GRAD_FN, NodeKind.LEAF):
            continue
        gradient = frame.edges.get((source, target, port))
        name = f"→ {producer.title}.grad" if producer.kind is NodeKind.LEAF else f"→ {producer.title}"
        size = "" if gradient is None else shape(gradient.shape)
        rows.append(Row(source, name, size, _norm(gradient), _role(gradient)))
    return rows


def _norm(gradient: TensorSummary | None) -> str:
    if gradient is None:
        return translate("InspectorPanel", "not yet")
    return f"‖g‖ {text.number(gradient.norm)}"


def _role(gradient: TensorSummary | None) -> str:
    return "muted" if gradient is None else "backward" if gradient.is_finite else "nonfinite"


def hook_entries(node: GraphNode, frame: Frame, timeline: Timeline) -> list[Entry]:
    """Return an entry per hook on the node's tensor: those that ran in their order, then those that have not."""
    held = grad_node_of(node, timeline)
    if held is None or not (held.hooks or any(event.hooks for event in _events_of(held.id, timeline))):
        return []
    event = timeline.backward_event(held.id, frame.position)
    ran = () if event is None else event.hooks
    entries = [_hook_entry(number, hook) for number, hook in enumerate(ran, start=1)]
    waiting = list(held.hooks)
    for hook in ran:
        if hook.name in waiting:
            waiting.remove(hook.name)
    later = (
        translate("InspectorPanel", "registered") if event is not None else translate("InspectorPanel", "not run yet")
    )
    return entries + [Entry(name, later, "", ()) for name in waiting]


def _hook_entry(number: int, hook: HookCall) -> Entry:
    before, after = _short(hook.before), _short(hook.after)
    called = translate("InspectorPanel", "edited by you") if hook.name == EDITED else hook.name
    given = Held(translate("InspectorPanel", "Before {0}").format(called), hook.before)
    name = f"{number}. {called}"
    if hook.after is None:
        return Entry(name, translate("InspectorPanel", "left it as it was"), before, (given,))
    made = Held(translate("InspectorPanel", "After {0}").format(called), hook.after)
    role = "backward" if hook.after.is_finite else "nonfinite"
    return Entry(name, translate("InspectorPanel", "changed it"), _joined(before, after), (given, made), role)


def _joined(before: str, after: str) -> str:
    """Return ``‖g‖ 1 → 2`` for two norms."""
    return f"{before} → {after.removeprefix('‖g‖ ') if before.startswith('‖g‖ ') else after}"


def _short(gradient: TensorSummary | None) -> str:
    if gradient is None:
        return translate("InspectorPanel", "none")
    value = gradient.item()
    return text.number(value) if value is not None else f"‖g‖ {text.number(gradient.norm)}"


def _events_of(number: int, timeline: Timeline) -> list[BackwardEvent]:
    found = (timeline.event_at(position) for position in timeline.times[grad_key(number)].ran)
    return [event for event in found if isinstance(event, BackwardEvent)]


def call_rows(node: GraphNode, frame: Frame, timeline: Timeline) -> list[Row]:
    """Return a row per time that the node ran, if there are several backward calls; it leads to that position."""
    if node.id is None or len(timeline.iteration.calls) < 2:
        return []
    calls = timeline.iteration.calls
    rows = []
    for position in timeline.times[node.key].ran:
        event = timeline.event_at(position)
        if not isinstance(event, BackwardEvent):
            continue
        call = calls[event.call] if event.call < len(calls) else None
        facts = [] if call is None else [f"{call.function}()"]
        if call is not None and call.creates_graph:
            facts.append("create_graph")
        if call is not None and call.node is not None:
            facts.append(translate("InspectorPanel", "inside {0}").format(_title(timeline, call.node)))
        grad = next((grad for grad in event.grad_outputs if grad is not None), None)
        name = translate("InspectorPanel", "Backward call {0}").format(event.call + 1)
        later = position > frame.position
        number = translate("InspectorPanel", "not yet") if later else _short(grad)
        rows.append(Row(str(position), name, " · ".join(facts), number, "muted" if later else _role(grad)))
    return rows


def kin_rows(node: GraphNode, timeline: Timeline) -> list[Row]:
    """Return rows that lead from a node to those that its derivative is made of, and back."""
    if node.id is None:
        return []
    rows = []
    if node.maker is not None:
        maker = translate("InspectorPanel", "made while this ran")
        rows.append(Row(grad_key(node.maker), f"← {_title(timeline, node.maker)}", maker))
    made = [other for other in timeline.iteration.nodes if other.maker == node.id]
    part = translate("InspectorPanel", "part of its derivative, call {0}")
    rows += [Row(grad_key(o.id), f"→ {_title(timeline, o.id)}", part.format((o.made_by or 0) + 1)) for o in made]
    return rows + _passes_inside(node, timeline)


def _passes_inside(node: GraphNode, timeline: Timeline) -> list[Row]:
    """Return rows that lead from a node to the backward call that it started, and back."""
    starts = translate("InspectorPanel", "starts backward call {0}")
    started = translate("InspectorPanel", "starts this backward call")
    rows = []
    for number, call in enumerate(timeline.iteration.calls, start=1):
        if call.node is None:
            continue
        if call.node == node.id:
            rows += [Row(grad_key(root), f"→ {_title(timeline, root)}", starts.format(number)) for root in call.roots]
        elif node.id in call.roots:
            rows.append(Row(grad_key(call.node), f"← {_title(timeline, call.node)}", started))
    return rows


def _title(timeline: Timeline, number: int) -> str:
    node = node_of(timeline.graph, grad_key(number))
    return f"{node.title} ({node.name})" if node.name and node.name != node.title else node.title


def saved_entries(held: GradNode, timeline: Timeline) -> list[Entry]:
    """Return an entry per tensor that a node saved."""
    entries = []
    for name, number in held.saved.items():
        summary = timeline.iteration.tensors.get(number)
        detail = translate("InspectorPanel", "not recorded")
        if summary is not None:
            detail = f"{shape(summary.shape)} {text.dtype(summary.dtype)}"
        entries.append(Entry(name, detail, "" if summary is None else size_text(summary), (Held(name, summary),)))
    return entries
