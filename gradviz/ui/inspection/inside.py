"""The aten ops inside of an op and of its node: a list, or a button that has them recorded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy
from typing_extensions import override

from gradviz.core.frame import Frame
from gradviz.core.graph import GraphNode, NodeKind
from gradviz.core.timeline import Timeline
from gradviz.core.trace import AtenOp
from gradviz.ui.inspection.sections import Section
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.tint import tint
from gradviz.ui.wording import shape

translate = QCoreApplication.translate

_MOST = 60
"""Ops that are listed; of more their number is told."""


class Inside(Section):
    """Lists the aten ops that ran forward and backward; where they were not recorded it offers to run again."""

    requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.forward, self.backward = QLabel(), QLabel()
        self.button = QPushButton()
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.requested)
        for label in (self.forward, self.backward):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self.column.addWidget(label)
        self.column.addWidget(self.button)

    def show_node(self, node: GraphNode, frame: Frame, timeline: Timeline, *, can_run: bool) -> None:
        """Show what ran inside of ``node`` up to the frame's position; ``can_run``: whether a run can be offered."""
        is_op = node.kind in (NodeKind.GRAD_FN, NodeKind.OP) and (node.event is not None or node.id is not None)
        known = timeline.iteration.has_aten
        self.setVisible(is_op and (known or can_run))
        if self.isHidden():
            return
        self.button.setVisible(not known)
        self.button.setText(translate("InspectorPanel", "Look inside"))
        self.button.setToolTip(
            translate("InspectorPanel", "Runs the program again and records the ops inside of its ops")
        )
        self.button.setAccessibleDescription(self.button.toolTip())
        forward, backward = _forward(node, frame, timeline), _backward(node, frame, timeline)
        self.set_heading(_heading(len(forward) + len(backward)) if known else translate("InspectorPanel", "Inside"))
        _show(self.forward, translate("InspectorPanel", "forward"), forward)
        _show(self.backward, translate("InspectorPanel", "backward"), backward)
        nothing = translate("InspectorPanel", "None has run yet.") if known and not (forward or backward) else ""
        self.say(nothing)

    def text(self) -> str:
        """Return what is listed."""
        return "\n".join(label.text() for label in (self.forward, self.backward) if not label.isHidden())

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        tint(self.forward, theme.color("forward"))
        tint(self.backward, theme.color("backward"))


def _heading(count: int) -> str:
    return translate("InspectorPanel", "Inside: {0} aten ops").format(count)


def _forward(node: GraphNode, frame: Frame, timeline: Timeline) -> Sequence[AtenOp]:
    if node.event is None or timeline.forward_positions[node.event] > frame.position:
        return ()
    event = timeline.iteration.forward[node.event]
    # Of an op that made several nodes, the ops inside belong to all of them: they are told once, at its own node.
    return event.inside if node.id is None or event.nodes[-1:] == (node.id,) else ()


def _backward(node: GraphNode, frame: Frame, timeline: Timeline) -> Sequence[AtenOp]:
    event = None if node.id is None else timeline.event_of_pass(node.id, frame.position)
    return () if event is None else event.inside


def _show(label: QLabel, heading: str, ops: Sequence[AtenOp]) -> None:
    label.setVisible(bool(ops))
    lines = [_line(op) for op in ops[:_MOST]]
    if len(ops) > _MOST:
        lines.append(translate("InspectorPanel", "… and {0} more").format(len(ops) - _MOST))
    label.setText("\n".join([heading, *(f"   {line}" for line in lines)]))


def _line(op: AtenOp) -> str:
    """Return ``addmm (5, 64×4, 4×5) → 64×5``."""
    given, made = (", ".join(map(shape, sizes)) for sizes in (op.inputs, op.outputs))
    return f"{op.name} ({given})" + (f" → {made}" if made else "")
