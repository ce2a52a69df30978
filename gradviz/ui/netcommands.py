"""The commands of the net form; it is made when it is wanted for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gradviz.ui.programpages import NET, NET_NAME, TEXT, ProgramPages
from gradviz.ui.settings import Settings
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.core.net.form import NetForm
    from gradviz.core.net.kept import KeptForm
    from gradviz.core.trace import Program
    from gradviz.ui.netface import NetFace
    from gradviz.ui.panels.editor import EditorPanel


class NetCommands(QObject):
    """Show the form, and write its program."""

    said = Signal(str)
    shown = Signal()
    """A page of the program's dock is wanted on the screen."""

    def __init__(self, workspace: Workspace, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = settings
        self._window = window
        self._editor: EditorPanel | None = None
        self._theme = LIGHT
        self._scale = 1.0
        self.pages: ProgramPages | None = None
        self.face: NetFace | None = None

    def make_pages(self, editor: EditorPanel) -> ProgramPages:
        """Return the pages of the program's dock, around its editor."""
        self._editor = editor
        pages = self.pages = ProgramPages(editor, self._make)
        # Another program is to be read; the form's own is written while the form is on show.
        self._workspace.document.renamed.connect(self._on_renamed)
        return pages

    def _make(self) -> QWidget:
        from gradviz.ui.netface import NetFace

        editor = self._editor
        if editor is None:
            raise RuntimeError("there is no editor yet")
        face = self.face = NetFace(self._workspace, self._settings, editor.set_text, self._window)
        face.written.connect(self.show_text)
        face.panel.closed.connect(self.show_text)
        face.panel.set_theme(self._theme)
        face.panel.set_text_scale(self._scale)
        return face.panel

    @property
    def form(self) -> NetForm | None:
        """What the form holds, or held last time; ``None`` while something in it is wrong."""
        from gradviz.ui.netface import kept_in

        return kept_in(self._settings).form if self.face is None else self.face.panel.form

    # Sessions

    def kept(self, written: Program) -> KeptForm | None:
        """Return the form, if the program ``written`` has come from it."""
        from gradviz.core.errors import UserError
        from gradviz.core.net.program import program
        from gradviz.ui.netface import kept_in

        kept = kept_in(self._settings)
        if written.path is None and written.name == NET_NAME:
            return kept
        try:
            return kept if written.source == program(kept.form, kept.spelling) else None
        except UserError:
            # What is remembered may be of a gradviz that allowed more.
            return None

    def take(self, kept: KeptForm) -> None:
        """Fill in the form of a session; its program stays as it is."""
        from gradviz.ui.netface import keep

        keep(self._settings, kept)
        if self.face is not None:
            self.face.take(kept)

    # Commands

    def show(self) -> None:
        """Show the form; asked for again, the program's text."""
        if self.pages is not None and self.pages.page == NET and self._has_focus():
            self.show_text()
        else:
            self._open()

    def _open(self) -> None:
        if self.pages is not None:
            self.shown.emit()
            self.pages.show_page(NET)
            self.pages.setFocus()

    def show_text(self) -> None:
        """Show the program's text."""
        if self.pages is not None:
            self.pages.show_page(TEXT)
            self.pages.setFocus()

    def write(self) -> None:
        """Write the program of the form."""
        self._ensure()
        if self.face is not None and not self.face.write():
            self._say_wrong()

    def run(self) -> None:
        """Write the program of the form and run it."""
        self._ensure()
        if self.face is not None and not self.face.write_and_run():
            self._say_wrong()

    def _ensure(self) -> None:
        if self.face is None and self.pages is not None:
            self.pages.show_page(NET)

    def _say_wrong(self) -> None:
        self._open()
        self.said.emit(self.tr("The net form has no program yet: something in it is not right."))

    def _has_focus(self) -> bool:
        focus: QWidget | None = self._window.focusWidget()
        return self.face is not None and focus is not None and self.face.panel.isAncestorOf(focus)

    def _on_renamed(self) -> None:
        if self._workspace.document.name != NET_NAME and self.pages is not None:
            self.pages.show_page(TEXT)

    # How it is shown

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        if self.face is not None:
            self.face.panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self._scale = scale
        if self.face is not None:
            self.face.panel.set_text_scale(scale)

    def close(self) -> None:
        """Wait for what still runs."""
        if self.face is not None:
            self.face.close()
