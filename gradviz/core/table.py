"""A run as a table: one row for each iteration, a column for the loss and for each series."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.core.history import History
from gradviz.core.series import Series

ROWS = 2000
"""In one piece of the text."""


def csv_pieces(history: History, losses: Sequence[float | None]) -> Iterator[str]:
    """Yield the text of a CSV file, some rows at a time. A cell is empty where nothing is known.

    ``losses`` are those of every iteration; the other series have the points that the curves have.
    """
    columns = _columns(history)
    yield _rows([["iteration", "loss", *(name for name, _ in columns)]])
    total = max([len(losses), *(0 if series.last is None else series.last + 1 for _, series in columns)])
    for start in range(0, total, ROWS):
        stop = min(start + ROWS, total)
        cells = [_cells(series, start, stop) for _, series in columns]
        known = [_written(loss) for loss in losses[start:stop]] + [""] * max(0, stop - max(start, len(losses)))
        rows = zip(map(str, range(start, stop)), known, *cells, strict=True)
        yield _rows([list(row) for row in rows])


def _columns(history: History) -> list[tuple[str, Series]]:
    groups = (
        ("gradient norm", history.norms),
        ("parameter norm", history.sizes),
        ("update/parameter", history.ratios),
        ("learning rate", history.rates),
    )
    return [(f"{title} {name}", series) for title, group in groups for name, series in group.items()]


def _cells(series: Series, start: int, stop: int) -> list[str]:
    cells = [""] * (stop - start)
    low, high = np.searchsorted(series.x, (start, stop))
    for iteration, value in zip(series.x[low:high].tolist(), series.y[low:high].tolist(), strict=True):
        # A missing value is kept as NaN; only where NaN came in can it be told from one.
        cells[iteration - start] = "" if value != value and not series.nan else repr(value)
    return cells


def _written(loss: float | None) -> str:
    return "" if loss is None else repr(loss)


def _rows(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
