"""The options of each command, and what must hold of them before anything is run."""

from __future__ import annotations

import argparse
import contextlib
import math
from pathlib import Path
from typing import NoReturn

from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.lockstep.tolerance import DTYPES

_FORMATS = ("png", "svg", "pdf", "gif", "mp4", "webm", "dot", "graphml", "json")
_COLOURS = ("state", "gradient", "value", "memory", "time", "device", "dtype")
_MOST_DIGITS = 9


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def about_arguments(command: str) -> str:
    """Return the line of the help about the program's own arguments."""
    return f"What follows -- is for the program: {command} train.py -- --epochs 3"


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return what is gradviz's and, behind ``--``, what is the program's."""
    if "--" not in arguments:
        return arguments, []
    end = arguments.index("--")
    return arguments[:end], arguments[end + 1 :]


def _add_run_options(parser: argparse.ArgumentParser, iteration: str) -> None:
    parser.add_argument(
        "--iteration",
        default=iteration,
        metavar="N|last|all",
        help=f"which iterations to record (default: {iteration})",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="seed torch, numpy and random before the program starts")
    parser.add_argument("--device", default="cpu", metavar="D", help="where tensors are created (default: cpu)")
    parser.add_argument(
        "--trust", action="store_true", help="run the program without restrictions (it always is, so far)"
    )


def add_trace(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``gradviz trace``."""
    parser.epilog = about_arguments("gradviz trace")
    parser.add_argument("program", metavar="PROGRAM", help="a Python program")
    parser.add_argument("-o", "--output", metavar="FILE.gradviz", help="write a session file")
    parser.add_argument("--json", metavar="FILE|-", help="write the trace document; - is standard output")
    parser.add_argument("--aten", action="store_true", help="record the aten ops inside of every op and node")
    _add_run_options(parser, "last")


def add_render(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``gradviz render``."""
    parser.epilog = about_arguments("gradviz render")
    parser.add_argument("source", metavar="PROGRAM|SESSION", help="a Python program or a session file")
    parser.add_argument("-o", "--output", metavar="DIR", required=True, help="the folder for the pictures")
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="png",
        metavar="F",
        help="png (the default), svg, pdf; a film: gif, mp4, webm; for other programs: dot, graphml, json",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--at", type=int, metavar="POSITION", help="one position (default: the last; of a film: all)")
    which.add_argument("--all", action="store_true", help="every position: a file each, or the pages of one PDF")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="default: light")
    parser.add_argument("--scale", type=_positive, metavar="S", help="pixels per unit (default: 2 for png, else 1)")
    parser.add_argument("--transparent", action="store_true", help="leave out the ground (png, svg, pdf)")
    parser.add_argument(
        "--seconds-per-step", type=_positive, default=0.8, metavar="T", help="how long a film stays (default: 0.8)"
    )
    _add_looks(parser)
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--expand", action="store_true", help="every node of a large graph, nothing collapsed")
    shown.add_argument(
        "--collapse", action="append", metavar="NAME", help="only this module or loop as one box (may be repeated)"
    )
    _add_run_options(parser, "0")


def _add_looks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--colour",
        "--color",
        choices=_COLOURS,
        default="state",
        metavar="BY",
        help=f"what the boxes are coloured by: {', '.join(_COLOURS)} (default: state)",
    )
    parser.add_argument(
        "--paths",
        metavar="NODE",
        help="light up the paths of a node: a variable, or what the search of the window takes (line:7, op:relu)",
    )
    parser.add_argument("--legend", action="store_true", help="say what colours and widths mean, beside the graph")
    parser.add_argument("--caption", action="store_true", help="write program, iteration and step above the graph")
    parser.add_argument(
        "--language", choices=("en", "zh_CN"), default="en", help="of the words in the pictures (default: en)"
    )


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``gradviz doctor``."""
    parser.epilog = about_arguments("gradviz doctor")
    parser.add_argument("source", metavar="PROGRAM|SESSION", help="a Python program or a session file")
    parser.add_argument(
        "--json", metavar="FILE|-", help="write the trace document, which has the findings; - is standard output"
    )
    _add_run_options(parser, "sampled")


def add_lockstep(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``gradviz lockstep``."""
    parser.epilog = about_arguments("gradviz lockstep")
    parser.add_argument("programs", nargs="+", metavar="PROGRAM", help="up to four Python programs")
    parser.add_argument("--iterations", type=int, metavar="N", help="end each of them after so many iterations")
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON; - is standard output")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of every program (default: 0)")
    parser.add_argument("--device", default="cpu", metavar="D", help="where tensors are created (default: cpu)")
    parser.add_argument(
        "--dtype",
        action="append",
        choices=DTYPES,
        help="run every program in this dtype, from the same numbers; may be given several times",
    )


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text[:40]}")
    return value


def check_iteration(iteration: str) -> None:
    """Refuse what names no iteration.

    Raises:
        UserError: it is none.
    """
    if iteration not in ("last", "all") and not (iteration.isdecimal() and len(iteration) <= _MOST_DIGITS):
        raise UserError(f"An iteration is a number, “last” or “all”, not “{iteration[:40]}”.")


def settle_outputs(options: argparse.Namespace) -> None:
    """Make the names of the outputs absolute, because the program may change the directory, and spare the program."""
    outputs = [options.output, None if options.json == "-" else options.json]
    for name in filter(None, outputs):
        with contextlib.suppress(OSError):
            if Path(name).samefile(options.program):
                raise UserError(f"{name} is the program itself; write to another file.")
        if Path(name).is_dir():
            raise UserError(f"{name} is a folder; give the file a name.")
    output, document = (name if name is None else str(Path(name).absolute()) for name in outputs)
    if output is not None and output == document:
        raise UserError(f"{options.output} cannot be both the session and the JSON document.")
    options.output = output
    options.json = options.json if document is None else document
