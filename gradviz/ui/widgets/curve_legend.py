"""Which curves are drawn, and how each one looks."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme, series_colors

SHOWN_AT_FIRST = 8
"""So many curves are drawn before the user chooses."""

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)

_NARROWEST = 70
"""Pixels: a line, its box, and the end of a name."""

_LETTERS = 8
"""So many letters of a name can always be read, the last ones: they tell parameters of a net from each other."""


class CurveLegend(QListWidget):
    """A name for each curve, with a box that says whether it is drawn, and a piece of its line.

    A click on a row, or Space, draws its curve or not; a double click, or Return, draws it alone, and again all those
    from before. Ctrl+A draws all. The row under the mouse, or with the focus the current one, is `pointed` at.
    """

    chosen_changed = Signal()
    pointed_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._chosen: list[tuple[int, str]] | None = None
        self._before_alone: frozenset[int] = frozenset()
        self._pressed: tuple[int, Qt.CheckState] | None = None
        self._pointed: int | None = None
        self.setMouseTracking(True)
        # A selected row would have another ground, on which a line looks different from the one in the plot.
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Ignored)
        self.setObjectName("curve_legend")
        self._wanted = _NARROWEST
        self.itemChanged.connect(self._on_changed)
        self.currentRowChanged.connect(self._on_row)

    def take_names(self, names: Iterable[str]) -> bool:
        """Add those of ``names`` that are not there yet; they only ever grow. Return whether there were any."""
        names = list(names)
        before = self.count()
        if len(names) <= before:
            return False
        was_silent = self.blockSignals(True)
        for number, name in enumerate(names[before:], before):
            item = QListWidgetItem(self._sample(number), name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(is_shown=number < SHOWN_AT_FIRST))
            item.setToolTip(name)
            self.addItem(item)
        self.blockSignals(was_silent)
        self._chosen = None
        return True

    @property
    def chosen(self) -> list[tuple[int, str]]:
        """Number and name of each curve that is drawn."""
        if self._chosen is None:
            items = [self.item(number) for number in range(self.count())]
            self._chosen = [(n, item.text()) for n, item in enumerate(items) if _is_shown(item)]
        return self._chosen

    @property
    def pointed(self) -> int | None:
        """The number of the curve that a person points at."""
        return self._pointed

    def look(self, number: int) -> tuple[QColor, Qt.PenStyle]:
        """Return how the curve with this number is drawn."""
        colors = series_colors(self._theme)
        return colors[number % len(colors)], _STYLES[(number + number // len(colors)) % len(_STYLES)]

    def fit(self, most: int) -> None:
        """Be as wide as the names need, within ``most`` pixels."""
        metrics = self.fontMetrics()
        names = [self.item(number).text() for number in range(min(self.count(), 32))]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self._wanted = max(min(widest + self._beside(), most), self._least())
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._wanted, 0)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._least(), 0)

    def _least(self) -> int:
        """Return the width at which names can still be told from each other: box, line and some letters."""
        return max(_NARROWEST, self._beside() + _LETTERS * self.fontMetrics().averageCharWidth())

    def _beside(self) -> int:
        """Return the width of what stands beside a name: a box as high as the text, the line, a scroll bar."""
        return self.iconSize().width() + 30 + 2 * self.fontMetrics().height()

    # Choosing

    def show_only(self, number: int) -> None:
        """Draw one curve alone; if it is that already, all those that were drawn before."""
        shown = frozenset(n for n, _ in self.chosen)
        if shown != {number}:
            self._before_alone = shown
            self._show({number})
        else:
            self._show(self._before_alone - {number} or range(self.count()), number)

    def show_all(self) -> None:
        """Draw every curve."""
        self._show(range(self.count()))

    def _show(self, numbers: Iterable[int], *more: int) -> None:
        wanted = {*numbers, *more}
        was_silent = self.blockSignals(True)
        for number in range(self.count()):
            self.item(number).setCheckState(_state(is_shown=number in wanted))
        self.blockSignals(was_silent)
        self.viewport().update()
        self._on_changed()

    def _on_changed(self) -> None:
        self._chosen = None
        self.chosen_changed.emit()

    @override
    def clear(self) -> None:
        super().clear()
        self._chosen = None
        self._before_alone = frozenset()
        self._point(None)

    # Pointing

    def _point(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed = number
            self.pointed_changed.emit()

    def _row_at(self, place: QPoint) -> int | None:
        index = self.indexAt(place)
        return index.row() if index.isValid() else None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self._row_at(event.position().toPoint()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = (row, self.item(row).checkState()) if row is not None and is_left else None
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        row = self._row_at(event.position().toPoint())
        # Of a click on its box a row takes care itself.
        if pressed is not None and row is not None and pressed == (row, self.item(row).checkState()):
            self._toggle(row)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        self._pressed = None
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            # The first click of the two has changed it.
            self._toggle(row)
            self.show_only(row)

    def _toggle(self, row: int) -> None:
        item = self.item(row)
        item.setCheckState(_state(is_shown=not _is_shown(item)))

    def _on_row(self, row: int) -> None:
        if self.hasFocus():
            self._point(row if row >= 0 else None)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.currentRow() >= 0:
            self._point(self.currentRow())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.show_only(row)
        elif event.key() == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.show_all()
        else:
            super().keyPressEvent(event)

    # How it looks

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        was_silent = self.blockSignals(True)
        for number in range(self.count()):
            self.item(number).setIcon(self._sample(number))
        self.blockSignals(was_silent)

    def _sample(self, number: int) -> QIcon:
        """Return a picture of the line with this number."""
        color, style = self.look(number)
        picture = QPixmap(QSize(26, 12))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(QPen(color, 2, style))
        painter.drawLine(0, 6, 26, 6)
        painter.end()
        return QIcon(picture)


def _state(*, is_shown: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked


def _is_shown(item: QListWidgetItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked
