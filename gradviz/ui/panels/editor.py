"""The panel of the program: its text and the bars to search it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.timeline import Phase
from gradviz.core.trace import Columns
from gradviz.ui.code.edit import CodeEdit
from gradviz.ui.code.find_bar import FindBar
from gradviz.ui.code.line_bar import LineBar
from gradviz.ui.theme import LIGHT, Theme, palette


class EditorPanel(QWidget):
    """The program's text and the bars to search it. Lines count from 1, columns are characters from 0."""

    text_edited = Signal()
    """The text changed by typing, undo, redo or `set_text`; not by `load_text`."""
    line_selected = Signal(int)
    """The user moved the cursor to a line or clicked on it."""
    run_requested = Signal()
    breakpoint_requested = Signal(int)
    """The user clicked beside the number of a line."""
    breakpoints_moved = Signal(object)
    """Lines with breakpoints are other lines now: a dict from what they were to what they are."""
    files_dropped = Signal(list)
    """Paths (str) of programs and sessions that were dropped or pasted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = CodeEdit(self)
        self.find_bar = FindBar(self.edit, self)
        self.line_bar = LineBar(self.edit, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.edit, 1)
        for bar in (self.find_bar, self.line_bar):
            column.addWidget(bar)
            bar.hide()
            bar.closed.connect(self._focus_text)
        self.setFocusProxy(self.edit)
        self.edit.edited.connect(self.text_edited)
        self.edit.line_selected.connect(self.line_selected)
        self.edit.files_dropped.connect(self.files_dropped)
        self.edit.breakpoint_requested.connect(self.breakpoint_requested)
        self.edit.breakpoints_moved.connect(self.breakpoints_moved)
        self.edit.set_commands(
            {
                "Ctrl+Return": self.run_requested.emit,
                "Ctrl+F": self.open_find,
                "Ctrl+H": self.open_replace,
                "Ctrl+G": self.ask_line,
                "F3": self.find_next,
                "Shift+F3": self.find_previous,
                "Esc": self._close_bars,
            }
        )
        self.set_theme(LIGHT)
        self._retranslate()

    def _retranslate(self) -> None:
        self.edit.setPlaceholderText(self.tr("Type a program, or open an example from the Examples menu."))
        self.edit.setAccessibleName(self.tr("Program"))
        self.edit.setAccessibleDescription(
            self.tr("Tab indents. To leave the editor press Escape, then Tab; or press Ctrl+Tab.")
        )

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.edit.retranslate()
            self.find_bar.retranslate()
            self.line_bar.retranslate()

    def text(self) -> str:
        """Return the program."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Replace the program; undo brings the old one back."""
        self.edit.set_text(text)

    def load_text(self, text: str) -> None:
        """Show another program; there is nothing to undo."""
        self.edit.load_text(text)

    def show_breakpoints(self, lines: Mapping[int, bool]) -> None:
        """Show signs at ``lines``; False means that a breakpoint is switched off."""
        self.edit.show_breakpoints(lines)

    def set_mark(self, line: int, columns: Columns | None, phase: Phase) -> None:
        """Mark what is running: ``columns`` of ``line``, or the whole line. The text cursor stays where it is."""
        self.edit.set_mark(line, columns, phase)

    def clear_mark(self) -> None:
        """Mark nothing."""
        self.edit.clear_mark()

    def set_error(self, line: int, columns: Columns | None, message: str) -> None:
        """Show where the program failed, until its text changes."""
        self.edit.set_error(line, columns, message)

    def clear_error(self) -> None:
        """Show no error."""
        self.edit.set_error(None)

    def go_to(self, line: int) -> None:
        """Move the cursor to ``line`` and show it. `line_selected` is not emitted, and focus does not move."""
        self.edit.go_to(line)

    def current_line(self) -> int:
        """Return the line where the cursor is."""
        return self.edit.textCursor().blockNumber() + 1

    def set_theme(self, theme: Theme) -> None:
        """Show the colours of ``theme``."""
        self.setPalette(palette(theme))
        self.edit.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Show the program ``scale`` times as large as usual."""
        self.edit.set_text_scale(scale)

    def open_find(self) -> None:
        """Show the find bar."""
        self.line_bar.hide()
        self.find_bar.open_bar(self.find_bar.needle)

    def open_replace(self) -> None:
        """Show the find bar; if there is something to find already, begin with what replaces it."""
        self.line_bar.hide()
        selected = self.edit.textCursor().hasSelection()
        self.find_bar.open_bar(self.find_bar.replacement if selected else self.find_bar.needle)

    def find_next(self) -> None:
        """Select the next match of what was searched last."""
        self.find_bar.find_next()

    def find_previous(self) -> None:
        """Select the previous match of what was searched last."""
        self.find_bar.find_previous()

    def ask_line(self) -> None:
        """Show the bar that goes to a line."""
        self._close_bars()
        self.line_bar.open_bar()

    def toggle_comment(self) -> None:
        """Make the selected lines comments, or code again."""
        self.edit.toggle_comment()

    def undo(self) -> None:
        """Take the last edit back."""
        self.edit.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.edit.redo()

    def _close_bars(self) -> None:
        for bar in (self.find_bar, self.line_bar):
            if bar.isVisible():
                bar.close_bar()

    def _focus_text(self) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
