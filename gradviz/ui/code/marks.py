"""A page with marks: what is running, what failed, what was found."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QPointF, QRectF, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from gradviz.core.timeline import Phase
from gradviz.core.trace import Columns
from gradviz.ui.code.page import Page
from gradviz.ui.code.span import Span, span_of
from gradviz.ui.code.tints import bracket_tints, match_tints
from gradviz.ui.theme import Theme


class MarkedPage(Page):
    """Python text with the mark of the running expression, an error, matches and the brackets beside the cursor."""

    refreshed = Signal()
    """The marks, the colours or the cursor's line are other ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: tuple[Span, Phase] | None = None
        self._error: tuple[Span, str] | None = None
        self._matches: list[tuple[int, int]] = []

    # Marks

    def set_mark(self, line: int, columns: Columns | None, phase: Phase) -> None:
        """Mark ``columns`` of ``line`` (from 1), or the line, as running, and show it."""
        span = span_of(self, line, columns)
        self._mark = (span, phase) if span else None
        if span:
            self.show_line(line - 1)
            self.show_columns(span.cursor)
        self.refresh()

    def clear_mark(self) -> None:
        """Mark nothing."""
        if self._mark:
            self._mark = None
            # The start of lines is read first, unless somebody types further on.
            bar = self.horizontalScrollBar()
            if self.cursorRect().right() + bar.value() < self.viewport().width():
                bar.setValue(0)
            self.refresh()

    def set_error(self, line: int | None, columns: Columns | None = None, message: str = "") -> None:
        """Underline ``columns`` of ``line``, or the line; None removes the error."""
        span = None if line is None else span_of(self, line, columns)
        if span or self._error:
            self._error = (span, message) if span else None
            self.refresh()

    def set_matches(self, matches: list[tuple[int, int]]) -> None:
        """Tint these pieces of the text (positions as Qt counts them, in order)."""
        if matches or self._matches:
            self._matches = matches
            self.refresh()

    def drop_stale_marks(self) -> None:
        """Forget the error, and the mark if its text is another one."""
        if self._mark and not self._mark[0].is_intact:
            self._mark = None
        self._error = None
        self.refresh()

    @property
    def marked(self) -> tuple[int, Phase] | None:
        """The marked line (from 0) and its phase."""
        return (self._mark[0].line, self._mark[1]) if self._mark else None

    @property
    def error_line(self) -> int | None:
        """The line of the error (from 0)."""
        return self._error[0].line if self._error else None

    @property
    def error_message(self) -> str:
        """What the error says."""
        return self._error[1] if self._error else ""

    # Painting

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.refresh()

    def refresh(self) -> None:
        """Show the marks anew."""
        self._show_tints()
        self.refreshed.emit()

    def _show_tints(self) -> None:
        self.setExtraSelections([*match_tints(self, self._matches), *bracket_tints(self)])
        self.viewport().update()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy and self._matches:
            self._show_tints()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._paint_bands(painter)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_marks(painter)
        painter.end()

    def _paint_bands(self, painter: QPainter) -> None:
        """Paint the ground of the current and of the marked line, from edge to edge."""
        shown = self.lines_in_sight()
        bands = [(self.textCursor().position(), self._theme.color("canvas"))]
        if self._mark:
            bands.append((self._mark[0].cursor.selectionStart(), self.phase_colors(self._mark[1])[1]))
        for position, color in bands:
            block = self.document().findBlock(position)
            if block.blockNumber() in shown:
                area = self.area_of(block)
                painter.fillRect(QRectF(0, area.top(), self.viewport().width(), area.height()), color)

    def _paint_marks(self, painter: QPainter) -> None:
        shown = self.lines_in_sight()
        if self._mark and not self._mark[0].whole_line and self._mark[0].line in shown:
            span, phase = self._mark
            painter.setPen(QPen(self.phase_colors(phase)[0], 1.5))
            painter.drawRoundedRect(self.box_of(span.cursor).adjusted(-2, 0.75, 2, -0.75), 3, 3)
        if self._error and self._error[0].line in shown:
            painter.setPen(QPen(self._theme.color("error"), 1.3))
            painter.drawPolyline(_wave(self.box_of(self._error[0].cursor)))

    # Tips

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self.show_tip(self.cursorForPosition(event.pos()).blockNumber(), event)
            return True
        return super().viewportEvent(event)

    def show_tip(self, line: int, event: QHelpEvent) -> None:
        """Show the error's message if it is on ``line`` (from 0)."""
        if line == self.error_line and self.error_message:
            # A message may contain what Qt takes for markup, such as <class 'int'>.
            text = f"<p style='white-space: pre-wrap'>{html.escape(self.error_message)}</p>"
            QToolTip.showText(event.globalPos(), text, self)
        else:
            QToolTip.hideText()
            event.ignore()


def _wave(area: QRectF) -> QPolygonF:
    """Return a zigzag along the lower edge of ``area``."""
    points = []
    x, y, up = area.left(), area.bottom() - 1, False
    while x <= area.right():
        points.append(QPointF(x, y - 2.5 * up))
        x, up = x + 2.5, not up
    return QPolygonF(points)
