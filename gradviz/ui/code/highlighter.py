"""Qt's highlighter for Python."""

from __future__ import annotations

from PySide6.QtGui import QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextDocument
from typing_extensions import override

from gradviz.ui.code.colors import formats
from gradviz.ui.code.editing import units
from gradviz.ui.code.tokens import LONG, state_after, tokens
from gradviz.ui.theme import Theme


class PythonHighlighter(QSyntaxHighlighter):
    """Colours the lines near those that are shown; of all others it knows only whether a string is open.

    A program of 20,000 lines would otherwise take more than a second, and again after each triple quote.
    """

    MARGIN = 60

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._take_colors(theme)
        self._shown = range(200)
        self.is_coloring = False
        """Whether a change of the document comes from here: Qt reports new colours like an edit."""

    def _take_colors(self, theme: Theme) -> None:
        self._formats = formats(theme)
        self._plain = QTextCharFormat()
        self._plain.setForeground(theme.color("text"))

    def set_theme(self, theme: Theme) -> None:
        """Colour everything anew."""
        self._take_colors(theme)
        self.is_coloring = True
        self.rehighlight()
        self.is_coloring = False

    def show(self, first: int, last: int) -> None:
        """Colour what is near the lines ``first`` … ``last`` (from 0) and not coloured yet."""
        self._shown = range(max(0, first - self.MARGIN), last + self.MARGIN + 1)
        self.is_coloring = True
        block = self.document().findBlockByNumber(self._shown.start)
        while block.isValid() and block.blockNumber() in self._shown:
            if self._is_bare(block):
                self.rehighlightBlock(block)
            block = block.next()
        self.is_coloring = False

    @staticmethod
    def _is_bare(block: QTextBlock) -> bool:
        return not block.layout().formats() and bool(block.text().strip())

    @override
    def highlightBlock(self, text: str) -> None:
        state = max(0, self.previousBlockState())
        shown = self.currentBlock().blockNumber() in self._shown
        if shown:
            # Every coloured line has a format, so that a line without one is known to be bare.
            self.setFormat(0, units(text, len(text)), self._plain)
        if not shown or len(text) > LONG:
            self.setCurrentBlockState(state_after(text, state))
            return
        found, state = tokens(text, state)
        for start, end, kind in found:
            begin = units(text, start)
            self.setFormat(begin, units(text, end) - begin, self._formats[kind])
        self.setCurrentBlockState(state)
