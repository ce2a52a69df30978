"""The text edit for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core.suffixes import PROGRAM, SESSION
from gradviz.ui.code import editing, strokes
from gradviz.ui.code.gutter import Gutter
from gradviz.ui.code.keys import key_name, key_of
from gradviz.ui.code.marks import MarkedPage

_SUFFIXES = {PROGRAM, SESSION}


class CodeEdit(MarkedPage):
    """A text edit for Python. It asks its panel for what is not text: to run, to search, to open files."""

    edited = Signal()
    line_selected = Signal(int)
    files_dropped = Signal(list)
    breakpoint_requested = Signal(int)
    breakpoints_moved = Signal(object)
    changed = Signal()
    """The text is another one, also by `load_text`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands: dict[str, Callable[[], None]] = {}
        self._quiet = False
        self._line = 0
        self._changed = False
        self._gutter = Gutter(self)
        self._gutter.line_clicked.connect(self.select_line)
        self._gutter.sign_clicked.connect(self.breakpoint_requested)
        self._gutter.breaks.moved.connect(self.breakpoints_moved)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.document().contentsChange.connect(self._contents_changed)
        self.textChanged.connect(self._text_changed)
        self.set_text_scale(1.0)

    @override
    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._gutter.setFont(self.font())
        self._gutter.fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._gutter.place()

    # Text

    def load_text(self, text: str) -> None:
        """Begin a new document."""
        self._quiet = True
        self._gutter.breaks.forget()
        self.clear_mark()
        self.set_error(None)
        self.setPlainText(text)
        self._quiet = False
        self._line = 0
        self.color_visible()

    def set_text(self, text: str) -> None:
        """Replace the text as one step that can be undone."""
        old = self.text()
        change = editing.change(old, text)
        if change.start == change.end and not change.text:
            return
        cursor = self.piece(editing.units(old, change.start), editing.units(old, change.end))
        cursor.insertText(change.text)

    def show_breakpoints(self, lines: Mapping[int, bool]) -> None:
        """Show signs at ``lines`` (from 1); False means that a breakpoint is switched off."""
        self._gutter.breaks.show(lines)

    @property
    def breakpoint_lines(self) -> dict[int, bool]:
        """The lines with a sign."""
        return self._gutter.breaks.lines

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self._gutter.describe()

    def toggle_comment(self) -> None:
        """Make the selected lines comments, or code again."""
        strokes.toggle_comment(self)

    def _contents_changed(self) -> None:
        self._changed = self._changed or not self._highlighter.is_coloring

    def _text_changed(self) -> None:
        if not self._changed:
            return
        self._changed = False
        self.drop_stale_marks()
        self.changed.emit()
        if not self._quiet:
            self.edited.emit()

    # Cursor

    def go_to(self, line: int) -> None:
        """Move the cursor to ``line`` (from 1) and show it."""
        block = self.document().findBlockByNumber(max(0, min(line, self.blockCount()) - 1))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.Right, n=len(block.text()) - len(block.text().lstrip()))
        self.move_quietly(cursor)

    def move_quietly(self, cursor: QTextCursor) -> None:
        """Move the cursor without telling that a line was selected."""
        self._quiet = True
        self.setTextCursor(cursor)
        self._quiet = False
        self.show_line(cursor.blockNumber())

    def select_line(self, line: int) -> None:
        """Move the cursor to ``line`` for the user: `line_selected` tells it."""
        self.go_to(line)
        self._line = line
        self.line_selected.emit(line)

    def _cursor_moved(self) -> None:
        line = self.textCursor().blockNumber() + 1
        self.refresh()
        if line != self._line:
            self._line = line
            if not self._quiet:
                self.line_selected.emit(line)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._line = 0  # a click on the line where the cursor is counts as well
        super().mousePressEvent(event)
        if not self._line:
            self._cursor_moved()

    # Keys

    def set_commands(self, commands: dict[str, Callable[[], None]]) -> None:
        """Do these things on these keys (``"Ctrl+F"``)."""
        leave = {
            "Ctrl+Tab": lambda: self._leave(forward=True),
            "Ctrl+Shift+Tab": lambda: self._leave(forward=False),
        }
        every = strokes.by_key(self) | leave | commands
        self._commands = {key_name(QKeySequence(key)): do for key, do in every.items()}

    @override
    def event(self, event: QEvent) -> bool:
        # Without this a shortcut of the window would win over the editor's own keys.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._command(event):
            event.accept()
            return True
        return super().event(event)

    def _command(self, event: QKeyEvent) -> Callable[[], None] | None:
        return self._commands.get(key_of(event))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # After Escape the Tab key leaves the editor, as everywhere else in the window.
        self.setTabChangesFocus(event.key() == Qt.Key.Key_Escape)
        command = self._command(event)
        if command is None:
            super().keyPressEvent(event)
        else:
            command()
            event.accept()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setTabChangesFocus(False)

    def _leave(self, *, forward: bool) -> None:
        self.setTabChangesFocus(True)
        self.focusNextPrevChild(forward)

    # Files

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(_files(source)) or (source.hasText() and not source.hasUrls())

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        files = _files(source)
        if files:
            self.files_dropped.emit(files)
        elif not source.hasUrls():
            super().insertFromMimeData(source)


def _files(source: QMimeData) -> list[str]:
    paths = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
    return [path for path in paths if Path(path).suffix.lower() in _SUFFIXES]
