"""The command that gives the program its arguments."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.ui.programpages import TEXT, ProgramPages
from gradviz.ui.workspace import Workspace


class ArgumentsCommands(QObject):
    """Joins the document with the row above its text. ``shown`` says that the program's dock is wanted."""

    failed = Signal(str)
    said = Signal(str)
    shown = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._document = workspace.document
        self._pages: ProgramPages | None = None

    def join(self, pages: ProgramPages) -> None:
        """Show the document's arguments in ``pages``, and take them from there."""
        self._pages = pages
        row = pages.arguments
        row.changed.connect(self._document.set_arguments)
        row.failed.connect(self.failed)
        row.left.connect(pages.setFocus)
        self._document.arguments_changed.connect(self._show)
        self._show()

    def edit(self) -> None:
        """Let the person type the arguments."""
        if self._pages is not None:
            self.shown.emit()
            self._pages.show_page(TEXT)
            self._pages.arguments.edit()

    def _show(self) -> None:
        if self._pages is not None:
            self._pages.arguments.show_arguments(self._document.arguments)
