"""The inspector: everything about the selected node at the current position."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.frame import Frame, NodeFrame, NodeState
from gradviz.core.graph import GraphNode, NodeKind
from gradviz.core.place import Part
from gradviz.core.rules.case import grad_node_of
from gradviz.core.spent import Spent, spent_at
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.ui.inspection import rows, terms, words
from gradviz.ui.inspection.excerpt import Excerpt
from gradviz.ui.inspection.header import Header
from gradviz.ui.inspection.inside import Inside
from gradviz.ui.inspection.notes import Notes
from gradviz.ui.inspection.sections import RowList, TensorRows
from gradviz.ui.inspection.whatif import WhatIf
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.rule_card import RuleCard
from gradviz.ui.widgets.tensor_view import TensorView
from gradviz.ui.widgets.tint import scale_text, tint

_NOTHING = NodeFrame(NodeState.PENDING)


class InspectorPanel(QWidget):
    """One node: its value, its gradient, the gradients it sends, what it saved, and its line of code.

    Only what has happened at the frame's position is shown; of the rest it says when it will be there.
    """

    line_requested = Signal(int)
    file_requested = Signal(str, int)
    """A line of another file than the program's."""
    node_requested = Signal(str)
    position_requested = Signal(int)
    inside_requested = Signal()
    """To run again, and to record the aten ops inside of ops."""
    part_wanted = Signal(object, object)
    """The summary of a tensor, and the part of it whose elements are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[GraphNode, Frame, Timeline] | None = None
        self.header = Header()
        self.notes = Notes()
        self.rule = RuleCard()
        self.code = Excerpt()
        self.value = TensorView("forward")
        self.after = TensorView("update")
        self.gradient = TensorView("backward")
        self.added = TensorView("backward")
        self.met = TensorRows("backward")
        self.whatif = WhatIf()
        self.hooks = TensorRows("backward", 2)
        self.sent = RowList()
        self.calls = RowList()
        self.kin = RowList()
        self.saved = TensorRows("forward")
        self.inside = Inside()
        self._can_run = True
        self._empty = QLabel()
        self._full = QWidget()
        self._stack = QStackedLayout()
        self._scroll = QScrollArea()
        self._arrange()
        self.header.line_requested.connect(self.line_requested)
        self.header.file_requested.connect(self.file_requested)
        self.value.map.cells.cursor_moved.connect(self._choose_element)
        self.sent.chosen.connect(self.node_requested)
        self.kin.chosen.connect(self.node_requested)
        self.inside.requested.connect(self.inside_requested)
        self.calls.chosen.connect(lambda position: self.position_requested.emit(int(position)))
        for view in (self.value, self.after, self.gradient, self.added, self.met, self.saved):
            view.part_wanted.connect(self.part_wanted)
        self.set_theme(LIGHT)
        self._retranslate()

    def _arrange(self) -> None:
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._full)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._stack)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(_rule())
        column.addWidget(self._body(), 1)

    def _body(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(12)
        for widget in (self.notes, self.rule, self.code, self.value, self.after, self.gradient, self.added):
            column.addWidget(widget)
        for section in (self.met, self.whatif, self.hooks, self.sent, self.calls, self.kin, self.saved, self.inside):
            column.addWidget(section)
        column.addStretch(1)
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self._scroll

    # What is shown

    def show_node(self, node: GraphNode | None, frame: Frame | None, timeline: Timeline | None) -> None:
        """Show ``node`` at ``frame`` of ``timeline``; without one of them, say what would appear here."""
        before = self._shown
        if node is None or frame is None or timeline is None:
            self._shown = None
        elif before is not None and before[0] is node and before[1] is frame and before[2] is timeline:
            return
        else:
            self._shown = (node, frame, timeline)
        if before is not None and self._shown is not None and before[0].key != self._shown[0].key:
            self._scroll.verticalScrollBar().setValue(0)
            self.saved.close_all()
            self.hooks.close_all()
            self.met.close_all()
        self._refresh()

    def set_elements(self, can_be_had: bool) -> None:
        """Say whether all elements of large tensors can be had."""
        for view in (self.value, self.after, self.gradient, self.added, self.met, self.saved):
            view.set_elements(can_be_had)

    def show_part(self, summary: TensorSummary, part: Part, values: Array | None, reason: str) -> None:
        """Hand elements, or ``reason`` why there are none, to the view that wanted them."""
        for view in (self.value, self.after, self.gradient, self.added, *self.met.opened, *self.saved.opened):
            view.show_part(summary, part, values, reason)

    def set_source(self, source: str, files: Mapping[str, str] | None = None) -> None:
        """Take the lines of code from ``source``, the text of the program that ran, and from other ``files``."""
        if self.code.set_texts(source, files or {}):
            self._refresh()

    def set_can_run(self, can_run: bool) -> None:
        """Offer to run the program again, or not: its text is another one now."""
        if can_run != self._can_run:
            self._can_run = can_run
            self._refresh()

    def empty_text(self) -> str:
        """Return the sentence that is shown without a node; empty with one."""
        return "" if self._shown is not None else self._empty.text()

    def _refresh(self) -> None:
        if self._shown is None:
            self._stack.setCurrentWidget(self._empty)
            return
        node, frame, timeline = self._shown
        here = frame.nodes.get(node.key, _NOTHING)
        is_known = node.key in timeline.times
        spent = spent_at(timeline, node.key, frame.position) if is_known else Spent(None, None)
        self.header.show_node(node, here, spent)
        self.notes.show_sentences(words.remarks(node, timeline))
        self.rule.show_node(node, frame, timeline)
        self.code.show_line_of(node)
        self._show_value(node, here, frame, timeline)
        self._show_gradient(node, here, frame, timeline)
        self.whatif.show_leaf(node, timeline)
        self._show_lists(node, frame, timeline)
        self._show_saved(node, here, timeline)
        self._stack.setCurrentWidget(self._full)

    def _show_value(self, node: GraphNode, here: NodeFrame, frame: Frame, timeline: Timeline) -> None:
        update = timeline.update_event(node.key, frame.position) if node.key in timeline.times else None
        self.after.setVisible(update is not None)
        if update is None:
            sentence = self.tr("Its value was not recorded.")
            if here.state is NodeState.PENDING:
                sentence = self.tr("Not computed yet: the forward pass has not come to it.")
            self.value.show_summary(self.tr("Value"), here.value, sentence)
            return
        self.value.show_summary(self.tr("Value before the update"), update.before)
        self.after.show_summary(self.tr("Value after the update"), update.after, note=words.update_note(update))

    def _show_gradient(self, node: GraphNode, here: NodeFrame, frame: Frame, timeline: Timeline) -> None:
        leaf = node.kind is NodeKind.LEAF
        heading = self.tr("{0}.grad").format(node.title) if leaf else self.tr("Gradient that arrived")
        sentence = words.why_no_gradient(node, frame, timeline)
        self.gradient.show_summary(heading, here.gradient, sentence, words.other_outputs(node, frame, timeline))
        added = words.added_gradient(node, frame, timeline) if leaf else None
        self.added.setVisible(added is not None)
        if added is not None:
            self.added.show_summary(self.tr("What was added to it last"), added)

    def _show_lists(self, node: GraphNode, frame: Frame, timeline: Timeline) -> None:
        if node.key not in timeline.graph:
            for section in (self.met, self.hooks, self.sent, self.calls, self.kin, self.inside):
                section.hide()
            return
        self.inside.show_node(node, frame, timeline, can_run=self._can_run)
        nothing = ""
        sent = []
        if node.kind is NodeKind.GRAD_FN:
            sent = rows.sent_rows(node, frame, timeline)
            nothing = self.tr("Nothing: no input of this op needs a gradient.")
        self.sent.show_rows(self.tr("Gradients sent"), sent, nothing)
        self.met.show_entries(self.tr("Gradients that meet here"), terms.entries(node, frame, timeline))
        self.hooks.show_entries(self.tr("Hooks of the program"), rows.hook_entries(node, frame, timeline))
        self.calls.show_rows(self.tr("Ran in"), rows.call_rows(node, frame, timeline))
        self.kin.show_rows(self.tr("Belongs to"), rows.kin_rows(node, timeline))

    def _show_saved(self, node: GraphNode, here: NodeFrame, timeline: Timeline) -> None:
        held = grad_node_of(node, timeline)
        if held is None or held.is_leaf:
            self.saved.hide()
            return
        pending = here.state is NodeState.PENDING
        nothing = self.tr("Nothing: its derivative needs no tensor.")
        if pending:
            nothing = self.tr("Not saved yet: the op has not run.")
        entries = [] if pending else rows.saved_entries(held, timeline)
        self.saved.show_entries(self.tr("Saved for the backward pass"), entries, nothing)

    def _choose_element(self) -> None:
        self.whatif.choose_cell(self.value.map.cells.cursor_element)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        for view in (self.header, self.notes, self.rule, self.code, self.value, self.after, self.gradient, self.added):
            view.set_theme(theme)
        for section in (self.met, self.whatif, self.hooks, self.sent, self.calls, self.kin, self.saved, self.inside):
            section.set_theme(theme)
        tint(self._empty, theme.color("muted"))
        self._refresh()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        self.code.set_size(self.font().pointSizeF())

    def _retranslate(self) -> None:
        self._empty.setText(
            self.tr("Select a node of the graph: its value, its gradient and what it saved will appear here.")
        )
        self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _rule() -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFrameShadow(QFrame.Shadow.Plain)
    rule.setForegroundRole(rule.palette().ColorRole.Mid)
    return rule
