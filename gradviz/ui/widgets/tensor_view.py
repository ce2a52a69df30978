"""Everything about one tensor: a heading, its heat map or its numbers, and its statistics."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.heatmap import HeatMap
from gradviz.ui.widgets.number_table import NumberTable
from gradviz.ui.widgets.statistics import Statistics
from gradviz.ui.widgets.tint import join_text, tint
from gradviz.ui.widgets.toggle_button import ToggleButton


class TensorView(QWidget):
    """A heat map with statistics; a small tensor can be shown as a table of its numbers instead."""

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
        self.statistics = Statistics()
        self.table: NumberTable | None = None
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
        self.numbers.setVisible(several and summary is not None and summary.is_whole)
        self._has_colors = several
        self._choose()

    def _name_statistics(self) -> None:
        self.statistics.setAccessibleName(self.tr("Statistics of {0}").format(self.heading.text()))

    def _choose(self) -> None:
        """Turn to the page that is wanted, as far as it can be shown."""
        wanted = self.numbers.isChecked() and not self.numbers.isHidden()
        if wanted and self.table is None:
            self.table = NumberTable()
            self.table.set_theme(self._theme)
            self._pages.addWidget(self.table)
            join_text(self.table)
        if self.table is not None:
            self.table.setAccessibleName(self.tr("Numbers of {0}").format(self.heading.text()))
            self.table.show_summary(self._summary if wanted else None)
            self.table.setVisible(wanted)
        self.map.setVisible(not wanted)
        self.log.setVisible(self._has_colors and not wanted)
        self._fit_heading()

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
