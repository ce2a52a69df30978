"""The commands that bring what is on the canvas into files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gradviz.ui.settings import Settings
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.wording import sentence
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.dialogs.export import ExportDialog
    from gradviz.ui.export.choices import Choices, Seen
    from gradviz.ui.export.order import Order
    from gradviz.ui.export.preview import Preview
    from gradviz.ui.exporter import Exporter
    from gradviz.ui.views import Views

_SOON = 120
"""Milliseconds after which a change of the canvas is shown in the window of choices."""


class ExportCommands(QObject):
    """Opens the window of choices, and has them carried out; makes both when they are first needed."""

    said = Signal(str)
    failed = Signal(str)

    def __init__(self, workspace: Workspace, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._settings = settings
        self._window = window
        self._theme = LIGHT
        self._total = 0
        self._views: Views | None = None
        self._preview: Preview | None = None
        self.dialog: ExportDialog | None = None
        self.exporter: Exporter | None = None
        workspace.graph_changed.connect(self._on_graph)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._describe)
        for moved in (workspace.frame_changed, workspace.selection_changed):
            moved.connect(lambda _what: self._on_moved())

    def join(self, views: Views) -> None:
        """Export what these show."""
        self._views = views
        views.colouring.chosen.connect(lambda _name: self._on_moved())

    def open(self) -> None:
        """Choose how to export."""
        if self._workspace.picture is None:
            self.failed.emit(self.tr("There is no graph yet: run the program first, then export its picture."))
            return
        dialog = self.dialog or self._make()
        if not dialog.isVisible():
            from gradviz.ui.export.choices import remembered

            self._show_choices(remembered(self._settings.export))
            dialog.path.setText(str(self._suggestion()))
            self._describe()
        dialog.set_theme(self._theme)
        dialog.set_text_scale(self._settings.text_scale)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        dialog.format.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours, also for pictures in the colours of the window."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.set_theme(theme)

    def close(self) -> None:
        """End an export that is under way."""
        if self.exporter is not None:
            self.exporter.close()
        if self._preview is not None:
            self._preview.close()

    def export(self) -> None:
        """Carry out what is chosen."""
        dialog, exporter, picture = self.dialog, self.exporter, self._workspace.picture
        order, record = self._order(), self._workspace.record
        if dialog is None or exporter is None or picture is None or order is None or record is None:
            return
        from gradviz.ui.export.choices import written

        self._settings.export = written(dialog.choices)
        dialog.show_busy(is_busy=True)
        dialog.say("")
        # The record grows while a program runs: it is read in the thread that writes it.
        trace = record.trace()
        exporter.start(picture, lambda: trace, order)

    # Within

    def _make(self) -> ExportDialog:
        from gradviz.ui.dialogs.export import ExportDialog
        from gradviz.ui.export.preview import Preview
        from gradviz.ui.exporter import Exporter

        dialog = self.dialog = ExportDialog(self._window)
        exporter = self.exporter = Exporter(self)
        preview = self._preview = Preview(self)
        preview.drawn.connect(dialog.preview.show_image)
        dialog.changed.connect(self._describe)
        dialog.export_requested.connect(self.export)
        dialog.cancel_requested.connect(exporter.cancel)
        exporter.progressed.connect(dialog.show_progress)
        exporter.ended.connect(self._on_ended)
        exporter.failed.connect(self._on_failed)
        exporter.cancelled.connect(self._on_cancelled)
        return dialog

    def _suggestion(self) -> Path:
        document = self._workspace.document
        folder = document.path.parent if document.path else None
        folder = folder or next((path.parent for path in self._settings.recent), Path.home())
        return folder / Path(document.name).with_suffix(".png").name

    def _on_graph(self) -> None:
        """Offer the positions of another graph."""
        if self.dialog is not None and self.dialog.isVisible() and self._workspace.picture is not None:
            self._show_choices(self.dialog.choices)
            self._describe()

    def _show_choices(self, choices: Choices) -> None:
        """Show ``choices``; all positions of the graph at hand, unless some of the same graph's are chosen."""
        from msgspec.structs import replace

        picture = self._workspace.picture
        if picture is None or self.dialog is None:
            return
        total = len(picture.timeline)
        if total != self._total or choices.last > total:
            choices = replace(choices, first=0, last=total)
            self._total = total
        self.dialog.show_choices(choices, total)

    def _order(self) -> Order | None:
        dialog, picture = self.dialog, self._workspace.picture
        path = None if dialog is None else dialog.file
        if dialog is None or picture is None or path is None:
            return None
        return dialog.choices.order(path.absolute(), self._seen())

    def _seen(self) -> Seen:
        """Return what the window shows."""
        from gradviz.ui.export.choices import Seen
        from gradviz.ui.export.emphasis import Emphasis
        from gradviz.ui.export.order import View

        workspace, views = self._workspace, self._views
        record, position = workspace.record, workspace.player.position
        name = workspace.document.name if record is None else record.program.name
        if views is None:
            return Seen(name, position, self._theme, None)
        size = views.graph.size()
        view = View(views.graph.camera, (size.width(), size.height()), views.graph.reading)
        emphasis = Emphasis(views.colouring.quality, views.paths.lit_node, workspace.selection, workspace.selected_edge)
        return Seen(name, position, self._theme, view, emphasis)

    def _on_moved(self) -> None:
        """Show in a moment what is on the canvas now."""
        if self.dialog is not None and self.dialog.isVisible():
            self._soon.start()

    def _show_preview(self, order: Order) -> None:
        dialog, preview, picture = self.dialog, self._preview, self._workspace.picture
        if dialog is None or preview is None or picture is None:
            return
        if order.format.is_data:
            preview.forget()
            dialog.preview.show_words(self.tr("This is data for other programs: there is no picture of it."))
        else:
            preview.show_order(picture, order, self._workspace.player.position, dialog.preview.pixels)

    def _describe(self) -> None:
        """Say how large it will be, and what is in its place."""
        dialog, picture, order = self.dialog, self._workspace.picture, self._order()
        if dialog is None or picture is None:
            return
        if order is None:
            dialog.say(self.tr("Give the file a name."))
            return
        self._show_preview(order)
        page = order.page(picture)
        size = self.tr("{width} × {height} pixels").format(width=f"{page.width:,}", height=f"{page.height:,}")
        dialog.size_note.setText("" if order.format.is_data else size)
        total = len(picture.timeline)
        files = {order.file_at(position, total).name for position in order.positions or (0,)}
        there = sorted(files & _names_in(order.path.parent))
        if len(there) == 1:
            dialog.say(self.tr("{name} is there already; it will be replaced.").format(name=there[0]))
        elif there:
            dialog.say(self.tr("{count} files are there already; they will be replaced.").format(count=len(there)))
        elif len(files) > 1:
            dialog.say(self.tr("{count} files, numbered by their positions.").format(count=len(files)))
        else:
            dialog.say("")

    def _on_ended(self, paths: tuple[Path, ...]) -> None:
        if self.dialog is not None:
            self.dialog.show_busy(is_busy=False)
            self.dialog.accept()
        if len(paths) == 1:
            self.said.emit(self.tr("Exported to {name}.").format(name=paths[0]))
        else:
            told = self.tr("{count} pictures are in {folder}.")
            self.said.emit(told.format(count=len(paths), folder=paths[0].parent))

    def _on_failed(self, words: str) -> None:
        if self.dialog is not None:
            self.dialog.show_busy(is_busy=False)
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.say(sentence(words), is_error=True)
        else:
            self.failed.emit(sentence(words))

    def _on_cancelled(self) -> None:
        if self.dialog is not None:
            self.dialog.show_busy(is_busy=False)
        self.said.emit(self.tr("The export was cancelled; no file was made."))


def _names_in(folder: Path) -> frozenset[str]:
    """Return the names of what is in ``folder``: asking once is faster than for every file of a long series."""
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208  only the names are wanted
    except OSError:
        return frozenset()
