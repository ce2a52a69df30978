"""The list of the runs that go side by side, and what one does with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.conductor import LaneSpec, LaneState, LaneStatus
from gradviz.core.lanes import MOST_LANES, Lanes
from gradviz.ui.lockstep.look import sample
from gradviz.ui.lockstep.words import lane_words, loss_words, status_words
from gradviz.ui.theme import LIGHT, Theme


class LaneList(QWidget):
    """Names the runs and says how far they are. Enter opens the text of one in the editor, Delete removes it."""

    run_requested = Signal()
    stop_requested = Signal()
    add_requested = Signal()
    form_requested = Signal()
    presets_requested = Signal()
    open_requested = Signal(int)
    remove_requested = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._specs: tuple[LaneSpec, ...] = ()
        self.list = _List(self)
        self.list.setIconSize(QSize(28, 14))
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(110)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.run, self.stop, self.add, self.form, self.presets = (QPushButton(self) for _ in range(5))
        self.open, self.remove = QPushButton(self), QPushButton(self)
        grid = QGridLayout()
        grid.setSpacing(4)
        for number, button in enumerate((self.run, self.stop, self.add, self.form, self.open, self.remove)):
            grid.addWidget(button, number // 2, number % 2)
        grid.addWidget(self.presets, 3, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        column.addLayout(grid)
        self.setFocusProxy(self.list)
        self._connect()
        self.retranslate()
        self.allow(is_running=False)

    def _connect(self) -> None:
        self.run.clicked.connect(self.run_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.add.clicked.connect(self.add_requested)
        self.form.clicked.connect(self.form_requested)
        self.presets.clicked.connect(self.presets_requested)
        self.open.clicked.connect(self._open)
        self.remove.clicked.connect(self._remove)
        self.list.itemActivated.connect(lambda _item: self._open())
        self.list.removed.connect(self._remove)
        self.list.currentRowChanged.connect(self.chosen)

    @property
    def row(self) -> int:
        """The run that is chosen; −1 when there is none."""
        return self.list.currentRow()

    def show_specs(self, specs: Sequence[LaneSpec]) -> None:
        """List these; the same row stays chosen."""
        row = self.row
        self._specs = tuple(specs)
        self.list.clear()
        for number, spec in enumerate(specs):
            item = QListWidgetItem(sample(number, self._theme), lane_words(number, spec), self.list)
            item.setToolTip(spec.program.name)
        self.list.setCurrentRow(min(max(row, 0), len(specs) - 1))

    def show_progress(self, shown: Sequence[LaneSpec], statuses: Sequence[LaneStatus], lanes: Lanes) -> None:
        """Write how far the runs are that belong to the programs on the list."""
        for number, (spec, status) in enumerate(zip(shown, statuses, strict=True)):
            if number >= len(self._specs) or self._specs[number] != spec:
                continue
            item = self.list.item(number)
            parts = [status_words(status), "" if status.error is not None else loss_words(lanes, number)]
            words = " · ".join(part for part in parts if part)
            failed = status.state in (LaneState.FAILED, LaneState.GONE)
            item.setText(f"{lane_words(number, spec)}\n{words}")
            item.setForeground(self._theme.color("error" if failed else "text"))

    def allow(self, *, is_running: bool) -> None:
        """Enable what can be done now."""
        count = len(self._specs)
        self.run.setEnabled(count >= 2)
        self.stop.setEnabled(is_running)
        self.add.setEnabled(count < MOST_LANES)
        self.open.setEnabled(count > 0)
        self.remove.setEnabled(count > 0)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for number in range(self.list.count()):
            self.list.item(number).setIcon(sample(number, theme))
            self.list.item(number).setForeground(theme.color("text"))

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.list.setAccessibleName(self.tr("Runs in lockstep"))
        self.run.setText(self.tr("Run all"))
        self.stop.setText(self.tr("Stop all"))
        self.add.setText(self.tr("Add program"))
        self.presets.setText(self.tr("A small net, three ways"))
        self.form.setText(self.tr("Net form"))
        self.form.setToolTip(self.tr("The net of the form, by hand, with torch.nn and with torch.optim"))
        self.open.setText(self.tr("Open"))
        self.remove.setText(self.tr("Remove"))
        self.run.setToolTip(self.tr("Run all programs side by side, from the same random numbers"))
        self.stop.setToolTip(self.tr("End all runs"))
        self.add.setToolTip(self.tr("Add the program in the editor as a run"))
        self.presets.setToolTip(
            self.tr("One net written by hand, with torch.nn and with torch.optim, from the same start")
        )
        self.open.setToolTip(self.tr("Open the program of the chosen run in the editor (Enter)"))
        self.remove.setToolTip(self.tr("Remove the chosen run (Delete)"))

    def _open(self) -> None:
        if self.row >= 0:
            self.open_requested.emit(self.row)

    def _remove(self) -> None:
        if self.row >= 0:
            self.remove_requested.emit(self.row)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class _List(QListWidget):
    removed = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)
