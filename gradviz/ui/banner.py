"""What happened, where, and what to do, beside the program instead of a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gradviz.core.trace import ProgramError
from gradviz.ui import wording
from gradviz.ui.icons import icon
from gradviz.ui.theme import LIGHT, Theme

translate = QCoreApplication.translate

_LONGEST = 500
"""Characters. A longer message is cut; its tool tip has more."""


class Banner(QFrame):
    """One message at a time, with a button for what can be done about it. Hidden when there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._theme = LIGHT
        self._kind = "info"
        self._said = ""
        self._then: Callable[[], None] | None = None
        self._error: tuple[ProgramError, Callable[[int], None]] | None = None
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._on_button)
        self._close = QToolButton(self)
        self._close.setIconSize(QSize(14, 14))
        self._close.clicked.connect(self.clear)
        self._place()
        self.retranslate()
        self.hide()

    def _place(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self._text)
        middle.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(8)
        row.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(middle, 1)
        row.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return "" if self.isHidden() else self._text.text()

    @property
    def offers_something(self) -> bool:
        """Whether something can be done about it that is not about a line of the program."""
        return not self.isHidden() and self._then is not None and self._kind != "error"

    @property
    def button(self) -> QPushButton:
        """The button for what can be done about it."""
        return self._button

    def show_error(self, error: ProgramError, go_to: Callable[[int], None]) -> None:
        """Say why the program ended; ``go_to`` shows a line of it."""
        line = error.line
        if line is None:
            self.say(sentence(error), kind="error")
        else:
            self.say(
                sentence(error),
                kind="error",
                button=self.tr("Go to line {line}").format(line=line),
                then=lambda: go_to(line),
            )
        self._error = error, go_to

    def say(self, text: str, *, kind: str = "info", button: str = "", then: Callable[[], None] | None = None) -> None:
        """Say ``text``; ``kind`` is ``"info"`` or ``"error"``."""
        self._kind, self._then, self._error = kind, then, None
        self._said = text
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
        self._text.setText(short)
        self._text.setToolTip(text[:4000] if short != text else "")
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setProperty("kind", kind)
        self._paint_signs()
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def clear(self) -> None:
        """Say nothing."""
        self._then = None
        self.hide()

    def clear_error(self) -> None:
        """Take back an error; other messages stay."""
        if self._kind == "error":
            self.clear()

    def retell(self, retold: Callable[[str], str]) -> None:
        """Say it again in another language; ``retold`` knows what it is there."""
        if self.isHidden():
            return
        if self._error is not None:
            self.show_error(*self._error)
        else:
            self.say(retold(self._said), kind=self._kind, button=retold(self._button.text()), then=self._then)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self._paint_signs()

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.setAccessibleName(self.tr("Message"))
        self._close.setToolTip(self.tr("Close this message"))
        self._close.setAccessibleName(self.tr("Close this message"))

    def _paint_signs(self) -> None:
        theme = self._theme
        color = theme.error if self._kind == "error" else theme.forward
        sign = icon("error" if self._kind == "error" else "info", color, theme.muted)
        self._sign.setPixmap(sign.pixmap(16, 16))
        self._close.setIcon(icon("cross", theme.muted, theme.muted))

    def _on_button(self) -> None:
        if self._then is not None:
            self._then()


def sentence(error: ProgramError) -> str:
    """Return what went wrong and where, with the hint."""
    message = wording.sentence(error.message.strip())
    if not message.endswith((".", "!", "?", "…", "。", "！", "？")):
        message += "." if message == error.message.strip() else translate("Banner", ".", "ends a sentence")
    said = f"{error.kind}: {message}" if error.kind else message
    gap = "" if said.endswith("。") else " "
    return f"{place(error)}{said}{gap}{wording.hint(error.hint)}".strip()


def place(error: ProgramError) -> str:
    """Return line and column of ``error``, both from 1, with a dash; nothing where there are none."""
    if error.line is None:
        return ""
    if error.columns is None:
        return translate("Banner", "Line {line}").format(line=error.line) + " – "
    where = translate("Banner", "Line {line}, column {column}")
    return where.format(line=error.line, column=error.columns[0] + 1) + " – "
