"""What the window shows of the real engine that waits: the bar, the list of breakpoints, their signs in the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gradviz.core.breakpoints import Breakpoint
from gradviz.ui.banner import Banner
from gradviz.ui.enginestate import EngineState
from gradviz.ui.live_bar import LiveBar
from gradviz.ui.livecommands import LiveCommands
from gradviz.ui.panels.breakpoints import BreakpointsPanel
from gradviz.ui.shown_values import ShownValues
from gradviz.ui.theme import Theme
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from gradviz.ui.views import Views


class LiveFace(QObject):
    """Connects the panels of stepping and breakpoints with the workspace."""

    left = Signal()

    def __init__(
        self,
        workspace: Workspace,
        commands: LiveCommands,
        actions: Mapping[str, QAction],
        banner: Banner,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._actions = actions
        self._banner = banner
        self._said = ""
        self.bar = commands.bar = LiveBar(workspace.live, actions)
        self.panel = BreakpointsPanel()
        self._views: Views | None = None
        self.bar.closed.connect(self.left)
        self._hear()
        self.refresh()

    def _hear(self) -> None:
        workspace, panel = self._workspace, self.panel
        workspace.breakpoints.changed.connect(self._show_breakpoints)
        workspace.run_state_changed.connect(self._on_state)
        workspace.graph_changed.connect(self._on_graph)
        workspace.live.changed.connect(self.refresh)
        workspace.caught.connect(self._on_caught)
        panel.add_requested.connect(workspace.breakpoints.add)
        panel.remove_requested.connect(workspace.breakpoints.remove)
        panel.enable_requested.connect(lambda one, on: workspace.breakpoints.enable(one, enabled=on))
        panel.visit_requested.connect(self._visit)
        self._show_breakpoints(workspace.breakpoints.all)

    def join(self, views: Views) -> None:
        """Show breakpoints in the program's text too."""
        self._views = views
        editor = views.editor
        self._commands.current_line = editor.current_line
        editor.breakpoint_requested.connect(self._commands.at_line)
        editor.breakpoints_moved.connect(self._workspace.breakpoints.move_lines)
        editor.show_breakpoints(self._workspace.breakpoints.lines)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self.panel.set_text_scale(scale)
        self.bar.set_text_scale(scale)

    def refresh(self) -> None:
        """Allow what can be done now."""
        state, waits = self._workspace.engine.state, self._workspace.live.is_waiting
        self._actions["run.continue"].setEnabled(waits or state == EngineState.PAUSED)
        for name in ("run.next_pass", "run.abort", "run.edit"):
            self._actions[name].setEnabled(waits)
        self._on_graph()

    def _on_graph(self) -> None:
        has_picture = self._workspace.picture is not None
        self._actions["run.again"].setEnabled(has_picture or self._workspace.stopped_at is not None)
        self._actions["run.break_node"].setEnabled(has_picture)
        self.panel.offer_variables([sample.name for sample in ShownValues(self._workspace).parameters])

    def _show_breakpoints(self, breakpoints: tuple[Breakpoint, ...]) -> None:
        self.panel.show_breakpoints(breakpoints)
        if self._views is not None:
            self._views.editor.show_breakpoints(self._workspace.breakpoints.lines)

    def _visit(self, one: Breakpoint) -> None:
        if one.line is not None and self._views is not None:
            self._views.editor.go_to(one.line)
        elif one.node is not None:
            from gradviz.core.graph import grad_key

            self._workspace.select(grad_key(one.node))

    def _on_caught(self, index: int, why: str) -> None:
        text = self.tr("The run waits after iteration {index}: {why}. F8 goes on.").format(index=index, why=why)
        offer = self.tr("Run again, and wait in iteration {index}").format(index=index)
        self._banner.say(text, button=offer, then=self._commands.again)
        self._said = self._banner.text
        self.refresh()

    def _on_state(self, state: EngineState) -> None:
        if self._said and state != EngineState.PAUSED:
            if self._banner.text == self._said:
                self._banner.clear()
            self._said = ""
        self.refresh()
