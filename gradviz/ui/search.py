"""The search line of the toolbar: from match to match in the graph."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gradviz.ui.toolbar import SearchLine
from gradviz.ui.workspace import Workspace


class Search(QObject):
    """Selects what the search line names, and says how many matches there are."""

    def __init__(self, line: SearchLine, workspace: Workspace, window: QMainWindow) -> None:
        super().__init__(window)
        self._line = line
        self._workspace = workspace
        self._window = window
        line.asked.connect(self._go)
        line.left.connect(window.statusBar().clearMessage)

    def go_on(self, step: int) -> None:
        """Go to the next match of what was asked for last, or to the one before."""
        if self._line.text().strip():
            self._go(self._line.text(), step)
        else:
            self._line.setFocus()

    def _go(self, query: str, step: int) -> None:
        picture = self._workspace.picture
        if picture is None or not query.strip():
            self._tell(True, "", "")
            return
        keys = [key for key in picture.searched.find(query) if key in picture.shown.holder]
        if not keys:
            words = self.tr("Nothing in the graph is called “{query}”").format(query=query)
            self._tell(False, self.tr("none"), words)
            return
        selected = self._workspace.selection
        at = keys.index(selected) + step if selected in keys else 0
        at %= len(keys)
        self._workspace.select(keys[at])
        words = self.tr("{number} of {count}").format(number=at + 1, count=len(keys))
        self._tell(True, words, words)

    def _tell(self, found: bool, count: str, message: str) -> None:
        self._line.set_found(found)
        self._line.set_count(count)
        if message:
            self._window.statusBar().showMessage(message)
        else:
            self._window.statusBar().clearMessage()
