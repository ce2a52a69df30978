"""The list of breakpoints, and a row to add a condition."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core.breakpoints import WITH_LIMIT, Breakpoint, Kind, condition, describe
from gradviz.core.errors import UserError
from gradviz.ui import wording
from gradviz.ui.breakpoints import words
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.choice import Choice
from gradviz.ui.widgets.tint import scale_text, tint


class BreakpointsPanel(QWidget):
    """Switch breakpoints on and off, remove them, add conditions. Space switches, Delete removes, Enter goes there."""

    add_requested = Signal(object)
    remove_requested = Signal(object)
    enable_requested = Signal(object, bool)
    visit_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Breakpoint, ...] = ()
        self.list = _List(self)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.kind = Choice(self)
        self.variable = Choice(self)
        self.variable.setEditable(True)
        self.limit = QLineEdit(self)
        self.add = QPushButton(self)
        self.remove = QPushButton(self)
        self.answer = QLabel(self)
        self.answer.setWordWrap(True)
        self._place()
        self.list.itemChanged.connect(self._on_changed)
        self.list.itemActivated.connect(lambda item: self.visit_requested.emit(self._of(item)))
        self.list.removed.connect(self._remove)
        self.remove.clicked.connect(self._remove)
        self.kind.currentIndexChanged.connect(lambda _row: self._fit_fields())
        self.add.clicked.connect(self._add)
        self.limit.returnPressed.connect(self._add)
        self.setFocusProxy(self.list)
        self.set_theme(LIGHT)
        self._retranslate()

    def _place(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self.kind, self.variable, self.limit, self.add):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(row)
        column.addWidget(self.answer)
        self.limit.setMaximumWidth(90)
        self.variable.setMinimumWidth(90)
        self.answer.hide()

    # What is shown

    def show_breakpoints(self, breakpoints: Iterable[Breakpoint]) -> None:
        """List these; the same row stays chosen."""
        self._all = tuple(breakpoints)
        row = self.list.currentRow()
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in self._all:
                item = QListWidgetItem(words(describe(one)), self.list)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if one.enabled else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(min(max(row, 0), len(self._all) - 1))
        self.list.setVisible(bool(self._all))
        self.empty.setVisible(not self._all)
        self.setFocusProxy(self.list if self._all else self.kind)
        self.remove.setEnabled(bool(self._all))

    def offer_variables(self, names: Iterable[str]) -> None:
        """Offer these leaves for conditions."""
        written = self.variable.currentText()
        with QSignalBlocker(self.variable):
            self.variable.clear()
            self.variable.addItems(["", *names])
            self.variable.setCurrentText(written)

    @property
    def chosen(self) -> Kind:
        """The kind of condition that would be added."""
        return Kind(self.kind.currentData() or Kind.NONFINITE)

    def _of(self, item: QListWidgetItem) -> Breakpoint:
        return self._all[self.list.row(item)]

    # What is asked for

    def _on_changed(self, item: QListWidgetItem) -> None:
        self.enable_requested.emit(self._of(item), item.checkState() == Qt.CheckState.Checked)

    def _remove(self) -> None:
        if 0 <= self.list.currentRow() < len(self._all):
            self.remove_requested.emit(self._all[self.list.currentRow()])

    def _add(self) -> None:
        try:
            one = condition(self.chosen, self.limit.text(), self.variable.currentText())
        except UserError as error:
            self._say(wording.sentence(str(error)))
            return
        self._say("")
        self.add_requested.emit(one)

    def _say(self, said: str) -> None:
        self.answer.setText(said)
        self.answer.setVisible(bool(said))

    def _fit_fields(self) -> None:
        self.variable.setEnabled(self.chosen is not Kind.NONFINITE)
        self.limit.setEnabled(self.chosen in WITH_LIMIT)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        tint(self.empty, theme.color("muted"))
        tint(self.answer, theme.color("error"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    def _retranslate(self) -> None:
        chosen = max(0, self.kind.currentIndex())
        with QSignalBlocker(self.kind):
            self.kind.clear()
            for kind, title in (
                (Kind.NONFINITE, self.tr("first NaN or Inf")),
                (Kind.ABOVE, self.tr("gradient norm above")),
                (Kind.BELOW, self.tr("gradient norm below")),
                (Kind.FLIP, self.tr("gradient turns round")),
                (Kind.UPDATE, self.tr("update ÷ parameter above")),
            ):
                self.kind.addItem(title, kind)
            self.kind.setCurrentIndex(chosen)
        self.list.setAccessibleName(self.tr("Breakpoints"))
        self.kind.setAccessibleName(self.tr("What to stop at"))
        line = self.variable.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("any parameter"))
        self.variable.setAccessibleName(self.tr("The parameter that it is about; empty: any"))
        self.variable.setToolTip(self.variable.accessibleName())
        self.limit.setPlaceholderText(self.tr("limit"))
        self.limit.setAccessibleName(self.tr("The limit, a number"))
        self.add.setText(self.tr("Add"))
        self.add.setToolTip(self.tr("Stop the run where this holds"))
        self.remove.setText(self.tr("Remove"))
        self.remove.setToolTip(self.tr("Remove the chosen breakpoint (Delete)"))
        self.empty.setText(
            self.tr(
                "No breakpoints. Set one at a node (B), at a line (Ctrl+B, or a click beside its number), "
                "or add a condition here."
            )
        )
        self._fit_fields()
        self.show_breakpoints(self._all)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class _List(QListWidget):
    """Tells when Delete is pressed."""

    removed = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)
