"""The list of every key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gradviz.ui.actions.build import key_rows
from gradviz.ui.dialogs.sheet import Sheet


class KeySheet(Sheet):
    """Shows every action that has a key, by menu."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        heading = QLabel(self.tr("Keys"), self)
        heading.setProperty("role", "heading")
        hint = QLabel(self.tr("Escape closes this list. {key} finds every action by name.").format(key="Ctrl+K"), self)
        hint.setProperty("role", "muted")
        inner = QWidget(self)
        columns = QHBoxLayout(inner)
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
        column.setContentsMargins(24, 20, 24, 16)
        column.addWidget(heading)
        column.addWidget(hint)
        column.addWidget(area, 1)


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
    grid.setColumnMinimumWidth(1, 120)
    return grid
