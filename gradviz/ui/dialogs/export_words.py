"""What can be chosen for an export, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradviz.ui.export.order import Format

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
