"""What if an element of a leaf were another: the gradient's promise, and what really happens."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.graph import GraphNode, NodeKind
from gradviz.core.probe import ElementAnswer, ElementProbe, Use, use_of
from gradviz.core.tensor import TensorSummary, index_at, matrix_shape
from gradviz.core.timeline import Timeline
from gradviz.ui.inspection.whatif_words import how_words, outcome_words, table_words
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.loss_line import LineShown, LossLine
from gradviz.ui.widgets.tint import tint

_PART = 1e-2
"""The usual step, as a part of the element or of the leaf's usual element, whichever is larger."""


class WhatIf(QWidget):
    """A field for a change of the chosen element, a button that has it tried, and what came out."""

    asked = Signal(object)
    """An `ElementProbe`."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._leaf = ""
        self._use: Use | None = None
        self.why_not = ""
        """Why there is nothing to change: a sentence; empty if there is something."""
        self._value: TensorSummary | None = None
        self._element = 0
        self._is_running = False
        self._answer: ElementAnswer | None = None
        self.heading = QLabel()
        bold = self.heading.font()
        bold.setBold(True)
        self.heading.setFont(bold)
        self.about = QLabel()
        self.step = QLineEdit()
        self.run = QPushButton()
        self.outcome = QLabel()
        self.line = LossLine()
        self.table = QLabel()
        self._arrange()
        self.run.clicked.connect(self._ask)
        self.step.returnPressed.connect(self._ask)
        self._retranslate()
        self.show_leaf(None, None)

    def _arrange(self) -> None:
        for label in (self.about, self.outcome):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.about)
        row = QHBoxLayout()
        row.addWidget(self.step, 1)
        row.addWidget(self.run)
        column.addLayout(row)
        column.addWidget(self.outcome)
        column.addWidget(self.line)
        column.addWidget(self.table)

    # What is shown

    def show_leaf(self, node: GraphNode | None, timeline: Timeline | None) -> None:
        """Offer to change an element of ``node``, a leaf or an input; `why_not` says why nothing of others."""
        value = None if node is None or timeline is None else timeline.iteration.tensors.get(node.tensor or "")
        self.why_not = self._reason(node, value)
        self.setVisible(not self.why_not)
        if self.why_not or node is None or value is None or timeline is None:
            self._leaf, self._value, self._use = "", None, None
            return
        name = node.variable or node.title
        use = use_of(timeline.iteration, node.tensor or "")
        if (name, value, use) != (self._leaf, self._value, self._use):
            self._leaf, self._value, self._use = name, value, use
            self._show_answer(None)
            self._choose(_steepest(node, timeline, value))

    def _reason(self, node: GraphNode | None, value: TensorSummary | None) -> str:
        if node is None:
            return self.tr("Select a parameter or an input first: one of its elements can be changed.")
        name = node.variable or node.title
        if node.kind not in (NodeKind.LEAF, NodeKind.INPUT):
            words = self.tr("{name} is computed from others: only parameters and inputs can be changed.")
        elif value is None or value.count == 0:
            words = self.tr("{name} has no elements that were recorded.")
        elif "float" not in value.dtype:
            words = self.tr("{name} holds no real numbers ({dtype}): nothing can be added to it, little by little.")
            return words.format(name=name, dtype=value.dtype)
        else:
            return ""
        return words.format(name=name)

    def choose_cell(self, place: tuple[int, int] | None) -> None:
        """Take the element at a row and column of the whole tensor seen as a matrix."""
        if self._value is not None and place is not None:
            self._choose(place[0] * matrix_shape(self._value.shape)[1] + place[1])

    def _choose(self, element: int) -> None:
        if self._value is None:
            return
        self._element = element
        self.about.setText(self.tr("Change {name} by").format(name=self._named(element)))
        self.step.setPlaceholderText(f"{self._usual(self._value, element):.3g}")

    def _named(self, element: int) -> str:
        value = self._value
        if value is None or not value.shape:
            return self._leaf
        index = np.unravel_index(element, value.shape)
        return f"{self._leaf}[{', '.join(str(int(number)) for number in index)}]"

    @staticmethod
    def _usual(value: TensorSummary, element: int) -> float:
        """Return the step that is offered: large enough to be seen, small enough for the tangent."""
        own = 0.0
        if value.values is not None:
            own = abs(float(value.values.numpy().reshape(-1)[element]))
        usual = (value.norm or 0.0) / value.count**0.5
        size = max(own, usual)
        return _PART * (size if np.isfinite(size) and size > 0 else 1.0)

    # Asking

    def _ask(self) -> None:
        if self._is_running:
            self.cancelled.emit()
            return
        words = self.step.text().strip() or self.step.placeholderText()
        try:
            step = float(words.replace("−", "-").replace(",", "."))
        except ValueError:
            step = 0.0
        if not step or not np.isfinite(step):
            self.say(self.tr("Type a number other than 0, such as 0.01."))
            return
        if self._leaf:
            self.asked.emit(ElementProbe(self._leaf, self._element, step, self._use))

    def set_running(self, is_running: bool) -> None:
        """Let the button run, or cancel."""
        self._is_running = is_running
        self.run.setText(self.tr("Cancel") if is_running else self.tr("Try"))

    def say(self, words: str) -> None:
        """Show a sentence instead of an outcome."""
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))
        tint(self.outcome, self._theme.color("muted"))

    def show_answer(self, answer: ElementAnswer, *, is_outdated: bool = False) -> None:
        """Show what came out, if it is about the leaf and the iteration on show."""
        question = answer.question
        if (question.leaf, question.use) == (self._leaf, self._use) and not is_outdated:
            self._show_answer(answer)

    def _show_answer(self, answer: ElementAnswer | None) -> None:
        self._answer = answer
        self.line.setVisible(answer is not None)
        self.table.setVisible(answer is not None)
        if answer is None:
            self.say("")
            return
        self.outcome.setText(outcome_words(answer))
        self.outcome.setToolTip(how_words(answer))
        self.outcome.show()
        tint(self.outcome, self._theme.color("text"))
        self.table.setText(table_words(answer))
        name = self._named(answer.question.element)
        self.line.setAccessibleName(self.tr("Loss with {name} changed").format(name=name))
        self.line.show_line(
            LineShown(
                answer.steps, answer.losses, answer.base, answer.gradient, "δ", (answer.question.step, answer.real)
            )
        )

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.line.set_theme(theme)
        tint(self.outcome, theme.color("text" if self._answer is not None else "muted"))

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("What if"))
        self.step.setAccessibleName(self.tr("Change of the element"))
        self.step.setToolTip(self.tr("How much larger the element is to be; the cursor of the heat map chooses it"))
        self.run.setToolTip(self.tr("Run the same iteration again with the changed element, and compare the loss"))
        self.set_running(self._is_running)
        if self._value is not None:
            self._choose(self._element)
            self._show_answer(self._answer)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _steepest(node: GraphNode, timeline: Timeline | None, value: TensorSummary) -> int:
    """Return the element with the largest gradient, of those that were recorded."""
    events = [] if timeline is None else [one for one in timeline.iteration.backward if one.node == node.id]
    grad = events[-1].grad if events else None
    matrix = None if grad is None or grad.shape != value.shape else grad.matrix()
    if grad is None or matrix is None:
        return 0
    row, column = np.unravel_index(int(np.nan_to_num(np.abs(matrix), nan=-1.0).argmax()), matrix.shape)
    index = index_at(grad, int(row), int(column))
    return int(np.ravel_multi_index(index, value.shape)) if index else 0
