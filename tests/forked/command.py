"""The commands that start processes for tests."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

Command = tuple[str, tuple[str, ...]]

_CLIENT = Path(__file__).with_name("client.py")
_PATIENCE = 120.0
"""Seconds until a server must listen: on a busy machine torch takes long to load."""


def gradviz(*arguments: str) -> Command:
    """Return the command for ``gradviz ARGUMENTS`` in a process that has torch loaded."""
    socket = _server("gradviz.cli:main", "gradviz.engine.serve", "gradviz.api") if _can_fork() else ""
    return _client(socket, *arguments) if socket else real(*arguments)


def own_command() -> list[str]:
    """Return what `gradviz.core.processes.own_command` does, for processes that have torch loaded."""
    program, arguments = gradviz()
    return [program, *arguments]


def fake_worker(mode: str = "") -> Command:
    """Return the command for a worker that plays its part without torch."""
    return _of("tests.ui.fake_worker", "run", mode)


def fake_lane() -> Command:
    """Return the command for a fake worker of a lane."""
    return _of("tests.ui.fake_lane", "main")


def real(*arguments: str) -> Command:
    """Return the command for ``gradviz ARGUMENTS`` in a fresh process."""
    return sys.executable, ("-m", "gradviz", *arguments)


def _of(module: str, function: str, *arguments: str) -> Command:
    if not _can_fork():
        return sys.executable, ("-m", module, *arguments)
    return _client(_server(f"{module}:{function}"), *arguments)


def _client(socket: str, *arguments: str) -> Command:
    return sys.executable, ("-I", "-S", str(_CLIENT), socket, *arguments)


def _can_fork() -> bool:
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


@cache
def _server(function: str, *modules: str) -> str:
    """Start a server for ``function``, which ends with this process; return its socket."""
    folder = tempfile.TemporaryDirectory(prefix="gradviz-forks-")
    socket = Path(folder.name) / "socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked.server", str(socket), function, *modules], stdin=subprocess.PIPE
    )

    def end() -> None:
        process.communicate(timeout=20)
        folder.cleanup()

    atexit.register(end)
    until = time.monotonic() + _PATIENCE
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server for {function} does not listen")
        time.sleep(0.01)
    return str(socket)
