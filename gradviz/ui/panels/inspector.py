"""The inspector: everything about the selected node at the current position."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core import text
from gradviz.core.frame import Frame, NodeFrame, NodeState
from gradviz.core.graph import GraphNode, NodeKind, node_of
from gradviz.core.history import update_ratio
from gradviz.core.place import Part
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import BackwardEvent, GradNode
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.row_button import RowButton
from gradviz.ui.widgets.rule_card import RuleCard
from gradviz.ui.widgets.tensor_view import TensorView
from gradviz.ui.widgets.tint import join_text, scale_text, tint
from gradviz.ui.wording import shape

_Row = tuple[str, str, str, str, str]
"""Key of the node, name, detail, number, role of the number's colour."""

_NOTHING = NodeFrame(NodeState.PENDING)

_ITEM_BYTES = {
    "bool": 1, "uint8": 1, "int8": 1, "float16": 2, "bfloat16": 2, "int16": 2, "uint16": 2, "float32": 4, "int32": 4,
    "uint32": 4, "float64": 8, "int64": 8, "uint64": 8, "complex32": 4, "complex64": 8, "complex128": 16,
}  # fmt: skip


class InspectorPanel(QWidget):
    """One node: its value, its gradient, the gradients it sends, what it saved, and its line of code.

    Only what has happened at the frame's position is shown; of the rest it says when it will be there.
    """

    line_requested = Signal(int)
    node_requested = Signal(str)
    part_wanted = Signal(object, object)
    """The summary of a tensor, and the part of it whose elements are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._lines: list[str] = []
        self._shown: tuple[GraphNode, Frame, Timeline] | None = None
        self.title = ElidedLabel()
        self.name = ElidedLabel()
        self.line = QPushButton()
        self.facts = QLabel()
        self.rule = RuleCard()
        self.value = TensorView("forward")
        self.after = TensorView("update")
        self.gradient = TensorView("backward")
        self.added = TensorView("backward")
        self.sent = _Rows()
        self.saved = _Saved()
        self.code = QLabel()
        self._empty = QLabel()
        self._full = QWidget()
        self._stack = QStackedLayout()
        self._scroll = QScrollArea()
        self._arrange()
        self.line.clicked.connect(self._ask_line)
        self.sent.chosen.connect(self.node_requested)
        for view in (self.value, self.after, self.gradient, self.added, self.saved):
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
        column.addLayout(self._header())
        column.addWidget(_rule())
        column.addWidget(self._body(), 1)

    def _header(self) -> QVBoxLayout:
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.line.setFlat(True)
        self.line.setCursor(Qt.CursorShape.PointingHandCursor)
        self.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.name, 1)
        top.addWidget(self.line)
        header = QVBoxLayout()
        header.setContentsMargins(14, 8, 14, 8)
        header.setSpacing(2)
        header.addLayout(top)
        header.addWidget(self.facts)
        return header

    def _body(self) -> QScrollArea:
        self.code.setWordWrap(True)
        self.code.setTextFormat(Qt.TextFormat.RichText)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        # A long word of the line must not push what is below out of the panel.
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(12)
        for widget in (self.rule, self.code, self.value, self.after, self.gradient, self.added, self.sent, self.saved):
            self._column.addWidget(widget)
        self._column.addStretch(1)
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
        else:
            self._shown = (node, frame, timeline)
        if before is not None and self._shown is not None and before[0].key != self._shown[0].key:
            self._scroll.verticalScrollBar().setValue(0)
            self.saved.close_all()
        self._refresh()

    def set_elements(self, can_be_had: bool) -> None:
        """Say whether all elements of large tensors can be had."""
        for view in (self.value, self.after, self.gradient, self.added, self.saved):
            view.set_elements(can_be_had)

    def show_part(self, summary: TensorSummary, part: Part, values: Array | None, reason: str) -> None:
        """Hand elements, or ``reason`` why there are none, to the view that wanted them."""
        for view in (self.value, self.after, self.gradient, self.added, *self.saved.views):
            view.show_part(summary, part, values, reason)

    def set_source(self, source: str) -> None:
        """Take the lines of code from ``source``, the text of the program that ran."""
        self._lines = source.splitlines()
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
        self._show_header(node, here)
        self.rule.show_node(node, frame, timeline)
        self._show_code(node)
        self._show_value(node, here, frame, timeline)
        self._show_gradient(node, here, frame, timeline)
        self._show_sent(node, frame, timeline)
        self._show_saved(node, here, timeline)
        self._stack.setCurrentWidget(self._full)

    def _show_header(self, node: GraphNode, here: NodeFrame) -> None:
        self.title.set_text(node.title)
        names = [node.name, node.variable if node.variable != node.title else None, node.scope]
        self.name.set_text(" · ".join(name for name in names if name))
        self.line.setVisible(node.line is not None)
        if node.line is not None:
            self.line.setText(self.tr("line {0}").format(node.line))
        facts = [self._kind(node)]
        if here.value is not None:
            value = here.value
            facts += [shape(value.shape), text.dtype(value.dtype), value.device]
        facts += self._state(here)
        self.facts.setText(" · ".join(facts))

    def _kind(self, node: GraphNode) -> str:
        words = {
            NodeKind.GRAD_FN: self.tr("result of an op"),
            NodeKind.LEAF: self.tr("leaf"),
            NodeKind.INPUT: self.tr("input, needs no gradient"),
            NodeKind.OP: self.tr("not recorded by autograd"),
        }
        kind = words.get(node.kind, node.kind)
        return self.tr("{0}, root of the backward pass").format(kind) if node.is_root else kind

    def _state(self, here: NodeFrame) -> list[str]:
        words = {
            NodeState.PENDING: self.tr("not computed yet"),
            NodeState.COMPUTED: self.tr("computed"),
            NodeState.WAITING: self.tr("waiting for gradients"),
            NodeState.RUNNING: self.tr("running now"),
            NodeState.DONE: self.tr("gradient done"),
            NodeState.UPDATED: self.tr("updated"),
        }
        state = [words.get(here.state, here.state)]
        if here.expected > 1 or here.state is NodeState.WAITING:
            state.append(self.tr("{0} of {1} gradients arrived").format(here.arrived, here.expected))
        return state

    def _show_code(self, node: GraphNode) -> None:
        known = node.line is not None and 0 < node.line <= len(self._lines)
        self.code.setVisible(known)
        if not known or node.line is None:
            return
        line = self._lines[node.line - 1]
        start, stop = node.columns or (0, 0)
        marked = html.escape(line[start:stop])
        ground, color = self._theme.forward_tint, self._theme.text
        if marked:
            marked = f'<span style="background-color: {ground}; color: {color}; font-weight: 600">{marked}</span>'
        self.code.setText(f"{html.escape(line[:start].lstrip())}{marked}{html.escape(line[stop:])}")
        self.code.setAccessibleName(self.tr("Line {0}: {1}").format(node.line, line.strip()))

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
        ratio = update_ratio(update)
        notes = [self.tr("by {0}").format(update.by)] if update.by else []
        if ratio is not None:
            about = "" if update.before.is_whole else "≈ "
            notes.append(self.tr("update ÷ value {0}").format(about + text.number(ratio)))
        self.after.show_summary(self.tr("Value after the update"), update.after, note=" · ".join(notes))

    def _show_gradient(self, node: GraphNode, here: NodeFrame, frame: Frame, timeline: Timeline) -> None:
        leaf = node.kind is NodeKind.LEAF
        heading = self.tr("{0}.grad").format(node.title) if leaf else self.tr("Gradient that arrived")
        sentence = self._why_no_gradient(node, frame, timeline)
        self.gradient.show_summary(heading, here.gradient, sentence, self._other_outputs(node, frame, timeline))
        added = _added(node, frame, timeline) if leaf else None
        self.added.setVisible(added is not None)
        if added is not None:
            self.added.show_summary(self.tr("What was added to it last"), added)

    def _other_outputs(self, node: GraphNode, frame: Frame, timeline: Timeline) -> str:
        """Return what arrived at each output of an op with several; the map shows the first gradient there is."""
        known = node.id is not None and node.key in timeline.times
        event = timeline.backward_event(node.id, frame.position) if known and node.id is not None else None
        if event is None or len(event.grad_outputs) < 2:
            return ""
        norms = [self.tr("none") if grad is None else f"‖g‖ {text.number(grad.norm)}" for grad in event.grad_outputs]
        return " · ".join(self.tr("output {0}: {1}").format(number, norm) for number, norm in enumerate(norms))

    def _why_no_gradient(self, node: GraphNode, frame: Frame, timeline: Timeline) -> str:
        if node.kind is NodeKind.INPUT:
            return self.tr("No gradient: this tensor does not require one.")
        if node.kind is NodeKind.OP:
            unknown = self.tr("not recorded")
            reasons = {"not differentiable": self.tr("not differentiable")}
            reason = reasons.get(node.cut, node.cut) if node.cut else unknown
            return self.tr("No gradient: the path ends here ({0}).").format(reason)
        if not timeline.iteration.backward:
            return self.tr("No gradient: the program has not called backward.")
        times = timeline.times.get(node.key)
        if times is None or not times.ran:
            return self.tr("No gradient arrives here in this iteration.")
        if times.ran[0] <= frame.position:
            return self.tr("None arrived: this output is not part of the loss.")
        return self.tr("No gradient yet: it arrives in the backward pass.")

    def _show_sent(self, node: GraphNode, frame: Frame, timeline: Timeline) -> None:
        graph = timeline.graph
        sends = node.kind is NodeKind.GRAD_FN and node.key in graph
        self.sent.setVisible(sends)
        if not sends:
            return
        rows: list[_Row] = []
        for source, target, port in sorted(graph.in_edges(node.key, keys=True), key=lambda edge: edge[2]):
            producer = node_of(graph, source)
            if producer.kind not in (NodeKind.GRAD_FN, NodeKind.LEAF):
                continue
            gradient = frame.edges.get((source, target, port))
            name = f"→ {producer.title}.grad" if producer.kind is NodeKind.LEAF else f"→ {producer.title}"
            size = "" if gradient is None else shape(gradient.shape)
            norm = self.tr("not yet") if gradient is None else f"‖g‖ {text.number(gradient.norm)}"
            role = "muted" if gradient is None else "backward" if gradient.is_finite else "nonfinite"
            rows.append((source, name, size, norm, role))
        self.sent.show_rows(self.tr("Gradients sent"), rows, self.tr("Nothing: no input of this op needs a gradient."))

    def _show_saved(self, node: GraphNode, here: NodeFrame, timeline: Timeline) -> None:
        grad_node = _grad_node(node, timeline)
        self.saved.setVisible(grad_node is not None and not grad_node.is_leaf)
        if grad_node is None or grad_node.is_leaf:
            return
        if here.state is NodeState.PENDING:
            self.saved.show_tensors({}, self.tr("Not saved yet: the op has not run."))
            return
        tensors = {name: timeline.iteration.tensors.get(number) for name, number in grad_node.saved.items()}
        self.saved.show_tensors(tensors, self.tr("Nothing: its derivative needs no tensor."))

    def _ask_line(self) -> None:
        if self._shown is not None and self._shown[0].line is not None:
            self.line_requested.emit(self._shown[0].line)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for view in (self.rule, self.value, self.after, self.gradient, self.added, self.sent, self.saved):
            view.set_theme(theme)
        for label in (self.name, self.facts, self._empty):
            tint(label, theme.color("muted"))
        tint(self.line, theme.color("forward"))
        self._refresh()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF())
        self.code.setFont(fixed)

    def _retranslate(self) -> None:
        self._empty.setText(
            self.tr("Select a node of the graph: its value, its gradient and what it saved will appear here.")
        )
        self.line.setToolTip(self.tr("Show this line of the program"))
        self.saved.set_heading(self.tr("Saved for the backward pass"))
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


def _grad_node(node: GraphNode, timeline: Timeline) -> GradNode | None:
    nodes = timeline.iteration.nodes
    return nodes[node.id] if node.id is not None and node.id < len(nodes) else None


def _added(node: GraphNode, frame: Frame, timeline: Timeline) -> TensorSummary | None:
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
    size = float(summary.count * _ITEM_BYTES.get(summary.dtype, 4))
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


class _Section(QWidget):
    """A heading over what a list holds, or a sentence when it holds nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.heading = QLabel()
        bold = self.heading.font()
        bold.setBold(True)
        self.heading.setFont(bold)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(1)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.sentence)

    def set_heading(self, words: str) -> None:
        """Write ``words`` above."""
        self.heading.setText(words)

    def say(self, words: str) -> None:
        """Write the sentence ``words``, or none."""
        self.sentence.setText(words)
        self.sentence.setVisible(bool(words))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        tint(self.sentence, theme.color("muted"))


class _Rows(_Section):
    """Rows that lead to a node."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[str] = []
        self.rows: list[RowButton] = []

    def show_rows(self, heading: str, rows: list[_Row], nothing: str) -> None:
        """Show a row per entry of ``rows``."""
        self.set_heading(heading)
        self.say("" if rows else nothing)
        self._keys = [row[0] for row in rows]
        while len(self.rows) < len(rows):
            self._add_row()
        for number, button in enumerate(self.rows):
            button.setVisible(number < len(rows))
            if number < len(rows):
                button.show_row(*rows[number][1:])

    def _add_row(self) -> None:
        button = RowButton()
        button.set_theme(self._theme)
        number = len(self.rows)
        button.clicked.connect(lambda: self.chosen.emit(self._keys[number]))
        self.rows.append(button)
        self.column.addWidget(button)
        join_text(button)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for button in self.rows:
            button.set_theme(theme)


class _Saved(_Section):
    """Rows that open to show a saved tensor."""

    part_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._can_be_had = False
        self._tensors: list[tuple[str, TensorSummary | None]] = []
        self.rows: list[RowButton] = []
        self.views: list[TensorView] = []

    def show_tensors(self, tensors: dict[str, TensorSummary | None], nothing: str) -> None:
        """Show a row per saved tensor."""
        self._tensors = list(tensors.items())
        self.say("" if tensors else nothing)
        while len(self.rows) < len(self._tensors):
            self._add_row()
        for number, button in enumerate(self.rows):
            known = number < len(self._tensors)
            button.setVisible(known)
            if known:
                name, summary = self._tensors[number]
                detail = (
                    self.tr("not recorded")
                    if summary is None
                    else f"{shape(summary.shape)} {text.dtype(summary.dtype)}"
                )
                button.show_row(name, detail, "" if summary is None else size_text(summary), "muted")
            self._open(number)

    def _add_row(self) -> None:
        button, view = RowButton(), TensorView("forward")
        button.setCheckable(True)
        view.set_elements(self._can_be_had)
        view.part_wanted.connect(self.part_wanted)
        number = len(self.rows)
        button.toggled.connect(lambda: self._open(number))
        for widget in (button, view):
            widget.set_theme(self._theme)
            self.column.addWidget(widget)
            join_text(widget)
        self.rows.append(button)
        self.views.append(view)

    def _open(self, number: int) -> None:
        opened = number < len(self._tensors) and self.rows[number].isChecked()
        if opened:
            name, summary = self._tensors[number]
            self.views[number].show_summary(name, summary, self.tr("Its value was not recorded."))
        self.views[number].setVisible(opened)

    def set_elements(self, can_be_had: bool) -> None:
        """Say whether all elements of large tensors can be had."""
        self._can_be_had = can_be_had
        for view in self.views:
            view.set_elements(can_be_had)

    def close_all(self) -> None:
        """Close every row."""
        for button in self.rows:
            button.setChecked(False)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for button, view in zip(self.rows, self.views, strict=True):
            button.set_theme(theme)
            view.set_theme(theme)
