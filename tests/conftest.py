"""What holds for every test: no settings of the user's, no warning, no window and no process left behind."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

_HOME = tempfile.TemporaryDirectory(prefix="gradviz-tests-")
# Before Qt is loaded, and for the processes that tests start.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = str(Path(_HOME.name) / _name.lower())

_slow = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples every time: who changes something is not told of what was there before, nor by luck.
settings.register_profile("gradviz", _slow, max_examples=40, derandomize=True)
# ``pytest -m hypothesis --hypothesis-profile explore`` looks for new ones.
settings.register_profile("explore", _slow, max_examples=1000)
settings.load_profile("gradviz")

_PATIENCE = 3.0
"""Seconds that a child process has to end after its test."""


def pytest_unconfigure() -> None:
    _HOME.cleanup()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("gpu") is None:
        return
    # Loaded only where such a test runs.
    import torch

    if not torch.cuda.is_available():
        pytest.skip(f"needs a GPU: torch {torch.__version__} finds no CUDA device here")


@pytest.fixture(autouse=True)
def _no_logged_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where something was logged as a warning or worse; a test that expects it says `caplog.clear()`."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    said = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    if said:
        pytest.fail(f"logged: {'; '.join(said)}")


@pytest.fixture(autouse=True)
def _own_defaults() -> Iterator[None]:
    """Undo what a test's program has set for the whole process: programs stopped halfway do not do it themselves."""
    yield
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        torch.autograd.set_detect_anomaly(False)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """Be patient: a test may have a small part of a processor."""
    from tests.patience import PatientBot

    return PatientBot(request)


@pytest.fixture
def forked_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the workers of runs side by side."""
    from tests.forked.command import own_command

    monkeypatch.setattr("gradviz.core.lanedriver.own_command", own_command)


@pytest.fixture(autouse=True)
def _own_settings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test with Qt empty settings and data folders."""
    if not _uses_qt(request):
        return
    from PySide6.QtCore import QSettings, QStandardPaths

    home: Path = request.getfixturevalue("tmp_path_factory").mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    if sys.platform != "linux":
        QStandardPaths.setTestModeEnabled(True)
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(home / "settings"))


@pytest.fixture(autouse=True)
def _nothing_outlives_a_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail where a test with Qt leaves a top-level widget or a child process behind."""
    if not _uses_qt(request):
        yield
        return
    widgets, processes = set(map(_address, _top_level())), _children()
    yield
    left = [widget for widget in _top_level_after_cleaning(widgets) if _address(widget) not in widgets]
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    running = _still_running(processes)
    if names or running:
        pytest.fail(f"outlived the test: {'; '.join([*names, *running])}")


def _uses_qt(request: pytest.FixtureRequest) -> bool:
    return not {"qtbot", "qapp"}.isdisjoint(request.fixturenames)


def _top_level() -> list[QWidget]:
    from PySide6.QtWidgets import QApplication

    return QApplication.topLevelWidgets() if QApplication.instance() is not None else []


def _address(widget: QWidget) -> int:
    import shiboken6

    return int(shiboken6.getCppPointer(widget)[0])


def _top_level_after_cleaning(before: set[int]) -> list[QWidget]:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if {_address(widget) for widget in _top_level()} <= before:
        return []
    # What only a cycle of references still holds is not left behind; looking for those takes time.
    import gc

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return _top_level()


def _children() -> set[int]:
    """Return the ids of this process's children, where the system tells them."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    found: set[int] = set()
    for task in tasks.iterdir() if tasks.is_dir() else ():
        try:
            found.update(map(int, (task / "children").read_text().split()))
        except OSError:
            continue
    return found


def _still_running(before: set[int]) -> list[str]:
    """Wait for the test's child processes to end; kill and name those that do not."""
    end = time.monotonic() + _PATIENCE
    while (left := {number for number in _children() - before if _is_alive(number)}) and time.monotonic() < end:
        time.sleep(0.02)
    names = []
    for number in sorted(left):
        names.append(f"process {number} ({_command(number)})")
        os.kill(number, signal.SIGKILL)
    return names


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return "gone"
