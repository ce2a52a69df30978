"""Everything about one tensor: a heading, its heat map or its numbers, and its statistics."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.place import Part
from gradviz.core.tensor import Array, TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.heatmap import HeatMap
from gradviz.ui.widgets.number_table import NumberTable
from gradviz.ui.widgets.part_table import PartTable
from gradviz.ui.widgets.statistics import Statistics
from gradviz.ui.widgets.tint import join_text, tint
from gradviz.ui.widgets.toggle_button import ToggleButton


class TensorView(QWidget):
    """A heat map with statistics, or a table of the numbers: of a large tensor where its elements can be had."""

    part_wanted = Signal(object, object)
    """The summary, and the part of its tensor whose elements are wanted."""

    def __init__(self, hue: str = "forward", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel()
        bold = self.heading.font()
        bold.setBold(True)
        self.heading.setFont(bold)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.numbers = ToggleButton()
        self.numbers.toggled.connect(self._choose)
        self.log = ToggleButton()
        self.map = HeatMap(hue)
        self.log.toggled.connect(self.map.set_symlog)
        self.map.part_wanted.connect(self.part_wanted)
        self.statistics = Statistics()
        self.table: NumberTable | None = None
        self.large: PartTable | None = None
        self._can_be_had = False
        self._theme = LIGHT
        self._has_colors = False
        self._summary: TensorSummary | None = None
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pages = QVBoxLayout()
        self._pages.addWidget(self.map)
        self._arrange()
        self._retranslate()
        self.show_summary("", None)

    def _arrange(self) -> None:
        self._top.setSpacing(4)
        self._top.addWidget(self.heading, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.log)
        buttons.addWidget(self.numbers)
        self._top.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._top)
        layout.addWidget(self.note)
        layout.addLayout(self._pages)
        layout.addWidget(self.statistics)

    def set_elements(self, can_be_had: bool) -> None:
        """Say whether all elements of large tensors can be had, not only those of the thumbnail."""
        if can_be_had != self._can_be_had:
            self._can_be_had = can_be_had
            self.map.set_zoomable(can_be_had)
            self._offer_numbers()

    def show_part(self, summary: TensorSummary, part: Part, values: Array | None, reason: str) -> None:
        """Take elements that were wanted, or ``reason`` why there are none."""
        self.map.show_part(summary, part, values, reason)
        if self.large is not None and self.large.show_part(summary, part, values, reason):
            self.note.setText(reason)
            self.note.setVisible(bool(reason))

    def show_summary(self, heading: str, summary: TensorSummary | None, sentence: str = "", note: str = "") -> None:
        """Show ``summary`` under ``heading`` and ``note``, or ``sentence`` when it is ``None``."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._summary = summary
        self.heading.set_text(heading)
        self.map.set_name(heading)
        self.map.show_summary(summary, sentence)
        self.statistics.show_summary(summary)
        self._name_statistics()
        several = summary is not None and summary.count > 1 and self.map.cells.has_cells
        self.statistics.setVisible(several)
        self._has_colors = several
        self._offer_numbers()

    def _offer_numbers(self) -> None:
        summary = self._summary
        there = summary is not None and (summary.is_whole or (self._can_be_had and summary.thumbnail is not None))
        self.numbers.setVisible(self._has_colors and there)
        self._choose()

    def _name_statistics(self) -> None:
        self.statistics.setAccessibleName(self.tr("Statistics of {0}").format(self.heading.text()))

    def _choose(self) -> None:
        """Turn to the page that is wanted, as far as it can be shown."""
        wanted = self.numbers.isChecked() and not self.numbers.isHidden()
        is_large = wanted and self._summary is not None and not self._summary.is_whole
        self._show_large(is_large)
        self.map.setVisible(not wanted)
        wanted = wanted and not is_large
        if wanted and self.table is None:
            self.table = NumberTable()
            self.table.set_theme(self._theme)
            self._pages.addWidget(self.table)
            join_text(self.table)
        if self.table is not None:
            self.table.setAccessibleName(self.tr("Numbers of {0}").format(self.heading.text()))
            self.table.show_summary(self._summary if wanted else None)
            self.table.setVisible(wanted)
        self.log.setVisible(self._has_colors and not (wanted or is_large))
        self._fit_heading()

    def _show_large(self, wanted: bool) -> None:
        """Show the numbers of a large tensor, at the element that the cursor of the map is on."""
        if wanted and self.large is None:
            self.large = PartTable()
            self.large.set_theme(self._theme)
            self.large.part_wanted.connect(self.part_wanted)
            self._pages.addWidget(self.large)
            join_text(self.large)
        if self.large is None:
            return
        was_hidden = self.large.isHidden()
        self.large.setAccessibleName(self.tr("Numbers of {0}").format(self.heading.text()))
        self.large.show_summary(self._summary if wanted else None)
        self.large.setVisible(wanted)
        cursor = self.map.cells.cursor_element
        if wanted and was_hidden and cursor is not None:
            self.large.go_to(*cursor)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return a width without that of the heading: the buttons can stand below it."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), max(self._buttons_width(), 120)), hint.height())

    def _buttons_width(self) -> int:
        return sum(button.sizeHint().width() + 6 for button in (self.log, self.numbers) if not button.isHidden())

    def _fit_heading(self) -> None:
        """Put the buttons below the heading where there is no room beside it."""
        needed = self.heading.sizeHint().width() + self._buttons_width()
        direction = QBoxLayout.Direction
        self._top.setDirection(direction.LeftToRight if needed <= self.width() else direction.TopToBottom)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_heading()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.map.set_theme(theme)
        self.statistics.set_theme(theme)
        self.numbers.set_theme(theme)
        self.log.set_theme(theme)
        tint(self.note, theme.color("muted"))
        if self.table is not None:
            self.table.set_theme(theme)

    def _retranslate(self) -> None:
        self.numbers.setText(self.tr("Numbers"))
        self.numbers.setToolTip(self.tr("Show the numbers instead of the colours"))
        self.log.setText(self.tr("Log"))
        self.log.setToolTip(self.tr("Colour by the logarithm of the magnitude, so that small values show"))
        self._name_statistics()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
