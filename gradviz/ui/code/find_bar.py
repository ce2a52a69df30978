"""The bar to find and replace."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.ui.code import editing
from gradviz.ui.code.bar import Bar, describe, tool_button
from gradviz.ui.code.edit import CodeEdit
from gradviz.ui.code.keys import key_of


class FindBar(Bar):
    """Find and replace."""

    def __init__(self, edit: CodeEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._edit = edit
        self._matches: list[tuple[int, int]] = []
        self.needle = QLineEdit(self)
        self.replacement = QLineEdit(self)
        self.case = tool_button(self, "Aa")
        self.case.setCheckable(True)
        self.count = QLabel(self)
        self.count.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.previous = tool_button(self, "↑")
        self.next = tool_button(self, "↓")
        self.shut = tool_button(self, "×")
        self.one = QPushButton(self)
        self.all = QPushButton(self)
        self._place()
        self._connect()
        self.retranslate()

    def _place(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.needle, 1)
        for widget in (self.count, self.case, self.previous, self.next, self.shut):
            first.addWidget(widget)
        second.addWidget(self.replacement, 1)
        second.addWidget(self.one)
        second.addWidget(self.all)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(6, 6, 6, 6)
        rows.setSpacing(4)
        for row in (first, second):
            row.setSpacing(4)
            rows.addLayout(row)

    def _connect(self) -> None:
        self.needle.textChanged.connect(self._needle_changed)
        self.case.toggled.connect(self._needle_changed)
        self.previous.clicked.connect(self.find_previous)
        self.next.clicked.connect(self.find_next)
        self.shut.clicked.connect(self.close_bar)
        self.one.clicked.connect(self.replace)
        self.all.clicked.connect(self.replace_all)
        self._edit.changed.connect(self._text_changed)
        self._edit.cursorPositionChanged.connect(self._show_count)

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.needle.setPlaceholderText(self.tr("Find"))
        self.replacement.setPlaceholderText(self.tr("Replace with"))
        self.one.setText(self.tr("Replace"))
        self.all.setText(self.tr("All"))
        describe(self.needle, self.tr("Text to find"))
        describe(self.replacement, self.tr("Replacement"))
        describe(self.case, self.tr("Match upper and lower case"))
        describe(self.previous, self.tr("Previous match (Shift+F3)"))
        describe(self.next, self.tr("Next match (F3)"))
        describe(self.shut, self.tr("Close (Escape)"))
        describe(self.one, self.tr("Replace this match and find the next one"))
        describe(self.all, self.tr("Replace all matches"))
        self._show_count()

    @override
    def takes(self, event: QKeyEvent) -> bool:
        return key_of(event) in {"Esc", "F3", "Shift+F3"}

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key == "F3" or (key == "Return" and self.needle.hasFocus()):
            self.find_next()
        elif key == "Shift+F3" or (key == "Shift+Return" and self.needle.hasFocus()):
            self.find_previous()
        elif key == "Return" and self.replacement.hasFocus():
            self.replace()
        else:
            super().keyPressEvent(event)

    def open_bar(self, field: QLineEdit) -> None:
        """Show the bar and search for what is selected."""
        selected = self._edit.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.needle.setText(selected)
        self.show()
        self._search()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    @override
    def close_bar(self) -> None:
        self._edit.set_matches([])
        super().close_bar()

    def find_next(self) -> None:
        """Select the next match; after the last one comes the first one."""
        self._find_if_closed()
        self._go_from(self._edit.textCursor().selectionEnd())

    def find_previous(self) -> None:
        """Select the match before; before the first one comes the last one."""
        self._find_if_closed()
        start = self._edit.textCursor().selectionStart()
        matches = [match for match in self._matches if match[1] <= start] or self._matches
        if matches:
            self._go(matches[-1])

    def replace(self) -> None:
        """Replace the selected match and go to the next one."""
        if self._current() is not None:
            cursor = self._edit.textCursor()
            cursor.insertText(self.replacement.text())
            self._edit.move_quietly(cursor)
        self.find_next()

    def replace_all(self) -> None:
        """Replace every match in one step."""
        text, count = editing.replace_all(
            self._edit.text(), self.needle.text(), self.replacement.text(), case_sensitive=self.case.isChecked()
        )
        if count:
            self._edit.set_text(text)

    def _text_changed(self) -> None:
        if self.isVisible():
            self._search()

    def _needle_changed(self) -> None:
        self._search()
        self._go_from(self._edit.textCursor().selectionStart())

    def _search(self) -> None:
        self._find()
        self._edit.set_matches(self._matches)
        self._show_count()

    def _find(self) -> None:
        self._matches = editing.find_all(self._edit.text(), self.needle.text(), case_sensitive=self.case.isChecked())

    def _find_if_closed(self) -> None:
        if not self.isVisible():
            self._find()

    def _go_from(self, position: int) -> None:
        """Select the first match from ``position`` on; if there is none, the first of all."""
        matches = [match for match in self._matches if match[0] >= position] or self._matches
        if matches:
            self._go(matches[0])

    def _go(self, match: tuple[int, int]) -> None:
        self._edit.move_quietly(self._edit.piece(*match))

    def _current(self) -> int | None:
        cursor = self._edit.textCursor()
        here = (cursor.selectionStart(), cursor.selectionEnd())
        return self._matches.index(here) if here in self._matches else None

    def _show_count(self) -> None:
        if not self.needle.text():
            text = ""
        elif not self._matches:
            text = self.tr("none")
        else:
            current = self._current()
            place = "–" if current is None else str(current + 1)
            text = self.tr("{place} of {count}").format(place=place, count=len(self._matches))
        self.count.setText(text)
        for button in (self.previous, self.next, self.one, self.all):
            button.setEnabled(bool(self._matches))
