"""What `dev.py` can do, each command after the set-up it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import setup_env
import setup_qt
from setup_report import SetUpError, say

ROOT = setup_env.ROOT
EXAMPLES = ROOT / "resources" / "examples"
PICTURES = "gradviz-pictures"

TO_RUN = ("run", "build")
TO_TEST = (*TO_RUN, "test", "lint")
TO_BUNDLE = (*TO_RUN, "bundle")

MOST_AT_ONCE = 4
"""Processes that run tests; each loads torch, and starts others that do."""

WITHOUT_WINDOW = ("trace", "render", "doctor", "lockstep", "lesson", "worker")
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


class Start(NamedTuple):
    """How `run` starts gradviz: its arguments, changes to the environment, and a word about it."""

    arguments: list[str]
    env: dict[str, str]
    remark: str


def run(arguments: list[str]) -> int:
    """Start gradviz; without a display, draw the pictures of a program instead."""
    python = setup_env.prepare(TO_RUN)
    start = plan_start(arguments, has_display=setup_qt.has_display(sys.platform, os.environ), first=first_example)
    if start.remark:
        say(start.remark)
    return _hand_over([python, "-P", "-m", "gradviz", *start.arguments], start.env)


def plan_start(arguments: list[str], *, has_display: bool, first: Callable[[], Path]) -> Start:
    """Decide how to start: only what opens a window needs a display."""
    if has_display:
        return Start(arguments, {}, "")
    if arguments and (arguments[0] in WITHOUT_WINDOW or arguments[0].startswith("-")):
        return Start(arguments, OFFSCREEN, "")
    program = arguments[0] if arguments else str(first())
    drawing = ["render", program, "-o", PICTURES, "--format", "png", "--all"]
    remark = f"there is no display, so the pictures of {Path(program).name} go to ./{PICTURES}"
    return Start(drawing, OFFSCREEN, remark)


def first_example() -> Path:
    """Return the first example program by name."""
    examples = sorted(EXAMPLES.glob("*.py"))
    if not examples:
        raise SetUpError(f"{EXAMPLES} holds no example program.")
    return examples[0]


def test(arguments: list[str]) -> int:
    """Run the tests, offscreen but for those that open a real window on a display of their own.

    Without arguments, several at once: many of them wait for a process.
    """
    python = setup_env.prepare(TO_TEST, along=setup_qt.REAL_WINDOW_TEST_PACKAGES)
    setup_qt.prepare_real_window_tests(python)
    # Who has finished takes half of what another one has not begun: the slow files need not be known.
    several = ["-n", str(max(2, min(os.cpu_count() or 2, MOST_AT_ONCE))), "--dist", "worksteal"]
    return _hand_over([python, "-m", "pytest", *(arguments or several)], OFFSCREEN, ROOT)


def check(_: list[str]) -> int:
    """Run every check, also after one has failed."""
    python = setup_env.prepare(TO_TEST)
    checks: list[list[str | Path]] = [
        [python, "-m", "ruff", "check"],
        [python, "-m", "ruff", "format", "--check"],
        [python, "-m", "mypy"],
        [python.with_name("lint-imports")],
    ]
    return max(_announce_and_run(command) for command in checks)


def bundle(arguments: list[str]) -> int:
    """Build the folder dist/gradviz."""
    python = setup_env.prepare(TO_BUNDLE)
    say("building dist/gradviz (some minutes)")
    work = ROOT / "build" / "bundle"
    command: list[str | Path] = [
        python,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "WARN",
        "--distpath",
        ROOT / "dist",
    ]
    failed = _run([*command, "--workpath", work, *arguments, ROOT / "packaging" / "gradviz.spec"])
    if not failed:
        size = sum(file.stat().st_size for file in (ROOT / "dist" / "gradviz").rglob("*") if not file.is_symlink())
        say(f"built dist/gradviz: {size / 1e6:.0f} MB")
    return failed


def screenshots(arguments: list[str]) -> int:
    """Draw the pictures of the documentation."""
    python = setup_env.prepare(TO_RUN)
    return _hand_over([python, ROOT / "packaging" / "screenshots.py", *arguments], OFFSCREEN, ROOT)


def translations(arguments: list[str]) -> int:
    """Collect the texts for translation, or check that all are translated."""
    python = setup_env.prepare(TO_RUN)
    return _hand_over([python, ROOT / "packaging" / "translations.py", *arguments], {}, ROOT)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bundle": bundle,
    "screenshots": screenshots,
    "translations": translations,
}


def _announce_and_run(command: Sequence[str | Path]) -> int:
    print(f"$ {' '.join(Path(word).name for word in command)}", flush=True)
    return min(_run(command), 1)


def _run(command: Sequence[str | Path]) -> int:
    return abs(subprocess.run(command, check=False, cwd=ROOT).returncode)


def _hand_over(command: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Let the command take this process's place, so that signals reach it; on Windows, wait for it."""
    words = [str(word) for word in command]
    environ = {**os.environ, **env}
    if os.name != "nt":
        if cwd is not None:
            os.chdir(cwd)
        os.execve(words[0], words, environ)
    return subprocess.run(words, check=False, env=environ, cwd=cwd).returncode
