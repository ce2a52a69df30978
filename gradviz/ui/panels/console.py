"""The console: what the program prints, as a terminal would show it."""

from __future__ import annotations

import re
from enum import IntEnum
from time import monotonic

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QShowEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.ui.code.font import code_font
from gradviz.ui.theme import LIGHT, Theme, palette

MOST_LINES = 10_000
LONGEST_LINE = 2_000
"""Characters. A longer line goes on in the next one: laying out one line of a megabyte takes seconds."""
_FLUSH_MS = 40
_HIDDEN_MS = 500
"""The same while nobody can see it: a line costs less the more of them come together."""

_ESCAPE = re.compile(
    r"\x1b(?:\[(?P<arguments>[0-?]*)[ -/]*(?P<final>[@-~])"  # CSI: colours, moves, erasing
    r"|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC and others: titles, links
    r"|[ -/]+[0-~]|[0-Z\\^-~])"
)
# The beginning of a sequence whose end has not arrived yet. The bound keeps a lone ESC from holding back all the rest.
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]{0,4096}\x1b?|[ -/]*)?\Z")
_SPECIAL = re.compile(r"[\r\b]|\x1b\[2?K")
# Control characters, halves of pairs, and what breaks a line or turns the direction of the text around it.
_ODD_CODES = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000))
_ODD = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (*_ODD_CODES, *range(0xFDD0, 0xFDF0), 0xFFFC)
    if chr(code) not in "\t\n\r\b"
}


def _erases(match: re.Match[str]) -> str:
    return match.group() if match["final"] == "K" and match["arguments"] in {"", "0", "2"} else ""


class Terminal:
    r"""Turns what is printed into lines: escape sequences are dropped, ``\r`` writes over the line.

    ``line`` is the last line, which further output goes on with.
    """

    def __init__(self) -> None:
        self.line = ""
        self._column = 0
        self._unfinished = ""

    def feed(self, text: str) -> list[str]:
        """Return the lines that ``text`` completes."""
        text = self._strip(self._unfinished + text)
        *complete, last = text.split("\n")
        lines: list[str] = []
        for piece in complete:
            # In "\r\n" the return means nothing.
            self._write(piece.removesuffix("\r"))
            lines += self._fold(self.line)
            self.line, self._column = "", 0
        self._write(last)
        *folded, self.line = self._fold(self.line)
        self._column = min(self._column, len(self.line))
        return [*lines, *folded]

    def _strip(self, text: str) -> str:
        self._unfinished = ""
        if "\x1b" in text:
            text = _ESCAPE.sub(_erases, text)
            tail = _UNFINISHED.search(text)
            if tail and not text.endswith("K"):
                self._unfinished = tail.group()
                text = text[: tail.start()]
        return text

    def _write(self, piece: str) -> None:
        if not _SPECIAL.search(piece):
            self._put(piece)
            return
        position = 0
        for match in _SPECIAL.finditer(piece):
            self._put(piece[position : match.start()])
            self._control(match.group())
            position = match.end()
        self._put(piece[position:])

    def _control(self, control: str) -> None:
        if control == "\r":
            self._column = 0
        elif control == "\b":
            self._column = max(0, self._column - 1)
        else:
            self.line = self.line[: self._column] if control == "\x1b[K" else " " * self._column

    def _put(self, text: str) -> None:
        if not text:
            return
        if not (text.isprintable() and text.isascii()):
            text = text.translate(_ODD)
        self.line = self.line[: self._column] + text + self.line[self._column + len(text) :]
        self._column += len(text)

    @staticmethod
    def _fold(line: str) -> list[str]:
        if len(line) <= LONGEST_LINE:
            return [line]
        return [line[start : start + LONGEST_LINE] for start in range(0, len(line), LONGEST_LINE)]


class _Kind(IntEnum):
    """What a line is; kept as the block's state, so that another theme can colour it anew."""

    PRINTED = 0
    ERROR = 1
    NOTE = 2
    REMARK = 3


class _Output(QPlainTextEdit):
    """The lines, read-only."""

    clear_requested = Signal()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        copy = menu.addAction(self.tr("Copy everything"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.toPlainText()))
        clear = menu.addAction(self.tr("Clear"))
        clear.triggered.connect(self.clear_requested)
        for action in (copy, clear):
            action.setEnabled(not self.document().isEmpty())
        menu.popup(event.globalPos())


class ConsolePanel(QWidget):
    """Shows the last 10,000 lines that were printed. It follows the end unless the user scrolled up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._terminal = Terminal()
        self._pending: list[tuple[_Kind, str]] = []
        self._lost = 0
        self.output = _Output(self)
        self.output.setObjectName("console")
        self.output.setReadOnly(True)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.output.setTextInteractionFlags(flags)
        self.output.setUndoRedoEnabled(False)
        self.output.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.output.setMaximumBlockCount(MOST_LINES)
        self.output.clear_requested.connect(self.clear)
        self.lost_label = QLabel(self)
        self.lost_label.setContentsMargins(8, 2, 8, 2)
        self.lost_label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lost_label)
        column.addWidget(self.output, 1)
        self.setFocusProxy(self.output)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._pause = _FLUSH_MS
        self._timer.timeout.connect(self.flush)
        self.set_theme(LIGHT)
        self.set_text_scale(1.0)
        self._retranslate()

    def _retranslate(self) -> None:
        self.output.setPlaceholderText(self.tr("Run the program: what it prints appears here."))
        self.output.setAccessibleName(self.tr("Console"))
        self._show_lost()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.flush()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._retell()

    def append(self, text: str, skipped: int = 0) -> None:
        """Show ``text``, which the program wrote after ``skipped`` lines that were left out."""
        if skipped:
            self._add(_Kind.NOTE, self._not_shown(skipped))
        self._add(_Kind.PRINTED, text)

    def append_error(self, text: str) -> None:
        """Show ``text`` on lines of its own, in the colour of errors."""
        self._add(_Kind.ERROR, text)

    def append_remark(self, text: str) -> None:
        """Show ``text`` on lines of its own, beside what the program prints."""
        self._add(_Kind.REMARK, text)

    def _not_shown(self, count: int) -> str:
        return self.tr("… {count} line(s) not shown", "", count).format(count=f"{count:,}")

    def _add(self, kind: _Kind, text: str) -> None:
        if text:
            self._pending.append((kind, text))
            if not self._timer.isActive():
                self._timer.start(self._pause if self.isVisible() else max(self._pause, _HIDDEN_MS))

    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        self._pending.clear()
        self._terminal = Terminal()
        self._lost = 0
        self.output.clear()
        self._last_block().setUserState(_Kind.PRINTED)
        self._show_lost()

    def text(self) -> str:
        """Return what is shown."""
        self.flush()
        return self.output.toPlainText()

    def set_theme(self, theme: Theme) -> None:
        """Show the colours of ``theme``."""
        self._theme = theme
        colors = palette(theme)
        self.setPalette(colors)
        self.output.setPalette(colors)
        self.output.setStyleSheet(
            f"#console {{ border: 2px solid {theme.panel}; background: {theme.panel}; }}"
            f"#console:focus {{ border-color: {theme.forward}; }}"
        )
        self.lost_label.setForegroundRole(colors.ColorRole.PlaceholderText)
        block = self.output.document().firstBlock()
        while block.isValid():
            if block.userState() > _Kind.PRINTED:
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(self._format(_Kind(block.userState())))
            block = block.next()

    def set_text_scale(self, scale: float) -> None:
        """Show the text ``scale`` times as large as the system's monospace font."""
        font = code_font(scale)
        self.output.setFont(font)
        self.output.setTabStopDistance(8 * QFontMetricsF(font).horizontalAdvance(" "))

    def _format(self, kind: _Kind) -> QTextCharFormat:
        style = QTextCharFormat()
        if kind is not _Kind.PRINTED:
            style.setForeground(self._theme.color("error" if kind is _Kind.ERROR else "muted"))
        return style

    def flush(self) -> None:
        """Show at once what was appended."""
        self._timer.stop()
        pending, self._pending = self._pending, []
        if not pending:
            return
        begin = monotonic()
        bar = self.output.verticalScrollBar()
        follows = bar.value() >= bar.maximum()
        seen, lost = bar.value(), self._lost
        self.output.setUpdatesEnabled(False)
        for kind, text in _joined(pending):
            self._show(kind, text)
        self.output.setUpdatesEnabled(True)
        # Lines that left at the top must not move those that are being read.
        bar.setValue(bar.maximum() if follows else max(0, seen - (self._lost - lost)))
        self._show_lost()
        # A flood of lines may take the window a quarter of its time, not more.
        self._pause = max(_FLUSH_MS, round(3000 * (monotonic() - begin)))

    def _show(self, kind: _Kind, text: str) -> None:
        text, cut = _last_lines(text)
        if cut:
            # All that is shown makes way: to empty the document at once is far faster than line by line.
            self._lost += cut + self.output.blockCount() - (self._last_block().length() == 1)
            self.output.clear()
        if cut or kind is not _Kind.PRINTED or self._kind_of_last() is not kind:
            self._begin_line()
        if kind is _Kind.PRINTED:
            lines = [*self._terminal.feed(text), self._terminal.line]
        else:
            terminal = Terminal()
            lines = [*terminal.feed(text.rstrip("\n") + "\n")]
            self._terminal = Terminal()
        self._write(kind, lines)

    def _last_block(self) -> QTextBlock:
        return self.output.document().lastBlock()

    def _kind_of_last(self) -> _Kind:
        return _Kind(max(0, self._last_block().userState()))

    def _begin_line(self) -> None:
        """Go on in a new line, unless the last one is empty."""
        if self._last_block().length() > 1:
            self._insert("\n", _Kind.PRINTED)
        self._terminal = Terminal()

    def _insert(self, text: str, kind: _Kind) -> None:
        cursor = QTextCursor(self.output.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        before = self.output.blockCount()
        cursor.insertText(text, self._format(kind))
        self._lost += before + text.count("\n") - self.output.blockCount()

    def _write(self, kind: _Kind, lines: list[str]) -> None:
        """Put ``lines`` in place of the last line, which may be unfinished."""
        cursor = QTextCursor(self._last_block())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._insert("\n".join(lines), kind)
        block = self._last_block()
        for _ in lines:
            block.setUserState(kind)
            block = block.previous()
            if not block.isValid():
                break

    def _retell(self) -> None:
        """Write the notes among the lines in the language in use."""
        self.flush()
        block = self.output.document().firstBlock()
        while block.isValid():
            if block.userState() == _Kind.NOTE and (count := re.sub(r"\D", "", block.text())):
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(self._not_shown(int(count)), self._format(_Kind.NOTE))
            block = block.next()

    def _show_lost(self) -> None:
        self.lost_label.setVisible(self._lost > 0)
        self.lost_label.setText(self._not_shown(self._lost) if self._lost else "")


def _joined(pending: list[tuple[_Kind, str]]) -> list[tuple[_Kind, str]]:
    """Return ``pending`` with neighbours of one kind as one text: one change of the document for each of them."""
    groups: list[tuple[_Kind, list[str]]] = []
    for kind, text in pending:
        if groups and groups[-1][0] is kind is _Kind.PRINTED:
            groups[-1][1].append(text)
        else:
            groups.append((kind, [text]))
    return [(kind, "".join(texts)) for kind, texts in groups]


def _last_lines(text: str) -> tuple[str, int]:
    """Return the end of ``text`` that can be shown, and how many lines come before it."""
    extra = text.count("\n") - MOST_LINES
    if extra <= 0:
        return text, 0
    start = len(text)
    for _ in range(MOST_LINES + 1):
        start = text.rfind("\n", 0, start)
    return text[start + 1 :], extra
