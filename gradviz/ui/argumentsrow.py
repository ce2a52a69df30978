"""The program's arguments: a row above its text, as behind its name in a shell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget
from typing_extensions import override

from gradviz.core.arguments import join, split
from gradviz.core.errors import UserError
from gradviz.ui.wording import sentence


class ArgumentsRow(QWidget):
    """Hidden while there are none. ``changed`` has new ones, ``failed`` a sentence; ``left`` says that it is done."""

    changed = Signal(object)
    failed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("arguments_row")
        self._arguments: tuple[str, ...] = ()
        self._label = QLabel(self)
        self._label.setProperty("role", "muted")
        self.line = QLineEdit(self)
        self.line.setClearButtonEnabled(True)
        self._label.setBuddy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._label)
        row.addWidget(self.line, 1)
        self.line.editingFinished.connect(self._take)
        self._retranslate()
        self.hide()

    def show_arguments(self, arguments: tuple[str, ...]) -> None:
        """Show these; without any, the row goes away."""
        self._arguments = arguments
        self.line.setText(join(arguments))
        self.setVisible(bool(arguments))

    def edit(self) -> None:
        """Let the person type."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def _take(self) -> None:
        try:
            arguments = split(self.line.text())
        except UserError as error:
            self.failed.emit(sentence(str(error)))
            return
        self.show_arguments(arguments)
        self.changed.emit(arguments)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Arguments:"))
        self.line.setAccessibleName(self.tr("Arguments of the program"))
        self.line.setPlaceholderText(self.tr("such as --epochs 3; the program finds them in sys.argv"))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_arguments(self._arguments)
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
