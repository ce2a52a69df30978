"""Which command is meant; what goes wrong in it is one sentence."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gradviz.cli.doctor import run_doctor
from gradviz.cli.lockstep import run_lockstep
from gradviz.cli.options import (
    Parser,
    about_arguments,
    add_doctor,
    add_lockstep,
    add_render,
    add_trace,
    split_arguments,
)
from gradviz.cli.render import run_render
from gradviz.cli.streams import close_output, say
from gradviz.cli.trace import run_trace
from gradviz.core.errors import UserError
from gradviz.core.suffixes import SESSION
from gradviz.core.version import __version__

_DESCRIPTION = "See PyTorch's autograd: the real graph, step by step, forward and backward."
_COMMANDS = {"trace": run_trace, "render": run_render, "doctor": run_doctor, "lockstep": run_lockstep}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv``; return 0 if all went well, 1 if the program failed, 2 for wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments == ["worker"]:
            from gradviz.engine.serve import serve

            return serve()
        if arguments and arguments[0] in _COMMANDS:
            return _command(arguments)
        return _window(arguments)
    except UserError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("interrupted.")
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        close_output()
        return 1
    except Exception as error:
        # The last net: a person gets a sentence, never a traceback.
        if arguments == ["worker"] or os.environ.get("GRADVIZ_DEBUG"):
            raise
        say(f"something went wrong in gradviz itself ({type(error).__name__}: {error}); GRADVIZ_DEBUG=1 shows where.")
        return 1


def _window(arguments: list[str]) -> int:
    others = ", ".join(f"gradviz {name} --help" for name in _COMMANDS)
    parser = Parser(prog="gradviz", description=_DESCRIPTION, epilog=f"{about_arguments('gradviz')} See also: {others}")
    parser.add_argument("file", nargs="?", metavar="FILE", help="a program (.py) or a session (.gradviz) to open")
    parser.add_argument("--version", action="version", version=f"gradviz {__version__}")
    parser.add_argument(
        "--trust", action="store_true", help="run the program without restrictions (it always is, so far)"
    )
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    # The file was made for this window (`gradviz.show`) and goes with it.
    parser.add_argument("--temporary", action="store_true", help=argparse.SUPPRESS)
    arguments, own = split_arguments(arguments)
    options = parser.parse_args(arguments)
    if own and (options.file is None or options.file.endswith(SESSION)):
        raise UserError("Arguments behind -- are for a program, and there is none; name a file such as train.py.")
    if options.file is not None and not Path(options.file).is_file():
        raise UserError(f"There is no file {options.file}.")
    from gradviz.ui.app import run

    try:
        return run(options.file, own, smoke=options.smoke)
    finally:
        if options.temporary and options.file is not None:
            with contextlib.suppress(OSError):
                Path(options.file).unlink(missing_ok=True)


def _command(arguments: list[str]) -> int:
    parser = Parser(prog="gradviz", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True)
    add_trace(commands.add_parser("trace", help="run a program and write down what autograd did"))
    add_render(commands.add_parser("render", help="draw the graph at one or all positions"))
    add_doctor(commands.add_parser("doctor", help="say what is wrong with the gradients of a program, and why"))
    add_lockstep(commands.add_parser("lockstep", help="run programs side by side and say where they part"))
    arguments, own = split_arguments(arguments)
    options = parser.parse_args(arguments)
    options.arguments = own
    return _COMMANDS[options.command](options)
