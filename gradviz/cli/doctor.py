"""``gradviz doctor``: say what is wrong with the gradients of a program, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gradviz.cli.options import check_iteration, settle_outputs
from gradviz.cli.streams import Echo, stdout_kept_clean, write_document
from gradviz.core.suffixes import SESSION
from gradviz.core.text import readable

if TYPE_CHECKING:
    from gradviz.core.diagnose import Finding
    from gradviz.core.trace import Trace


def run_doctor(options: argparse.Namespace) -> int:
    """Print or write the findings about a run; return 1 if there are any that are no mere remarks."""
    from gradviz.core.diagnose import diagnose
    from gradviz.core.document import to_json

    source = Path(options.source)
    options.program, options.output = options.source, None
    settle_outputs(options)
    trace = _examined(source, options)
    if options.json == "-":
        write_document(to_json(trace) + "\n")
    elif options.json is not None:
        from gradviz.core.wholefile import write_whole

        write_whole(Path(options.json), to_json(trace).encode())
    found = diagnose(trace)
    if options.json is None:
        write_document(_report(trace, found))
    return int(any(not finding.is_remark for finding in found))


def _examined(source: Path, options: argparse.Namespace) -> Trace:
    """Return the run that a session holds, or that a program makes now; what it prints goes to standard error."""
    if source.suffix == SESSION:
        from gradviz.core.session import load

        return load(source).trace
    from gradviz.core.programfile import read_program

    if options.iteration != "sampled":
        check_iteration(options.iteration)
    program = read_program(source, options.arguments)
    from gradviz.engine.run import Request, trace_program

    echo = Echo(sys.stderr)
    with stdout_kept_clean():
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
        lines = [f"{name}: {_nothing_found(trace)}"]
    return "\n".join(map(readable, lines)) + "\n"


def _nothing_found(trace: Trace) -> str:
    """Return the sentence about a run without findings; one without a backward pass has no gradients to judge."""
    count = len(trace.iterations)
    if not count:
        return "nothing was found; the program computed nothing with torch."
    if not any(iteration.calls or iteration.backward for iteration in trace.iterations):
        return "nothing was found; the program never calls backward(), so that it has no gradients."
    return f"nothing was found in {count} recorded iteration{'s' if count != 1 else ''}."
