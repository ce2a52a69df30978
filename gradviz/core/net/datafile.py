"""A file with numbers in rows and columns: what is in it, and what the first rows are."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gradviz.core.errors import UserError
from gradviz.core.net.form import Table

PREVIEW = 5
"""Rows that are shown."""

MOST_BYTES = 50_000_000
"""A larger file takes too long to look through."""

MOST_CLASSES = 1000

_DELIMITERS = (",", ";", "\t", " ")


class Preview(NamedTuple):
    """A table, and its first rows."""

    table: Table
    rows: tuple[tuple[float, ...], ...]


def read(path: Path) -> Preview:
    """Look through ``path``, a ``.npy`` file of an array of rows and columns, or text with one row in each line.

    The last column is the target, to begin with.

    Raises:
        UserError: it cannot be read, or holds something else.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UserError(f"{path.name} has more than {MOST_BYTES // 1_000_000} MB; take a part of it.")
        if path.suffix.lower() == ".npy":
            return _preview(_array(path), Table(str(path), 0, 0))
        return _text(path)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from error


def _array(path: Path) -> npt.NDArray[np.float64]:
    try:
        array = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise UserError(f"{path.name} is no array of numbers that numpy.save has written.") from error
    if not isinstance(array, np.ndarray) or not (np.issubdtype(array.dtype, np.number) or array.dtype == bool):
        raise UserError(f"{path.name} is no array of numbers that numpy.save has written.")
    if np.iscomplexobj(array):
        raise UserError(f"{path.name} holds complex numbers; a net needs real ones.")
    if array.ndim != 2:
        raise UserError(f"{path.name} has {array.ndim} axes; rows and columns are needed.")
    return array.astype(np.float64)


def _text(path: Path) -> Preview:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is no text; save the table as CSV, in UTF-8.") from error
    # numpy passes over empty lines and comments too.
    numbered = [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith("#")]
    if not numbered:
        raise UserError(f"{path.name} is empty.")
    delimiter = next((one for one in _DELIMITERS if one in numbered[0][1].strip()), ",")
    first = [cell.strip('"\ufeff') for cell in _cells(numbered[0][1], delimiter)]
    has_names = not all(map(_is_number, first))
    if lines[0].startswith("\ufeff") and not has_names:
        raise UserError(f"{path.name} begins with a byte order mark; save it without one, or with names of columns.")
    body = numbered[1:] if has_names else numbered
    if not body:
        raise UserError(f"{path.name} has names of columns, but no row of numbers.")
    array = np.array([_row(path, number, line, delimiter, len(first)) for number, line in body])
    skip = numbered[0][0] if has_names else 0
    return _preview(array, Table(str(path), 0, 0, tuple(first) if has_names else (), (), skip, delimiter))


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return line.split()
    return [cell.strip() for cell in line.split(delimiter)]


def _row(path: Path, number: int, line: str, delimiter: str, width: int) -> list[float]:
    cells = _cells(line, delimiter)
    if len(cells) != width:
        raise UserError(f"{path.name}, line {number}: {len(cells)} columns, where line 1 has {width}.")
    for column, cell in enumerate(cells, 1):
        if not _is_number(cell):
            raise UserError(f"{path.name}, line {number}, column {column}: “{cell}” is no number.")
    return [float(cell) for cell in cells]


def _is_number(cell: str) -> bool:
    # Python takes 1_000 for a number, numpy does not.
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _preview(array: npt.NDArray[np.float64], held: Table) -> Preview:
    rows, columns = array.shape
    name = Path(held.path).name
    if rows == 0 or columns < 2:
        raise UserError(f"{name} has {rows} rows and {columns} columns; at least 1 row and 2 columns are needed.")
    names = held.names or tuple(f"{column + 1}" for column in range(columns))
    table = Table(
        held.path, rows, columns, names, (columns - 1,), held.skip, held.delimiter, tuple(map(_classes, array.T))
    )
    return Preview(table, tuple(tuple(row) for row in array[:PREVIEW].tolist()))


def _classes(column: npt.NDArray[Any]) -> int:
    """Return one more than the largest number of a column that holds numbers of classes, else 0."""
    if not np.isfinite(column).all() or (column < 0).any() or (column != column.round()).any():
        return 0
    largest = int(column.max()) + 1
    return largest if largest <= MOST_CLASSES else 0
