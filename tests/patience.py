"""A `QtBot` that waits long enough for a machine that has other things to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker
from typing_extensions import override

LEAST = 60_000
"""Milliseconds until a test that waits for something fails. Whatever is awaited comes at once, or never."""


class PatientBot(QtBot):
    """Waits at least `LEAST` milliseconds where the plain one gives up after five seconds, or as told."""

    @override
    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = LEAST) -> None:
        super().waitUntil(callback, timeout=max(timeout, LEAST))

    @override
    def waitSignal(self, signal: Any, *, timeout: int = LEAST, **more: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=max(timeout, LEAST), **more)

    @override
    def waitSignals(self, signals: Any, *, timeout: int = LEAST, **more: Any) -> MultiSignalBlocker:
        return super().waitSignals(signals, timeout=max(timeout, LEAST), **more)
