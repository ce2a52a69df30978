"""The commands for runs side by side. Their panel, and all that is behind it, is made when it is first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.ui.docks import LOCKSTEP, Dock, Docks
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from gradviz.core.net.form import NetForm
    from gradviz.ui.lockstep_face import LockstepFace

_WIDE, _HIGH = 0.75, 0.52
"""Of the window, for a panel that somebody asked for."""


class LockstepCommands(QObject):
    """Show the panel, add runs, run and stop them."""

    said = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._theme = LIGHT
        self._scale = 1.0
        self._docks: Docks | None = None
        self._dock: Dock | None = None
        self._face: LockstepFace | None = None
        self._may_make = False
        self.form_of: Callable[[], NetForm | None] = lambda: None
        """Returns what the net form holds; ``None`` while something in it is wrong."""

    def join(self, docks: Docks) -> None:
        """Put the panel into its dock, as soon as that is seen."""
        self._docks, self._dock = docks, docks[LOCKSTEP]
        self._dock.visibilityChanged.connect(lambda _visible: self._make_if_seen())

    def allow(self) -> None:
        """Make the panel from now on: the window is complete otherwise."""
        self._may_make = True
        self._make_if_seen()

    def show(self) -> None:
        """Show the panel, with room enough."""
        dock = self._dock
        if dock is None:
            return
        face = self.face
        dock.show()
        dock.raise_()
        # Docks that were tabs until now have no size of their own yet.
        QTimer.singleShot(0, self, self._give_room)
        face.panel.setFocus()

    def _give_room(self) -> None:
        if self._docks is not None:
            self._docks.give_room(LOCKSTEP, _WIDE, _HIGH)

    def add(self) -> None:
        """Add the program in the editor."""
        self.face.add_program()
        self.show()

    def presets(self) -> None:
        """Put one net on the list, written in three ways."""
        self.face.add_spellings()
        self.show()

    def form(self) -> None:
        """Put the net of the net form on the list, written in three ways."""
        form = self.form_of()
        if form is None:
            self.said.emit(self.tr("The net form has no program yet: something in it is not right."))
            return
        self.face.add_spellings(form)
        self.show()

    def run(self) -> None:
        """Run all programs."""
        self.show()
        self.face.runs.start()

    def stop(self) -> None:
        """End all runs."""
        if self._face is not None:
            self._face.runs.stop()

    @property
    def face(self) -> LockstepFace:
        """The panel and the runs."""
        if self._face is None:
            from gradviz.ui.lockstep_face import LockstepFace

            self._face = LockstepFace(self._workspace, self)
            self._face.said.connect(self.said)
            self._face.form_requested.connect(self.form)
            self._face.set_theme(self._theme)
            self._face.set_text_scale(self._scale)
            if self._dock is not None:
                self._dock.put_wide(self._face.panel)
        return self._face

    def _make_if_seen(self) -> None:
        if (
            self._may_make
            and self._face is None
            and self._dock is not None
            and not self._dock.visibleRegion().isEmpty()
        ):
            self.face.panel.show()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        if self._face is not None:
            self._face.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self._scale = scale
        if self._face is not None:
            self._face.set_text_scale(scale)

    def close(self) -> None:
        """End the processes of the runs."""
        if self._face is not None:
            self._face.runs.close()
