"""The formulas of a step, one below the other, each with the numbers of the chosen element."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.core.updates.lines import StepLine
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.formula import FormulaView
from gradviz.ui.widgets.tint import join_text

_REST_MS = 120
"""Numbers are set in type when the cursor has rested so long: each takes some ten milliseconds of another thread."""


class StepFormulas(QWidget):
    """A formula and, below it, the same with numbers; for each letter that the step computes."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._lines: tuple[StepLine, ...] = ()
        self._pairs: list[tuple[FormulaView, FormulaView]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_numbers)

    def show_lines(self, lines: Sequence[StepLine]) -> None:
        """Show ``lines``; the numbers a moment later."""
        same = [line.formula for line in lines] == [line.formula for line in self._lines]
        self._lines = tuple(lines)
        while len(self._pairs) < len(lines):
            self._add()
        if not same:
            for number, (formula, numbers) in enumerate(self._pairs):
                formula.setVisible(number < len(lines))
                numbers.hide()
                if number < len(lines):
                    formula.show_formula(lines[number].formula.tex, lines[number].formula.plain)
        self._rest.start()

    def texts(self) -> list[str]:
        """Return what is shown, line by line."""
        return [view.plain for pair in self._pairs for view in pair if not view.isHidden()]

    def _show_numbers(self) -> None:
        for number, (_, view) in enumerate(self._pairs):
            line = self._lines[number].numbers if number < len(self._lines) else None
            view.setVisible(line is not None)
            if line is not None:
                view.show_formula(line.tex, line.plain)

    def _add(self) -> None:
        pair = FormulaView(), FormulaView()
        for view in pair:
            view.set_theme(self._theme)
            self._column.addWidget(view)
            join_text(view)
        self._pairs.append(pair)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for pair in self._pairs:
            for view in pair:
                view.set_theme(theme)
