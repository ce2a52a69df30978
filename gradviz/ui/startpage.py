"""What stands in the middle of the window while there is no graph: one sentence, and a large Run."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.messages.replies import Finished
from gradviz.ui.actions.build import key_text
from gradviz.ui.enginestate import EngineState

_MARGIN, _SPACE = 24, 14
"""Pixels around the page, and between its parts."""


class Outcome(Enum):
    """How a run ended that left no graph; ``NONE``: there was no run."""

    NONE = "none"
    FAILED = "failed"
    STOPPED = "stopped"
    NOTHING = "nothing"

    @classmethod
    def of(cls, finished: Finished | None) -> Outcome:
        """Return the outcome of a run that ended like this."""
        if finished is None:
            return cls.NONE
        if finished.error is not None:
            return cls.FAILED
        return cls.STOPPED if finished.stopped else cls.NOTHING


class StartPage(QWidget):
    """Says what will appear here and offers what makes it appear."""

    def __init__(self, run: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._heading = QLabel(self)
        self._heading.setObjectName("heading")
        self._sentence = QLabel(self)
        self._keys = QLabel(self)
        for label in (self._heading, self._sentence, self._keys):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(self)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(run.trigger)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(_SPACE)
        column.addStretch(2)
        column.addWidget(self._heading)
        column.addWidget(self._sentence)
        column.addSpacing(6)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(6)
        column.addWidget(self._keys)
        column.addStretch(3)

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._heading.text()} {self._sentence.text()}"

    def show_state(self, title: str, state: EngineState, *, is_busy: bool, outcome: Outcome) -> None:
        """Say what the worker makes of the program called ``title``."""
        self._heading.setText(title)
        self._sentence.setText(self._what(state, is_busy=is_busy, outcome=outcome))
        self.button.setText(self.tr("Run"))
        self.button.setVisible(not is_busy)
        self._keys.setText(self._hint(is_busy=is_busy))
        self._make_room()

    def _make_room(self) -> None:
        """Leave out what is needed least where the page is too low for all of it: nothing may be squeezed."""
        width = self.width() - 2 * _MARGIN
        room = self.height() - 2 * _MARGIN - self.button.sizeHint().height()
        for label in (self._heading, self._sentence, self._keys):
            room -= label.heightForWidth(width) + 2 * _SPACE
            label.setVisible(room >= 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _hint(self, *, is_busy: bool) -> str:
        if is_busy:
            return self.tr("{stop} stops it").format(stop=key_text("Shift+F5"))
        return self.tr("{run} runs the program · {right} and {left} step · {help} shows every key").format(
            run=key_text("F5"), right="→", left="←", help=key_text("F1")
        )

    def _what(self, state: EngineState, *, is_busy: bool, outcome: Outcome) -> str:
        if is_busy and state == EngineState.STARTING:
            return self.tr("PyTorch is starting. The program runs as soon as it is ready.")
        if is_busy:
            return self.tr("The program is running. Its graph appears here with the first iteration.")
        return {
            Outcome.NONE: self.tr(
                "The graph that autograd records appears here. Then step through it, forward and backward."
            ),
            Outcome.FAILED: self.tr(
                "The program ended before there was anything to draw. The message beside it says why."
            ),
            Outcome.STOPPED: self.tr("The program was stopped before there was anything to draw."),
            Outcome.NOTHING: self.tr(
                "The program ran, but no op on a tensor was recorded, so there is nothing to draw. "
                "What it printed is in the console."
            ),
        }[outcome]
