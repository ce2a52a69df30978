"""Prove that a built gradviz works, without a display: `python3 packaging/smoke.py dist/gradviz`.

One line per check; the exit code is 1 if a check failed. Nothing that a check started is left running.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

EXAMPLES = Path(__file__).resolve().parent.parent / "resources" / "examples"
PNG = b"\x89PNG\r\n\x1a\n"
PATIENCE_S = 180

# What a person's program may rely on, inside the bundle as anywhere else.
DEMANDING_PROGRAM = """
import collections, csv, dataclasses, decimal, fractions, functools, inspect, itertools, json, math, random
import sqlite3, statistics, string, textwrap, typing, unittest, urllib.request, xml.etree.ElementTree, zoneinfo
import networkx, numpy, sympy, torch
import torch.export, torch.func, torch.fx, torch.nn.functional as F, torch.utils.checkpoint, torch.utils.data
from torch import nn

net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
assert "def forward" in inspect.getsource(nn.Linear)
assert len(torch.fx.symbolic_trace(net).graph.nodes) == 5
assert len(torch.export.export(net, (torch.randn(2, 3),)).graph.nodes) > 5
optimizer = torch.optim.AdamW(net.parameters())
loss = F.mse_loss(net(torch.randn(8, 3)), torch.zeros(8, 1))
loss.backward()
optimizer.step()
"""


class Failed(Exception):
    """A check found something wrong."""


def main(arguments: list[str]) -> int:
    """Run every check on the executable that the argument names."""
    if len(arguments) != 1:
        print("usage: python3 packaging/smoke.py FOLDER_OR_EXECUTABLE", file=sys.stderr)
        return 2
    executable = find_executable(Path(arguments[0]).resolve())
    first = min(EXAMPLES.glob("*.py"))
    checks: list[tuple[str, Callable[[Path, Path, Path], str]]] = [
        ("trace", check_trace),
        ("names", check_names),
        ("render", check_render),
        ("imports", check_imports),
        ("window", check_window),
    ]
    passed = [_report(name, check, executable, first) for name, check in checks]
    return 0 if all(passed) else 1


def find_executable(path: Path) -> Path:
    """Return the executable itself, given it or its folder."""
    if path.is_dir():
        path /= "gradviz.exe" if os.name == "nt" else "gradviz"
    return path


def check_trace(executable: Path, program: Path, _: Path) -> str:
    """The first example's trace is printed as a valid document."""
    return describe_document(run(executable, "trace", str(program), "--json", "-"))


def check_names(executable: Path, _: Path, __: Path) -> str:
    """A training loop's trace names what the program's variables hold, and tells the lines."""
    program = EXAMPLES / "04_two_layer_by_hand.py"
    document = json.loads(run(executable, "trace", str(program), "--iteration", "0", "--json", "-"))
    events = document["iterations"][0]["forward"]
    named = {event["variable"] for event in events if event["line"]}
    missing = {"y_pred", "loss"} - named
    if missing:
        raise Failed(f"nothing is called {', '.join(sorted(missing))}")
    return f"{len(events)} ops, with their lines and variables"


def check_render(executable: Path, program: Path, folder: Path) -> str:
    """The first example is drawn into PNG files, and into a film, which another package writes."""
    run(executable, "render", str(program), "-o", str(folder), "--format", "png")
    run(executable, "render", str(program), "-o", str(folder), "--format", "gif")
    if not any(film.read_bytes().startswith(b"GIF89a") for film in folder.glob("*.gif")):
        raise Failed("no GIF file was written")
    pictures = sorted(folder.glob("*.png"))
    if not pictures:
        raise Failed("no PNG file was written")
    broken = [picture.name for picture in pictures if not picture.read_bytes().startswith(PNG)]
    if broken:
        raise Failed(f"not PNG: {', '.join(broken)}")
    return f"{len(pictures)} PNG files and a GIF"


def check_imports(executable: Path, _: Path, folder: Path) -> str:
    """A program may import what Python, torch and numpy offer."""
    program = folder / "demanding.py"
    program.write_text(DEMANDING_PROGRAM, "utf-8")
    return describe_document(run(executable, "trace", str(program), "--trust", "--json", "-"))


def check_window(executable: Path, _: Path, __: Path) -> str:
    """The window opens, the worker runs the first example, and gradviz quits by itself."""
    run(executable, "--smoke")
    return "opened, ran and quit"


def describe_document(text: str) -> str:
    """Say what a trace document holds; raise if it is not a healthy one."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Failed(f"not JSON: {error}") from error
    if document.get("format") != "gradviz-trace":
        raise Failed(f"not a trace document: {text[:80]!r}")
    if document.get("error"):
        raise Failed(f"the program failed: {document['error']}")
    iterations = document.get("iterations") or []
    nodes = sum(len(iteration["nodes"]) for iteration in iterations)
    if not nodes:
        raise Failed("the document holds no grad_fn")
    return f"{len(iterations)} iterations, {nodes} nodes"


def run(executable: Path, *arguments: str) -> str:
    """Run the executable and return what it printed; it has to end in time, well, and with all it started."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        with _start(executable, arguments, complaints) as process:
            try:
                output, _ = process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                _kill_all(process)
                raise Failed(f"still running after {PATIENCE_S} s{_tail(complaints)}") from None
            left = _left_running(process)
            _kill_all(process)
        said = _tail(complaints)
    if process.returncode:
        raise Failed(f"exit code {process.returncode}{said}")
    if left:
        raise Failed("it left processes running")
    return output


def clean_environment() -> dict[str, str]:
    """Return an environment in which nothing of a Python installed here can help."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


def _start(executable: Path, arguments: tuple[str, ...], complaints: IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [executable, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        encoding="utf-8",
        env=clean_environment(),
        start_new_session=True,
    )


def _report(name: str, check: Callable[[Path, Path, Path], str], executable: Path, program: Path) -> bool:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gradviz-smoke-") as folder:
        try:
            verdict, passed = check(executable, program, Path(folder)), True
        except (Failed, OSError) as failure:
            verdict, passed = str(failure), False
    print(f"{name}: {'ok' if passed else 'FAILED'}, {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    return passed


def _tail(complaints: IO[str]) -> str:
    complaints.seek(0)
    lines = complaints.read().strip().splitlines()[-5:]
    return f": {' | '.join(lines)}" if lines else ""


def _left_running(process: subprocess.Popen[str]) -> bool:
    """Whether something of the process's session outlives it by more than two seconds."""
    if os.name == "nt":
        return False
    for _ in range(20):
        if not _signal_group(process.pid, 0):
            return False
        time.sleep(0.1)
    return True


def _kill_all(process: subprocess.Popen[str]) -> None:
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)
    else:
        _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
