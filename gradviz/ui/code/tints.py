"""The grounds of matches and of brackets."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from gradviz.ui.code.brackets import BracketPair, Brackets, Place, brackets, match_bracket
from gradviz.ui.code.colors import match_tint
from gradviz.ui.code.editing import characters, units
from gradviz.ui.code.page import Page
from gradviz.ui.theme import Theme


def match_tints(page: Page, matches: list[tuple[int, int]]) -> list[QTextEdit.ExtraSelection]:
    """Return the grounds of those ``matches`` (positions as Qt counts them) that are in sight."""
    shown = page.lines_in_sight()
    first = page.document().findBlockByNumber(shown.start).position()
    last = page.document().findBlockByNumber(shown.stop - 1)
    end = last.position() + last.length()
    style = QTextCharFormat()
    style.setBackground(match_tint(page.theme))
    style.setForeground(page.theme.color("text"))
    return [_tint(page.piece(start, stop), style) for start, stop in matches if start < end and stop > first]


def bracket_tints(page: Page) -> list[QTextEdit.ExtraSelection]:
    """Return the grounds of the bracket beside the cursor and of its partner."""
    pair = _pair(page)
    if pair is None:
        return []
    style = _bracket_style(page.theme, pair.matches)
    return [_tint(_letter(page, place), style) for place in (pair.here, pair.other) if place]


def _tint(piece: QTextCursor, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    selection.cursor = piece
    selection.format = style
    return selection


def _bracket_style(theme: Theme, matches: bool) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setFontWeight(QFont.Weight.Bold)
    if matches:
        style.setBackground(theme.color("line"))
    else:
        style.setForeground(theme.color("on_accent"))
        style.setBackground(theme.color("error"))
    return style


def _pair(page: Page) -> BracketPair | None:
    cursor = page.textCursor()
    if cursor.hasSelection():
        return None
    column = characters(cursor.block().text(), cursor.positionInBlock())
    return match_bracket(Place(cursor.blockNumber(), column), lambda line: _brackets_of(page, line))


def _brackets_of(page: Page, line: int) -> Brackets | None:
    block = page.document().findBlockByNumber(line)
    if line < 0 or not block.isValid():
        return None
    return brackets(block.text(), max(0, block.previous().userState()))


def _letter(page: Page, place: Place) -> QTextCursor:
    block = page.document().findBlockByNumber(place.line)
    start = block.position() + units(block.text(), place.column)
    return page.piece(start, start + 1)
