"""The panels of the program and its graph, and what connects them to the workspace."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gradviz.core.collapse import Shown
from gradviz.core.frame import Frame
from gradviz.core.graph import node_of
from gradviz.core.shown import project
from gradviz.core.timeline import Phase
from gradviz.core.trace import ProgramError
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.colouring import Colouring
from gradviz.ui.folds import Folds
from gradviz.ui.graphpage import GraphPage
from gradviz.ui.meetings import Meetings
from gradviz.ui.panels.console import ConsolePanel
from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.panels.timeline import TimelinePanel
from gradviz.ui.paths import Paths
from gradviz.ui.repetition import kept_words
from gradviz.ui.theme import Theme
from gradviz.ui.workspace import Workspace


class Views(QObject):
    """Shows what the workspace tells, and hands on what the user asks for."""

    files_dropped = Signal(list)
    phase_changed = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.editor = EditorPanel()
        self.console = ConsolePanel()
        self.graph = GraphView()
        self.graph_page = GraphPage(self.graph)
        self.timeline = TimelinePanel()
        self.folds = Folds(workspace, self.graph, self)
        self._from_editor = False
        self._projected: tuple[Shown, Frame, Frame] | None = None
        self._hear_workspace()
        # It lights up what the folds have put on show, so it listens after them.
        self.paths = Paths(workspace, self.graph, self.graph_page, self)
        self.colouring = Colouring(workspace, self.graph, self)
        self.meetings = Meetings(workspace, self.graph, self)
        self._hear_views()
        self.show_all()

    def _hear_workspace(self) -> None:
        workspace = self._workspace
        workspace.document.text_replaced.connect(self._on_text_replaced)
        workspace.document.edited.connect(self._show_mark)
        workspace.run_started.connect(self.console.clear)
        workspace.printed.connect(self.console.append)
        workspace.engine.stderr_received.connect(self.console.append_error)
        workspace.error_changed.connect(self._on_error)
        workspace.graph_changed.connect(self._show_graph)
        workspace.extended.connect(self._show_events)
        workspace.frame_changed.connect(self._show_frame)
        workspace.selection_changed.connect(self._show_selection)
        workspace.iterations_changed.connect(self._show_iterations)

    def _hear_views(self) -> None:
        workspace = self._workspace
        self.editor.text_edited.connect(lambda: workspace.document.set_text(self.editor.text()))
        self.editor.run_requested.connect(workspace.run)
        self.editor.line_selected.connect(self._on_line_selected)
        self.editor.files_dropped.connect(self.files_dropped)
        self.timeline.position_requested.connect(self._on_position_requested)
        self.timeline.iteration_requested.connect(workspace.seek_iteration)

    # Everything at once

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        for panel in (self.editor, self.console, self.graph, self.graph_page, self.timeline):
            panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        for panel in (self.editor, self.console, self.graph, self.graph_page, self.timeline):
            panel.set_text_scale(scale)

    def show_all(self) -> None:
        """Show the workspace as it is now."""
        self.editor.load_text(self._workspace.document.text)
        self._show_graph()
        self._show_frame(self._workspace.frame)
        self._show_selection(self._workspace.selection)
        self._show_iterations()
        record = self._workspace.record
        if record is not None and record.printed:
            self.console.append(record.printed, 0)

    # What the workspace tells

    def _on_text_replaced(self, text: str) -> None:
        self.editor.load_text(text)

    def _on_error(self, error: ProgramError | None) -> None:
        if error is None or error.line is None:
            self.editor.clear_error()
        else:
            self.editor.set_error(error.line, error.columns, error.message)

    def _show_graph(self) -> None:
        picture = self._workspace.picture
        self.folds.show_picture()
        self.graph_page.show_iteration(picture.iteration if picture else None)
        self.timeline.show_timeline(picture.timeline if picture else None)
        self._show_iterations()

    def _show_events(self) -> None:
        picture = self._workspace.picture
        if picture is not None:
            self.timeline.show_timeline(picture.timeline)

    def _show_frame(self, frame: Frame | None) -> None:
        picture = self._workspace.picture
        drawn = self._drawn(frame)
        self.graph.show_frame(drawn)
        self.timeline.show_frame(frame)
        if drawn is not None and picture is not None:
            waiting = picture.shown.holder.get(self._workspace.waiting_key or "")
            self.graph.ensure_visible(drawn.current if waiting is None else (*drawn.current, waiting))
        self._show_mark()
        self.phase_changed.emit(frame.phase.value if frame else "")

    def _drawn(self, frame: Frame | None) -> Frame | None:
        """Return the frame of what is shown of the graph; most of it is the one before."""
        picture, known = self._workspace.picture, self._projected
        if frame is None or picture is None:
            self._projected = None
            return None
        before = known[1:] if known is not None and known[0] is picture.shown else None
        drawn = project(frame, picture.shown, before)
        self._projected = picture.shown, frame, drawn
        return drawn

    def _show_mark(self) -> None:
        frame = self._workspace.frame
        if frame is None or frame.line is None or self._workspace.is_stale:
            self.editor.clear_mark()
        else:
            self.editor.set_mark(frame.line, frame.columns, Phase(frame.phase))

    def _show_selection(self, key: str | None) -> None:
        self.folds.show_selection()
        picture = self._workspace.picture
        if key is None or picture is None:
            return
        line = node_of(picture.graph, key).line
        if line is not None and not self._from_editor and not self._workspace.is_stale:
            self.editor.go_to(line)

    def _show_iterations(self) -> None:
        workspace = self._workspace
        self.timeline.show_iterations(workspace.recorded, workspace.total, workspace.current)
        record, current = workspace.record, workspace.current
        details = record.recordings.details if record else {}
        kept = kept_words(record, current) if record is not None and current is not None else ""
        self.timeline.show_details(details, kept)

    # What the user asks for

    def _on_line_selected(self, line: int) -> None:
        self._from_editor = True
        self._workspace.select_line(line)
        self._from_editor = False

    def _on_position_requested(self, position: int) -> None:
        self._workspace.player.pause()
        self._workspace.player.seek(position)
