"""The landscape: the loss along the gradient, and over a plane through the parameters."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.probe import Exactness, LineAnswer, LineProbe, PlaneAnswer, PlaneProbe, Question, Roots
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.choice import Choice
from gradviz.ui.widgets.loss_line import LineShown, LossLine
from gradviz.ui.widgets.loss_map import LossMap
from gradviz.ui.widgets.tint import scale_text, tint
from gradviz.ui.wording import sentence

_KINDS = ("line", "random", "step", "path")


class LandscapePanel(QWidget):
    """Lets one choose where to look, and shows what the worker has computed, coarse at first."""

    asked = Signal(object)
    """A `LineProbe` or a `PlaneProbe`."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._reach = 1.0
        self._is_running = False
        self._answer: LineAnswer | PlaneAnswer | None = None
        self._is_outdated = False
        self.kind = Choice()
        self.root = Choice()
        self._losses: tuple[str, ...] = ()
        self.compute = QPushButton()
        self.nearer = QPushButton()
        self.farther = QPushButton()
        self.progress = QLabel()
        self.says = QLabel()
        self.reading = QLabel()
        self.empty = QLabel()
        self.line = LossLine()
        self.map = LossMap()
        self._stack = QStackedLayout()
        self._arrange()
        self.compute.clicked.connect(self._ask)
        self.nearer.clicked.connect(lambda: self._go(0.5))
        self.farther.clicked.connect(lambda: self._go(2.0))
        self.kind.currentIndexChanged.connect(lambda _index: self._start_afresh())
        for view in (self.line, self.map):
            view.reading_changed.connect(self.reading.setText)
        self._retranslate()
        self.set_theme(LIGHT)
        self.set_running(False)
        self.show_losses(())

    def _arrange(self) -> None:
        for label in (self.says, self.empty):
            label.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        top = QHBoxLayout()
        self.kind.addItems([""] * len(_KINDS))
        for widget in (self.kind, self.root, self.compute, self.nearer, self.farther):
            top.addWidget(widget)
        top.addWidget(self.progress, 1)
        top.addWidget(self.reading)
        column.addLayout(top)
        # First the stack, then what is in it: it shows its first widget at once, which would be a window of its own.
        column.addLayout(self._stack, 1)
        for view in (self.empty, self.line, self.map):
            self._stack.addWidget(view)
        column.addWidget(self.says)

    # Asking

    @property
    def question(self) -> Question:
        """What is asked as things are chosen now."""
        chosen = _KINDS[self.kind.currentIndex()]
        root = self.root.currentIndex() - 1
        found: Question = LineProbe(self._reach) if chosen == "line" else PlaneProbe(chosen, self._reach)
        return found if root < 0 else msgspec.structs.replace(found, root=root)

    def _ask(self) -> None:
        if self._is_running:
            self.cancelled.emit()
        else:
            self.asked.emit(self.question)

    def _go(self, factor: float) -> None:
        before = self._reach
        self._reach *= factor
        self.asked.emit(self.question)
        if not self._is_running:
            # It was refused.
            self._reach = before

    def _start_afresh(self) -> None:
        self._reach = 1.0

    # What is shown

    def set_running(self, is_running: bool) -> None:
        """Let the button compute, or cancel."""
        self._is_running = is_running
        self.compute.setText(self.tr("Cancel") if is_running else self.tr("Compute"))
        for widget in (self.kind, self.root, self.nearer, self.farther):
            is_choice = widget in (self.kind, self.root)
            widget.setEnabled(not is_running and (is_choice or self._answer is not None))
        if not is_running:
            self.progress.clear()

    def show_losses(self, names: Sequence[str]) -> None:
        """Offer the losses that backward passes of the iteration begin at, or their sum; one needs no choice."""
        if tuple(names) != self._losses:
            self._losses = tuple(names)
            self._name_losses()
        self.root.setVisible(len(names) > 1)

    def _name_losses(self) -> None:
        chosen = max(self.root.currentIndex(), 0)
        self.root.clear()
        titles = [f"{number + 1}  {name}" for number, name in enumerate(self._losses)]
        self.root.addItems([self.tr("Sum of the losses"), *titles])
        self.root.setCurrentIndex(chosen if chosen <= len(titles) else 0)

    def say(self, words: str) -> None:
        """Show how far it is, or why there is no answer."""
        self.progress.setText(words)

    def show_answer(self, answer: LineAnswer | PlaneAnswer, *, is_outdated: bool = False) -> None:
        """Show what was computed; an outdated answer is about another iteration than the one on show."""
        self._answer = answer
        self._is_outdated = is_outdated
        self._refresh()

    def forget(self) -> None:
        """Another iteration is on show: what is here is no longer about it."""
        if self._answer is not None and not self._is_outdated:
            self._is_outdated = True
            self._describe()

    def clear(self) -> None:
        """Another program is on show: nothing is known of it."""
        self._answer = None
        self._reach = 1.0
        self._refresh()
        self.set_running(self._is_running)

    def _refresh(self) -> None:
        answer = self._answer
        if isinstance(answer, LineAnswer):
            mark = None if answer.step is None or answer.after is None else (answer.step, answer.after)
            self.line.show_line(LineShown(answer.ts, answer.losses, answer.base, answer.slope, "t", mark))
            self._stack.setCurrentWidget(self.line)
        elif answer is not None:
            self.map.axes = self._axes(answer.across)
            self.map.show_answer(answer)
            self._stack.setCurrentWidget(self.map)
        else:
            self._stack.setCurrentWidget(self.empty)
        self._describe()

    def _axes(self, across: str) -> tuple[str, str]:
        return {
            "random": (self.tr("against the gradient"), self.tr("random direction")),
            "step": (self.tr("the step"), self.tr("against the gradient")),
            "path": (self.tr("most of the path"), self.tr("second most")),
        }[across]

    def _describe(self) -> None:
        answer = self._answer
        self.says.setVisible(answer is not None)
        if answer is None:
            return
        words = self._line_words(answer) if isinstance(answer, LineAnswer) else self._plane_words(answer)
        words = " ".join((words, *self._of_roots(answer.roots), self._how(answer.exactness)))
        if self._is_outdated:
            words = self.tr("Of the iteration shown before.") + " " + words
        self.says.setText(words)

    def _line_words(self, answer: LineAnswer) -> str:
        words = self.tr("The loss at θ − t·g; its slope at 0 is −‖g‖² = {slope}.").format(
            slope=text.number(answer.slope)
        )
        if answer.step is not None and answer.after is not None:
            change = answer.after - answer.base
            told = self.tr("The update went as far as t = {step} along it (square): the loss changed by {change}.")
            words += " " + told.format(step=text.number(answer.step), change=text.number(change))
        return words

    def _plane_words(self, answer: PlaneAnswer) -> str:
        words = self.tr("Loss {base} at the circle; the square is where its update went.")
        words = words.format(base=text.number(answer.base))
        if answer.explained is not None:
            told = self.tr("{part} % of the path's spread lies in this plane.")
            words += " " + told.format(part=f"{100 * answer.explained:.3g}")
        elif any(point.off > 0.01 * abs(answer.xs[-1]) for point in answer.path):
            words += " " + self.tr("The path is projected: it does not lie in this plane.")
        if self.map.is_logarithmic:
            words += " " + self.tr("Colours by the logarithm.")
        return words

    def _of_roots(self, roots: Roots) -> list[str]:
        if roots.total == 1:
            return []
        if len(roots.chosen) == roots.total:
            words = self.tr("It is the sum of the {total} losses of this iteration, whose gradients .grad adds up.")
            return [words.format(total=roots.total)]
        words = self.tr("It is loss {number} of {total} alone; .grad adds up the gradients of all.")
        return [words.format(number=roots.chosen[0] + 1, total=roots.total)]

    def _how(self, how: Exactness) -> str:
        if how.is_replayed:
            return self.tr("Computed from the recorded ops, which give the unchanged loss bit for bit.")
        reason = sentence(how.reason)
        return self.tr("Each loss is that of a whole run: {reason}").format(reason=reason)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.line.set_theme(theme)
        self.map.set_theme(theme)
        for label in (self.empty, self.progress, self.says, self.reading):
            tint(label, theme.color("muted"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    def _retranslate(self) -> None:
        names = (
            self.tr("Along the gradient"),
            self.tr("Plane: gradient and random"),
            self.tr("Plane: step and gradient"),
            self.tr("Plane of the path"),
        )
        for number, name in enumerate(names):
            self.kind.setItemText(number, name)
        self.kind.setAccessibleName(self.tr("Where to look"))
        self.root.setAccessibleName(self.tr("Which loss"))
        self.root.setToolTip(self.tr("The loss of one backward pass, or of all: .grad adds their gradients up"))
        self._name_losses()
        self.nearer.setText(self.tr("Nearer"))
        self.nearer.setToolTip(self.tr("Look half as far"))
        self.farther.setText(self.tr("Farther"))
        self.farther.setToolTip(self.tr("Look twice as far"))
        self.compute.setToolTip(self.tr("Compute the loss of the iteration on show at other parameters"))
        self.line.setAccessibleName(self.tr("Loss along the gradient"))
        self.map.setAccessibleName(self.tr("Loss over a plane"))
        self.empty.setText(
            self.tr(
                "Press Compute: the loss of the iteration on show, at parameters around those it had, appears here."
            )
        )
        self.set_running(self._is_running)
        self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
