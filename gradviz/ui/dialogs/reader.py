"""Another file than the program's, to read: a script that calls the traced function, or a module of its project."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gradviz.core.timeline import Phase
from gradviz.ui.code.edit import CodeEdit
from gradviz.ui.dialogs.sheet import Sheet
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.elided_label import ElidedLabel

_SIZE = (900, 560)


class ReaderSheet(Sheet):
    """Shows the text of ``file`` as it was when the run was recorded, at ``line``; it cannot be changed."""

    def __init__(self, window: QWidget, file: str, source: str) -> None:
        super().__init__(window)
        translate = QCoreApplication.translate
        name = ElidedLabel(file)
        name.set_elide_mode(Qt.TextElideMode.ElideMiddle)
        bold = name.font()
        bold.setBold(True)
        name.setFont(bold)
        hint = QLabel(translate("ReaderSheet", "to read · Escape closes it"), self)
        hint.setProperty("role", "muted")
        close = QToolButton(self)
        close.setText("×")
        close.setAutoRaise(True)
        close.setAccessibleName(translate("ReaderSheet", "Close"))
        close.clicked.connect(self.dismiss)
        self.text = CodeEdit(self)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.load_text(source)
        self.text.setAccessibleName(file)
        top = QHBoxLayout()
        top.addWidget(name, 1)
        top.addWidget(hint)
        top.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.addLayout(top)
        column.addWidget(self.text, 1)

    def open_at(self, line: int, theme: Theme, scale: float) -> None:
        """Show it with ``line`` marked."""
        self.text.set_theme(theme)
        self.text.set_text_scale(scale)
        self.open_over(*_SIZE, focus=self.text)
        self.text.set_mark(line, None, Phase.FORWARD)
        self.text.go_to(line)
