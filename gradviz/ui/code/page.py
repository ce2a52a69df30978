"""The page of a program: its exact text in colours, and which of its lines are where."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QResizeEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from gradviz.core.timeline import Phase
from gradviz.ui.code.editing import INDENT
from gradviz.ui.code.font import code_font
from gradviz.ui.code.highlighter import PythonHighlighter
from gradviz.ui.theme import LIGHT, Theme, palette

_BESIDE = 12
"""Pixels beside a piece of a line that are to be seen too."""


class Page(QPlainTextEdit):
    """Python text in colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._theme = LIGHT
        self._highlighter = PythonHighlighter(self.document(), self._theme)

    def text(self) -> str:
        """Return the program exactly as it is; `toPlainText` would turn no-break spaces into spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def piece(self, start: int, end: int) -> QTextCursor:
        """Return a cursor that selects ``start`` … ``end``, as Qt counts positions."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # Look

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        """Show the colours of ``theme``."""
        self._theme = theme
        self.setPalette(palette(theme))
        # The frame is there without focus too, in the ground's colour, so that nothing moves when focus comes.
        self.setStyleSheet(
            f"#code {{ border: 2px solid {theme.panel}; background: {theme.panel}; }}"
            f"#code:focus {{ border-color: {theme.forward}; }}"
        )
        self._highlighter.set_theme(theme)

    def phase_colors(self, phase: Phase) -> tuple[QColor, QColor]:
        """Return the hue and the tint of ``phase``."""
        return self._theme.color(phase.value), self._theme.color(f"{phase.value}_tint")

    def set_text_scale(self, scale: float) -> None:
        """Show the text ``scale`` times as large as the system's monospace font."""
        font = code_font(scale)
        self.setFont(font)
        self.setTabStopDistance(INDENT * QFontMetricsF(font).horizontalAdvance(" "))

    def color_visible(self) -> None:
        """Colour the lines in sight that have no colours yet."""
        shown = self.lines_in_sight()
        self._highlighter.show(shown.start, shown.stop)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy:
            self.color_visible()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.color_visible()

    # Places

    def line_at(self, y: int) -> int:
        """Return the line (from 1) at height ``y``."""
        return self.cursorForPosition(QPoint(0, y)).blockNumber() + 1

    def lines_in_sight(self) -> range:
        """Return the lines (from 0) that are shown at least in part."""
        first = self.firstVisibleBlock().blockNumber()
        # No line is lower than this; one with Chinese in it is higher.
        height = max(1, self.fontMetrics().height())
        return range(first, min(self.blockCount(), first + int(self.viewport().height() / height) + 2))

    def area_of(self, block: QTextBlock) -> QRectF:
        """Return where a line is in the viewport. Of a line far away it takes long: Qt lays out all on the way."""
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        if not block.next().isValid():
            # Qt adds the margin of the document to the last line.
            area.setHeight(area.height() - self.document().documentMargin())
        return area

    def box_of(self, piece: QTextCursor) -> QRectF:
        """Return where a piece of one line is in the viewport."""
        block = self.document().findBlock(piece.selectionStart())
        area = self.area_of(block)
        line = block.layout().lineAt(0)
        if not line.isValid():
            return area
        # The stubs and PySide disagree about cursorToX: it returns the x alone, or the x and the position.
        left, right = (
            area.left() + _first(line.cursorToX(position - block.position()))
            for position in (piece.selectionStart(), piece.selectionEnd())
        )
        return QRectF(left, area.top(), right - left, line.height())

    def show_line(self, line: int) -> None:
        """Scroll to ``line`` (from 0) if it is not in sight as a whole."""
        shown = self.lines_in_sight()
        if line in shown:
            area = self.area_of(self.document().findBlockByNumber(line))
            if area.bottom() <= self.viewport().height():
                return
        self.verticalScrollBar().setValue(line - len(shown) // 2)

    def show_columns(self, piece: QTextCursor) -> None:
        """Scroll sideways as far as a piece of one line needs it, and no further: the start of lines is read first."""
        box = self.box_of(piece)
        bar = self.horizontalScrollBar()
        left, right = box.left() + bar.value(), box.right() + bar.value()
        room = self.viewport().width()
        if right - left + 2 * _BESIDE <= room:
            bar.setValue(max(0, round(right + _BESIDE - room)))
        else:
            # It does not fit in: its start is shown.
            bar.setValue(0 if left <= room / 2 else round(left - _BESIDE))


def _first(value: object) -> float:
    return float(value[0] if isinstance(value, tuple) else value)  # type: ignore[arg-type]
