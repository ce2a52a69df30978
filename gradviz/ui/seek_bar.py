"""How far the recomputing of an iteration is, in the status bar, with a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget
from typing_extensions import override

from gradviz.ui.repetition import Repetition


class SeekBar(QWidget):
    """Hidden unless an iteration is being recomputed. ``cancel`` is the action that ends that."""

    def __init__(self, repetition: Repetition, cancel: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seek_bar")
        self._repetition = repetition
        self._cancel = cancel
        self.meter = QProgressBar(self)
        self.meter.setMinimumWidth(180)
        self.button = QPushButton(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(cancel.trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(6)
        row.addWidget(self.meter)
        row.addWidget(self.button)
        repetition.progressed.connect(self.refresh)
        self._retranslate()

    def refresh(self) -> None:
        """Show how far it is now."""
        progress = self._repetition.progress
        self._cancel.setEnabled(progress is not None)
        # No higher than a line of text: everything above would move.
        height = self.fontMetrics().height() + 3
        self.meter.setFixedHeight(height)
        self.button.setFixedHeight(height)
        self.setVisible(progress is not None)
        if progress is None:
            return
        index, at = progress
        self.meter.setMaximum(index + 1)
        self.meter.setValue(min(at, index + 1))
        words = self.tr("iteration {index}: at {at}").format(index=f"{index:,}", at=f"{at:,}")
        self.meter.setFormat(words)
        self.meter.setAccessibleDescription(words)

    def _retranslate(self) -> None:
        self.meter.setAccessibleName(self.tr("Recomputing"))
        self.meter.setToolTip(self.tr("The program runs again up to this iteration"))
        self.button.setText(self.tr("Cancel"))
        self.button.setAccessibleName(self.tr("Cancel recomputing"))
        self.refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
