from __future__ import annotations

from pathlib import Path
from typing import IO

import pytest

from gradviz.core.errors import UserError
from gradviz.core.wholefile import whole_file, whole_path, write_whole


def test_a_file_is_there_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with whole_file(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def _write_half(file: IO[bytes]) -> None:
    file.write(b"half of it")
    raise KeyError


def test_after_an_error_the_old_one_is_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyError), whole_file(path) as file:
        _write_half(file)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"a\.txt cannot be written: no such file or directory\."):
        write_whole(tmp_path / "nowhere" / "a.txt", b"")
    with pytest.raises(UserError, match="give the file a name"), whole_path(Path("/")):
        pass
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match=r"folder cannot be written: is a directory\."):
        write_whole(tmp_path / "folder", b"")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]
