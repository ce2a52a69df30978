"""A tensor's statistics: four digits of each, exact on hover and when copied."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme

_ROOM = 12
"""Pixels between two columns."""


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    shown: str
    exact: str
    alarming: bool = False


class Statistics(QWidget):
    """Minimum, maximum, mean, norm and the counts of NaN and infinities, in as many columns as there is room for.

    With the focus Left and Right choose a number and Ctrl+C copies it; without a choice Ctrl+C copies all of them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = LIGHT
        self._summary: TensorSummary | None = None
        self._entries: tuple[_Entry, ...] = ()
        self._chosen: int | None = None

    def show_summary(self, summary: TensorSummary | None) -> None:
        """Show the statistics of ``summary``."""
        self._summary = summary
        self._entries = () if summary is None else self._made(summary)
        if self._chosen is not None and self._chosen >= len(self._entries):
            self._chosen = None
        self._describe()
        self.updateGeometry()
        self.update()

    def _made(self, summary: TensorSummary) -> tuple[_Entry, ...]:
        numbers = (
            (self.tr("min"), summary.min),
            (self.tr("max"), summary.max),
            (self.tr("mean"), summary.mean),
            (self.tr("norm"), summary.norm),
        )
        counts = ((self.tr("NaN"), summary.nan), (self.tr("Inf"), summary.inf))
        return (
            *(_Entry(label, text.number(value), repr(value)) for label, value in numbers if value is not None),
            *(_Entry(label, str(count), str(count), count > 0) for label, count in counts),
        )

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def as_text(self) -> str:
        """Return every statistic as it is shown."""
        return " · ".join(f"{entry.label} {entry.shown}" for entry in self._entries)

    def _describe(self) -> None:
        chosen = None if self._chosen is None else self._entries[self._chosen]
        self.setAccessibleDescription(self.as_text() if chosen is None else f"{chosen.label} {chosen.exact}")

    # Where things are

    def _columns(self, width: int) -> tuple[int, float]:
        """Return how many columns there are, and how wide one is."""
        metrics = self.fontMetrics()
        need = max((metrics.horizontalAdvance(f"{e.label} {e.shown}") for e in self._entries), default=1) + _ROOM
        count = max(1, min(width // need, 3 if len(self._entries) > 4 else len(self._entries)))
        return count, width / count

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        columns, _ = self._columns(width)
        return -(-len(self._entries) // columns) * self._line() + 4

    def _line(self) -> int:
        return self.fontMetrics().height() + 3

    @override
    def sizeHint(self) -> QSize:
        width = 20 * self.fontMetrics().height()
        return QSize(width, self.heightForWidth(self.width() if self.width() > 0 else width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._line())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometry()

    def _area(self, number: int) -> QRectF:
        columns, width = self._columns(self.width())
        return QRectF(number % columns * width, 2 + number // columns * self._line(), width, self._line())

    def _at(self, x: float, y: float) -> int | None:
        return next((i for i in range(len(self._entries)) if self._area(i).contains(x, y)), None)

    # Reading and copying

    def choose(self, number: int | None) -> None:
        """Choose one of the statistics."""
        self._chosen = number
        self._describe()
        self.update()

    def copy(self) -> None:
        """Put the chosen statistic, exact, on the clipboard, or all of them."""
        if self._chosen is not None:
            copied = self._entries[self._chosen].exact
        else:
            copied = "\n".join(f"{entry.label}\t{entry.exact}" for entry in self._entries)
        QGuiApplication.clipboard().setText(copied)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif step is not None and self._entries:
            here = -1 if self._chosen is None else self._chosen
            self.choose(min(max(here + step, 0), len(self._entries) - 1))
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(self._at(event.position().x(), event.position().y()))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._at(event.pos().x(), event.pos().y())
            words = "" if number is None else f"{self._entries[number].label} = {self._entries[number].exact}"
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.choose(None)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_summary(self._summary)

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number, entry in enumerate(self._entries):
            area = self._area(number).adjusted(3, 0, 0, 0)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(area, align, entry.label)
            painter.setPen(self._theme.color("nonfinite" if entry.alarming else "text"))
            indent = metrics.horizontalAdvance(entry.label + " ")
            painter.drawText(area.adjusted(indent, 0, 0, 0), align, entry.shown)
            if number == self._chosen:
                width = indent + metrics.horizontalAdvance(entry.shown)
                painter.setPen(QPen(self._theme.color("text"), 1))
                painter.drawRect(QRectF(area.left() - 2, area.top() + 1, width + 4, area.height() - 2))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("selection"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
