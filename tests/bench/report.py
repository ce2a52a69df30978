"""What all benchmarks share: their one option, and how they print."""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence


def wants_json(description: str | None) -> bool:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return bool(parser.parse_args().json)


def show(figures: dict[str, float], as_json: bool) -> None:
    """Print ``figures``, one a line or as JSON."""
    if as_json:
        print(json.dumps({name: round(value, 4) for name, value in figures.items()}))
        return
    for name, value in figures.items():
        print(f"{name:34s} {value:10.3f}")


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the ``percent``-th percentile of ``values``."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
