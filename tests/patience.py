"""A `QtBot` that waits long enough for a machine that has other things to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker
from typing_extensions import override

PATIENCE = 60_000
"""Milliseconds until a test that waits for something fails. Whatever is awaited comes at once, or never."""


class PatientBot(QtBot):
    """Waits at least `PATIENCE` milliseconds where the plain one gives up after five seconds, or as told."""

    @override
    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))

    @override
    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> SignalBlocker:
        # Who waits for what is not to come, as `assertNotEmitted` does, waits for as long as it says.
        patience = PATIENCE if more.get("raising") is not False else timeout
        return super().waitSignal(signal, timeout=max(timeout, patience), **more)

    @override
    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **more: Any) -> MultiSignalBlocker:
        return super().waitSignals(signals, timeout=max(timeout, PATIENCE), **more)

    @override
    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE))
