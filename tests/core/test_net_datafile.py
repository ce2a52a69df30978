"""Files of the user's: what is found in them, and the sentences about those that are no tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gradviz.core.errors import UserError
from gradviz.core.net.datafile import read


def written(folder: Path, text: str, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_with_names(tmp_path: Path) -> None:
    table, rows = read(written(tmp_path, '"a",b,kind\n1,2,0\n3,4.5,1\n5,6,2\n'))
    assert (table.rows, table.columns, table.skip, table.delimiter) == (3, 3, 1, ",")
    assert table.names == ("a", "b", "kind")
    assert table.targets == (2,)
    assert table.inputs == (0, 1)
    assert table.classes == (6, 0, 3)
    assert rows[1] == (3.0, 4.5, 1.0)


@pytest.mark.parametrize(("mark", "expected"), [(";", ";"), ("\t", "\t"), (" ", " "), ("  ", " ")])
def test_other_marks_between_columns(tmp_path: Path, mark: str, expected: str) -> None:
    table, _ = read(written(tmp_path, f"# a comment\n1{mark}2\n3{mark}4\n"))
    assert (table.rows, table.columns, table.skip, table.delimiter) == (2, 2, 0, expected)
    assert table.names == ("1", "2")


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "# made by hand\nx,y\n1,2\n3,4\n", "x;y\n1;2\n3;4\n", "1 2\n3 4\n"])
def test_numpy_reads_the_same_rows(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    table, rows = read(path)
    mark = None if table.delimiter == " " else table.delimiter
    assert np.loadtxt(path, delimiter=mark, skiprows=table.skip, ndmin=2).tolist() == [list(row) for row in rows]


def test_an_array(tmp_path: Path) -> None:
    path = tmp_path / "data.npy"
    np.save(path, np.arange(12, dtype=np.int64).reshape(4, 3))
    table, rows = read(path)
    assert (table.rows, table.columns, table.targets, table.is_numpy) == (4, 3, (2,), True)
    assert rows[3] == (9.0, 10.0, 11.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("a,b\n", "no row of numbers"),
        ("a,b\n1,2\n3\n", "line 3: 1 columns, where line 1 has 2"),
        ("a,b\n1,2\n3,x\n", "line 3, column 2: “x” is no number"),
        ("a,b\n1,\n", "line 2, column 2: “” is no number"),
        ("1\n2\n", "at least 1 row and 2 columns"),
        ("\ufeff1,2\n", "byte order mark"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read(written(tmp_path, text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="no text"):
        read(tmp_path / "bytes.csv")
    (tmp_path / "text.npy").write_text("1,2")
    with pytest.raises(UserError, match=r"numpy\.save"):
        read(tmp_path / "text.npy")
    np.save(tmp_path / "flat.npy", np.zeros(3))
    with pytest.raises(UserError, match="1 axes"):
        read(tmp_path / "flat.npy")
