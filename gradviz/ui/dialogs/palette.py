"""The command palette: every action, example, variable and op, by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.ui import fuzzy
from gradviz.ui.dialogs.sheet import Sheet

_MOST = 60
_MARGINS = 40
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Entry:
    """Something that can be chosen: its name, what it is, and what choosing it does."""

    name: str
    kind: str
    choose: Callable[[], None]
    detail: str = ""

    @property
    def text(self) -> str:
        """What the list shows."""
        return f"{self.name}   {self.kind}   {self.detail}".rstrip()


def matches(entries: Sequence[Entry], query: str) -> list[Entry]:
    """Return the entries that fit ``query``, the best first."""
    scored = []
    for i, entry in enumerate(entries):
        found = fuzzy.score(query, entry.name)
        if found is None and query.casefold().strip() in entry.kind.casefold():
            found = 0.0
        if found is not None:
            scored.append((-found, i, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda item: item[:2])]


class PaletteSheet(Sheet):
    """A line to type in, and what fits it."""

    def __init__(self, window: QWidget, entries: Sequence[Entry]) -> None:
        super().__init__(window)
        self._entries = entries
        self._shown: list[Entry] = []
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("An action, an example, a variable, an op…"))
        self.line.setAccessibleName(self.tr("Command palette"))
        self.line.textChanged.connect(self._fill)
        self.line.returnPressed.connect(self._choose)
        self.line.installEventFilter(self)
        self.items = QListWidget(self)
        self.items.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.items.itemClicked.connect(lambda _: self._choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.line)
        column.addWidget(self.items)
        self._fill("")
        self.setFocusProxy(self.line)

    def _fill(self, query: str) -> None:
        self._shown = matches(self._entries, query)[:_MOST]
        self.items.clear()
        for entry in self._shown:
            item = QListWidgetItem(entry.text)
            item.setToolTip(entry.detail)
            self.items.addItem(item)
        if not self._shown:
            nothing = QListWidgetItem(self.tr("Nothing has a name like this."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.items.addItem(nothing)
        self.items.setCurrentRow(0 if self._shown else -1)
        self._fit()

    def _fit(self) -> None:
        """Be as tall as what is listed, within the room that there is."""
        if self.isVisible():
            rows = self.items.sizeHintForRow(0) * self.items.count() + 2 * self.items.frameWidth()
            self.resize(self.width(), min(self.tallest, self.line.height() + rows + _MARGINS))

    def _choose(self) -> None:
        row = self.items.currentRow()
        if 0 <= row < len(self._shown):
            entry = self._shown[row]
            self.dismiss()
            entry.choose()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.line:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.items.keyPressEvent(event)
            return True
        return False
