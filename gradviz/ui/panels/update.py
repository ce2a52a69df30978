"""The update microscope: one parameter before and after a step, and the arithmetic between."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.core.trace import UpdateEvent
from gradviz.core.updates.facts import change_of, facts_of, most_moved
from gradviz.core.updates.work import held_matrix
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.updating import words
from gradviz.ui.updating.arithmetic import Arithmetic
from gradviz.ui.updating.tiles import Shown, Tiles
from gradviz.ui.widgets.tint import scale_text, tint

_SYMBOLS = {
    "exp_avg": "m",
    "exp_avg_sq": "v",
    "momentum_buffer": "b",
    "square_avg": "v",
    "sum": "v",
    "grad_avg": "m",
    "acc_delta": "δ",
    "exp_inf": "u",
}


class UpdatePanel(QWidget):
    """Values, gradient, optimizer state and the change as heat maps with one cursor; beside them the formulas."""

    update_requested = Signal(int)
    """To go to the update with this number of those that are offered."""
    end_requested = Signal()
    """To go to where all updates have happened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._updates: tuple[UpdateEvent, ...] = ()
        self._shown: UpdateEvent | None = None
        self._element: tuple[int, int] | None = None
        self.choice = QComboBox()
        self.about = QLabel()
        self.settings = QLabel()
        self.tiles = Tiles()
        self.arithmetic = Arithmetic()
        self.facts = QLabel()
        self.empty = QLabel()
        self.to_end = QPushButton()
        self._stack = QStackedLayout()
        self._arrange()
        self.choice.activated.connect(self.update_requested)
        self.to_end.clicked.connect(self.end_requested)
        self.tiles.element_changed.connect(self._choose)
        self._retranslate()
        self.set_theme(LIGHT)

    # Layout

    def _arrange(self) -> None:
        for label in (self.facts, self.empty, self.settings):
            label.setWordWrap(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._stack)
        self._stack.addWidget(self._made_empty())
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 6, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        top.addWidget(self.choice)
        top.addWidget(self.about)
        top.addWidget(self.settings, 1)
        column.addLayout(top)
        halves = QHBoxLayout()
        halves.setSpacing(0)
        halves.addWidget(_scrolled(self._left()), 1)
        halves.addWidget(_scrolled(self.arithmetic), 1)
        column.addLayout(halves, 1)
        self._stack.addWidget(full)

    def _made_empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.empty)
        column.addWidget(self.to_end, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.tiles)
        column.addWidget(self.facts)
        column.addStretch(1)
        return left

    # What is shown

    def show_updates(self, updates: Sequence[UpdateEvent], chosen: int | None) -> None:
        """Offer ``updates``, those of an iteration, and show number ``chosen``; ``None``: none has happened yet."""
        if tuple(updates) != self._updates:
            self._updates = tuple(updates)
            self.choice.clear()
            self.choice.addItems([update.variable or self.tr("(without a name)") for update in updates])
        shown = None if chosen is None else self._updates[chosen]
        if chosen is None:
            self._shown = None
            self._show_empty()
            return
        self.choice.setCurrentIndex(chosen)
        if shown is not self._shown:
            self._shown = shown
            self._refresh()
        self._stack.setCurrentIndex(1)

    def _show_empty(self) -> None:
        if self._updates:
            self.empty.setText(self.tr("No parameter has been updated yet at this position."))
        else:
            self.empty.setText(
                self.tr("When a program updates its parameters, each update can be looked at here in full.")
            )
        self.to_end.setVisible(bool(self._updates))
        self._stack.setCurrentIndex(0)

    def _refresh(self) -> None:
        update = self._shown
        if update is None:
            return
        self.about.setText(words.heading(update))
        self.settings.setText(words.settings(update))
        self.tiles.show_tensors(self._tensors(update))
        found = facts_of(update)
        self.facts.setText("" if found is None else "\n".join(words.facts(found)))
        self.facts.setVisible(found is not None)
        self._keep_element(update)
        if self._element is not None:
            self.tiles.choose(*self._element)
        self.arithmetic.show_update(update, self._element)

    def _keep_element(self, update: UpdateEvent) -> None:
        """Stay at the same element where there is one; begin at the one that moved most."""
        before, element = held_matrix(update.before), self._element
        stays = before is not None and element is not None and all(map(int.__lt__, element, before.shape))
        if not stays:
            self._element = most_moved(update)

    def _tensors(self, update: UpdateEvent) -> list[Shown]:
        shown = [Shown("θ", self.tr("before"), update.before, "forward")]
        if update.gradient is not None:
            shown.append(Shown("g", self.tr("gradient"), update.gradient, "backward"))
        if update.optimizer is not None:
            held = {name: summary for name, summary in update.optimizer.after.items() if summary.count > 1}
            held |= {name: one for name, one in update.optimizer.after.items() if name != "step" and one.count == 1}
            shown += [Shown(_SYMBOLS.get(name, ""), name, summary, "update") for name, summary in held.items()]
        difference = change_of(update)
        if difference is not None:
            shown.append(Shown("Δ", self.tr("update"), difference, "update"))
        shown.append(Shown("θ'", self.tr("after"), update.after, "update"))
        return shown

    def _choose(self, row: int, column: int) -> None:
        self._element = (row, column)
        self.arithmetic.choose(self._element)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.tiles.set_theme(theme)
        self.arithmetic.set_theme(theme)
        for label in (self.empty, self.about, self.settings, self.facts):
            tint(label, theme.color("muted"))

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    def _retranslate(self) -> None:
        self.choice.setAccessibleName(self.tr("Updated parameter"))
        self.choice.setToolTip(self.tr("The parameters that are updated in this iteration"))
        self.to_end.setText(self.tr("Go to the end of the iteration"))
        if self._shown is None:
            self._show_empty()
        else:
            self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
