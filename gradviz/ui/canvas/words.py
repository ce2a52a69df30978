"""What is said about a box or an edge: to those who point at it, and to those who hear the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.core import text
from gradviz.core.frame import NodeFrame, NodeState
from gradviz.core.graph import Box, EdgeKey, GraphNode, NodeKind
from gradviz.core.scopes import LOOP, ROUND
from gradviz.core.tensor import TensorSummary
from gradviz.ui.canvas.measure import box_lines, cut_text, line_text
from gradviz.ui.canvas.tags import tag_sentences
from gradviz.ui.wording import shape


def state_text(frame: NodeFrame) -> str:
    """Return how far a node has come, in words."""
    words = {
        NodeState.PENDING: QCoreApplication.translate("GraphView", "not yet run"),
        NodeState.COMPUTED: QCoreApplication.translate("GraphView", "value computed"),
        NodeState.RUNNING: QCoreApplication.translate("GraphView", "running now"),
        NodeState.DONE: QCoreApplication.translate("GraphView", "gradient done"),
        NodeState.UPDATED: QCoreApplication.translate("GraphView", "updated"),
    }
    if frame.state is NodeState.WAITING:
        arrived = QCoreApplication.translate("GraphView", "{0} of {1} gradients arrived")
        return arrived.format(frame.arrived, frame.expected)
    return words[frame.state]


def bad_words(summary: TensorSummary) -> str:
    """Return how many values are not finite."""
    parts = []
    if summary.nan:
        parts.append(QCoreApplication.translate("GraphView", "{0} NaN").format(summary.nan))
    if summary.inf:
        parts.append(QCoreApplication.translate("GraphView", "{0} infinite").format(summary.inf))
    return ", ".join(parts)


def spoken(node: GraphNode, frame: NodeFrame) -> str:
    """Return the name of a box for assistive tools: ``mm, MmBackward0, line 6, 64×100, gradient done, norm 31.2``."""
    if node.box is not None:
        return _spoken_box(node, node.box, frame)
    parts = [node.title, node.name]
    if node.kind is NodeKind.INPUT:
        parts.append(QCoreApplication.translate("GraphView", "input"))
    elif node.kind is NodeKind.LEAF:
        parts.append(QCoreApplication.translate("GraphView", "leaf"))
    elif node.kind is NodeKind.CHIP:
        parts.append(QCoreApplication.translate("GraphView", "used here too"))
    if node.line is not None:
        parts.append(line_text(node.line))
    if frame.value is not None:
        parts.append(shape(frame.value.shape))
    if node.cut is not None:
        parts.append(_cut(node.cut))
    parts += [state_text(frame), _numbers(frame), *tag_sentences(node)]
    return ", ".join(part for part in parts if part)


def _spoken_box(node: GraphNode, box: Box, frame: NodeFrame) -> str:
    collapsed = QCoreApplication.translate("GraphView", "collapsed")
    parts = [*box_lines(node, box), collapsed, box_state(frame), *flow_lines(frame)]
    return ", ".join(part for part in parts if part)


def box_state(frame: NodeFrame) -> str:
    """Return how far a collapsed scope has come, in words."""
    if frame.state is NodeState.WAITING:
        arrived = QCoreApplication.translate("GraphView", "{0} of {1} nodes have their gradient")
        return arrived.format(frame.arrived, frame.expected)
    return state_text(frame)


def flow_lines(frame: NodeFrame) -> list[str]:
    """Return the norms of the gradients that came into a collapsed scope and left it."""
    lines = []
    if frame.flow is not None and frame.flow.entered is not None:
        came = QCoreApplication.translate("GraphView", "norm of the gradients that came in: {0}")
        lines.append(came.format(text.number(frame.flow.entered)))
    if frame.flow is not None and frame.flow.left is not None:
        left = QCoreApplication.translate("GraphView", "norm of the gradients that left: {0}")
        lines.append(left.format(text.number(frame.flow.left)))
    return lines


def _box_tip(node: GraphNode, box: Box, frame: NodeFrame) -> str:
    title, ops, *parameters = box_lines(node, box)
    lines = [f"{title} · {ops}", " · ".join(part for part in parameters if part), scope_text(box.scope)]
    hint = QCoreApplication.translate("GraphView", "Double-click or Enter expands it.")
    return "\n".join([*lines, box_state(frame), *flow_lines(frame), hint])


def scope_text(scope: str) -> str:
    """Return the path of a scope as it is read: modules by their names, loops and rounds by their numbers."""
    steps = []
    for step in scope.split("."):
        if step.startswith(LOOP):
            steps.append(QCoreApplication.translate("GraphView", "loop, line {0}").format(step[1:]))
        elif step.startswith(ROUND):
            steps.append(QCoreApplication.translate("GraphView", "round {0}").format(int(step[1:]) + 1))
        else:
            steps.append(step)
    return " › ".join(steps)


def _numbers(frame: NodeFrame) -> str:
    shown = frame.gradient if frame.gradient is not None else frame.value
    if shown is None:
        return ""
    if not shown.is_finite:
        return bad_words(shown)
    value = shown.item()
    if value is not None:
        return text.number(value)
    return QCoreApplication.translate("GraphView", "norm {0}").format(text.number(shown.norm))


def _cut(reason: str) -> str:
    return QCoreApplication.translate("GraphView", "gradient path cut: {0}").format(cut_text(reason))


def node_tip(node: GraphNode, frame: NodeFrame) -> str:
    """Return everything known of a node, with exact numbers."""
    if node.box is not None:
        return _box_tip(node, node.box, frame)
    lines = [" · ".join(part for part in (node.title, node.name) if part)]
    place = [node.variable or "", "" if node.line is None else line_text(node.line), node.scope]
    lines.append(" · ".join(part for part in place if part))
    lines.append(state_text(frame))
    if node.cut is not None:
        lines.append(_cut(node.cut))
    lines += tag_sentences(node)
    if frame.value is not None:
        lines += ["", QCoreApplication.translate("GraphView", "value"), *_exact(frame.value)]
    if frame.gradient is not None:
        lines += ["", QCoreApplication.translate("GraphView", "gradient"), *_exact(frame.gradient)]
    return "\n".join(line for i, line in enumerate(lines) if line or i > 1)


def edge_tip(edge: EdgeKey, names: tuple[str, str], gradient: TensorSummary | None, *, cut: str | None) -> str:
    """Return everything known of an edge: ``names`` are the titles of its producer and consumer."""
    place = QCoreApplication.translate("GraphView", "{0} → {1}, input {2}").format(*names, edge[2])
    if gradient is not None:
        return "\n".join([place, QCoreApplication.translate("GraphView", "gradient"), *_exact(gradient)])
    if cut is not None:
        return f"{place}\n{_cut(cut)}"
    return place


def _exact(summary: TensorSummary) -> list[str]:
    lines = [f"{shape(summary.shape)} {summary.dtype} {summary.device}"]
    value = summary.item()
    if value is not None:
        lines.append(repr(value))
        return lines
    for name, number in (
        (QCoreApplication.translate("GraphView", "min"), summary.min),
        (QCoreApplication.translate("GraphView", "max"), summary.max),
        (QCoreApplication.translate("GraphView", "mean"), summary.mean),
        (QCoreApplication.translate("GraphView", "norm"), summary.norm),
    ):
        if number is not None:
            lines.append(f"{name} {number!r}")
    if not summary.is_finite:
        lines.append(bad_words(summary))
    return lines
