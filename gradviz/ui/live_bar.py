"""What is seen while the real engine waits: before which node and why, and how to go on or change what arrives."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.breakpoints import reason
from gradviz.core.edits import Edit, How, typed
from gradviz.core.errors import UserError
from gradviz.core.tensor import TensorSummary
from gradviz.ui import wording
from gradviz.ui.actions.build import key_text
from gradviz.ui.actions.model import translated
from gradviz.ui.actions.table import by_id
from gradviz.ui.breakpoints import words
from gradviz.ui.live import Live
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.tint import scale_text

_BUTTONS = ("step.forward", "run.continue", "run.next_pass", "run.abort")


class LiveBar(QFrame):
    """Hidden unless the engine waits."""

    edit_requested = Signal(object)
    closed = Signal()
    """Escape was pressed in a field: the keys belong to the graph again."""

    def __init__(self, live: Live, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("live_bar")
        self._live = live
        self.sentence = ElidedLabel()
        self.buttons = [self._button(actions[name]) for name in _BUTTONS]
        self.label = QLabel(self)
        self.output = QComboBox(self)
        self.how = QComboBox(self)
        self.index = QLineEdit(self)
        self.value = QLineEdit(self)
        self.apply = QPushButton(self)
        self.answer = ElidedLabel()
        self._place()
        self.how.currentIndexChanged.connect(lambda _row: self._fit_fields())
        self.output.currentIndexChanged.connect(lambda _row: self._describe())
        self.apply.clicked.connect(self._ask)
        for field in (self.index, self.value):
            field.returnPressed.connect(self._ask)
        live.changed.connect(self._show)
        live.refused.connect(lambda why: self._answer(wording.sentence(why)))
        self.edit_requested.connect(live.edit)
        self.retranslate()
        self._show()

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"live.{action.objectName()}")
        button.clicked.connect(action.trigger)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _place(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.sentence, 1)
        for button in self.buttons:
            above.addWidget(button)
        for widget in (self.label, self.output, self.how, self.index, self.value, self.apply):
            below.addWidget(widget)
        below.addWidget(self.answer, 1)
        for row in (above, below):
            row.setSpacing(8)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 6, 12, 4)
        rows.setSpacing(4)
        rows.addLayout(above)
        rows.addLayout(below)
        self.index.setMaximumWidth(90)
        self.value.setMinimumWidth(110)
        self.value.setMaximumWidth(220)

    # What is shown

    def _show(self) -> None:
        self.setVisible(self._live.is_waiting)
        if not self._live.is_waiting:
            return
        self.sentence.set_text(self.words())
        self.setAccessibleDescription(self.words())
        several = len(self._live.arriving) > 1
        if self.output.count() != len(self._live.arriving):
            self.output.clear()
            self.output.addItems([self.tr("output {number}").format(number=i) for i in range(len(self._live.arriving))])
        self.output.setVisible(several)
        self._describe()

    def words(self) -> str:
        """Return before what the engine waits, and why, in one sentence."""
        node = self._live.node
        if node is None:
            return ""
        name = node.name.rsplit("::", 1)[-1]
        if node.is_leaf and node.variable:
            name = self.tr("{name} of {variable}").format(name=name, variable=node.variable)
        if node.line is None:
            said = self.tr("The engine waits before {name}").format(name=name)
        else:
            said = self.tr("The engine waits before {name}, line {line}").format(name=name, line=node.line)
        why = words(reason(self._live.cause))
        return self.tr("{where}: {why}.").format(where=said, why=why) if why else self.tr("{where}.").format(where=said)

    def _describe(self) -> None:
        gradient = self.gradient
        if gradient is None:
            self._answer(self.tr("No gradient arrives there."))
            return
        norm = "–" if gradient.norm is None else text.number(gradient.norm)
        said = self.tr("arriving: {shape}, norm {norm}").format(shape=wording.shape(gradient.shape), norm=norm)
        self._answer(self.tr("{said}, edited by you").format(said=said) if self._live.was_edited else said)

    def _answer(self, said: str) -> None:
        self.answer.set_text(said)
        self.answer.setToolTip(said)

    def _fit_fields(self) -> None:
        self.index.setVisible(self.chosen is How.ELEMENT)
        self.value.setPlaceholderText({How.REPLACE: "[1, 0.5, …]", How.SCALE: "0.5"}.get(self.chosen, "0"))

    # What is asked for

    @property
    def gradient(self) -> TensorSummary | None:
        """The gradient that an edit would change."""
        chosen = max(0, self.output.currentIndex())
        return self._live.arriving[chosen] if chosen < len(self._live.arriving) else None

    @property
    def chosen(self) -> How:
        """What is to be done to it."""
        return How(self.how.currentData() or How.SCALE)

    def focus_edit(self) -> None:
        """Let the person type."""
        self.value.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.value.selectAll()

    def _ask(self) -> None:
        gradient = self.gradient
        if gradient is None:
            return
        try:
            self.edit_requested.emit(self._typed(gradient))
        except UserError as error:
            self._answer(wording.sentence(str(error)))

    def _typed(self, gradient: TensorSummary) -> Edit:
        how = self.chosen
        written = self.value.text().strip() or ("0" if how in (How.FILL, How.ELEMENT) else "")
        return typed(how, written, self.index.text(), gradient, max(0, self.output.currentIndex()))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # How it is shown

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.setAccessibleName(self.tr("The engine waits"))
        chosen = max(0, self.how.currentIndex())
        self.how.clear()
        for how, title in (
            (How.SCALE, self.tr("times")),
            (How.FILL, self.tr("set all to")),
            (How.ELEMENT, self.tr("set one to")),
            (How.REPLACE, self.tr("replace by")),
        ):
            self.how.addItem(title, how)
        self.how.setCurrentIndex(chosen)
        self.label.setText(self.tr("Edit the gradient:"))
        self.apply.setText(self.tr("Apply"))
        self.apply.setToolTip(self.tr("Change what is about to enter the node (Enter)"))
        self.index.setPlaceholderText(self.tr("index"))
        self.index.setAccessibleName(self.tr("Index of the element, such as 0, 2"))
        self.index.setToolTip(self.index.accessibleName())
        self.value.setAccessibleName(self.tr("New value, factor or list of values"))
        self.value.setToolTip(self.value.accessibleName())
        self.how.setAccessibleName(self.tr("What is done to the gradient"))
        self.output.setAccessibleName(self.tr("Output of the node whose gradient is changed"))
        for button, name in zip(self.buttons, _BUTTONS, strict=True):
            action = by_id(name)
            key = "→" if action.keys[0] == "Right" else key_text(action.keys[0])
            button.setText(f"{action.title}  {key}")
            button.setToolTip(translated(action.tip))
        self._fit_fields()
        self._show()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
