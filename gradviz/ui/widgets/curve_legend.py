"""Which curves are drawn, and how each one looks."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme, series_colors

SHOWN_AT_FIRST = 8
"""So many curves are drawn before the user chooses."""

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


_NARROWEST = 70
"""Pixels: a line, its box, and the beginning of a name."""


class CurveLegend(QListWidget):
    """A name for each curve, with a box that says whether it is drawn, and a piece of its line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Ignored)
        self._wanted = _NARROWEST

    def take_names(self, names: Iterable[str]) -> bool:
        """Add those of ``names`` that are not there yet; they only ever grow. Return whether there were any."""
        was_silent = self.blockSignals(True)
        before = self.count()
        for number, name in enumerate(names):
            if number == self.count():
                item = QListWidgetItem(self._sample(number), name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                is_shown = number < SHOWN_AT_FIRST
                item.setCheckState(Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked)
                item.setToolTip(name)
                self.addItem(item)
        self.blockSignals(was_silent)
        return self.count() > before

    @property
    def chosen(self) -> list[tuple[int, str]]:
        """Number and name of each curve that is drawn."""
        items = [self.item(number) for number in range(self.count())]
        return [(n, item.text()) for n, item in enumerate(items) if item.checkState() == Qt.CheckState.Checked]

    def look(self, number: int) -> tuple[QColor, Qt.PenStyle]:
        """Return how the curve with this number is drawn."""
        colors = series_colors(self._theme)
        return colors[number % len(colors)], _STYLES[(number + number // len(colors)) % len(_STYLES)]

    def fit(self, most: int) -> None:
        """Be as wide as the names need, within ``most`` pixels."""
        metrics = self.fontMetrics()
        names = [self.item(number).text() for number in range(min(self.count(), 32))]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self._wanted = max(min(widest + self.iconSize().width() + 64, most), _NARROWEST)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._wanted, 0)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, 0)

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
