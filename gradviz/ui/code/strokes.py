"""What the keys of an editor do to its text: Enter, Tab, Backspace, Home and the comment key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from gradviz.ui.code import editing
from gradviz.ui.code.tokens import Kind, tokens


def by_key(edit: QPlainTextEdit) -> dict[str, Callable[[], None]]:
    """Return what to do on which key (``"Ctrl+/"``)."""
    return {
        "Ctrl+/": partial(toggle_comment, edit),
        "Tab": partial(_tab, edit),
        "Shift+Tab": partial(_change_lines, edit, editing.dedent),
        "Return": partial(_enter, edit),
        "Shift+Return": partial(_enter, edit),
        "Backspace": partial(_backspace, edit),
        "Home": partial(_home, edit, QTextCursor.MoveMode.MoveAnchor),
        "Shift+Home": partial(_home, edit, QTextCursor.MoveMode.KeepAnchor),
    }


def toggle_comment(edit: QPlainTextEdit) -> None:
    """Make the selected lines comments, or code again."""
    _change_lines(edit, editing.toggle_comment)


def _home(edit: QPlainTextEdit, mode: QTextCursor.MoveMode) -> None:
    cursor = edit.textCursor()
    text = cursor.block().text()
    column = editing.home_column(text, editing.characters(text, cursor.positionInBlock()))
    cursor.setPosition(cursor.block().position() + editing.units(text, column), mode)
    edit.setTextCursor(cursor)


def _enter(edit: QPlainTextEdit) -> None:
    cursor = edit.textCursor()
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    block = cursor.block()
    before = block.text()[: editing.characters(block.text(), cursor.positionInBlock())]
    cursor.insertText("\n" + _next_indent(block, before))
    cursor.endEditBlock()
    edit.setTextCursor(cursor)
    edit.ensureCursorVisible()


def _next_indent(block: QTextBlock, before: str) -> str:
    found, after = tokens(before, max(0, block.previous().userState()))
    if after:
        return ""  # inside a string spaces are text
    code = before
    for start, end, kind in reversed(found):
        if kind in {Kind.STRING, Kind.COMMENT}:
            code = code[:start] + ("_" if kind is Kind.STRING else "") + code[end:]
    letters = [before[start] for start, _, kind in found if kind is Kind.BRACKET]
    balance = sum(1 if letter in "([{" else -1 for letter in letters)
    return editing.next_indent(before, code, balance)


def _backspace(edit: QPlainTextEdit) -> None:
    cursor = edit.textCursor()
    before = cursor.block().text()[: cursor.positionInBlock()]
    if not cursor.hasSelection() and before.isascii():
        cursor.movePosition(
            QTextCursor.MoveOperation.PreviousCharacter,
            QTextCursor.MoveMode.KeepAnchor,
            editing.spaces_to_remove(before),
        )
    cursor.deletePreviousChar()
    edit.setTextCursor(cursor)
    edit.ensureCursorVisible()


def _tab(edit: QPlainTextEdit) -> None:
    cursor = edit.textCursor()
    if cursor.hasSelection():
        _change_lines(edit, editing.indent)
    else:
        cursor.insertText(" " * editing.spaces_to_tab(cursor.positionInBlock()))


def _change_lines(edit: QPlainTextEdit, operation: Callable[[list[str]], list[str]]) -> None:
    """Replace the lines of the selection in one step; the selection stays on the same text."""
    blocks = _selected_lines(edit)
    old = [block.text() for block in blocks]
    cursor = QTextCursor(edit.document())
    cursor.beginEditBlock()
    for block, before, after in zip(blocks, old, operation(old), strict=True):
        if before != after:
            change = editing.change(before, after)
            cursor.setPosition(block.position() + editing.units(before, change.start))
            cursor.setPosition(block.position() + editing.units(before, change.end), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(change.text)
    cursor.endEditBlock()


def _selected_lines(edit: QPlainTextEdit) -> list[QTextBlock]:
    cursor = edit.textCursor()
    block = edit.document().findBlock(cursor.selectionStart())
    blocks = [block]
    # A selection that ends before the first character of a line does not mean that line.
    while block.next().isValid() and block.next().position() < cursor.selectionEnd():
        block = block.next()
        blocks.append(block)
    return blocks
