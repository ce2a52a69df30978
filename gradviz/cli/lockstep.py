"""``gradviz lockstep``: run programs side by side and say where they part."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence
from pathlib import Path

from gradviz.cli.streams import write_document
from gradviz.core.errors import UserError


def run_lockstep(options: argparse.Namespace) -> int:
    """Run the programs side by side and print where they part; return 1 if they do."""
    from gradviz.core import lanereport
    from gradviz.core.conductor import LaneSpec
    from gradviz.core.lanedriver import drive
    from gradviz.core.lanes import MOST_LANES
    from gradviz.core.programfile import read_program
    from gradviz.core.wholefile import write_whole

    dtypes = list(dict.fromkeys(options.dtype or [None]))
    count = len(options.programs) * len(dtypes)
    if not 2 <= count <= MOST_LANES:
        raise UserError(f"Two to {MOST_LANES} programs can run side by side, not {count}.")
    if options.iterations is not None and options.iterations < 1:
        raise UserError(f"A run has at least one iteration, not {options.iterations}.")
    paths = [Path(name) for name in options.programs]
    if options.json not in (None, "-"):
        _spare_programs(Path(options.json), paths)
    programs = [read_program(path, options.arguments) for path in paths]
    titles = _titles(paths)
    specs = [
        LaneSpec(title if len(dtypes) == 1 else f"{title}, {dtype}", program, options.device, options.seed, dtype)
        for title, program in zip(titles, programs, strict=True)
        for dtype in dtypes
    ]
    conductor = drive(specs, options.iterations)
    if options.json == "-":
        write_document(lanereport.to_json(conductor) + "\n")
    else:
        for line in lanereport.lines(conductor):
            write_document(line + "\n")
        if options.json is not None:
            write_whole(Path(options.json), lanereport.to_json(conductor).encode())
    return 0 if lanereport.is_agreed(conductor) else 1


def _spare_programs(output: Path, programs: Sequence[Path]) -> None:
    if output.is_dir():
        raise UserError(f"{output} is a folder; give the file a name.")
    for program in programs:
        with contextlib.suppress(OSError):
            if output.samefile(program):
                raise UserError(f"{output} is one of the programs; write to another file.")


def _titles(paths: Sequence[Path]) -> list[str]:
    """Return names that tell the programs apart: a file may be run twice."""
    names = [path.name for path in paths]
    return [name if names.count(name) == 1 else f"{name} ({lane + 1})" for lane, name in enumerate(names)]
