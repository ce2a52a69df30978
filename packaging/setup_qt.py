"""The system libraries that Qt needs on Linux, and the tools of the tests that drive a real window."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import setup_apt
from setup_report import SetUpError, run_quietly, say

OFFSCREEN_PACKAGES = ("libglib2.0-0", "libegl1", "libgl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1")
WINDOW_PACKAGES = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
FONT_PACKAGE = "fonts-noto-cjk"
TOOLS = {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool"}
REAL_WINDOW_TEST_PACKAGES = (*WINDOW_PACKAGES, *TOOLS.values(), FONT_PACKAGE)

ALWAYS_LOADED = ("QtGui.abi3.so", "QtWidgets.abi3.so", "Qt/plugins/platforms/libqoffscreen.so")
X11_PLUGIN = "Qt/plugins/platforms/libqxcb.so"
WAYLAND_PLUGIN = "Qt/plugins/platforms/libqwayland.so"

LOAD_EACH = """
import ctypes, sys
for path in sys.argv[1:]:
    try:
        ctypes.CDLL(path)
    except OSError as error:
        print(error)
"""
OPEN_AN_APPLICATION = """
import torch
from PySide6.QtWidgets import QApplication
QApplication([])
"""
COUNT_CHINESE_FONTS = """
from PySide6.QtGui import QFontDatabase, QGuiApplication
application = QGuiApplication([])
print("families:", len(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)))
"""


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown: only Linux can lack a display; a Qt platform named by the user is obeyed."""
    if not platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def require_libraries(python: Path, environ: Mapping[str, str], along: Sequence[str] = ()) -> None:
    """Install the libraries Qt lacks here, or stop and name the command that does; with a display, its own too."""
    if not sys.platform.startswith("linux"):
        return
    home = _pyside_folder(python)
    packages = list(OFFSCREEN_PACKAGES)
    missing = missing_libraries(python, [home / name for name in ALWAYS_LOADED])
    for_window = _missing_for_window(python, home, environ)
    if for_window:
        packages += WINDOW_PACKAGES
    packages += [package for package in along if package not in packages]
    missing = sorted({*missing, *for_window})
    if not missing:
        return
    if setup_apt.may_install():
        setup_apt.install(packages)
        return
    raise SetUpError(_ask_for(missing, packages), exit_code=3)


def prove(python: Path) -> None:
    """Import torch and open an application without a screen, once after each set-up."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run_quietly(
        [python, "-P", "-c", OPEN_AN_APPLICATION],
        lambda _: "torch or Qt does not start here; what they say is above.",
        env,
    )


def prepare_real_window_tests(python: Path) -> None:
    """Install what the tests of the real window need, or say that they will be skipped and why."""
    if not sys.platform.startswith("linux"):
        return
    reasons, packages = _lacking_for_real_window_tests(python)
    if not packages:
        return
    try:
        if setup_apt.may_install():
            setup_apt.install(packages)
            return
    except SetUpError as error:
        say(str(error))
    say(f"the tests of the real window will be skipped: missing {', '.join(reasons)}")
    if setup_apt.have_apt():
        say(f"to have them, type: {setup_apt.command_to_type(packages)}")


def _lacking_for_real_window_tests(python: Path) -> tuple[list[str], list[str]]:
    tools = [tool for tool in TOOLS if shutil.which(tool) is None]
    reasons, packages = list(tools), [TOOLS[tool] for tool in tools]
    libraries = missing_libraries(python, [_pyside_folder(python) / X11_PLUGIN])
    if libraries:
        reasons += libraries
        packages += WINDOW_PACKAGES
    if not _has_chinese_font(python):
        reasons.append("a Chinese font")
        packages.append(FONT_PACKAGE)
    return reasons, packages


def missing_libraries(python: Path, files: Sequence[Path]) -> list[str]:
    """Return the names of the libraries that the loader would not find for these files."""
    command: list[str | Path]
    if shutil.which("ldd") is not None:
        command, parse = ["ldd"], missing_in_ldd
    else:
        command, parse = [python, "-P", "-c", LOAD_EACH], missing_in_loader_errors
    result = subprocess.run(
        [*command, *files],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    return parse(result.stdout)


def missing_in_ldd(output: str) -> list[str]:
    """Read `libEGL.so.1 => not found` lines."""
    return sorted(set(re.findall(r"^\s*(\S+) => not found", output, re.MULTILINE)))


def missing_in_loader_errors(output: str) -> list[str]:
    """Read `libEGL.so.1: cannot open shared object file` lines."""
    return sorted(set(re.findall(r"^(\S+): cannot open shared object file", output, re.MULTILINE)))


def _missing_for_window(python: Path, home: Path, environ: Mapping[str, str]) -> list[str]:
    """Return what the display's plugin lacks; nothing if there is no display or Wayland's plugin can be loaded."""
    if environ.get("WAYLAND_DISPLAY") and not missing_libraries(python, [home / WAYLAND_PLUGIN]):
        return []
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return missing_libraries(python, [home / X11_PLUGIN])
    return []


def _ask_for(missing: Sequence[str], packages: Sequence[str]) -> str:
    sentence = f"Qt needs system libraries that are missing here: {', '.join(missing)}."
    if setup_apt.have_apt():
        return f"{sentence} Type this, then run the same command again:\n{setup_apt.command_to_type(packages)}"
    return f"{sentence} Install them with your system's package manager, then run the same command again."


def _has_chinese_font(python: Path) -> bool:
    result = subprocess.run(
        [python, "-P", "-c", COUNT_CHINESE_FONTS],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return "families: 0" not in result.stdout


def _pyside_folder(python: Path) -> Path:
    return next(python.parent.parent.glob("lib/python*/site-packages/PySide6"))
