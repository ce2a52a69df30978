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

    def _go(self, query: str, step: int) -> None:
        picture = self._workspace.picture
        if picture is None or not query.strip():
            self._line.set_found(True)
            self._window.statusBar().clearMessage()
            return
        from gradviz.ui.picture import find

        keys = find(picture, query)
        self._line.set_found(bool(keys))
        if not keys:
            self._window.statusBar().showMessage(
                self.tr("Nothing in the graph is called “{query}”").format(query=query)
            )
            return
        selected = self._workspace.selection
        at = keys.index(selected) + step if selected in keys else 0
        at %= len(keys)
        self._workspace.select(keys[at])
        self._window.statusBar().showMessage(self.tr("{number} of {count}").format(number=at + 1, count=len(keys)))
