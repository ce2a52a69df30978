"""The virtual environment `.venv`: made once, brought up to date when a pin changes, remade when it is broken.

A stamp inside the environment says which steps were done, from which pins, and which step is under way, so that an
interrupted set-up is noticed and started over.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import setup_apt
import setup_qt
from setup_report import CommandError, SetUpError, run_quietly, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "packaging" / "requirements"
STAMP_NAME = "gradviz-setup.json"

AGAIN = "then run the same command again."
NETWORK_TROUBLE = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Read timed out",
    "Connection aborted",
    "connection broken",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ProxyError",
)
DISK_TROUBLE = ("No space left on device", "[Errno 28]", "[WinError 112]", "not enough space on the disk")
NOTHING_TOUCHED = (*NETWORK_TROUBLE, "No matching distribution found")


@dataclass
class Stamp:
    """What is known about an environment: its home, its Python, the fingerprint of each step done, the step at work."""

    home: str
    python: str
    done: dict[str, str] = field(default_factory=dict)
    busy: str = ""


def prepare(lists: Sequence[str], along: Sequence[str] = ()) -> Path:
    """Make sure that the environment holds these requirement lists and gradviz itself; return its Python.

    If Qt's system libraries are missing, the system packages `along` come in the same go.
    """
    wanted = fingerprints(lists)
    stamp = _open_environment()
    for step in to_do(stamp, wanted):
        _do(step, wanted[step], stamp)
    python = python_of(VENV)
    setup_qt.require_libraries(python, os.environ, along)
    proof = wanted["torch"] + wanted["run"]
    if stamp.done.get("proof") != proof:
        setup_qt.prove(python)
        stamp.done["proof"] = proof
        write_stamp(VENV, stamp)
    return python


def fingerprints(lists: Sequence[str]) -> dict[str, str]:
    """Return the steps in their order, each with a hash of what it installs. torch comes first, by its exact pin."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    texts = {"torch": pin_of("torch")}
    texts |= {name: "\n".join(requirement_lines(list_file(name))) for name in lists}
    texts["project"] = json.dumps(
        [project["project"], project["build-system"], project["tool"]["hatch"]], sort_keys=True
    )
    return {step: hashlib.sha256(text.encode()).hexdigest() for step, text in texts.items()}


def list_file(name: str) -> Path:
    """Return the file of a requirement list."""
    return REQUIREMENTS / f"{name}.txt"


def requirement_lines(file: Path) -> list[str]:
    """Return the requirements of a file, without comments and empty lines."""
    lines = [line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines()]
    return [line for line in lines if line]


def pin_of(package: str) -> str:
    """Return the line of `run.txt` that pins a package."""
    return next(line for line in requirement_lines(list_file("run")) if line.startswith(f"{package}=="))


def to_do(stamp: Stamp, wanted: Mapping[str, str]) -> list[str]:
    """Return the steps that were never done or were done from other pins."""
    return [step for step, fingerprint in wanted.items() if stamp.done.get(step) != fingerprint]


def must_remake(stamp: Stamp | None, *, fresh: Stamp, starts: bool) -> bool:
    """Whether an existing environment is of no use: broken, moved, of another Python, or left half-made.

    One without a stamp was made by hand: it is completed in place.
    """
    if not starts:
        return True
    return stamp is not None and (bool(stamp.busy) or (stamp.home, stamp.python) != (fresh.home, fresh.python))


def python_of(venv: Path) -> Path:
    """Return the Python of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def read_stamp(venv: Path) -> Stamp | None:
    """Return the stamp of an environment; None if it has none that can be read."""
    try:
        return Stamp(**json.loads((venv / STAMP_NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_stamp(venv: Path, stamp: Stamp) -> None:
    """Write the stamp in one move, so that it is never half there."""
    draft = venv / f"{STAMP_NAME}.new"
    draft.write_text(json.dumps(asdict(stamp), indent=1), "utf-8")
    draft.replace(venv / STAMP_NAME)


def advise(output: str) -> str:
    """Say in one sentence what to do about pip's failure."""
    if any(sign in output for sign in DISK_TROUBLE):
        return f"The disk is full: free about 3 GB where {ROOT} lies, {AGAIN}"
    if any(sign in output for sign in NETWORK_TROUBLE):
        return f"The packages cannot be reached: check the network connection, {AGAIN}"
    if "No matching distribution found" in output:
        wanted = re.findall(r"No matching distribution found for (\S+)", output)[-1]
        return f"There is no {wanted} for {describe_python()}: use a 64-bit Python 3.11 to 3.14, {AGAIN}"
    if "Permission denied" in output or "[WinError 5]" in output:
        return f"{VENV} cannot be written: make it writable (or remove it), {AGAIN}"
    return "pip failed, and its own words are above: run the same command again, or remove .venv and run it then."


def describe_python() -> str:
    """Return this Python's version and the machine it is built for."""
    return f"Python {sys.version_info.major}.{sys.version_info.minor} on {sysconfig.get_platform()}"


def _open_environment() -> Stamp:
    fresh = Stamp(home=str(ROOT), python=describe_python())
    if VENV.exists():
        stamp = read_stamp(VENV)
        if not must_remake(stamp, fresh=fresh, starts=_starts(stamp)):
            return stamp or fresh
        _remove_environment()
    _make_environment(fresh)
    return fresh


def _starts(stamp: Stamp | None) -> bool:
    python = python_of(VENV)
    if stamp is not None:
        return python.exists()
    try:
        return subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _remove_environment() -> None:
    say("the environment in .venv is broken, unfinished or of another Python: making it anew")
    try:
        shutil.rmtree(VENV)
    except OSError as error:
        raise SetUpError(f"{VENV} cannot be removed ({error.strerror}): remove it yourself, {AGAIN}") from error


def _make_environment(stamp: Stamp) -> None:
    _require_venv_module()
    say(f"making .venv with {describe_python()}")
    stamp.busy = "venv"
    try:
        VENV.mkdir()
        write_stamp(VENV, stamp)
    except OSError as error:
        raise SetUpError(f"{VENV} cannot be made: {error.strerror}.") from error
    run_quietly([sys.executable, "-m", "venv", VENV], advise)
    stamp.busy = ""
    write_stamp(VENV, stamp)


def _require_venv_module() -> None:
    """Debian and Ubuntu keep the parts that make an environment in a package of their own."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    if not setup_apt.have_apt():
        raise SetUpError("This Python cannot make environments (no venv, ensurepip): install a complete one.", 3)
    if not setup_apt.may_install():
        command = setup_apt.command_to_type(["python3-venv"])
        raise SetUpError(f"Python's venv module is missing. Type this, {AGAIN}\n{command}", 3)
    setup_apt.install(["python3-venv"])


def _do(step: str, fingerprint: str, stamp: Stamp) -> None:
    stamp.busy = step
    write_stamp(VENV, stamp)
    say(_progress(step))
    try:
        run_quietly(
            [python_of(VENV), "-m", "pip", "install", *_OPTIONS, *_what_to_install(step)], advise, _pip_env(), ROOT
        )
    except CommandError as error:
        if any(sign in error.output for sign in NOTHING_TOUCHED):
            stamp.busy = ""
            write_stamp(VENV, stamp)
        raise
    stamp.busy = ""
    stamp.done[step] = fingerprint
    write_stamp(VENV, stamp)


_OPTIONS = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")


def _what_to_install(step: str) -> list[str | Path]:
    if step == "torch":
        return ["--constraint", list_file("run"), pin_of("torch")]
    if step == "project":
        return ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    return ["--no-deps", "--requirement", list_file(step)]


def _progress(step: str) -> str:
    return {
        "torch": f"installing {pin_of('torch')} (the largest part; minutes on a slow line)",
        "run": "installing Qt and the other packages gradviz needs",
        "build": "installing what builds gradviz",
        "project": "installing gradviz itself, editable",
    }.get(step, f"installing the packages of packaging/requirements/{step}.txt")


def _pip_env() -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return env | {"PIP_USER": "0", "PYTHONUTF8": "1"}
