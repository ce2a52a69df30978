"""The commands that start processes for tests."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

Command = tuple[str, tuple[str, ...]]

_CLIENT = Path(__file__).with_name("client.py")
CAN_FORK = sys.platform == "linux" and hasattr(os, "pidfd_open")
_PATIENCE = 120.0
"""Seconds until a server must listen: on a busy machine torch takes long to load."""


_TORCH = ("gradviz.cli", "gradviz.api", "gradviz.engine.serve", "torch._dynamo")
"""The compiler of torch comes with the first optimizer, and takes as long as torch itself."""

_FAKES = ("tests.ui.fake_worker", "tests.ui.fake_lane")


def gradviz(*arguments: str) -> Command:
    """Return the command for ``gradviz ARGUMENTS`` in a process that has torch loaded."""
    return _forked(_TORCH, "gradviz.cli:main", *arguments) if CAN_FORK else real(*arguments)


def python(code: str, *arguments: str) -> Command:
    """Return the command for ``python -c CODE ARGUMENTS`` in a process that has torch loaded."""
    if CAN_FORK:
        return _forked(_TORCH, "tests.forked.script:main", code, *arguments)
    return sys.executable, ("-c", code, *arguments)


def own_command() -> list[str]:
    """Return what `gradviz.core.processes.own_command` does, for processes that have torch loaded."""
    program, arguments = gradviz()
    return [program, *arguments]


def fake_worker(mode: str = "") -> Command:
    """Return the command for a worker that plays its part without torch."""
    if CAN_FORK:
        return _forked(_FAKES, "tests.ui.fake_worker:run", mode)
    return sys.executable, ("-m", "tests.ui.fake_worker", mode)


def fake_lane() -> Command:
    """Return the command for a fake worker of a lane."""
    if CAN_FORK:
        return _forked(_FAKES, "tests.ui.fake_lane:main")
    return sys.executable, ("-m", "tests.ui.fake_lane")


def real(*arguments: str) -> Command:
    """Return the command for ``gradviz ARGUMENTS`` in a fresh process."""
    return sys.executable, ("-m", "gradviz", *arguments)


def _forked(modules: tuple[str, ...], function: str, *arguments: str) -> Command:
    return sys.executable, ("-I", "-S", str(_CLIENT), _server(modules), function, *arguments)


_servers: dict[tuple[str, ...], tuple[subprocess.Popen[bytes], Path]] = {}


def _server(modules: tuple[str, ...]) -> str:
    """Return the socket of the server that has loaded ``modules``; start it where there is none, or none any more."""
    if modules in _servers:
        process, socket = _servers[modules]
        if process.poll() is None:
            return str(socket)
        sys.stderr.write(f"the server with {modules[0]} ended with {process.returncode}; another one starts\n")
    process, socket = _servers[modules] = _started(modules)
    until = time.monotonic() + _PATIENCE
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server with {modules[0]} does not listen")
        time.sleep(0.01)
    return str(socket)


def _started(modules: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], Path]:
    """Start a server that has loaded ``modules``, and ends with this process."""
    folder = tempfile.TemporaryDirectory(prefix="gradviz-forks-")
    socket = Path(folder.name) / "socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked.server", str(socket), *modules], stdin=subprocess.PIPE
    )

    def end() -> None:
        process.communicate(timeout=20)
        folder.cleanup()

    atexit.register(end)
    return process, socket
