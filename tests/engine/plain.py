"""Programs as plain Python runs them."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from typing import Any

import torch

from tests.forked.command import python


def printed_by_python(text: str) -> str:
    """Return what a Python of its own prints for a program, which computes in as many threads as the worker does."""
    threads = max(1, (os.cpu_count() or 2) - 1)
    begin = f"import torch\ntorch.set_num_threads({threads})\n"
    program, arguments = python(begin + text)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def run(text: str) -> tuple[list[float], dict[str, Any]]:
    """Run a program here; return the losses that it prints beside the numbers of its iterations, and its variables."""
    out, variables = io.StringIO(), {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(text, "program.py", "exec"), variables)
    finally:
        torch.set_default_dtype(torch.float32)
    return [float(line.split()[1]) for line in out.getvalue().splitlines()], variables
