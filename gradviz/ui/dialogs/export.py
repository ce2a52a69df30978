"""The window of choices for an export. It stands beside the main window, which can be used meanwhile."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gradviz.ui.dialogs import export_words as words
from gradviz.ui.export.choices import LARGEST, SMALLEST, Choices, file_of
from gradviz.ui.export.order import Format
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets.preview_box import PreviewBox
from gradviz.ui.widgets.tint import scale_text, tint

PATIENCE = 500
"""Milliseconds after which progress is shown."""

_STEPS = 1000
_WIDTH = 420
"""At least, of what is chosen from a list."""


class ExportDialog(QDialog):
    """Shows and changes `Choices`; the file is a line of its own."""

    changed = Signal()
    export_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.area, self.format, self.theme = QComboBox(self), QComboBox(self), QComboBox(self)
        self.stepped, self.transparent = QCheckBox(self), QCheckBox(self)
        self.legend, self.caption, self.selection = QCheckBox(self), QCheckBox(self), QCheckBox(self)
        self.first, self.last = QSpinBox(self), QSpinBox(self)
        self.scale, self.seconds = QDoubleSpinBox(self), QDoubleSpinBox(self)
        self.path = QLineEdit(self)
        self.browse, self.export, self.cancel = QPushButton(self), QPushButton(self), QPushButton(self)
        self.size_note, self.note = QLabel(self), QLabel(self)
        self.progress = QProgressBar(self)
        self.preview = PreviewBox(self)
        self.labels = [QLabel(self) for _ in range(6)]
        self.to, self.each = QLabel(self), QLabel(self)
        self._is_busy = self._is_stepped = False
        self._theme = LIGHT
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.progress.show)
        self._set_up()
        self._place()
        self._hear()
        self._retranslate()
        self.show_choices(Choices(), 0)

    def _set_up(self) -> None:
        self.scale.setRange(SMALLEST, LARGEST)
        self.scale.setSingleStep(0.5)
        self.scale.setDecimals(2)
        self.scale.setPrefix("× ")
        self.seconds.setRange(0.05, 60.0)
        self.seconds.setSingleStep(0.1)
        self.seconds.setSuffix(" s")
        self.progress.setRange(0, _STEPS)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.area.setMinimumWidth(_WIDTH)
        self.note.setWordWrap(True)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.export.setDefault(True)
        for button in (self.browse, self.cancel):
            button.setAutoDefault(False)
        for row, widget in enumerate((self.area, self.format, self.stepped, self.legend, self.scale, self.path)):
            self.labels[row].setBuddy(widget)

    def _place(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        rows: list[list[QWidget]] = [
            [self.area],
            [self.format],
            [self.stepped, self.first, self.to, self.last, self.each, self.seconds],
            [self.legend, self.caption, self.selection],
            [self.scale, self.size_note, self.theme, self.transparent],
            [self.path, self.browse],
        ]
        for label, widgets in zip(self.labels, rows, strict=True):
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget, 1 if widget in (self.area, self.format, self.path, self.size_note) else 0)
            if self.stepped in widgets or self.legend in widgets:
                row.addStretch(1)
            form.addRow(label, row)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.export)
        choices = QVBoxLayout()
        choices.setSpacing(12)
        choices.addLayout(form)
        choices.addWidget(self.note)
        choices.addStretch(1)
        choices.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 16, 18, 14)
        row.setSpacing(18)
        row.addLayout(choices)
        row.addWidget(self.preview, 1)
        # The key goes on as the eye does, and not in the order in which they were made.
        stops = [widget for widgets in rows for widget in widgets if not isinstance(widget, QLabel)]
        for before, after in pairwise([*stops, self.cancel, self.export]):
            self.setTabOrder(before, after)

    def _hear(self) -> None:
        for box in (self.area, self.theme):
            box.currentIndexChanged.connect(self._on_changed)
        self.format.currentIndexChanged.connect(self._on_format)
        self.stepped.clicked.connect(self._on_stepped)
        for check in (self.transparent, self.legend, self.caption, self.selection):
            check.toggled.connect(self._on_changed)
        for number in (self.first, self.last, self.scale, self.seconds):
            number.valueChanged.connect(self._on_changed)
        self.path.textChanged.connect(self._on_changed)
        self.browse.clicked.connect(self._browse)
        self.export.clicked.connect(self.export_requested)
        self.cancel.clicked.connect(self.reject)

    # What is chosen

    def show_choices(self, choices: Choices, total: int) -> None:
        """Show these choices; the graph has positions up to ``total``."""
        with QSignalBlocker(self):
            self.area.setCurrentIndex(self.area.findData(choices.is_view))
            self.format.setCurrentIndex(self.format.findData(choices.format.value))
            self.theme.setCurrentIndex(max(0, self.theme.findData(choices.theme)))
            self._is_stepped = choices.is_stepped
            self.transparent.setChecked(choices.is_transparent)
            self.legend.setChecked(choices.has_legend)
            self.caption.setChecked(choices.has_caption)
            self.selection.setChecked(choices.has_selection)
            self.scale.setValue(choices.scale)
            self.seconds.setValue(choices.seconds)
            for box in (self.first, self.last):
                box.setRange(0, total)
            self.first.setValue(choices.first)
            self.last.setValue(choices.last)
        self._allow()

    @property
    def choices(self) -> Choices:
        """What is chosen now."""
        first, last = sorted((self.first.value(), self.last.value()))
        return Choices(
            format=Format(self.format.currentData()),
            is_view=bool(self.area.currentData()),
            is_stepped=self._is_stepped,
            scale=round(self.scale.value(), 2),
            theme=str(self.theme.currentData() or ""),
            is_transparent=self.transparent.isChecked(),
            seconds=round(self.seconds.value(), 2),
            first=first,
            last=last,
            has_legend=self.legend.isChecked(),
            has_caption=self.caption.isChecked(),
            has_selection=self.selection.isChecked(),
        )

    @property
    def file(self) -> Path | None:
        """The file, with the suffix of the format; ``None`` while there is no name."""
        return file_of(self.path.text(), self.choices.format)

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Say something below the choices."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        tint(self.note, self._theme.color("error" if is_error else "muted"))

    # Progress

    def show_busy(self, *, is_busy: bool) -> None:
        """Show that an export is under way, or is over; after a moment its progress is shown too."""
        self._is_busy = is_busy
        self.progress.setValue(0)
        self.progress.hide()
        if is_busy:
            self._patience.start()
        else:
            self._patience.stop()
        self._allow()

    def show_progress(self, share: float) -> None:
        """Show how much is done."""
        self.progress.setValue(round(_STEPS * share))

    # Within

    def _on_stepped(self, is_stepped: bool) -> None:
        self._is_stepped = is_stepped
        self._on_changed()

    def _on_format(self) -> None:
        """Give the file the suffix of another format, where it had that of one."""
        file = self.file
        if (
            file is not None
            and self.path.text() != str(file)
            and self.path.text().endswith(tuple(f".{form}" for form in Format))
        ):
            self.path.setText(str(file))
        else:
            self._on_changed()

    def _on_changed(self) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        """Let only be chosen what the format knows."""
        choices, idle = self.choices, not self._is_busy
        is_picture = not choices.format.is_data
        self.area.setEnabled(idle and is_picture)
        self.format.setEnabled(idle)
        self.stepped.setEnabled(idle and is_picture and not choices.format.is_film)
        self.stepped.setChecked(choices.steps)
        looks: list[QWidget] = [self.legend, self.caption, self.selection, self.scale, self.theme]
        for widget in looks:
            widget.setEnabled(idle and is_picture)
        for box in (self.first, self.last):
            box.setEnabled(idle and choices.steps)
        self.seconds.setEnabled(idle and choices.format.is_film)
        self.transparent.setEnabled(idle and choices.format.can_be_transparent)
        self.path.setEnabled(idle)
        self.browse.setEnabled(idle)
        self.export.setEnabled(idle and self.file is not None)

    def _browse(self) -> None:
        choices = self.choices
        kinds = f"{self.format.currentText()} (*.{choices.format})"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), str(self.file or Path.home()), kinds)
        if name:
            self.path.setText(name)

    def _retranslate(self) -> None:
        words.write_on(self)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        tint(self.size_note, theme.color("muted"))
        self.preview.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write ``scale`` times as large as the application does."""
        scale_text(self, scale)

    # Qt's events

    @override
    def reject(self) -> None:
        """Close it (Escape, Cancel, its frame's button), and let what is under way be cancelled."""
        if self._is_busy:
            self.cancel_requested.emit()
        super().reject()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.changed.emit()
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            # The canvas may be moved, and paths be lit, while this stands beside it.
            self.changed.emit()
