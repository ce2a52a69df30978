"""What can be chosen for an export, in the user's language."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
)

from gradviz.ui.export.order import Format
from gradviz.ui.widgets.preview_box import PreviewBox

translate = QCoreApplication.translate

Item = tuple[str, object]
"""What is read in a list, and what it stands for."""


def rows() -> tuple[str, ...]:
    """Return what stands before each row of choices."""
    return (
        translate("ExportDialog", "Show"),
        translate("ExportDialog", "As"),
        translate("ExportDialog", "Steps"),
        translate("ExportDialog", "With"),
        translate("ExportDialog", "Scale"),
        translate("ExportDialog", "File"),
    )


def areas() -> list[Item]:
    """Return how much of the graph can be shown: whether it is what the window shows."""
    return [
        (translate("ExportDialog", "The whole graph"), False),
        (translate("ExportDialog", "What the window shows of it"), True),
    ]


def formats() -> list[Item]:
    """Return the kinds of files."""
    return [
        (translate("ExportDialog", "PNG picture"), Format.PNG.value),
        (translate("ExportDialog", "SVG picture"), Format.SVG.value),
        (translate("ExportDialog", "PDF document"), Format.PDF.value),
        (translate("ExportDialog", "GIF film"), Format.GIF.value),
        (translate("ExportDialog", "MP4 film"), Format.MP4.value),
        (translate("ExportDialog", "WebM film"), Format.WEBM.value),
        (translate("ExportDialog", "DOT: the graph for Graphviz"), Format.DOT.value),
        (translate("ExportDialog", "GraphML: the graph with its numbers"), Format.GRAPHML.value),
        (translate("ExportDialog", "JSON: the whole trace"), Format.JSON.value),
    ]


def themes() -> list[Item]:
    """Return the colours: the name of a theme, or nothing for those of the window."""
    return [
        (translate("ExportDialog", "colours of the window"), ""),
        (translate("ExportDialog", "light"), "light"),
        (translate("ExportDialog", "dark"), "dark"),
    ]


class Written(Protocol):
    """What of the window has texts."""

    labels: list[QLabel]
    area: QComboBox
    format: QComboBox
    theme: QComboBox
    stepped: QCheckBox
    transparent: QCheckBox
    legend: QCheckBox
    caption: QCheckBox
    selection: QCheckBox
    to: QLabel
    each: QLabel
    first: QSpinBox
    last: QSpinBox
    seconds: QDoubleSpinBox
    browse: QPushButton
    export: QPushButton
    cancel: QPushButton
    preview: PreviewBox
    progress: QProgressBar

    def setWindowTitle(self, title: str, /) -> None:  # noqa: N802  Qt's name
        """Write above the window."""


def write_on(dialog: Written) -> None:
    """Write every text of the window in the language in use."""
    dialog.setWindowTitle(translate("ExportDialog", "Export"))
    for label, title in zip(dialog.labels, rows(), strict=True):
        label.setText(title)
    for box, items in ((dialog.area, areas()), (dialog.format, formats()), (dialog.theme, themes())):
        fill(box, items)
    dialog.stepped.setText(translate("ExportDialog", "every position from"))
    dialog.to.setText(translate("ExportDialog", "to"))
    dialog.each.setText(translate("ExportDialog", "each for"))
    dialog.transparent.setText(translate("ExportDialog", "transparent"))
    dialog.legend.setText(translate("ExportDialog", "legend"))
    dialog.caption.setText(translate("ExportDialog", "caption"))
    dialog.selection.setText(translate("ExportDialog", "selection"))
    dialog.browse.setText(translate("ExportDialog", "Choose…"))
    dialog.export.setText(translate("ExportDialog", "Export"))
    dialog.cancel.setText(translate("ExportDialog", "Cancel"))
    dialog.first.setAccessibleName(translate("ExportDialog", "First position"))
    dialog.last.setAccessibleName(translate("ExportDialog", "Last position"))
    dialog.seconds.setAccessibleName(translate("ExportDialog", "Seconds for each position"))
    dialog.theme.setAccessibleName(translate("ExportDialog", "Colours"))
    dialog.preview.setAccessibleName(translate("ExportDialog", "Preview"))
    dialog.progress.setAccessibleName(translate("ExportDialog", "Progress"))
    dialog.legend.setToolTip(
        translate("ExportDialog", "What colours, borders and widths mean, beside the graph or below it")
    )
    dialog.caption.setToolTip(
        translate("ExportDialog", "Above the graph: the program, the iteration, and which step it is")
    )
    dialog.selection.setToolTip(translate("ExportDialog", "The ring around what is selected"))
    dialog.transparent.setToolTip(translate("ExportDialog", "Leave out the ground of the picture"))


def fill(box: QComboBox, items: list[Item]) -> None:
    """Offer ``items``; what is chosen stays."""
    chosen = max(0, box.currentIndex())
    with QSignalBlocker(box):
        box.clear()
        for text, data in items:
            box.addItem(text, data)
        box.setCurrentIndex(chosen)
