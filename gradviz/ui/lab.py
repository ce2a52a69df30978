"""The panels of the lab: an update in full, what if, the landscape. They are made when they are first seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from gradviz.core.probe import losses_of
from gradviz.core.timeline import Timeline
from gradviz.core.trace import UpdateEvent
from gradviz.ui import docks
from gradviz.ui.docks import Docks
from gradviz.ui.probing import Prober
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.workspace import Workspace

if TYPE_CHECKING:
    from gradviz.ui.inspection.whatif import WhatIf
    from gradviz.ui.panels.landscape import LandscapePanel
    from gradviz.ui.panels.update import UpdatePanel


class _Placed(NamedTuple):
    """An update, and the position after it."""

    position: int
    event: UpdateEvent


class Lab(QObject):
    """Shows what the workspace tells in panels that are made late, and hands on what is asked for in them."""

    def __init__(self, workspace: Workspace, panels: Docks, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._docks = panels
        self._theme = LIGHT
        self._scale = 1.0
        self._placed: tuple[Timeline, tuple[_Placed, ...]] | None = None
        self.prober = Prober(workspace, self)
        self.update_panel: UpdatePanel | None = None
        self.landscape_panel: LandscapePanel | None = None
        self._whatif: WhatIf | None = None
        self._current: int | None = None
        # Of docks with tabs Qt calls all visible: which one is in front only its signal tells.
        self._seen: set[str] = set()
        self._wanted = ""
        for name in (docks.UPDATE, docks.LANDSCAPE):
            panels[name].visibilityChanged.connect(partial(self._on_seen, name))
        # One that came to the front before, with the places that a window remembers, has told so already.
        QTimer.singleShot(0, self, self._look)
        workspace.graph_changed.connect(self._on_graph)
        workspace.run_started.connect(self._on_run)
        workspace.frame_changed.connect(lambda _frame: self._show_update())
        workspace.selection_changed.connect(lambda _key: self._show_update())

    def _look(self) -> None:
        for name in (docks.UPDATE, docks.LANDSCAPE):
            if not self._docks[name].visibleRegion().isEmpty():
                self._on_seen(name, True)

    def open(self, name: str) -> None:
        """Bring a dock to the front, and give its panel the keys."""
        self._wanted = name
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        self._on_seen(name, True)

    def _focus(self, name: str) -> None:
        panel: QWidget | None = None
        if name == docks.UPDATE and self.update_panel is not None:
            panel = self.update_panel.choice if self.update_panel.choice.isVisible() else self.update_panel.to_end
        elif name == docks.LANDSCAPE and self.landscape_panel is not None:
            panel = self.landscape_panel.kind
        if panel is not None:
            panel.setFocus()
            if panel.hasFocus():
                self._wanted = ""

    def _on_seen(self, name: str, is_seen: bool) -> None:
        if not is_seen:
            self._seen.discard(name)
            return
        self._seen.add(name)
        if name == docks.UPDATE:
            self._show_update()
        else:
            self._make_landscape_panel()
        if name == self._wanted:
            # The dock comes to the front a moment later, and what cannot be seen does not get the keys.
            QTimer.singleShot(0, self, partial(self._focus, name))

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        for panel in (self.update_panel, self.landscape_panel):
            if panel is not None:
                panel.set_theme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Write larger."""
        self._scale = scale
        for panel in (self.update_panel, self.landscape_panel):
            if panel is not None:
                panel.set_text_scale(scale)

    # What if

    def join(self, whatif: WhatIf) -> None:
        """Have answered what is asked in the inspector."""
        whatif.asked.connect(lambda question: self.prober.ask(question, whatif))
        whatif.cancelled.connect(self.prober.cancel)
        self._whatif = whatif

    def try_element(self) -> None:
        """Go to the field of the change; say why there is none, where there is none."""
        if self._whatif is None:
            return
        if self._whatif.why_not:
            self._workspace.noticed.emit(self._whatif.why_not)
            return
        self._docks[docks.INSPECTOR].show()
        self._docks[docks.INSPECTOR].raise_()
        self._whatif.step.setFocus()

    # The landscape

    def _make_landscape_panel(self) -> None:
        if self.landscape_panel is not None:
            return
        from gradviz.ui.panels.landscape import LandscapePanel

        self._current = self._workspace.current
        panel = self.landscape_panel = LandscapePanel()
        self._docks[docks.LANDSCAPE].put(panel)
        panel.set_theme(self._theme)
        panel.set_text_scale(self._scale)
        panel.asked.connect(lambda question: self.prober.ask(question, panel))
        panel.cancelled.connect(self.prober.cancel)
        panel.show_losses(self._losses())

    def _losses(self) -> tuple[str, ...]:
        """Return what the program calls the losses of the iteration on show that add to ``.grad``."""
        picture = self._workspace.picture
        return () if picture is None else losses_of(picture.iteration)

    def _on_graph(self) -> None:
        if self.landscape_panel is not None:
            self.landscape_panel.show_losses(self._losses())
            if self._workspace.current != self._current:
                self.landscape_panel.forget()
        self._current = self._workspace.current

    def _on_run(self) -> None:
        if self.landscape_panel is not None:
            self.landscape_panel.clear()

    # The update

    def _made_update_panel(self) -> UpdatePanel:
        if self.update_panel is None:
            from gradviz.ui.panels.update import UpdatePanel

            panel = self.update_panel = UpdatePanel()
            self._docks[docks.UPDATE].put(panel)
            panel.set_theme(self._theme)
            panel.set_text_scale(self._scale)
            panel.update_requested.connect(self._go_to_update)
            panel.end_requested.connect(self._workspace.player.to_end)
        return self.update_panel

    def _show_update(self) -> None:
        """Show the update at the position, or that of the selected parameter, or else the latest one."""
        if docks.UPDATE not in self._seen:
            return
        placed = self._updates()
        frame, picture = self._workspace.frame, self._workspace.picture
        panel = self._made_update_panel()
        if frame is None or picture is None:
            panel.show_updates((), None)
            return
        done = [one for one in placed if one.position <= frame.position]
        panel.show_updates([one.event for one in placed], self._chosen(done))

    def _chosen(self, done: list[_Placed]) -> int | None:
        frame, key = self._workspace.frame, self._workspace.selection
        picture = self._workspace.picture
        if not done or frame is None or picture is None:
            return None
        wanted: object = frame.event
        if not isinstance(wanted, UpdateEvent):
            known = key is not None and key in picture.timeline.times
            wanted = picture.timeline.update_event(key, frame.position) if known and key is not None else None
        return next((number for number, one in enumerate(done) if one.event is wanted), len(done) - 1)

    def _updates(self) -> tuple[_Placed, ...]:
        """Return all updates of the iteration on show."""
        picture = self._workspace.picture
        if picture is None:
            return ()
        if self._placed is None or self._placed[0] is not picture.timeline:
            events = picture.timeline.events
            found = [_Placed(number, one) for number, one in enumerate(events, 1) if isinstance(one, UpdateEvent)]
            self._placed = picture.timeline, tuple(found)
        return self._placed[1]

    def _go_to_update(self, number: int) -> None:
        """Go to the position of an update, and select its parameter."""
        placed = self._updates()
        if number < len(placed):
            self._workspace.player.pause()
            self._workspace.player.seek(placed[number].position)
