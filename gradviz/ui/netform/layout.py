"""Where the fields of the net form stand on their page, and in which order Tab goes through them."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.net.form import Activation, Loss, Source, Start
from gradviz.ui.netform.fields import Choice, Field, Switch, Typed, Valued
from gradviz.ui.netform.filebox import FileBox
from gradviz.ui.netform.options import OptionRows
from gradviz.ui.netform.sketch import Sketch

SIZES = ("n", "d_in", "h", "d_out")
CHOICES: dict[str, type[StrEnum]] = {
    "activation": Activation,
    "start": Start,
    "source": Source,
    "loss": Loss,
}
NET = ("activation", "bias", "start", "scale")
DATA = ("batch",)
TRAINING = ("loss", "learning_rate", "iterations", "seed", "dtype", "device")


class FieldPage(QWidget):
    """The fields, by their names in the form; those of an optimizer and a schedule come and go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sketch = Sketch(self)
        self.spelling = Choice("spelling", self)
        self.fields = self._make_fields()
        self.optimizer = Choice("optimizer", self)
        self.schedule = Choice("schedule", self)
        self.options = OptionRows(self)
        self.schedule_options = OptionRows(self)
        self.file = FileBox(self)
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.headings = [QLabel(self) for _ in range(3)]
        self._place()
        self.setFocusProxy(self.spelling.editor)

    def _make_fields(self) -> dict[str, Valued]:
        found: dict[str, Valued] = {name: Typed(name, self, whole=True) for name in (*SIZES, "batch", "iterations")}
        found |= {name: Choice(name, self) for name in (*CHOICES, "dtype", "device")}
        found |= {name: Typed(name, self) for name in ("scale", "learning_rate")}
        found["seed"] = Typed("seed", self, whole=True, optional=True)
        found["bias"] = Switch("bias", self)
        return found

    def _place(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(self._grid(self.spelling))
        column.addWidget(self.sketch)
        column.addWidget(self.headings[0])
        column.addLayout(self._sizes())
        column.addLayout(self._grid(*(self.fields[name] for name in NET)))
        column.addWidget(self.headings[1])
        column.addLayout(self._grid(self.fields["source"]))
        column.addWidget(self.file)
        column.addLayout(self._grid(*(self.fields[name] for name in DATA)))
        column.addWidget(self.headings[2])
        column.addLayout(self._grid(self.fields["loss"], self.optimizer))
        column.addWidget(self.about)
        column.addWidget(self.options)
        column.addLayout(self._grid(self.fields["learning_rate"], self.schedule))
        column.addWidget(self.schedule_options)
        column.addLayout(self._grid(*(self.fields[name] for name in TRAINING[2:])))
        column.addStretch(1)

    def _grid(self, *fields: Field) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for field in fields:
            field.place(grid)
        return grid

    def _sizes(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for column, name in enumerate(SIZES):
            self.fields[name].place_above(grid, column)
            grid.addWidget(self.fields[name].error, 2 + column, 0, 1, len(SIZES))
        return grid

    def order(self) -> None:
        """Let Tab go through the fields as they stand."""
        fields = self.fields
        order = [self.spelling, *(fields[name] for name in (*SIZES, *NET)), fields["source"], *self.file.fields]
        order += [*(fields[name] for name in DATA), fields["loss"], self.optimizer, *self.options.fields.values()]
        order += [fields["learning_rate"], self.schedule, *self.schedule_options.fields.values()]
        order += [fields[name] for name in TRAINING[2:]]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one.editor, other.editor)

    def align(self) -> None:
        """Give all labels that stand beside their fields the width of the widest one."""
        beside = [field.label for name, field in self.fields.items() if name not in SIZES]
        beside += [field.label for field in (self.spelling, self.optimizer, self.schedule, *self.file.fields)]
        width = max(label.sizeHint().width() for label in beside)
        for label in beside:
            label.setMinimumWidth(width)
        for rows in (self.options, self.schedule_options):
            rows.set_label_width(width)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.align()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refit()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._refit()
        return super().event(event)

    def _refit(self) -> None:
        """Share out the height anew: Qt keeps what it was while rows were there that are hidden now."""
        self._column.invalidate()
