"""The ``gradviz`` command."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.text import readable
from gradviz.core.version import __version__

if TYPE_CHECKING:
    from gradviz.core.diagnose import Finding
    from gradviz.core.session import Session
    from gradviz.core.trace import Trace

_DESCRIPTION = "See PyTorch's autograd: the real graph, step by step, forward and backward."
_COMMANDS = ("trace", "render", "doctor", "lockstep")
_FORMATS = ("png", "svg", "pdf", "gif", "mp4", "webm", "dot", "graphml", "json")
_MOST_DIGITS = 9


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
        # Whoever read our output has seen enough.
        _close_output()
        return 1
    except Exception as error:
        # The last net: a person gets a sentence, never a traceback.
        if arguments == ["worker"] or os.environ.get("GRADVIZ_DEBUG"):
            raise
        _say(f"something went wrong in gradviz itself ({type(error).__name__}: {error}); GRADVIZ_DEBUG=1 shows where.")
        return 1


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _window(arguments: list[str]) -> int:
    parser = _Parser(
        prog="gradviz", description=_DESCRIPTION, epilog=f"{', '.join(f'gradviz {name} --help' for name in _COMMANDS)}"
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a program (.py) or a session (.gradviz) to open")
    parser.add_argument("--version", action="version", version=f"gradviz {__version__}")
    parser.add_argument(
        "--trust", action="store_true", help="run the program without restrictions (it always is, so far)"
    )
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    # The file was made for this window (`gradviz.show`) and goes with it.
    parser.add_argument("--temporary", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.file is not None and not Path(options.file).is_file():
        raise UserError(f"There is no file {options.file}.")
    from gradviz.ui.app import run

    try:
        return run(options.file, smoke=options.smoke)
    finally:
        if options.temporary and options.file is not None:
            with contextlib.suppress(OSError):
                Path(options.file).unlink(missing_ok=True)


def _command(arguments: list[str]) -> int:
    parser = _Parser(prog="gradviz", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_trace(commands.add_parser("trace", help="run a program and write down what autograd did"))
    _add_render(commands.add_parser("render", help="draw the graph at one or all positions"))
    _add_doctor(commands.add_parser("doctor", help="say what is wrong with the gradients of a program, and why"))
    _add_lockstep(commands.add_parser("lockstep", help="run programs side by side and say where they part"))
    options = parser.parse_args(arguments)
    run = {"trace": _trace, "render": _render, "doctor": _doctor, "lockstep": _lockstep}
    return run[options.command](options)


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
    parser.add_argument("--aten", action="store_true", help="record the aten ops inside of every op and node")
    _add_run_options(parser, "last")


def _add_render(parser: argparse.ArgumentParser) -> None:
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
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--expand", action="store_true", help="every node of a large graph, nothing collapsed")
    shown.add_argument(
        "--collapse", action="append", metavar="NAME", help="only this module or loop as one box (may be repeated)"
    )
    _add_run_options(parser, "0")


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PROGRAM|SESSION", help="a Python program or a session file")
    parser.add_argument(
        "--json", metavar="FILE|-", help="write the trace document, which has the findings; - is standard output"
    )
    _add_run_options(parser, "sampled")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text[:40]}")
    return value


def _add_lockstep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("programs", nargs="+", metavar="PROGRAM", help="two to four Python programs")
    parser.add_argument("--iterations", type=int, metavar="N", help="end each of them after so many iterations")
    parser.add_argument("--json", metavar="FILE|-", help="write the result as JSON; - is standard output")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of every program (default: 0)")
    parser.add_argument("--device", default="cpu", metavar="D", help="where tensors are created (default: cpu)")


# trace


def _trace(options: argparse.Namespace) -> int:
    from gradviz.core.programfile import read_program

    _check_iteration(options.iteration)
    program = read_program(Path(options.program))
    _settle_outputs(options)
    # torch is loaded only now: a mistake in the command line is told at once.
    from gradviz.engine.run import Request, trace_program

    request = Request(program, options.device, options.seed, options.aten)
    to_stdout = options.json != "-"
    echo = _Echo(sys.stdout if to_stdout else sys.stderr)
    with contextlib.nullcontext() if to_stdout else _stdout_kept_clean():
        trace = trace_program(request, options.iteration, echo.write)
    if trace.error is None and not trace.iterations and options.iteration.isdecimal():
        count = len(trace.losses)
        raise UserError(f"There is no iteration {options.iteration}: the run has {count}, numbered from 0.")
    _write_trace(trace, options)
    code = _report_error(trace)
    echo.flush()
    return code


def _check_iteration(iteration: str) -> None:
    if iteration not in ("last", "all") and not (iteration.isdecimal() and len(iteration) <= _MOST_DIGITS):
        raise UserError(f"An iteration is a number, “last” or “all”, not “{iteration[:40]}”.")


def _settle_outputs(options: argparse.Namespace) -> None:
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


class _Echo:
    """Shows what the program prints while it runs, for as long as somebody reads it."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._failure: OSError | ValueError | None = None

    def write(self, text: str) -> None:
        if self._stream is None or self._failure is not None:
            return
        try:
            self._stream.write(text.encode(self._encoding, "backslashreplace").decode(self._encoding))
        except (OSError, ValueError) as error:
            # It is not the program's fault; it goes on, as it would if it printed elsewhere.
            self._failure = error

    def flush(self) -> None:
        """Write what is left.

        Raises:
            BrokenPipeError: whoever read it went away.
            UserError: it cannot be written.
        """
        try:
            if self._failure is not None:
                raise self._failure
            if self._stream is not None:
                self._stream.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            _close_output()
            raise UserError(f"The program's output cannot be written: {_reason(error)}.") from error


@contextlib.contextmanager
def _stdout_kept_clean() -> Iterator[None]:
    """Send what native code and child processes print to standard error: standard output is the document's alone."""
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            os.dup2(2, 1)
        yield
    finally:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.__stdout__.flush()  # type: ignore[union-attr]
        os.dup2(kept, 1)
        os.close(kept)


def _write_document(text: str) -> None:
    """Write to standard output, as UTF-8 whatever the terminal's encoding is: it is a format."""
    try:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is not None:
            buffer.write(text.encode())
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError, AttributeError) as error:
        _close_output()
        raise UserError(f"Standard output cannot be written: {_reason(error)}.") from error


def _close_output() -> None:
    """Let go of a standard output that takes no more: Python would complain again when it closes it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _write_trace(trace: Trace, options: argparse.Namespace) -> None:
    from gradviz.core.document import to_json
    from gradviz.core.session import Session, save
    from gradviz.core.wholefile import write_whole

    if options.output is not None:
        save(Path(options.output), Session(trace, max(0, len(trace.iterations) - 1)))
    if options.json == "-":
        _write_document(to_json(trace) + "\n")
    elif options.json is not None:
        write_whole(Path(options.json), to_json(trace).encode())
    elif options.output is None:
        _say(_in_words(trace))


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
        raise UserError(f"{folder} cannot be made: {_reason(error)}.") from error
    if source.suffix == ".gradviz":
        from gradviz.core.session import load

        session, code = load(source), 0
    else:
        session, code = _trace_elsewhere(source, options)
        if code and not session.trace.iterations:
            # What went wrong was said; no op ran before.
            return code
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
    )
    for path in render(session, folder, pictures):
        sys.stdout.write(f"{path}\n")
    return code


# doctor


def _doctor(options: argparse.Namespace) -> int:
    from gradviz.core.diagnose import diagnose
    from gradviz.core.document import to_json

    source = Path(options.source)
    options.program, options.output = options.source, None
    _settle_outputs(options)
    trace = _examined(source, options)
    if options.json == "-":
        _write_document(to_json(trace) + "\n")
    elif options.json is not None:
        from gradviz.core.wholefile import write_whole

        write_whole(Path(options.json), to_json(trace).encode())
    found = diagnose(trace)
    if options.json is None:
        _write_document(_report(trace, found))
    return int(any(not finding.is_remark for finding in found))


def _examined(source: Path, options: argparse.Namespace) -> Trace:
    """Return the run that a session holds, or that a program makes now; what it prints goes to standard error."""
    if source.suffix == ".gradviz":
        from gradviz.core.session import load

        return load(source).trace
    from gradviz.core.programfile import read_program

    if options.iteration != "sampled":
        _check_iteration(options.iteration)
    program = read_program(source)
    from gradviz.engine.run import Request, trace_program

    echo = _Echo(sys.stderr)
    with _stdout_kept_clean():
        trace = trace_program(Request(program, options.device, options.seed), options.iteration, echo.write)
    echo.flush()
    return trace


def _report(trace: Trace, found: Sequence[Finding]) -> str:
    name = trace.program.name
    lines = []
    for finding in found:
        place = name if finding.line is None else f"{name}, line {finding.line}"
        place += " (a remark)" if finding.is_remark else ""
        lines += [f"{place}: {finding.message}", *([f"    {finding.fix}"] if finding.fix else [])]
    if not found:
        count = len(trace.iterations)
        lines = [f"{name}: nothing was found in {count} recorded iteration{'s' if count != 1 else ''}."]
    return "\n".join(map(readable, lines)) + "\n"


def _trace_elsewhere(source: Path, options: argparse.Namespace) -> tuple[Session, int]:
    """Trace in a process of its own: torch and Qt never share one."""
    from gradviz.core.programfile import read_program
    from gradviz.core.session import load

    read_program(source)
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "gradviz"]
    with tempfile.TemporaryDirectory(prefix="gradviz-") as folder:
        session = Path(folder) / "trace.gradviz"
        arguments = ["trace", str(source.absolute()), "-o", str(session), "--iteration", options.iteration]
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


# lockstep


def _lockstep(options: argparse.Namespace) -> int:
    from gradviz.core import lanereport
    from gradviz.core.conductor import LaneSpec
    from gradviz.core.lanedriver import drive
    from gradviz.core.lanes import MOST_LANES
    from gradviz.core.programfile import read_program
    from gradviz.core.wholefile import write_whole

    if not 2 <= len(options.programs) <= MOST_LANES:
        raise UserError(f"Two to {MOST_LANES} programs can run side by side, not {len(options.programs)}.")
    if options.iterations is not None and options.iterations < 1:
        raise UserError(f"A run has at least one iteration, not {options.iterations}.")
    paths = [Path(name) for name in options.programs]
    if options.json not in (None, "-"):
        _spare_programs(Path(options.json), paths)
    programs = [read_program(path) for path in paths]
    titles = _titles(paths)
    conductor = drive(
        [LaneSpec(*lane, options.device, options.seed) for lane in zip(titles, programs, strict=True)],
        options.iterations,
    )
    if options.json == "-":
        _write_document(lanereport.to_json(conductor) + "\n")
    else:
        for line in lanereport.lines(conductor):
            _write_document(line + "\n")
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


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error)).lower()


def _say(sentence: str) -> None:
    """Say it in one line, whatever the names and messages in it hold."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"gradviz: {' '.join(readable(sentence).split())}\n")
