"""The bar to go to a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget
from typing_extensions import override

from gradviz.ui.code.bar import Bar, describe
from gradviz.ui.code.edit import CodeEdit
from gradviz.ui.code.keys import key_of


class LineBar(Bar):
    """Go to a line."""

    def __init__(self, edit: CodeEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._edit = edit
        self.label = QLabel(self)
        self.number = QSpinBox(self)
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.go = QPushButton(self)
        self.go.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 6, 6, 6)
        row.addWidget(self.label)
        row.addWidget(self.number, 1)
        row.addWidget(self.go)
        self.label.setBuddy(self.number)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.label.setText(self.tr("Go to line"))
        self.go.setText(self.tr("Go"))
        describe(self.number, self.tr("Line number"))

    def open_bar(self) -> None:
        """Ask for a line."""
        self.number.setRange(1, self._edit.blockCount())
        self.number.setValue(self._edit.textCursor().blockNumber() + 1)
        self.show()
        self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if key_of(event) == "Return":
            self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        self.number.interpretText()
        self._edit.select_line(self.number.value())
        self.close_bar()
