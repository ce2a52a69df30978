"""The list of every key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QStyle, QVBoxLayout, QWidget

from gradviz.ui.actions.build import key_rows
from gradviz.ui.dialogs.sheet import Sheet

_MARGIN, _HEIGHT = 24, 760
"""Pixels beside the keys, and of the whole card where there is room."""


class KeySheet(Sheet):
    """Shows every action that has a key, by menu."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        heading = QLabel(self.tr("Keys"), self)
        heading.setProperty("role", "heading")
        hint = QLabel(self.tr("Escape closes this list. {key} finds every action by name.").format(key="Ctrl+K"), self)
        hint.setProperty("role", "muted")
        inner = self._inner = QWidget(self)
        columns = self._columns = QHBoxLayout(inner)
        columns.setSpacing(36)
        left, right = QVBoxLayout(), QVBoxLayout()
        for i, (menu, rows) in enumerate(key_rows()):
            (left if i < 2 or i == 4 else right).addLayout(_block(menu, rows))
        for column in (left, right):
            column.addStretch(1)
            columns.addLayout(column)
        area = QScrollArea(self)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 16)
        column.addWidget(heading)
        column.addWidget(hint)
        column.addWidget(area, 1)

    def open(self) -> None:
        """Show it, as wide as the keys need; where the window is narrower, all in one column."""
        self.ensurePolished()
        beside = 2 * _MARGIN + self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) + 8
        width = self._inner.sizeHint().width() + beside
        if width > self.window().width() - 2 * _MARGIN:
            self._columns.setDirection(QBoxLayout.Direction.TopToBottom)
            width = self._inner.sizeHint().width() + beside
        self.open_over(width, _HEIGHT, focus=self)


def _block(menu: str, rows: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(5)
    title = QLabel(menu)
    title.setProperty("role", "group")
    grid.addWidget(title, 0, 0, 1, 2)
    for i, (name, keys) in enumerate(rows, start=1):
        key = QLabel(keys)
        key.setProperty("role", "muted")
        grid.addWidget(QLabel(name), i, 0)
        grid.addWidget(key, i, 1)
    grid.setColumnStretch(0, 1)
    return grid
