"""A row that makes a variant of a run: one number of it, its optimizer, dtype or device replaced."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core.conductor import LaneSpec
from gradviz.core.errors import UserError
from gradviz.core.lockstep.tolerance import DTYPES
from gradviz.core.trace import Program
from gradviz.core.variants import Setting, settings, with_setting
from gradviz.ui import wording
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.tint import tint

_FIRST = ("learning_rate", "lr", "torch.optim")
"""What one most likely wants to replace."""


class VaryRow(QWidget):
    """Choose what to replace, write what shall stand there, and add the variant."""

    variant_requested = Signal(object)
    """The new run, a `LaneSpec`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: LaneSpec | None = None
        self._settings: tuple[Setting, ...] = ()
        self._devices: tuple[str, ...] = ()
        self._theme = LIGHT
        self.label = QLabel(self)
        self.what = QComboBox(self)
        self.value = QComboBox(self)
        self.value.setEditable(True)
        self.add = QPushButton(self)
        self.answer = QLabel(self)
        self.answer.setWordWrap(True)
        self.answer.hide()
        for box in (self.what, self.value):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.value, 1)
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.label)
        column.addWidget(self.what)
        column.addLayout(row)
        column.addWidget(self.answer)
        self.label.setBuddy(self.what)
        self.what.currentIndexChanged.connect(lambda _row: self._offer())
        self.add.clicked.connect(self._make)
        line = self.value.lineEdit()
        if line is not None:
            line.returnPressed.connect(self._make)
        self.retranslate()
        self.show_spec(None)

    def show_spec(self, spec: LaneSpec | None) -> None:
        """Offer what can be replaced in the program of ``spec``."""
        if spec is self._spec and spec is not None:
            return
        self._spec = spec
        self._settings = () if spec is None else _sorted(settings(spec.program.source))
        self.what.clear()
        self.what.addItems([self._title(setting) for setting in self._settings])
        if spec is not None:
            self.what.addItem(self.tr("Dtype"))
            if len(self._devices) > 1:
                self.what.addItem(self.tr("Device"))
        self.setEnabled(self.what.count() > 0)
        self._offer()

    def set_devices(self, devices: Sequence[str]) -> None:
        """Offer these devices too."""
        if tuple(devices) != self._devices:
            self._devices = tuple(devices)
            spec, self._spec = self._spec, None
            self.show_spec(spec)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        tint(self.answer, theme.color("error"))

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.label.setText(self.tr("The chosen run, but with:"))
        self.add.setText(self.tr("Add variant"))
        self.what.setAccessibleName(self.tr("What to replace"))
        self.value.setAccessibleName(self.tr("What shall stand there"))
        for row, setting in enumerate(self._settings):
            self.what.setItemText(row, self._title(setting))
        for row, title in enumerate((self.tr("Dtype"), self.tr("Device")), len(self._settings)):
            if row < self.what.count():
                self.what.setItemText(row, title)

    def _title(self, setting: Setting) -> str:
        return self.tr("{name}, line {line}").format(name=setting.name, line=setting.line)

    def _setting(self) -> Setting | None:
        row = self.what.currentIndex()
        return self._settings[row] if 0 <= row < len(self._settings) else None

    @property
    def _is_dtype(self) -> bool:
        return self.what.currentIndex() == len(self._settings)

    def _offer(self) -> None:
        setting = self._setting()
        self.answer.hide()
        self.value.clear()
        if setting is not None:
            self.value.addItems(setting.choices)
            self.value.setCurrentText(setting.choices[0] if setting.choices else setting.text)
        elif self._spec is not None:
            known, own = (DTYPES, self._spec.dtype) if self._is_dtype else (self._devices, self._spec.device)
            self.value.addItems([name for name in known if name != own])

    def _make(self) -> None:
        if self._spec is None:
            return
        setting, written = self._setting(), self.value.currentText().strip()
        try:
            made = self._made(self._spec, setting, written)
        except UserError as error:
            self.answer.setText(wording.sentence(str(error)))
            self.answer.show()
            return
        self.answer.hide()
        name = written if setting is None or setting.choices else f"{setting.name} {written}"
        self.variant_requested.emit(msgspec.structs.replace(made, title=f"{self._spec.title}, {name}"))

    def _made(self, spec: LaneSpec, setting: Setting | None, written: str) -> LaneSpec:
        """Return the variant of ``spec``.

        Raises:
            UserError: what is written cannot stand there.
        """
        if setting is not None:
            source = with_setting(spec.program.source, setting, written)
            # It has no file of its own.
            return msgspec.structs.replace(spec, program=Program(spec.program.name, source))
        known = DTYPES if self._is_dtype else self._devices
        if written not in known:
            raise UserError(f"“{written}” is none of {', '.join(known)}.")
        if self._is_dtype:
            return msgspec.structs.replace(spec, dtype=written)
        return msgspec.structs.replace(spec, device=written)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _sorted(found: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """Return what one most likely wants first."""
    return tuple(sorted(found, key=lambda one: (one.name not in _FIRST, one.line)))
