"""The commands of the Lab menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gradviz.ui import docks

if TYPE_CHECKING:
    from gradviz.ui.lab import Lab


class Laboratory(Protocol):
    """What these commands need of the window."""

    lab: Lab | None


class LabCommands:
    """Open the panels of the lab, once they can be made."""

    def __init__(self, window: Laboratory) -> None:
        self._window = window

    def update(self) -> None:
        """Show the update in full."""
        self._open(docks.UPDATE)

    def landscape(self) -> None:
        """Show the landscape."""
        self._open(docks.LANDSCAPE)

    def what_if(self) -> None:
        """Go to the field in which an element of the selected leaf is changed."""
        if self._window.lab is not None:
            self._window.lab.try_element()

    def _open(self, name: str) -> None:
        if self._window.lab is not None:
            self._window.lab.open(name)
