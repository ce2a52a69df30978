"""``gradviz render``: draw the graph, without a window."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gradviz.cli.options import check_iteration
from gradviz.core.errors import UserError
from gradviz.core.suffixes import SESSION
from gradviz.core.wholefile import reason

if TYPE_CHECKING:
    from gradviz.core.session import Session


def run_render(options: argparse.Namespace) -> int:
    """Draw what was asked for, and print the names of the files; return 1 if the program failed."""
    source, folder = Path(options.source), Path(options.output)
    check_iteration(options.iteration)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made: {reason(error)}.") from error
    if source.suffix == SESSION:
        from gradviz.core.session import load

        session, code = load(source), 0
    else:
        session, code = _trace_elsewhere(source, options)
        if code and not session.trace.iterations:
            # What went wrong was said; no op ran before.
            return code
    from gradviz.core.tones import Quality
    from gradviz.ui.export.order import Format
    from gradviz.ui.render import Pictures, render

    collapsed = frozenset(options.collapse) if options.collapse else frozenset() if options.expand else None
    pictures = Pictures(
        Format(options.format),
        options.theme,
        options.at,
        every=options.all,
        scale=options.scale,
        is_transparent=options.transparent,
        seconds=options.seconds_per_step,
        collapsed=collapsed,
        quality=Quality(options.colour),
        paths=options.paths,
        has_legend=options.legend,
        has_caption=options.caption,
        language=options.language,
    )
    for path in render(session, folder, pictures):
        sys.stdout.write(f"{path}\n")
    return code


def _trace_elsewhere(source: Path, options: argparse.Namespace) -> tuple[Session, int]:
    """Trace in a process of its own: torch and Qt never share one."""
    from gradviz.core.programfile import read_program
    from gradviz.core.session import load

    read_program(source)
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "gradviz"]
    with tempfile.TemporaryDirectory(prefix="gradviz-") as folder:
        session = Path(folder) / f"trace{SESSION}"
        arguments = ["trace", str(source.absolute()), "-o", str(session), "--iteration", options.iteration]
        arguments += ["--device", options.device]
        if options.seed is not None:
            arguments += ["--seed", str(options.seed)]
        if options.arguments:
            arguments += ["--", *options.arguments]
        done = subprocess.run([*command, *arguments], stdout=subprocess.DEVNULL, check=False)
        if not session.exists():
            if done.returncode in (1, 2):
                sys.exit(done.returncode)
            raise UserError(
                f"{source.name} ended Python itself (exit code {done.returncode}): there is nothing to draw."
            )
        return load(session), done.returncode
