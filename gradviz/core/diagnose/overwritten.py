"""Which line has overwritten what the backward pass needed: torch's error names only what was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gradviz.core.diagnose.case import Case
from gradviz.core.diagnose.model import Finding, Kind
from gradviz.core.trace import Trace

_SAID = re.compile(
    r"modified by an inplace operation: \[\S+ \[(?P<shape>[\d, ]*)\]\](?:, which is output \d+ of (?P<maker>\w+))?"
)


def overwritten(trace: Trace, cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield the op that wrote over the tensor of which the error of ``trace`` tells, where it was seen."""
    said = None if trace.error is None else _SAID.search(trace.error.message)
    if said is None or not cases:
        return
    shape = tuple(int(size) for size in said["shape"].split(",") if size.strip())
    case = cases[-1]
    for number, event in enumerate(case.iteration.forward):
        if not event.inplace or not event.inputs:
            continue
        lost = event.inputs[0]
        held = case.tensor(lost)
        if held is not None and held.shape == shape and _is_made_by(case, lost, said["maker"]):
            place = case.place_of(number)
            yield case.found(Kind.ERROR, "overwritten", "forward", place, held=case.name_of(lost))
            return


def _is_made_by(case: Case, tensor: str, maker: str | None) -> bool:
    """Return whether a node called ``maker``, or like that without what torch leaves out, made ``tensor``."""
    if maker is None:
        return True
    producer = case.producer.get(tensor)
    nodes = () if producer is None else case.iteration.forward[producer].nodes
    return bool(nodes) and case.iteration.nodes[nodes[-1]].name.startswith(maker)
