"""Pieces of the text that are marked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from gradviz.core.trace import Columns
from gradviz.ui.code.editing import units
from gradviz.ui.code.page import Page


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text that moves with it. ``text`` is what it was when it was marked."""

    cursor: QTextCursor
    text: str
    whole_line: bool

    @property
    def line(self) -> int:
        """The line (from 0) where it is now."""
        return self.cursor.document().findBlock(self.cursor.selectionStart()).blockNumber()

    @property
    def is_intact(self) -> bool:
        """Whether its text is still the same."""
        return self.cursor.selectedText() == self.text


def span_of(page: Page, line: int, columns: Columns | None) -> Span | None:
    """Return ``columns`` of ``line`` (from 1), or the line without the space around it; None if it is not there."""
    block = page.document().findBlockByNumber(line - 1)
    if line < 1 or not block.isValid():
        return None
    text = block.text()
    first, last = columns or (len(text) - len(text.lstrip()), len(text.rstrip()))
    first, last = (max(0, min(column, len(text))) for column in (first, last))
    start, end = (block.position() + units(text, column) for column in (first, max(first, last)))
    cursor = page.piece(start, end)
    # What is typed right behind the piece is not part of it.
    cursor.setKeepPositionOnInsert(True)
    return Span(cursor, cursor.selectedText(), whole_line=columns is None or start == end)
