"""The command that asks why."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class WhyCommands(QObject):
    """Asks for the panel of findings, which is made late."""

    requested = Signal()

    def show(self) -> None:
        """Show what is wrong with the gradients, and why."""
        self.requested.emit()
