"""The program's dock: its text, and beside it a form that can write one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.ui.argumentsrow import ArgumentsRow

TEXT, NET = range(2)

NET_NAME = "net.py"
"""What a program is called that the form has written."""


class ProgramPages(QWidget):
    """Two pages with tabs. The second one is made by ``make`` when it is shown for the first time."""

    shown = Signal(int)

    def __init__(self, text: QWidget, make: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("program_pages")
        self._make = make
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for _ in (TEXT, NET):
            self.tabs.addTab("")
        self._pages = QStackedWidget(self)
        self.arguments = ArgumentsRow(self)
        self._pages.addWidget(self._text_page(text))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(text)
        self.tabs.currentChanged.connect(self._on_changed)
        self._retranslate()

    def show_page(self, page: int) -> None:
        """Show the program's text or the form."""
        self.tabs.setCurrentIndex(page)

    @property
    def page(self) -> int:
        """Which one is on show."""
        return self.tabs.currentIndex()

    def _text_page(self, text: QWidget) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.arguments)
        column.addWidget(text, 1)
        page.setFocusProxy(text)
        return page

    def _on_changed(self, page: int) -> None:
        if page == NET and self._pages.count() == 1:
            self._pages.addWidget(self._make())
        self._pages.setCurrentIndex(page)
        shown = self._pages.currentWidget()
        if shown is not None:
            self.setFocusProxy(shown)
        self.shown.emit(page)

    def _retranslate(self) -> None:
        self.tabs.setTabText(TEXT, self.tr("Text"))
        self.tabs.setTabText(NET, self.tr("Net"))
        self.tabs.setTabToolTip(NET, self.tr("A form for a two-layer net, which writes its program"))
        self.tabs.setAccessibleName(self.tr("Pages of the program"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
