"""The margin beside the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core.timeline import Phase
from gradviz.ui.code.breaks import Breaks, paint_break
from gradviz.ui.code.colors import mixed
from gradviz.ui.code.marks import MarkedPage

_SIGNS = 18
_GAP = 8


class Gutter(QWidget):
    """The line numbers, the arrow at the marked line and the sign at an error."""

    line_clicked = Signal(int)
    sign_clicked = Signal(int)
    """A click beside the number, where the signs are."""

    def __init__(self, page: MarkedPage) -> None:
        super().__init__(page)
        self._page = page
        self.breaks = Breaks(page)
        self.breaks.changed.connect(self.describe)
        page.blockCountChanged.connect(self.fit)
        page.updateRequest.connect(self._follow)
        page.refreshed.connect(self.update)

    def describe(self) -> None:
        """Say to screen readers which lines have a breakpoint."""
        self.setAccessibleName(self.tr("Line numbers and breakpoints"))
        lines = ", ".join(
            str(line) if on else self.tr("{line} (off)").format(line=line) for line, on in self.breaks.lines.items()
        )
        self.setAccessibleDescription(self.tr("Breakpoints at lines: {lines}").format(lines=lines or "–"))
        self.update()

    def fit(self) -> None:
        """Have room for the longest number."""
        width = self._width_needed()
        self._page.setViewportMargins(width, 0, 0, 0)
        self.resize(width, self.height())

    def place(self) -> None:
        """Be as high as the page."""
        area = self._page.contentsRect()
        self.setGeometry(area.left(), area.top(), self._width_needed(), area.height())

    def _width_needed(self) -> int:
        digits = max(2, len(str(self._page.blockCount())))
        return _SIGNS + round(self.fontMetrics().horizontalAdvance("8") * digits) + _GAP

    def _follow(self, area: QRect, dy: int) -> None:
        if dy:
            self.scroll(0, dy)
        else:
            self.update(0, area.y(), self.width(), area.height())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._page.line_at(round(event.position().y()))
        if event.position().x() < _SIGNS:
            self.sign_clicked.emit(line)
        else:
            self.line_clicked.emit(line)
        self._page.setFocus(Qt.FocusReason.MouseFocusReason)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._page.show_tip(self._page.line_at(event.pos().y()) - 1, event)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._page.theme.color("panel"))
        for line in self._page.lines_in_sight():
            area = self._page.area_of(self._page.document().findBlockByNumber(line))
            row = QRectF(0, area.top(), self.width(), area.height())
            if row.intersects(QRectF(event.rect())):
                self._paint_line(painter, line, row)
        painter.end()

    def _paint_line(self, painter: QPainter, line: int, area: QRectF) -> None:
        hue = self._page.theme.color("text")
        current = line == self._page.textCursor().blockNumber()
        marked = self._page.marked
        if marked and marked[0] == line:
            hue, tint = self._page.phase_colors(marked[1])
            painter.fillRect(area, tint)
        elif current:
            painter.fillRect(area, self._page.theme.color("canvas"))
        enabled = self.breaks.lines.get(line + 1)
        if enabled is not None:
            paint_break(painter, area, _SIGNS, self._page.theme.color("error"), enabled=enabled)
        if marked and marked[0] == line:
            hue = self._page.theme.color("on_accent") if enabled else hue
            _paint_arrow(painter, area, marked[1], hue)
        if line == self._page.error_line and enabled is None:
            self._paint_error(painter, area)
        self._paint_number(painter, line, area, current)

    def _paint_number(self, painter: QPainter, line: int, area: QRectF, current: bool) -> None:
        theme = self._page.theme
        font = self.font()
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(theme.color("text") if current else mixed(theme.color("muted"), theme.color("text"), 0.15))
        painter.drawText(
            area.adjusted(0, 0, -_GAP, 0),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            str(line + 1),
        )

    def _paint_error(self, painter: QPainter, area: QRectF) -> None:
        middle = QPointF(_SIGNS / 2, area.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._page.theme.color("error"))
        painter.drawEllipse(middle, 6, 6)
        painter.setPen(QPen(self._page.theme.color("on_accent"), 1.8, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(middle + QPointF(0, -3.2), middle + QPointF(0, 0.6))
        painter.drawPoint(middle + QPointF(0, 3.2))


def _paint_arrow(painter: QPainter, area: QRectF, phase: Phase, hue: QColor) -> None:
    """Paint an arrow in the direction of the phase, for those who cannot tell the hues apart."""
    middle = QPointF(_SIGNS / 2, area.center().y())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue)
    if phase is Phase.UPDATE:
        painter.drawEllipse(middle, 3.5, 3.5)
        return
    way = 4.0 if phase is Phase.FORWARD else -4.0
    tip = middle + QPointF(way, 0)
    painter.drawPolygon(QPolygonF([tip, middle + QPointF(-way, -4.5), middle + QPointF(-way, 4.5)]))
