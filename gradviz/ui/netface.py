"""Connects the net form with the program: what it writes, and whether the text still follows from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gradviz.core.net.datafile import Preview
from gradviz.core.net.form import TUTORIAL, NetForm, Spelling
from gradviz.core.net.kept import KeptForm, decoded, encoded
from gradviz.core.net.program import program
from gradviz.ui.filereader import FileReader
from gradviz.ui.panels.netform import NetFormPanel
from gradviz.ui.programpages import NET_NAME
from gradviz.ui.settings import Settings
from gradviz.ui.wording import sentence
from gradviz.ui.workspace import Workspace


class NetFace(QObject):
    """Makes the panel of the form, and does what it asks for. ``put`` replaces the text so that it can be undone."""

    written = Signal()
    """The program was written, and a person wants to read it."""

    def __init__(self, workspace: Workspace, settings: Settings, put: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._put = put
        self._window = parent
        self.panel = NetFormPanel()
        self._reader = FileReader(self)
        self._targets: tuple[int, ...] = ()
        self.panel.page.show_devices(workspace.devices)
        self._hear()
        self.take(kept_in(settings))

    def _hear(self) -> None:
        panel, workspace = self.panel, self._workspace
        panel.form_changed.connect(self._on_changed)
        panel.write_requested.connect(self.write)
        panel.run_requested.connect(self.write_and_run)
        panel.tutorial_requested.connect(lambda: self._show(TUTORIAL[panel.chosen], panel.chosen))
        panel.page.file_requested.connect(self.choose_file)
        self._reader.was_read.connect(self._on_read)
        self._reader.failed.connect(self._on_unreadable)
        workspace.devices_changed.connect(lambda: panel.page.show_devices(workspace.devices))
        workspace.document.edited.connect(self.show_state)
        workspace.document.text_replaced.connect(lambda _text: self.show_state())

    # What is asked for

    def take(self, kept: KeptForm) -> None:
        """Fill in what was remembered; the program stays as it is."""
        table = kept.form.table
        self._targets = () if table is None else table.targets
        self.panel.show_form(kept.form, kept.spelling)
        self.show_state()
        if table is not None:
            # Its first rows are not remembered, and the file may be another one by now.
            self._reader.request(Path(table.path))

    @property
    def text(self) -> str | None:
        """The program that the form writes; ``None`` while something is wrong in it."""
        form = self.panel.form
        return None if form is None else program(form, self.panel.chosen)

    def write(self) -> bool:
        """Write the program into the editor, where the old one can be had back; return whether there was one."""
        if not self._write():
            return False
        self.written.emit()
        return True

    def write_and_run(self) -> bool:
        """Write the program and run it; the form stays on show. Return whether there was one."""
        if not self._write():
            return False
        self._workspace.run()
        return True

    def _write(self) -> bool:
        text, document = self.text, self._workspace.document
        if text is None:
            return False
        if text == document.text:
            return True
        if document.path is None and document.name == NET_NAME:
            # The form's own program, perhaps changed by hand: undo has it.
            self._put(text)
        else:
            # A program of the user's: what is not saved of it is set aside.
            document.new(text, NET_NAME)
        self.show_state()
        return True

    def choose_file(self) -> None:
        """Ask for a file with data."""
        kinds = self.tr("Tables (*.csv *.tsv *.txt *.npy);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Data of the net"), "", kinds)
        if name:
            self._targets = ()
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Look through a file, and take it as the data."""
        self._reader.request(path)

    # What happens

    def show_state(self) -> None:
        """Say whether the program is what the form writes."""
        text, now = self.text, self._workspace.document.text
        self.panel.show_state(follows=text is not None and text == now, has_program=bool(now.strip()))

    def _show(self, form: NetForm, spelling: Spelling) -> None:
        self.panel.show_form(form, spelling)
        self._on_changed()

    def _on_changed(self) -> None:
        form = self.panel.form
        if form is not None:
            keep(self._settings, KeptForm(form, self.panel.chosen))
        self.show_state()

    def _on_read(self, number: int, preview: Preview) -> None:
        if number != self._reader.latest:
            return
        if self._targets and all(column < preview.table.columns for column in self._targets):
            preview = preview._replace(table=msgspec.structs.replace(preview.table, targets=self._targets))
        self.panel.page.show_preview(preview)

    def _on_unreadable(self, number: int, words: str) -> None:
        if number == self._reader.latest:
            self.panel.page.show_file_error(sentence(words))

    def close(self) -> None:
        """Wait for the thread."""
        self._reader.close()


def kept_in(settings: Settings) -> KeptForm:
    """Return the form that is remembered."""
    return decoded(settings.net_form) or KeptForm()


def keep(settings: Settings, kept: KeptForm) -> None:
    """Remember a form."""
    settings.net_form = encoded(kept).decode()
