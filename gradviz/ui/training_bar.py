"""The row that tells how far a training is, and where its learning rate can be changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.actions.build import key_text
from gradviz.ui.actions.model import translated
from gradviz.ui.actions.table import by_id
from gradviz.ui.training import Training, rate_words
from gradviz.ui.widgets.elided_label import ElidedLabel
from gradviz.ui.widgets.tint import scale_text

_BUTTONS = ("train.step", "train.reset")
_MOST = 500
"""Steps of the progress bar: more cannot be seen."""


class TrainingBar(QFrame):
    """Hidden unless the run is a training, or waits before it begins."""

    closed = Signal()
    """Escape was pressed in the field: the keys belong to the graph again."""

    def __init__(self, training: Training, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_bar")
        self._training = training
        self.meter = QProgressBar(self)
        self.meter.setTextVisible(False)
        self.meter.setFixedHeight(8)
        self.meter.setMinimumWidth(60)
        self.said = ElidedLabel("", self)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.label = QLabel(self)
        self.rate = QLineEdit(self)
        self.rate.setMaximumWidth(110)
        self.label.setBuddy(self.rate)
        self.note = QLabel(self)
        self.buttons = [self._button(actions[name]) for name in _BUTTONS]
        self._place()
        self.rate.returnPressed.connect(self._ask)
        training.changed.connect(self.refresh)
        self.retranslate()

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"training.{action.objectName()}")
        button.clicked.connect(action.trigger)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.meter, 1)
        row.addWidget(self.said, 2)
        for widget in (self.label, self.rate, self.note, *self.buttons):
            row.addWidget(widget)

    # What is shown

    def refresh(self) -> None:
        """Show how things are."""
        training = self._training
        progress = training.progress
        self.setVisible(progress is not None or training.is_held)
        if self.isHidden():
            return
        total = None if progress is None else progress.total
        self.meter.setVisible(total is not None)
        if progress is not None and total is not None:
            done = progress.index + 1 if progress.done is None else progress.done
            scale = max(1, -(-total // _MOST))
            self._show_done(min(done, total) // scale, max(1, total // scale))
        words = self.words()
        self.said.set_text(words)
        self.meter.setAccessibleDescription(words)
        self._show_rate()
        for button, name in zip(self.buttons, _BUTTONS, strict=True):
            button.setEnabled(training.is_waiting if name == "train.step" else True)

    def _show_done(self, done: int, total: int) -> None:
        if (done, total) == (self.meter.value(), self.meter.maximum()):
            return
        # Qt paints a progress bar in the very call, and with it all of the window that waits to be painted: many times
        # a second that is a quarter of what the window does while it shows a training. Like this it waits for its turn.
        self.meter.setUpdatesEnabled(False)
        self.meter.setMaximum(total)
        self.meter.setValue(done)
        self.meter.setUpdatesEnabled(True)

    def words(self) -> str:
        """Return how far the training is, in one line."""
        training, progress = self._training, self._training.progress
        if progress is None:
            return self.tr("Waiting before the first iteration: F6 lets it go on.")
        if progress.total is None:
            said = self.tr("iteration {index}").format(index=f"{progress.index:,}")
        else:
            done = progress.index + 1 if progress.done is None else progress.done
            said = self.tr("{done} of {total}").format(done=f"{done:,}", total=f"{progress.total:,}")
        parts = [said]
        if progress.speed > 0:
            parts.append(self.tr("{speed} iterations/s").format(speed=_speed(progress.speed)))
        if training.is_going and not training.is_waiting and (left := training.seconds_left) is not None:
            parts.append(self.tr("{time} left").format(time=_time(left)))
        return " · ".join(parts)

    def _show_rate(self) -> None:
        training, rate = self._training, self._training.rate
        can_change = training.is_going and (rate is not None or training.progress is None)
        self.rate.setEnabled(can_change)
        words = "" if rate is None else rate_words(rate.value)
        is_typed = self.rate.hasFocus() and self.rate.isModified()
        if not is_typed and words != self.rate.text():
            self.rate.setText(words)
            # Of one that is too long the beginning counts.
            self.rate.setCursorPosition(0)
        self.note.setText(self._note())
        self.note.setVisible(bool(self.note.text()))
        self.rate.setToolTip(self._tip())
        changes = training.changes
        self.note.setToolTip(". ".join(training.led(changes[-1])) if changes else "")

    def _note(self) -> str:
        training, rate = self._training, self._training.rate
        if training.wanted is not None:
            return self.tr("{rate} from the next update on").format(rate=rate_words(training.wanted))
        if rate is None and training.progress is not None:
            return self.tr("none is known")
        if training.was_undone:
            return self.tr("set anew by the program")
        last = training.changes[-1] if training.changes and training.is_going else None
        if last is not None and last.setting:
            return self.tr("{schedules} may set it anew").format(schedules=", ".join(last.setting))
        if last is not None and last.going_on:
            return self.tr("{schedules} goes on from yours").format(schedules=", ".join(last.going_on))
        if rate is not None and not rate.is_uniform:
            return self.tr("the first of several")
        return ""

    def _tip(self) -> str:
        rate = self._training.rate
        if rate is None:
            return self.tr(
                "A learning rate is known of optimizers of torch.optim, and of variables such as learning_rate."
            )
        if not rate.is_uniform:
            return self.tr("The parameters have several learning rates; a change multiplies all of them.")
        if rate.name:
            return self.tr("The program's variable {name}. Type another value, then Enter.").format(name=rate.name)
        return self.tr(
            "The optimizer's learning rate. Type another value, then Enter. "
            "Schedules of torch.optim go on from there, in proportion."
        )

    # What is asked for

    def focus_rate(self) -> None:
        """Let the person type a learning rate."""
        self.rate.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.rate.selectAll()

    def _ask(self) -> None:
        if self._training.set_rate(self.rate.text().strip()):
            self.rate.setModified(False)
            self.refresh()

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.rate.setModified(False)
            self.refresh()
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # How it is shown

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.setAccessibleName(self.tr("Training"))
        self.meter.setAccessibleName(self.tr("Progress of the training"))
        self.label.setText(self.tr("Learning rate:"))
        self.rate.setAccessibleName(self.tr("Learning rate"))
        for button, name in zip(self.buttons, _BUTTONS, strict=True):
            action = by_id(name)
            button.setText(action.title)
            button.setToolTip(f"{translated(action.tip)} ({key_text(action.keys[0])})")
        self.refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _speed(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= 10 else f"{speed:.2g}"


def _time(seconds: float) -> str:
    """Return ``seconds`` as people say it: 8 s, 1:05 min, 2:03 h."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02} h"
