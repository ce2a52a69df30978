"""``gradviz trace``: run a program and write down what autograd did."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gradviz.cli.options import check_iteration, settle_outputs
from gradviz.cli.streams import Echo, say, stdout_kept_clean, write_document
from gradviz.core.errors import UserError

if TYPE_CHECKING:
    from gradviz.core.trace import Iteration, Trace


def run_trace(options: argparse.Namespace) -> int:
    """Run a program and write down what was asked for; return 1 if it failed."""
    from gradviz.core.programfile import read_program

    check_iteration(options.iteration)
    program = read_program(Path(options.program), options.arguments)
    settle_outputs(options)
    # torch is loaded only now: a mistake in the command line is told at once.
    from gradviz.engine.run import Request, trace_program

    request = Request(program, options.device, options.seed, options.aten)
    to_stdout = options.json != "-"
    echo, echo_error = Echo(sys.stdout if to_stdout else sys.stderr), Echo(sys.stderr)
    with contextlib.nullcontext() if to_stdout else stdout_kept_clean():
        trace = trace_program(request, options.iteration, echo.write, echo_error.write)
    if trace.error is None and not trace.iterations and options.iteration.isdecimal():
        count = len(trace.losses)
        raise UserError(f"There is no iteration {options.iteration}: the run has {count}, numbered from 0.")
    _write_trace(trace, options)
    code = _report_error(trace)
    echo.flush()
    echo_error.flush()
    return code


def _write_trace(trace: Trace, options: argparse.Namespace) -> None:
    from gradviz.core.document import to_json
    from gradviz.core.session import Session, save
    from gradviz.core.wholefile import write_whole

    if options.output is not None:
        save(Path(options.output), Session(trace, max(0, len(trace.iterations) - 1)))
    if options.json == "-":
        write_document(to_json(trace) + "\n")
    elif options.json is not None:
        write_whole(Path(options.json), to_json(trace).encode())
    elif options.output is None:
        say(_in_words(trace))


def _in_words(trace: Trace) -> str:
    from gradviz.core.text import number

    if not trace.iterations:
        return "no op ran; use -o or --json to keep the trace."
    last = trace.iterations[-1]
    loss = f", loss {number(last.loss)}" if last.loss is not None else ""
    return (
        f"iteration {last.index}{loss}: {len(last.forward)} forward, {len(last.backward)} backward and "
        f"{len(last.update)} update events{_times_of(last)}; use -o or --json to keep the trace."
    )


def _times_of(iteration: Iteration) -> str:
    """Return how long ops and nodes took, where that was measured."""
    from gradviz.core.spent import phase_times
    from gradviz.core.text import duration

    times = phase_times(iteration)
    if times.forward is None or times.backward is None:
        return ""
    return f" (ops {duration(times.forward)}, nodes {duration(times.backward)} while recorded)"


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
    say(f"{place}: {error.kind}{message}. {error.hint}".rstrip())
    return 1
