"""What the inspector says about a node in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.frame import Frame, NodeFrame, NodeState
from gradviz.core.graph import GraphNode, NodeKind
from gradviz.core.history import update_ratio
from gradviz.core.rules.case import grad_node_of
from gradviz.core.sizes import bytes_of
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import BackwardEvent, UpdateEvent
from gradviz.ui.remarks import cut_sentence, remark


def kind_text(node: GraphNode) -> str:
    """Return what a node stands for."""
    translate = QCoreApplication.translate
    words = {
        NodeKind.GRAD_FN: translate("InspectorPanel", "result of an op"),
        NodeKind.LEAF: translate("InspectorPanel", "leaf"),
        NodeKind.INPUT: translate("InspectorPanel", "input, needs no gradient"),
        NodeKind.OP: translate("InspectorPanel", "not recorded by autograd"),
    }
    kind = words.get(node.kind, node.kind)
    return translate("InspectorPanel", "{0}, root of the backward pass").format(kind) if node.is_root else kind


def state_texts(here: NodeFrame) -> list[str]:
    """Return how far a node has come."""
    translate = QCoreApplication.translate
    words = {
        NodeState.PENDING: translate("InspectorPanel", "not computed yet"),
        NodeState.COMPUTED: translate("InspectorPanel", "computed"),
        NodeState.WAITING: translate("InspectorPanel", "waiting for gradients"),
        NodeState.RUNNING: translate("InspectorPanel", "running now"),
        NodeState.DONE: translate("InspectorPanel", "gradient done"),
        NodeState.UPDATED: translate("InspectorPanel", "updated"),
    }
    state = [words.get(here.state, here.state)]
    if here.expected > 1 or here.state is NodeState.WAITING:
        counted = translate("InspectorPanel", "{0} of {1} gradients arrived")
        state.append(counted.format(here.arrived, here.expected))
    return state


def why_no_gradient(node: GraphNode, frame: Frame, timeline: Timeline) -> str:
    """Return why there is no gradient at the frame's position, or when it will come."""
    translate = QCoreApplication.translate
    if node.kind is NodeKind.INPUT:
        return translate("InspectorPanel", "No gradient: this tensor does not require one.")
    if node.kind is NodeKind.OP:
        unknown = translate("InspectorPanel", "not recorded")
        reason = cut_word(node.cut) if node.cut else unknown
        return translate("InspectorPanel", "No gradient: the path ends here ({0}).").format(reason)
    if not timeline.iteration.backward:
        return translate("InspectorPanel", "No gradient: the program has not called backward.")
    times = timeline.times.get(node.key)
    if times is None or not times.ran:
        return translate("InspectorPanel", "No gradient arrives here in this iteration.")
    here = timeline.pass_at(frame.position)
    ran = () if here is None else tuple(moment for moment in times.ran if here.first < moment <= here.end)
    if here is not None and here.call is not None and not ran:
        return translate("InspectorPanel", "No gradient in backward call {0}: it does not come here.").format(
            here.call + 1
        )
    if ran and ran[0] <= frame.position:
        return translate("InspectorPanel", "None arrived: this output is not part of the loss.")
    return translate("InspectorPanel", "No gradient yet: it arrives in the backward pass.")


def cut_word(reason: str) -> str:
    """Return why the path of a gradient ends, in a word or two."""
    return {"not differentiable": QCoreApplication.translate("InspectorPanel", "not differentiable")}.get(
        reason, reason
    )


def other_outputs(node: GraphNode, frame: Frame, timeline: Timeline) -> str:
    """Return what arrived at each output of an op with several; the map shows the first gradient there is."""
    translate = QCoreApplication.translate
    known = node.id is not None and node.key in timeline.times
    event = timeline.event_of_pass(node.id, frame.position) if known and node.id is not None else None
    if event is None or len(event.grad_outputs) < 2:
        return ""
    none = translate("InspectorPanel", "none")
    norms = [none if grad is None else f"‖g‖ {text.number(grad.norm)}" for grad in event.grad_outputs]
    output = translate("InspectorPanel", "output {0}: {1}")
    return " · ".join(output.format(number, norm) for number, norm in enumerate(norms))


def update_note(update: UpdateEvent) -> str:
    """Return what changed a parameter, and how much it changed beside its size."""
    translate = QCoreApplication.translate
    ratio = update_ratio(update)
    notes = [translate("InspectorPanel", "by {0}").format(update.by)] if update.by else []
    if ratio is not None:
        about = "" if update.before.is_whole else "≈ "
        notes.append(translate("InspectorPanel", "update ÷ value {0}").format(about + text.number(ratio)))
    return " · ".join(notes)


def remarks(node: GraphNode, timeline: Timeline) -> list[str]:
    """Return the sentences that belong to a node: what cannot be seen of it, where it ends a path, who made it."""
    translate = QCoreApplication.translate
    held = grad_node_of(node, timeline)
    event = None if node.event is None else timeline.iteration.forward[node.event]
    said = [] if event is None or event.note is None else [remark(event.note)]
    if held is not None and held.opaque is not None:
        said.append(remark(held.opaque))
    if node.cut is not None:
        said.append(cut_sentence(node.cut))
    if node.made_by is not None and node.is_rerun:
        again = translate(
            "InspectorPanel", "Backward call {0} ran this op again: it had kept only what it started from."
        )
        said.append(again.format(node.made_by + 1))
    elif node.made_by is not None:
        said.append(
            translate("InspectorPanel", "Made by backward call {0}: a part of a gradient's own graph.").format(
                node.made_by + 1
            )
        )
    elif event is not None and event.after:
        said.append(
            translate("InspectorPanel", "It ran after backward call {0}, on a gradient's own graph.").format(
                event.after
            )
        )
    return said


def added_gradient(node: GraphNode, frame: Frame, timeline: Timeline) -> TensorSummary | None:
    """Return what the last backward event added to a leaf's ``.grad``, if something was there before."""
    if node.id is None or node.key not in timeline.times:
        return None
    event = timeline.backward_event(node.id, frame.position)
    if not isinstance(event, BackwardEvent) or event.grad is None:
        return None
    added = next((grad for grad in event.grad_outputs if grad is not None), None)
    return None if added is None or _is_same(added, event.grad) else added


def _is_same(one: TensorSummary, other: TensorSummary) -> bool:
    """Return whether both hold the same elements; NaN is the same as NaN."""
    return one.shape == other.shape and (one.values, one.thumbnail) == (other.values, other.thumbnail)


def size_text(summary: TensorSummary) -> str:
    """Return how much memory the tensor takes, such as ``25.6 kB``."""
    return text.size(bytes_of(summary))
