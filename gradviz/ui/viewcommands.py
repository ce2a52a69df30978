"""The commands of the View and Help menus."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from gradviz.core.resources import examples
from gradviz.core.version import __version__
from gradviz.ui.files import FileCommands
from gradviz.ui.menus import example_title
from gradviz.ui.settings import Settings
from gradviz.ui.theme import DARK, LIGHT, Theme
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.canvas.view import GraphView
    from gradviz.ui.dialogs.palette import Entry
    from gradviz.ui.folds import Folds
    from gradviz.ui.search import Search

translate = QCoreApplication.translate

_TEXT_STEP = 1.15
_ZOOM_STEP = 1.25
_PALETTE = (620, 460)


def _key_of(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


class Shell(Protocol):
    """What these commands need of the window."""

    workspace: Workspace
    settings: Settings
    files: FileCommands
    actions_by_id: dict[str, QAction]

    @property
    def theme(self) -> Theme:
        """The colours in use."""

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""

    def reset_layout(self) -> None:
        """Put the panels in their usual places."""

    def say(self, text: str) -> None:
        """Tell the user something."""


class ViewCommands:
    """How things look, and finding them."""

    def __init__(self, shell: Shell, window: QWidget, search: QLineEdit) -> None:
        self._shell = shell
        self._window = window
        self._search = search
        self.graph: GraphView | None = None
        self.folds: Folds | None = None
        self.found: Search | None = None

    def search(self) -> None:
        """Go to the search line."""
        self._search.setFocus()
        self._search.selectAll()

    def find_next(self) -> None:
        """Go to the next match."""
        if self.found is not None:
            self.found.go_on(1)

    def find_previous(self) -> None:
        """Go to the match before."""
        if self.found is not None:
            self.found.go_on(-1)

    def zoom_in(self) -> None:
        """Come nearer."""
        if self.graph is not None:
            self.graph.zoom_by(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """Go away."""
        if self.graph is not None:
            self.graph.zoom_by(1 / _ZOOM_STEP)

    def fit(self) -> None:
        """Show the whole graph."""
        if self.graph is not None:
            self.graph.fit()

    def zoom_selection(self) -> None:
        """Show the selection from near."""
        if self.graph is not None:
            self.graph.zoom_to_selection()

    def fold(self) -> None:
        """Expand the selected box, or collapse what is around the selected node."""
        if self.folds is not None:
            self.folds.toggle()

    def collapse(self) -> None:
        """Collapse what is around the selection."""
        if self.folds is not None:
            self.folds.collapse()

    def overview(self) -> None:
        """Collapse until the whole graph can be seen."""
        if self.folds is not None:
            self.folds.show_overview()

    def expand_all(self) -> None:
        """Show every node."""
        if self.folds is not None:
            self.folds.expand_all()

    def chips(self, shown: bool) -> None:
        """Draw shared weights with chips, or with all their edges."""
        self._shell.settings.has_chips = shown
        self._shell.workspace.show_chips(shown)

    def larger(self) -> None:
        """Write larger."""
        self._shell.set_text_scale(self._shell.settings.text_scale * _TEXT_STEP)

    def smaller(self) -> None:
        """Write smaller."""
        self._shell.set_text_scale(self._shell.settings.text_scale / _TEXT_STEP)

    def normal(self) -> None:
        """Write as large as the system does."""
        self._shell.set_text_scale(1.0)

    def dark(self, dark: bool) -> None:
        """Use dark or light colours, now and after the next start."""
        theme = DARK if dark else LIGHT
        self._shell.settings.theme = theme.name
        self._shell.set_theme(theme)

    def motion(self, animated: bool) -> None:
        """Allow or forbid motion."""
        self._shell.settings.is_animated = animated
        if self.graph is not None:
            self.graph.set_animated(animated)

    def full_screen(self, full: bool) -> None:
        """Fill the screen, or not."""
        if full:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def reset_layout(self) -> None:
        """Put the panels in their usual places."""
        self._shell.reset_layout()

    def keys(self) -> None:
        """Show every key."""
        from gradviz.ui.dialogs.keys import KeySheet

        KeySheet(self._window).open()

    def read(self, file: str, line: int) -> None:
        """Show a line of another file than the program's."""
        from gradviz.ui.dialogs.reader import ReaderSheet

        record = self._shell.workspace.record
        source = None if record is None else record.files.get(file)
        if source is None:
            told = translate("ViewCommands", "The text of {file} is not in this trace.")
            self._shell.say(told.format(file=file))
            return
        sheet = ReaderSheet(self._window, file, source)
        sheet.open_at(line, self._shell.theme, self._shell.settings.text_scale)

    def palette(self) -> None:
        """Find anything by its name."""
        from gradviz.ui.dialogs.palette import PaletteSheet

        sheet = PaletteSheet(self._window, self.entries())
        sheet.open_over(*_PALETTE, focus=sheet.line)

    def about(self) -> None:
        """Say what this is."""
        about = translate("ViewCommands", "gradviz {version} makes PyTorch's autograd visible. {status}.")
        self._shell.say(about.format(version=__version__, status=self._shell.workspace.status))

    def open_dropped(self, paths: list[str]) -> None:
        """Open the first of the files that were dropped on the window."""
        if paths:
            self._shell.files.open_path(Path(paths[0]))

    def entries(self) -> list[Entry]:
        """Return everything that the palette finds."""
        from gradviz.ui.dialogs.palette import Entry

        result = [
            Entry(action.iconText(), translate("Palette", "action"), action.trigger, _key_of(action))
            for action in self._shell.actions_by_id.values()
            if action.isEnabled()
        ]
        for example in examples():
            kind = translate("Palette", "example")
            result.append(Entry(example_title(example.title), kind, partial(self._shell.files.open_example, example)))
        return result + self._node_entries()

    def _node_entries(self) -> list[Entry]:
        picture = self._shell.workspace.picture
        if picture is None:
            return []
        from gradviz.core.graph import node_of
        from gradviz.ui.dialogs.palette import Entry

        result = []
        for key in picture.graph:
            node = node_of(picture.graph, key)
            kind = translate("Palette", "variable") if node.variable else translate("Palette", "op")
            name = f"{node.variable} = {node.title}" if node.variable and node.variable != node.title else node.title
            line = "" if node.line is None else translate("Palette", "line {line}").format(line=node.line)
            result.append(Entry(name, kind, partial(self._shell.workspace.select, key), line))
        return result
