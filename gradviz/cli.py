"""The ``gradviz`` command."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.version import __version__

if TYPE_CHECKING:
    from gradviz.core.session import Session
    from gradviz.core.trace import Trace

_DESCRIPTION = "See PyTorch's autograd: the real graph, step by step, forward and backward."
_COMMANDS = ("trace", "render")
_FORMATS = ("png", "svg", "pdf")


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
        _say(str(error))
        return 2
    except KeyboardInterrupt:
        _say("interrupted.")
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _window(arguments: list[str]) -> int:
    parser = _Parser(prog="gradviz", description=_DESCRIPTION, epilog="gradviz trace --help, gradviz render --help")
    parser.add_argument("file", nargs="?", metavar="FILE", help="a program (.py) or a session (.gradviz) to open")
    parser.add_argument("--version", action="version", version=f"gradviz {__version__}")
    parser.add_argument(
        "--trust", action="store_true", help="run the program without restrictions (it always is, so far)"
    )
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.file is not None and not Path(options.file).is_file():
        raise UserError(f"There is no file {options.file}.")
    from gradviz.ui.app import run

    return run(options.file, smoke=options.smoke)


def _command(arguments: list[str]) -> int:
    parser = _Parser(prog="gradviz", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_trace(commands.add_parser("trace", help="run a program and write down what autograd did"))
    _add_render(commands.add_parser("render", help="draw the graph at one or all positions"))
    options = parser.parse_args(arguments)
    return _trace(options) if options.command == "trace" else _render(options)


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


def _add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", metavar="PROGRAM", help="a Python program")
    parser.add_argument("-o", "--output", metavar="FILE.gradviz", help="write a session file")
    parser.add_argument("--json", metavar="FILE|-", help="write the trace document; - is standard output")
    _add_run_options(parser, "last")


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PROGRAM|SESSION", help="a Python program or a session file")
    parser.add_argument("-o", "--output", metavar="DIR", required=True, help="the folder for the pictures")
    parser.add_argument("--format", choices=_FORMATS, default="png", help="default: png")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--at", type=int, metavar="POSITION", help="one position (default: the last)")
    which.add_argument("--all", action="store_true", help="every position")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="default: light")
    _add_run_options(parser, "0")


# trace


def _trace(options: argparse.Namespace) -> int:
    from gradviz.core.programfile import read_program

    program = read_program(Path(options.program))
    _check_iteration(options.iteration)
    # torch is loaded only now: a mistake in the command line is told at once.
    from gradviz.engine.run import Request, trace_program

    request = Request(program, options.device, options.seed)
    echo = sys.stderr.write if options.json == "-" else sys.stdout.write
    trace = trace_program(request, options.iteration, echo)
    if trace.error is None and not trace.iterations and options.iteration.isdecimal():
        count = len(trace.losses)
        raise UserError(f"There is no iteration {options.iteration}: the run has {count}, numbered from 0.")
    _write_trace(trace, options)
    return _report_error(trace)


def _check_iteration(iteration: str) -> None:
    if iteration not in ("last", "all") and not iteration.isdecimal():
        raise UserError(f"An iteration is a number, “last” or “all”, not “{iteration}”.")


def _write_trace(trace: Trace, options: argparse.Namespace) -> None:
    from gradviz.core.document import to_json
    from gradviz.core.session import Session, save

    if options.output is not None:
        save(Path(options.output), Session(trace, max(0, len(trace.iterations) - 1)))
    if options.json == "-":
        sys.stdout.write(to_json(trace) + "\n")
    elif options.json is not None:
        _write_text(Path(options.json), to_json(trace))
    elif options.output is None:
        _say(_in_words(trace))


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from error


def _in_words(trace: Trace) -> str:
    from gradviz.core.text import number

    if not trace.iterations:
        return "no op ran; use -o or --json to keep the trace."
    last = trace.iterations[-1]
    loss = f", loss {number(last.loss)}" if last.loss is not None else ""
    return (
        f"iteration {last.index}{loss}: {len(last.forward)} forward, {len(last.backward)} backward and "
        f"{len(last.update)} update events; use -o or --json to keep the trace."
    )


def _report_error(trace: Trace) -> int:
    error = trace.error
    if error is None:
        return 0
    place = trace.program.name
    if error.line is not None:
        place += f", line {error.line}"
        if error.columns is not None:
            place += f", column {error.columns[0] + 1}"
    message = f": {error.message.rstrip('.')}" if error.message else ""
    _say(f"{place}: {error.kind}{message}. {error.hint}".rstrip())
    return 1


# render


def _render(options: argparse.Namespace) -> int:
    source, folder = Path(options.source), Path(options.output)
    _check_iteration(options.iteration)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made: {(error.strerror or str(error)).lower()}.") from error
    if source.suffix == ".gradviz":
        from gradviz.core.session import load

        session, code = load(source), 0
    else:
        session, code = _trace_elsewhere(source, options)
    from gradviz.ui.render import Pictures, render

    pictures = Pictures(options.format, options.theme, options.at, every=options.all)
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
        session = Path(folder) / "trace.gradviz"
        arguments = ["trace", str(source), "-o", str(session), "--iteration", options.iteration]
        arguments += ["--device", options.device]
        if options.seed is not None:
            arguments += ["--seed", str(options.seed)]
        done = subprocess.run([*command, *arguments], stdout=subprocess.DEVNULL, check=False)
        if not session.exists():
            if done.returncode in (1, 2):
                sys.exit(done.returncode)
            raise UserError(
                f"{source.name} ended Python itself (exit code {done.returncode}): there is nothing to draw."
            )
        return load(session), done.returncode


def _say(sentence: str) -> None:
    sys.stderr.write(f"gradviz: {sentence}\n")
