"""The breakpoints of a page: they stay with their lines while the text is edited."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit


class Breaks(QObject):
    """Lines (from 1) that have a breakpoint, and whether it is switched on."""

    moved = Signal(object)
    """Lines that are other lines now: what was a line, and what it is, or None where it has met another one."""
    changed = Signal()

    def __init__(self, page: QPlainTextEdit) -> None:
        super().__init__(page)
        self._page = page
        self._held: dict[int, tuple[QTextCursor, bool]] = {}
        page.textChanged.connect(self._follow)

    def show(self, lines: Mapping[int, bool]) -> None:
        """Have breakpoints at ``lines``."""
        self._held = {line: (self._cursor(line), enabled) for line, enabled in lines.items()}
        self.changed.emit()

    def forget(self) -> None:
        """Have none: the text will be another one."""
        self._held = {}
        self.changed.emit()

    @property
    def lines(self) -> dict[int, bool]:
        """The lines that have one."""
        return {line: enabled for line, (_, enabled) in self._held.items()}

    def _cursor(self, line: int) -> QTextCursor:
        return QTextCursor(self._page.document().findBlockByNumber(line - 1))

    def _follow(self) -> None:
        now = {line: cursor.blockNumber() + 1 for line, (cursor, _) in self._held.items()}
        if all(line == place for line, place in now.items()):
            return
        taken: dict[int, int] = {}
        for line, place in now.items():
            taken.setdefault(place, line)
        moved = {line: place if taken[place] == line else None for line, place in now.items()}
        self._held = {place: self._held[line] for line, place in moved.items() if place is not None}
        self.moved.emit({line: place for line, place in moved.items() if line != place})


def paint_break(painter: QPainter, area: QRectF, room: float, color: QColor, *, enabled: bool) -> None:
    """Paint the sign of a breakpoint in the first ``room`` pixels of ``area``: a disc; one that is off is a ring."""
    middle = QPointF(room / 2, area.center().y())
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(color if enabled else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(middle, 6.0, 6.0)
