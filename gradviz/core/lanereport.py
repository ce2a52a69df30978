"""What came of runs in lockstep, in words and as a JSON document.

The document::

    {"format": "gradviz-lockstep", "version": 1, "agreed": bool,
     "runs": [{"title", "state", "iterations", "losses": [[iteration, loss]], "error": null | {...}, "reason": text}],
     "verdicts": [{"run", "state", "iterations", "most", "first", "parting": null | {"iteration", "moment", "cause",
                   "tensor", "other", "relative", "absolute", "place", "factor", "before", "cells", "further"},
                   "passing", "nonfinite", "alone", "extra", "sentence"}]}

Of a long run the losses are thinned out. NaN and infinities are the strings "nan", "inf" and "-inf".
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import msgspec

from gradviz.core.conductor import Conductor, LaneSpec, LaneState, LaneStatus
from gradviz.core.lockstep.words import sentence

FORMAT = "gradviz-lockstep"
VERSION = 1


def is_agreed(conductor: Conductor) -> bool:
    """Return whether every program ran to its end and nothing but rounding is between them."""
    ran = all(status.state is LaneState.DONE for status in conductor.statuses)
    counts = {status.iterations for status in conductor.statuses}
    return ran and len(counts) == 1 and all(verdict.is_agreed for verdict in conductor.lanes.verdicts)


def lines(conductor: Conductor) -> Iterator[str]:
    """Yield the report, line by line."""
    for lane, (spec, status) in enumerate(zip(conductor.specs, conductor.statuses, strict=True)):
        yield f"{spec.title}: {_in_words(conductor, lane, spec, status)}"
    first = conductor.specs[0].title
    for verdict in conductor.lanes.verdicts:
        yield sentence(verdict, first, conductor.specs[verdict.lane].title)


def _in_words(conductor: Conductor, lane: int, spec: LaneSpec, status: LaneStatus) -> str:
    count = f"{status.iterations} iterations" if status.iterations != 1 else "1 iteration"
    series = conductor.lanes.losses[lane]
    point = None if series.last is None else series.at(series.last)
    loss = "" if point is None or math.isnan(point[1]) else f", loss {point[1]:.6g}"
    if status.error is not None:
        place = f", line {status.error.line}" if status.error.line is not None else ""
        message = f": {status.error.message.rstrip('.')}" if status.error.message else ""
        return f"failed after {count}{place}: {status.error.kind}{message}. {status.error.hint}".rstrip()
    if status.state is LaneState.GONE:
        return f"its process ended unexpectedly after {count} ({status.reason})."
    device = "" if spec.device == "cpu" else f" on {spec.device}"
    return f"{count}{device}{loss}."


def to_json(conductor: Conductor) -> str:
    """Return the document."""
    first = conductor.specs[0].title
    runs = [
        {
            "title": spec.title,
            "state": str(status.state),
            "iterations": status.iterations,
            "losses": _points(conductor, lane),
            "error": msgspec.to_builtins(status.error),
            "reason": status.reason,
        }
        for lane, (spec, status) in enumerate(zip(conductor.specs, conductor.statuses, strict=True))
    ]
    verdicts = []
    for verdict in conductor.lanes.verdicts:
        told = msgspec.to_builtins(verdict)
        title = conductor.specs[told.pop("lane")].title
        verdicts.append({"run": title, **told, "sentence": sentence(verdict, first, title)})
    document = {
        "format": FORMAT,
        "version": VERSION,
        "agreed": is_agreed(conductor),
        "runs": runs,
        "verdicts": verdicts,
    }
    return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False)


def _points(conductor: Conductor, lane: int) -> list[list[Any]]:
    series = conductor.lanes.losses[lane]
    return [[int(x), float(y)] for x, y in zip(series.x, series.y, strict=True)]


def _plain(value: Any) -> Any:
    """Return ``value`` with strings for what JSON has no numbers for."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
