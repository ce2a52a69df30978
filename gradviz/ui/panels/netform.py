"""The panel of the net form: a two-layer net, its data and its training, from which a program is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.net.form import NetForm, Spelling
from gradviz.ui.actions.build import key_text
from gradviz.ui.actions.table import by_id
from gradviz.ui.netform.page import NetPage
from gradviz.ui.theme import LIGHT, Theme, palette
from gradviz.ui.widgets.tint import scale_text, tint


class NetFormPanel(QWidget):
    """The page with the fields, and below it whether the program follows from them, and buttons that write it."""

    form_changed = Signal()
    write_requested = Signal()
    run_requested = Signal()
    tutorial_requested = Signal()
    closed = Signal()
    """Escape was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("net_form")
        self.page = NetPage()
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.tutorial, self.write, self.run = (QPushButton(self) for _ in range(3))
        self._place()
        self.page.form_changed.connect(self._on_changed)
        self.write.clicked.connect(self.write_requested)
        self.run.clicked.connect(self.run_requested)
        self.tutorial.clicked.connect(self.tutorial_requested)
        self.setFocusProxy(self.page)
        self.set_theme(LIGHT)
        self._retranslate()
        self.show_form(NetForm(), Spelling.BY_HAND)

    def _place(self) -> None:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.page)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(area, 1)
        outside.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setObjectName("net_foot")
        rows = QVBoxLayout(foot)
        rows.setContentsMargins(12, 6, 12, 8)
        rows.setSpacing(6)
        rows.addWidget(self.state)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.write, self.run, self.tutorial):
            buttons.addWidget(button, 1)
        rows.addLayout(buttons)
        return foot

    # What is shown

    @property
    def form(self) -> NetForm | None:
        """What is filled in; ``None`` while something is wrong."""
        return self.page.form

    @property
    def chosen(self) -> Spelling:
        """The spelling that is chosen."""
        return self.page.chosen

    def show_form(self, form: NetForm, spelling: Spelling) -> None:
        """Fill in ``form``; `form_changed` is not emitted."""
        self.page.show_form(form, spelling)
        self._allow()

    def show_state(self, *, follows: bool, has_program: bool) -> None:
        """Say whether the program in the editor is what the form writes."""
        if self.form is None:
            text = self.tr("Not yet: {sentence}").format(sentence=self.page.first_error)
        elif follows:
            text = self.tr("The program is what this form writes.")
        elif has_program:
            text = self.tr("The program is not what this form writes. Writing it keeps the old text.")
        else:
            text = self.tr("Write the program, then read and change it as you like.")
        self.state.setText(text)

    def _on_changed(self) -> None:
        self._allow()
        self.form_changed.emit()

    def _allow(self) -> None:
        for button in (self.write, self.run):
            button.setEnabled(self.form is not None)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.setPalette(palette(theme))
        self.page.set_theme(theme)
        tint(self.state, theme.color("muted"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Net form"))
        self.page.retranslate()
        self.write.setText(self.tr("Write program"))
        self.run.setText(self.tr("Write and run"))
        self.tutorial.setText(self.tr("Tutorial"))
        self.tutorial.setToolTip(self.tr("Fill in the values of the tutorial's net in this spelling"))
        tips = (self.tr("Write the program and show it ({key})"), self.tr("Write the program and run it ({key})"))
        for button, tip, name in zip((self.write, self.run), tips, ("net.write", "net.run"), strict=True):
            button.setToolTip(tip.format(key=key_text(by_id(name).keys[0])))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
