"""The line of code that a node comes from, with the expression marked in it."""

from __future__ import annotations

import html
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit
from typing_extensions import override

from gradviz.core.graph import GraphNode
from gradviz.ui.theme import LIGHT, Theme


class Excerpt(QTextEdit):
    """A line of the program, or of another file; hidden where the text is not known."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._source: list[str] = []
        self._files: dict[str, list[str]] = {}
        self._words = ""
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0.0)
        # A label breaks lines only at spaces, and cuts a longer piece of code off.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self.set_size(self.font().pointSizeF())

    def set_texts(self, source: str, files: Mapping[str, str]) -> bool:
        """Take the lines from ``source``, the program's text, and ``files``, the texts of others by their names.

        Return whether they are others than before.
        """
        before = (self._source, self._files)
        self._source = source.splitlines()
        self._files = {name: words.splitlines() for name, words in files.items()}
        return before != (self._source, self._files)

    def show_line_of(self, node: GraphNode) -> None:
        """Show the line of ``node``."""
        number, lines = node.line, self._source
        if number is None and node.elsewhere is not None:
            file, number = node.elsewhere
            lines = self._files.get(file, [])
        known = number is not None and 0 < number <= len(lines)
        self.setVisible(known)
        if not known or number is None:
            return
        line = lines[number - 1]
        start, stop = node.columns or (0, 0)
        marked = html.escape(line[start:stop])
        if marked:
            look = f"background-color: {self._theme.forward_tint}; color: {self._theme.text}; font-weight: 600"
            marked = f'<span style="{look}">{marked}</span>'
        self._words = f"{html.escape(line[:start].lstrip())}{marked}{html.escape(line[stop:])}".strip()
        self.setHtml(self._words)
        words = QCoreApplication.translate("InspectorPanel", "Line {0}: {1}").format(number, line.strip())
        self.setAccessibleName(
            words if node.line is not None or node.elsewhere is None else f"{node.elsewhere[0]}: {words}"
        )

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme

    def set_size(self, points: float) -> None:
        """Write in this size."""
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(points)
        self.setFont(fixed)
        self._fit()

    def text(self) -> str:
        """Return what is shown, as HTML."""
        return self._words

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # All of it is in sight: the wheel is for what is around.
        event.ignore()

    def _fit(self) -> None:
        self.setFixedHeight(round(self.document().size().height() + 0.5))
