"""All findings about a run, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.core.diagnose.case import Case
from gradviz.core.diagnose.depth import through_depth
from gradviz.core.diagnose.missing import cleared, missing
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.diagnose.nonfinite import nonfinite, unrecorded
from gradviz.core.diagnose.overwritten import overwritten
from gradviz.core.diagnose.stale import accumulated, never_updated
from gradviz.core.diagnose.zero import zero
from gradviz.core.trace import Trace


def diagnose(trace: Trace) -> tuple[Finding, ...]:
    """Return what is wrong with the gradients of ``trace``: errors, what is not finite, what is missing, the rest."""
    cases = tuple(Case(iteration) for iteration in sorted(trace.iterations, key=lambda one: one.index))
    return (*_error(trace), *overwritten(trace, cases), *_bad_values(trace, cases), *_of_gradients(trace, cases))


def _error(trace: Trace) -> Iterator[Finding]:
    error = trace.error
    if error is not None:
        said = {"error": error.kind, "message": error.message.rstrip(".") or "–", "hint": error.hint}
        yield Finding(Kind.ERROR, "error", "forward", said, line=error.line)


def _bad_values(trace: Trace, cases: tuple[Case, ...]) -> Iterator[Finding]:
    """Yield where NaN or infinity began, each place once; a value that was bad before is a consequence."""
    told: set[object] = set()
    for case in cases:
        for found in nonfinite(case):
            place = (found.line, found.values.get("op"), found.phase)
            if place not in told and not (told and found.cause == "bad_input"):
                told.add(place)
                yield found
    if not told:
        yield from unrecorded(trace.losses, frozenset(case.iteration.index for case in cases))


def _of_gradients(trace: Trace, cases: tuple[Case, ...]) -> Iterator[Finding]:
    if trace.error is None:
        # Of a run that did not come to its end nobody knows what else it would have done.
        yield from missing(trace, cases)
        yield from cleared(trace, cases)
    yield from zero(cases)
    yield from through_depth(cases)
    yield from accumulated(cases)
    yield from never_updated(cases)
