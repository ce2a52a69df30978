"""The arithmetic of an update: its formulas with the numbers of one element, and what they would be otherwise."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.tensor import index_at
from gradviz.core.trace import UpdateEvent
from gradviz.core.updates.direction import LBFGS, along_of
from gradviz.core.updates.facts import rate_of
from gradviz.core.updates.lines import lines_of
from gradviz.core.updates.model import UpdateRule
from gradviz.core.updates.table import rule_of
from gradviz.core.updates.words import CONTEXT
from gradviz.core.updates.work import Work, agreement, held_matrix, instead, work_of
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.updating import words
from gradviz.ui.updating.formulas import StepFormulas
from gradviz.ui.widgets.tint import tint

_Element = tuple[int, int]


class Arithmetic(QWidget):
    """What happened to one element, how it follows from the optimizer's formula, and a field for another gradient."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._shown: UpdateEvent | None = None
        self._rule: UpdateRule | None = None
        self._work: Work | None = None
        self._element: _Element | None = None
        self.about = QLabel()
        self.formulas = StepFormulas()
        self.says = QLabel()
        self.agreement = QLabel()
        self.wanted = QLineEdit()
        self.wanted_label = QLabel()
        self.outcome = QLabel()
        self._arrange()
        self.wanted.textChanged.connect(lambda _text: self._show_instead())
        self._retranslate()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(6)
        for label in (self.about, self.says, self.agreement, self.outcome):
            label.setWordWrap(True)
        for widget in (self.about, self.formulas, self.says, self.agreement):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.wanted_label)
        self.wanted.setMaximumWidth(140)
        self.wanted_label.setBuddy(self.wanted)
        row.addWidget(self.wanted)
        row.addWidget(self.outcome, 1)
        column.addLayout(row)
        column.addStretch(1)

    def show_update(self, update: UpdateEvent, element: _Element | None) -> None:
        """Show ``element`` of ``update``, a row and a column as heat maps count them."""
        self._shown = update
        self._rule = rule_of(update)
        self._work = None if self._rule is None else work_of(update, self._rule)
        self._show_rule(update)
        self.choose(element)

    def choose(self, element: _Element | None) -> None:
        """Show another element."""
        update, rule = self._shown, self._rule
        self._element = element
        if update is None:
            return
        self.about.setText("" if element is None else _about(update, element))
        self.formulas.show_lines(() if rule is None else lines_of(rule, self._work, element))
        can_try = self._work is not None and element is not None
        for widget in (self.wanted, self.wanted_label, self.outcome):
            widget.setVisible(can_try)
        if self._work is not None and element is not None:
            number = text.number(self._work.at("g", *element)).replace("−", "-")
            self.wanted.setPlaceholderText(number)
            self._show_instead()

    def _show_rule(self, update: UpdateEvent) -> None:
        rule, work = self._rule, self._work
        translate = QCoreApplication.translate
        if rule is not None:
            sentences = [translate(CONTEXT, sentence) for sentence in (rule.words, rule.caveat) if sentence]
        elif update.by == LBFGS:
            sentences = [words.along(along_of(update))]
        elif update.optimizer is not None:
            sentences = [self.tr("gradviz has no formula for {name}; its numbers are here.").format(name=update.by)]
        else:
            sentences = [words.rated(rate_of(update))]
        self.says.setText(" ".join(sentences))
        found = None if rule is None or work is None else agreement(work, rule, update.before.dtype)
        self.agreement.setVisible(rule is not None)
        if found is None:
            self.agreement.setText(
                self.tr("Not all of its numbers were recorded, so that it cannot be computed again.")
            )
        else:
            self.agreement.setText(("✓ " if found.is_equal else "✗ ") + words.agreed(found))
        role = "muted" if found is None else "update" if found.is_equal else "error"
        tint(self.agreement, self._theme.color(role))

    def _show_instead(self) -> None:
        """Say what the update would have been with another gradient."""
        rule, work, element = self._rule, self._work, self._element
        if rule is None or work is None or element is None or not self.wanted.text().strip():
            self.outcome.clear()
            return
        try:
            gradient = float(self.wanted.text().replace("−", "-").replace(",", "."))
        except ValueError:
            self.outcome.setText(self.tr("Type a number, such as 0.5 or 1e-3."))
            return
        value = instead(work, rule, element, gradient)
        sentence = self.tr("would have made it {value}, a change of {change}")
        change = value - work.at("p", *element)
        self.outcome.setText(sentence.format(value=text.number(value), change=text.number(change)))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.formulas.set_theme(theme)
        tint(self.outcome, theme.color("muted"))
        if self._shown is not None:
            self._show_rule(self._shown)

    def _retranslate(self) -> None:
        self.wanted_label.setText(self.tr("With a gradient of"))
        self.wanted.setAccessibleName(self.tr("Another gradient for this element"))
        if self._shown is not None:
            self.show_update(self._shown, self._element)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _about(update: UpdateEvent, element: _Element) -> str:
    """Return what happened to one element."""
    translate = QCoreApplication.translate
    index = index_at(update.before, *element)
    name = update.variable + (f"[{', '.join(map(str, index))}]" if index else "")
    matrices = [held_matrix(summary) for summary in (update.before, update.after, update.gradient)]
    before, after, gradient = (None if matrix is None else float(matrix[element]) for matrix in matrices)
    if before is None or after is None:
        return name
    line = translate("Arithmetic", "{name}: {before} → {after}, a change of {change}").format(
        name=name, before=text.number(before), after=text.number(after), change=text.number(after - before)
    )
    if gradient:
        rate = text.number((before - after) / gradient)
        line += translate("Arithmetic", "; that is {rate} times its gradient, downhill").format(rate=rate)
    return line
