"""What set-up says: short lines on stderr, and a command's own output only when it fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class SetUpError(Exception):
    """Set-up cannot go on: one sentence for the person, and the exit code."""

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


class CommandError(SetUpError):
    """A command of the set-up failed; `output` is everything it printed."""

    def __init__(self, sentence: str, output: str) -> None:
        super().__init__(sentence)
        self.output = output


def say(sentence: str) -> None:
    """Print one line of progress. stderr, so that `run trace … --json -` keeps stdout for its document."""
    print(f"gradviz: {sentence}", file=sys.stderr, flush=True)


def run_quietly(
    command: Sequence[str | Path],
    advise: Callable[[str], str],
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """Run a command and return its output; if it fails, show the output and raise with advice about it."""
    result = subprocess.run(
        command,
        env=env,
        cwd=cwd,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if result.returncode:
        print(result.stdout, file=sys.stderr, flush=True)
        raise CommandError(advise(result.stdout), result.stdout)
    return result.stdout
