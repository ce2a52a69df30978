"""The colour and the size of one widget's text."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget


def tint(widget: QWidget, color: QColor) -> None:
    """Write the text of ``widget`` in ``color``. Unlike a style sheet this leaves its font to the parent."""
    palette = widget.palette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(role, color)
    widget.setPalette(palette)


def scale_text(widget: QWidget, scale: float) -> None:
    """Write in ``widget`` and what is in it ``scale`` times as large as the application does."""
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    widget.setFont(font)


def join_text(widget: QWidget) -> None:
    """Write in ``widget`` as large as its parent does, which it joined late: under a style sheet Qt leaves that out."""
    widget.setFont(QFont())
