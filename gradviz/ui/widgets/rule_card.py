"""The derivative rule of a node: its formulas with this node's numbers, a sentence, and a check."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.frame import Frame
from gradviz.core.graph import GraphNode, NodeKind
from gradviz.core.messages.replies import Checked
from gradviz.core.messages.requests import CheckNode
from gradviz.core.rules.case import Case, case_of, grad_node_of
from gradviz.core.rules.lines import Line, lines_of
from gradviz.core.rules.words import CONTEXT
from gradviz.core.timeline import Timeline
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.formula import FormulaView
from gradviz.ui.widgets.tint import tint

_MOST_LINES = 6

_GOOD = 1e-5
"""Relative error up to which finite differences agree; at a kink they cannot."""


class RuleCard(QWidget):
    """Shows how the gradients of a node's inputs follow from the gradient that arrived.

    ``check_requested`` asks for the node to be compared with finite differences; `show_check` tells the outcome.
    ``definition_requested`` asks for PyTorch's own formula of a grad_fn that has no rule here.
    """

    check_requested = Signal(object)
    definition_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._case: Case | None = None
        self._shown: tuple[GraphNode, Frame, Timeline] | None = None
        self._definitions: dict[str, tuple[str, ...]] = {}
        self.heading = QLabel()
        bold = self.heading.font()
        bold.setBold(True)
        self.heading.setFont(bold)
        self.formulas: list[FormulaView] = []
        self.words = QLabel()
        self.check = QPushButton()
        self.outcome = QLabel()
        self._arrange()
        self.check.clicked.connect(self._ask)
        self._retranslate()
        self.set_theme(LIGHT)
        self.show_node(None, None, None)

    def _arrange(self) -> None:
        for label in (self.words, self.outcome):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.heading)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        column.addLayout(self._column)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.check)
        row.addWidget(self.outcome, 1)
        column.addLayout(row)

    def show_node(self, node: GraphNode | None, frame: Frame | None, timeline: Timeline | None) -> None:
        """Show the rule of ``node`` with the numbers of ``frame``; nothing for an input."""
        before = None if self._shown is None else self._shown[0].key
        self._shown = None if node is None or frame is None or timeline is None else (node, frame, timeline)
        if self._shown is None or self._shown[0].key != before:
            self.outcome.clear()
        self._refresh()

    def _refresh(self) -> None:
        if self._shown is None or self._shown[0].kind not in (NodeKind.GRAD_FN, NodeKind.LEAF):
            self._case = None
            self.hide()
            return
        node, frame, timeline = self._shown
        self._case = case_of(node, timeline, frame.position)
        if self._case is None:
            self._show_definition(node, timeline)
        else:
            self._show_rule(self._case)
        self.show()

    def _show_rule(self, case: Case) -> None:
        lines = lines_of(case)
        shown = [] if lines.forward is None else [lines.forward]
        self._show_lines([*shown, *lines.locals, *lines.gradients, *lines.numbers])
        self._say(*(sentence for sentence in (case.rule.words, case.rule.caveat) if sentence))
        rule = case.rule
        can_check = bool(rule.forward and rule.gradients and rule.can_run) and not case.name.endswith("AccumulateGrad")
        self.check.setVisible(can_check and bool(case.received))
        self.outcome.setVisible(bool(self.outcome.text()))

    def _show_definition(self, node: GraphNode, timeline: Timeline) -> None:
        """Show what PyTorch itself defines, once it is known."""
        held = grad_node_of(node, timeline)
        name = node.name if held is None else held.name
        self.check.hide()
        self.outcome.hide()
        if name not in self._definitions:
            self._show_lines([])
            self.words.setText(self.tr("gradviz has no formula for {0}.").format(node.name))
            self.definition_requested.emit(name)
            return
        formulas = self._definitions[name]
        self._show_lines([Line("", formula) for formula in formulas])
        if formulas:
            self.words.setText(self.tr("PyTorch's own definition, as its source code has it."))
        else:
            self.words.setText(
                self.tr(
                    "PyTorch defines no formula for {0}: a custom Function computes its gradient in Python, "
                    "and a compiled graph in generated code."
                ).format(node.name)
            )

    def show_definition(self, name: str, formulas: tuple[str, ...]) -> None:
        """Take PyTorch's own formulas for the grad_fn ``name``; none, if it has none."""
        self._definitions[name] = formulas
        self._refresh()

    def show_check(self, outcome: str, *, is_good: bool | None) -> None:
        """Say what the check found; ``None``: it could not be made."""
        role = "muted" if is_good is None else "update" if is_good else "error"
        mark = {None: "", True: "✓ ", False: "✗ "}[is_good]
        self.outcome.setText(mark + outcome)
        tint(self.outcome, self._theme.color(role))
        self.outcome.show()
        self.check.setEnabled(True)

    def show_checked(self, checked: Checked) -> None:
        """Say what the worker found."""
        if self._case is None or checked.name != self._case.name:
            return
        if checked.error is None:
            self.show_check(QCoreApplication.translate(CONTEXT, checked.reason), is_good=None)
            return
        self.show_check(
            self.tr("finite differences {0}, recorded {1}").format(
                text.number(checked.error), text.number(checked.recorded) if checked.recorded is not None else "–"
            ),
            is_good=checked.error < _GOOD,
        )
        self.outcome.setToolTip(
            self.tr(
                "Largest relative errors: autograd against central finite differences of {0} elements in float64, "
                "and the recorded gradients against autograd in float64."
            ).format(checked.elements)
        )

    def text(self) -> str:
        """Return everything that is shown, line by line."""
        formulas = [view.plain for view in self.formulas if not view.isHidden()]
        return "\n".join((self.heading.text(), *formulas, self.words.text()))

    def _show_lines(self, lines: list[Line]) -> None:
        lines = lines[:_MOST_LINES]
        while len(self.formulas) < len(lines):
            view = FormulaView()
            view.set_theme(self._theme)
            self.formulas.append(view)
            self._column.addWidget(view)
        for number, view in enumerate(self.formulas):
            view.setVisible(number < len(lines))
            if number < len(lines):
                view.show_formula(lines[number].tex, lines[number].plain)

    def _say(self, *sentences: str) -> None:
        translate = QCoreApplication.translate
        self.words.setText(" ".join(translate(CONTEXT, sentence) for sentence in sentences))

    def _ask(self) -> None:
        if self._case is not None:
            self.outcome.clear()
            self.check.setEnabled(False)
            self.check_requested.emit(request_of(self._case))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for view in self.formulas:
            view.set_theme(theme)
        tint(self.words, theme.color("muted"))

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Derivative rule"))
        self.check.setText(self.tr("Check this node"))
        self.check.setToolTip(self.tr("Compare its gradients with finite differences in float64"))
        self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def request_of(case: Case, run: int = 0) -> CheckNode:
    """Return the request that has everything for a check of ``case``."""
    return CheckNode(
        run=run,
        name=case.name,
        constants=dict(case.constants),
        saved=case.saved,
        values=dict(case.values),
        shape=case.output.shape if case.output is not None else (),
        received=case.received,
        sent=case.sent,
    )
