"""The commands that let the real engine wait, go on and stop at breakpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gradviz.core.breakpoints import Breakpoint, Kind, describe
from gradviz.core.messages.requests import StepTo
from gradviz.ui.breakpoints import words
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.live_bar import LiveBar


class LiveCommands(QObject):
    """Wait before every node, continue, abort, edit; breakpoints at nodes and lines."""

    said = Signal(str)
    breakpoints_requested = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.bar: LiveBar | None = None
        self.current_line: Callable[[], int] | None = None

    def live(self, wanted: bool) -> None:
        """Let runs wait before every node of their backward passes, or not."""
        self._workspace.is_live_wanted = wanted
        if wanted and not self._workspace.engine.is_busy:
            self.said.emit(self.tr("The next run waits before every node of its backward pass. F5 runs the program."))

    def go_on(self) -> None:
        """Continue to the next breakpoint."""
        self._workspace.go_on(StepTo.BREAKPOINT)

    def to_next_pass(self) -> None:
        """Let this backward pass run to its end, and wait in the next one."""
        self._workspace.go_on(StepTo.PASS)

    def abort(self) -> None:
        """End this backward pass."""
        self._workspace.live.abort()

    def edit(self) -> None:
        """Go to where the arriving gradient can be changed."""
        if self.bar is not None and self.bar.isVisible():
            self.bar.focus_edit()

    def again(self) -> None:
        """Run again, and wait in the iteration on show, or in the one where the run has stopped."""
        index = self._workspace.current if self._workspace.stopped_at is None else self._workspace.stopped_at
        if index is not None:
            self._workspace.run(live_from=index)

    def at_node(self) -> None:
        """Set a breakpoint at the selected node, or take it back."""
        from gradviz.core.graph import node_of

        picture, key = self._workspace.picture, self._workspace.inspected
        node = None if picture is None or key is None else node_of(picture.graph, key)
        if picture is None or node is None or node.id is None:
            self.said.emit(self.tr("Select a node first: a breakpoint is set at a node of the backward pass."))
            return
        self._toggle(Breakpoint(Kind.NODE, node=node.id, name=picture.iteration.nodes[node.id].name))

    def at_line(self, line: int | None = None) -> None:
        """Set a breakpoint at ``line``, or else at the line of the cursor, or take it back."""
        if line is None and self.current_line is not None:
            line = self.current_line()
        if line is not None:
            self._toggle(Breakpoint(Kind.LINE, line=line))

    def list_breakpoints(self) -> None:
        """Show the breakpoints."""
        self.breakpoints_requested.emit()

    def _toggle(self, one: Breakpoint) -> None:
        is_there = self._workspace.breakpoints.toggle(one)
        text = self.tr("Breakpoint set: {what}.") if is_there else self.tr("Breakpoint removed: {what}.")
        self.said.emit(text.format(what=words(describe(one))))
