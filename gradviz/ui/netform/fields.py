"""Fields of a form: a label, what is typed or chosen, and a sentence below where that is wrong."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.core.net.recipe import number
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.tint import tint

translate = QCoreApplication.translate


class Wrong(Exception):
    """What is typed is no value; the text is a sentence for the person."""


class Field(QObject):
    """One field. Its widgets stand in a grid: label and editor side by side, or the label above."""

    changed = Signal()

    def __init__(self, name: str, editor: QWidget) -> None:
        super().__init__(editor)
        self.name = name
        self.editor = editor
        editor.setObjectName(f"net.{name}")
        self.label = QLabel(editor.parentWidget())
        self.label.setBuddy(editor)
        self.error = QLabel(editor.parentWidget())
        self.error.setWordWrap(True)
        self.error.hide()
        self._is_wanted = True
        self._tip = ""

    def place(self, grid: QGridLayout) -> None:
        """Put it into the next two rows of ``grid``."""
        row = grid.rowCount()
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.editor, row, 1)
        grid.addWidget(self.error, row + 1, 0, 1, 2)

    def place_above(self, grid: QGridLayout, column: int) -> None:
        """Put it into ``column`` of a grid of its own kind: the label above."""
        grid.addWidget(self.label, 0, column)
        grid.addWidget(self.editor, 1, column)

    def say(self, label: str, tip: str) -> None:
        """Call it ``label``; ``tip`` explains it."""
        self.label.setText(label)
        self.editor.setAccessibleName(label.replace("&", "").rstrip(":"))
        self._tip = tip
        self.editor.setAccessibleDescription(self.error.text() or tip)
        for widget in (self.label, self.editor):
            widget.setToolTip(tip)

    def set_error(self, sentence: str) -> None:
        """Show what is wrong; nothing, if nothing is."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence) and self._is_wanted)
        self.editor.setAccessibleDescription(sentence or self._tip)
        self.editor.setProperty("wrong", bool(sentence))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def set_visible(self, *, visible: bool) -> None:
        """Show it, or not."""
        self._is_wanted = visible
        self.label.setVisible(visible)
        self.editor.setVisible(visible)
        self.error.setVisible(visible and bool(self.error.text()))

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        tint(self.error, theme.color("error"))


class Valued(Field):
    """A field that holds a value."""

    @abstractmethod
    def value(self) -> Any:
        """Return what is typed or chosen.

        Raises:
            Wrong: it is no value.
        """

    @abstractmethod
    def show(self, value: Any) -> None:
        """Show ``value``; `changed` is not emitted."""


class Typed(Valued):
    """A number that is typed: whole, or any; ``optional``: or nothing, which is ``None``."""

    editor: QLineEdit

    def __init__(self, name: str, parent: QWidget, *, whole: bool = False, optional: bool = False) -> None:
        super().__init__(name, QLineEdit(parent))
        self._whole = whole
        self._optional = optional
        self.editor.setMinimumWidth(40)
        self.editor.textEdited.connect(lambda _text: self.changed.emit())

    @override
    def value(self) -> int | float | None:
        """Return the number."""
        text = self.editor.text().strip()
        if not text and self._optional:
            return None
        with contextlib.suppress(ValueError):
            return int(text) if self._whole else float(text)
        if self._whole:
            raise Wrong(translate("NetForm", "“{text}” is no whole number.").format(text=text))
        raise Wrong(translate("NetForm", "“{text}” is no number; write one such as 0.5 or 1e-4.").format(text=text))

    @override
    def show(self, value: float | None) -> None:
        """Show the number, unless it is what is typed already, in other words."""
        with contextlib.suppress(Wrong):
            if self.value() == value and self.editor.text():
                return
        self.editor.setText("" if value is None else str(value) if self._whole else number(value))


class Choice(Valued):
    """One of several."""

    editor: QComboBox

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, QComboBox(parent))
        self.editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.editor.setMinimumContentsLength(8)
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editor.currentIndexChanged.connect(lambda _row: self.changed.emit())

    def offer(self, choices: Iterable[tuple[str, str, str]]) -> None:
        """Offer these: what they are called, their values, and what explains them. The chosen value stays."""
        chosen = self.editor.currentData()
        with QSignalBlocker(self.editor):
            self.editor.clear()
            for title, value, tip in choices:
                self.editor.addItem(title, value)
                if tip:
                    self.editor.setItemData(self.editor.count() - 1, tip, 3)
        if chosen is not None:
            self.show(chosen)

    @override
    def value(self) -> str:
        """Return the chosen value."""
        return str(self.editor.currentData() or "")

    @override
    def show(self, value: str) -> None:
        """Choose ``value``, if it is offered."""
        with QSignalBlocker(self.editor):
            row = self.editor.findData(value)
            if row < 0:
                self.editor.addItem(value, value)
                row = self.editor.count() - 1
            self.editor.setCurrentIndex(row)


class Switch(Valued):
    """Yes or no."""

    editor: QCheckBox

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, QCheckBox(parent))
        self.editor.toggled.connect(lambda _on: self.changed.emit())

    @override
    def value(self) -> bool:
        """Return whether it is on."""
        return self.editor.isChecked()

    @override
    def show(self, value: float) -> None:
        """Switch it."""
        with QSignalBlocker(self.editor):
            self.editor.setChecked(bool(value))
