"""A box of choices that gives way where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

_FEWEST = 9
"""Letters that are to be seen at least; a longer text is shown in full when the box is open."""


class Choice(QComboBox):
    """As wide as its longest text where there is room, and narrower where there is none."""

    @override
    def minimumSizeHint(self) -> QSize:
        wanted = super().minimumSizeHint()
        return QSize(min(wanted.width(), _FEWEST * self.fontMetrics().averageCharWidth() + 40), wanted.height())
