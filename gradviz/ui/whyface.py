"""What the window shows of findings: their panel, and the way from one to its place."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.diagnose import Finding
from gradviz.ui.findings import Findings
from gradviz.ui.panels.why import WhyPanel
from gradviz.ui.theme import Theme
from gradviz.ui.workspace import Workspace


class WhyFace(QObject):
    """Connects the panel with the workspace."""

    line_requested = Signal(int)
    troubled = Signal(bool)
    """Whether there is a finding that is no mere remark, and that nobody sees."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._wanted: Finding | None = None
        self.panel = WhyPanel()
        self.findings = Findings(workspace, self)
        self.findings.changed.connect(self._on_findings)
        workspace.graph_changed.connect(self._on_graph)
        self.panel.finding_requested.connect(self.visit)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self.panel.set_text_scale(scale)

    def visit(self, finding: Finding) -> None:
        """Show where ``finding`` is: its iteration, its position, its node, its line."""
        workspace = self._workspace
        if finding.iteration is not None and finding.iteration != self._shown:
            self._wanted = finding
            workspace.open_iteration(finding.iteration)
            if finding.iteration != self._shown:
                return
        self._go_to(finding)

    def _go_to(self, finding: Finding) -> None:
        self._wanted = None
        workspace = self._workspace
        if finding.position is not None:
            workspace.player.pause()
            workspace.player.seek(finding.position)
        workspace.select(finding.key)
        # A node brings its line with it.
        if finding.key is None and finding.line is not None and not workspace.is_stale:
            self.line_requested.emit(finding.line)

    @property
    def _shown(self) -> int | None:
        picture = self._workspace.picture
        return None if picture is None else picture.iteration.index

    def _on_graph(self) -> None:
        """Go on to what was asked for, once its iteration is drawn."""
        self._show()
        if self._wanted is not None and self._wanted.iteration == self._shown:
            self._go_to(self._wanted)

    def _on_findings(self) -> None:
        self._show()
        is_seen = not self.panel.list.viewport().visibleRegion().isEmpty()
        self.troubled.emit(not is_seen and any(not finding.is_remark for finding in self.findings.all))

    def _show(self) -> None:
        findings = self.findings
        self.panel.show_findings(findings.all, self._shown, findings.count if findings.is_known else None)
