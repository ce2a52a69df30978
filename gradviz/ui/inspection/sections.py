"""Headings with what stands below them: sentences, rows that lead somewhere, rows that open."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.row_button import RowButton
from gradviz.ui.widgets.tensor_view import TensorView
from gradviz.ui.widgets.tint import join_text, tint


class Row(NamedTuple):
    """A line of a list. ``target`` is what it leads to, ``role`` that of the number's colour."""

    target: str
    name: str
    detail: str = ""
    number: str = ""
    role: str = "text"


class Held(NamedTuple):
    """A tensor under a heading."""

    heading: str
    summary: TensorSummary | None


class Entry(NamedTuple):
    """A line that opens to show tensors."""

    name: str
    detail: str
    number: str
    held: tuple[Held, ...]
    role: str = "muted"


class Section(QWidget):
    """A heading over what a list holds, or a sentence when it holds nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        bold = self.heading.font()
        bold.setBold(True)
        self.heading.setFont(bold)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(1)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.sentence)

    def set_heading(self, words: str) -> None:
        """Write ``words`` above."""
        self.heading.setText(words)

    def say(self, words: str) -> None:
        """Write the sentence ``words``, or none."""
        self.sentence.setText(words)
        self.sentence.setVisible(bool(words))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        tint(self.sentence, theme.color("muted"))


class RowList(Section):
    """Rows that lead somewhere."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._targets: list[str] = []
        self.rows: list[RowButton] = []

    def show_rows(self, heading: str, rows: list[Row], nothing: str = "") -> None:
        """Show a row per entry of ``rows``; without any and without a sentence for that, nothing at all."""
        self.setVisible(bool(rows or nothing))
        self.set_heading(heading)
        self.say("" if rows else nothing)
        self._targets = [row.target for row in rows]
        while len(self.rows) < len(rows):
            self._add_row()
        for number, button in enumerate(self.rows):
            button.setVisible(number < len(rows))
            if number < len(rows):
                button.show_row(*rows[number][1:])

    def texts(self) -> list[str]:
        """Return the rows that are shown."""
        return [button.row_text() for button in self.rows if not button.isHidden()]

    def _add_row(self) -> None:
        button = RowButton()
        button.set_theme(self._theme)
        number = len(self.rows)
        button.clicked.connect(lambda: self.chosen.emit(self._targets[number]))
        self.rows.append(button)
        self.column.addWidget(button)
        join_text(button)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for button in self.rows:
            button.set_theme(theme)


class TensorRows(Section):
    """Rows that open to show up to ``most`` tensors each, in the colours of ``hue``."""

    part_wanted = Signal(object, object)
    """The summary of a tensor, and the part of it whose elements are wanted."""

    def __init__(self, hue: str, most: int = 1) -> None:
        super().__init__()
        self._can_be_had = False
        self._hue, self._most = hue, most
        self._entries: list[Entry] = []
        self.rows: list[RowButton] = []
        self._views: list[list[TensorView]] = []

    @property
    def views(self) -> list[TensorView]:
        """The first tensor of every row."""
        return [self._views_of(number)[0] for number in range(len(self.rows))]

    @property
    def opened(self) -> list[TensorView]:
        """The tensors of every row that has been opened."""
        return [view for views in self._views for view in views]

    def set_elements(self, can_be_had: bool) -> None:
        """Say whether all elements of large tensors can be had."""
        self._can_be_had = can_be_had
        for view in self.opened:
            view.set_elements(can_be_had)

    def _views_of(self, number: int) -> list[TensorView]:
        """Return where the tensors of a row are shown; made when it is first opened, for that takes long."""
        views = self._views[number]
        if not views:
            place = self.column.indexOf(self.rows[number]) + 1
            for at in range(self._most):
                view = TensorView(self._hue)
                view.set_theme(self._theme)
                view.set_elements(self._can_be_had)
                view.part_wanted.connect(self.part_wanted)
                view.hide()
                self.column.insertWidget(place + at, view)
                join_text(view)
                views.append(view)
        return views

    def show_entries(self, heading: str, entries: list[Entry], nothing: str = "") -> None:
        """Show a row per entry; without any and without a sentence for that, nothing at all."""
        self.setVisible(bool(entries or nothing))
        self.set_heading(heading)
        self._entries = entries
        self.say("" if entries else nothing)
        while len(self.rows) < len(entries):
            self._add_row()
        for number, button in enumerate(self.rows):
            known = number < len(entries)
            button.setVisible(known)
            if known:
                entry = entries[number]
                button.setEnabled(bool(entry.held))
                button.show_row(entry.name, entry.detail, entry.number, entry.role)
            self._open(number)

    def texts(self) -> list[str]:
        """Return the rows that are shown."""
        return [button.row_text() for button in self.rows if not button.isHidden()]

    def _add_row(self) -> None:
        button = RowButton()
        button.setCheckable(True)
        number = len(self.rows)
        button.toggled.connect(lambda: self._open(number))
        button.set_theme(self._theme)
        self.column.addWidget(button)
        join_text(button)
        self.rows.append(button)
        self._views.append([])

    def _open(self, number: int) -> None:
        opened = number < len(self._entries) and self.rows[number].isChecked()
        held = self._entries[number].held if opened else ()
        sentence = QCoreApplication.translate("InspectorPanel", "Its value was not recorded.")
        for at, view in enumerate(self._views_of(number) if held else self._views[number]):
            view.setVisible(at < len(held))
            if at < len(held):
                view.show_summary(held[at].heading, held[at].summary, sentence)

    def close_all(self) -> None:
        """Close every row."""
        for button in self.rows:
            button.setChecked(False)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for button, views in zip(self.rows, self._views, strict=True):
            button.set_theme(theme)
            for view in views:
                view.set_theme(theme)
