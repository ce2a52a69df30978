"""A chart with what belongs to it: title, reading, switches, and a line of notes."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.curve_plot import CurvePlot
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.tint import tint
from gradviz.ui.widgets.toggle_button import ToggleButton


class Chart(QWidget):
    """What leads it (a title, or what chooses what is shown), what is read at the cursor, the plot, and notes."""

    def __init__(self, *lead: QWidget) -> None:
        super().__init__()
        self._theme = LIGHT
        self._alarming = False
        self.plot = CurvePlot()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.plot)
        self.log = ToggleButton()
        self.title = QLabel()
        self.reading = ElidedLabel()
        self.notes = ElidedLabel()
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.title.setVisible(not lead)
        self.top = QHBoxLayout()
        self.top.setSpacing(8)
        for widget in (*lead, self.title):
            self.top.addWidget(widget)
        self.top.addStretch(1)
        self.top.addWidget(self.log)
        bottom = QHBoxLayout()
        bottom.setSpacing(12)
        bottom.addWidget(self.reading)
        bottom.addWidget(self.notes, 1)
        self.middle = QHBoxLayout()
        self.middle.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.top)
        column.addLayout(self.middle, 1)
        column.addLayout(bottom)

    def set_title(self, title: str, log: str) -> None:
        """Write ``title`` above and ``log`` on the toggle."""
        self.title.setText(title)
        self.log.setText(log)
        self.log.setToolTip(self.tr("Logarithmic scale"))
        self.plot.setAccessibleName(title)

    @property
    def page(self) -> QWidget:
        """What is shown: the plot, or something in its place."""
        return self.pages.currentWidget() or self.plot

    def read(self, words: str) -> None:
        """Show what is read at the cursor."""
        self.reading.set_text(words)
        self.reading.setVisible(bool(words))
        self.page.setAccessibleDescription(words)

    def say(self, words: str, alarming: bool = False) -> None:
        """Show a note below, in the colour of what is not finite if it is ``alarming``."""
        if alarming != self._alarming:
            self._alarming = alarming
            tint(self.notes, self._theme.color("nonfinite" if alarming else "muted"))
        self.notes.set_text(words)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.plot.set_theme(theme)
        self.log.set_theme(theme)
        tint(self.reading, theme.color("muted"))
        self._theme = theme
        tint(self.notes, theme.color("nonfinite" if self._alarming else "muted"))
