"""The choice of a file with data: its path, its first rows, and which columns are to be predicted."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHeaderView, QPushButton, QTableWidget, QTableWidgetItem, QWidget

from gradviz.core.net.form import Table
from gradviz.core.text import number
from gradviz.ui.netform.fields import Field, Typed
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.elided_label import ElidedLabel


class FileBox(QWidget):
    """Hidden unless the data come from a file."""

    changed = Signal()
    file_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self.path = ElidedLabel("", self)
        self.path.set_elide_mode(Qt.TextElideMode.ElideMiddle)
        self.choose = _Choose("table", QPushButton(self))
        self.targets = _Targets("targets", self)
        self.preview = QTableWidget(self)
        self.preview.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.preview.setTabKeyNavigation(False)
        self.preview.verticalHeader().hide()
        self.preview.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.preview.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.preview.horizontalHeader().setMaximumSectionSize(160)
        self.preview.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.preview.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.choose.place(grid)
        grid.addWidget(self.path, grid.rowCount(), 0, 1, 2)
        self.targets.place(grid)
        grid.addWidget(self.preview, grid.rowCount(), 0, 1, 2)
        self.choose.button.clicked.connect(self.file_requested)
        self.targets.changed.connect(self._on_targets)
        self.preview.horizontalHeader().sectionClicked.connect(self._toggle)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields with a sentence of their own."""
        return self.choose, self.targets

    @property
    def table(self) -> Table | None:
        """The file, with the columns that are chosen."""
        return self._table

    def show_table(self, table: Table | None) -> None:
        """Show what is known of a file."""
        self._table = table
        self.path.set_text("" if table is None else table.path)
        self.targets.set_visible(visible=table is not None)
        if table is not None:
            self.targets.show_columns(table)
        else:
            self.show_rows(())
        self._mark()

    def show_rows(self, rows: tuple[tuple[float, ...], ...]) -> None:
        """Show the first rows."""
        self.preview.setVisible(bool(rows))
        self.preview.setRowCount(len(rows))
        self.preview.setColumnCount(len(rows[0]) if rows else 0)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                item = QTableWidgetItem(number(value))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.preview.setItem(r, c, item)
        heights = self.preview.horizontalHeader().sizeHint().height() + sum(
            map(self.preview.rowHeight, range(len(rows)))
        )
        self.preview.setFixedHeight(heights + self.preview.horizontalScrollBar().sizeHint().height() + 4)
        self._mark()

    def _mark(self) -> None:
        """Say in the head of each column whether it is predicted."""
        table = self._table
        if table is None or self.preview.columnCount() != table.columns:
            return
        for column in range(table.columns):
            name = table.names[column] if column < len(table.names) else str(column + 1)
            item = QTableWidgetItem(f"→ {name}" if column in table.targets else name)
            item.setToolTip(self.tr("{name}: to be predicted").format(name=name) if column in table.targets else name)
            self.preview.setHorizontalHeaderItem(column, item)

    def _toggle(self, column: int) -> None:
        if self._table is not None:
            chosen = set(self._table.targets) ^ {column}
            self._use(tuple(sorted(chosen)))
            self.targets.show_columns(self._table)

    def _on_targets(self) -> None:
        if self._table is not None:
            self._use(self.targets.columns(self._table))

    def _use(self, targets: tuple[int, ...]) -> None:
        if self._table is not None:
            self._table = msgspec.structs.replace(self._table, targets=targets)
            self._mark()
            self.changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        for field in self.fields:
            field.set_theme(theme)

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.choose.say(self.tr("File:"), self.tr("Rows of numbers: CSV, or an array that numpy has saved (.npy)."))
        self.choose.button.setText(self.tr("Choose a file…"))
        self.targets.say(
            self.tr("Predict columns:"),
            self.tr("Numbers or names of columns, with commas between; the net gets all others."),
        )
        self.preview.setAccessibleName(self.tr("First rows of the file"))
        self._mark()


class _Choose(Field):
    """The button that asks for a file."""

    def __init__(self, name: str, button: QPushButton) -> None:
        super().__init__(name, button)
        self.button = button


class _Targets(Typed):
    """Columns, by their numbers from 1 on or by their names."""

    def show_columns(self, table: Table) -> None:
        """Show the chosen ones, unless the same are typed already."""
        if self.columns(table) != table.targets:
            with QSignalBlocker(self.editor):
                self.editor.setText(", ".join(str(column + 1) for column in table.targets))

    def columns(self, table: Table) -> tuple[int, ...]:
        """Return what is typed; a word that is no column stands for one that is not there."""
        typed = [word.strip() for word in self.editor.text().split(",") if word.strip()]
        return tuple(sorted({_column(word, table) for word in typed}))


def _column(word: str, table: Table) -> int:
    if word in table.names:
        return table.names.index(word)
    return int(word) - 1 if word.isdecimal() else -1
