from __future__ import annotations

import os
from pathlib import Path

import pytest

from gradviz.core import programfile
from gradviz.core.errors import UserError
from gradviz.core.programfile import read_program


def _refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_program(path)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_a_program_knows_its_name_its_text_and_its_place(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("x = '变'\n", encoding="utf-8")
    program = read_program(tmp_path / "net.py")
    assert (program.name, program.source, program.path) == ("net.py", "x = '变'\n", str(tmp_path / "net.py"))


def test_the_place_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "net.py").touch()
    monkeypatch.chdir(tmp_path)
    assert read_program(Path("net.py")).path == str(tmp_path / "net.py")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"x = '\0'", "x = '\0'"),
        ("s = 'a\x0c\u2028b'".encode(), "s = 'a\x0c\u2028b'"),
    ],
)
def test_what_an_editor_may_have_put_into_a_file(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "net.py").write_bytes(data)
    assert read_program(tmp_path / "net.py").source == text


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff", "line 1, byte 1 is 0xff"),
        (b"ok\nabc\xe9\n", "line 2, byte 4 is 0xe9"),
        ("x = 1".encode("utf-16"), "line 1, byte 1 is 0xff"),
        (b"\n\n\xed\xa0\x80", "line 3, byte 1 is 0xed"),
        (b"a\xf0\x9f", "line 1, byte 2 is 0xf0"),
    ],
)
def test_what_is_not_utf8_is_named_with_its_place(tmp_path: Path, data: bytes, place: str) -> None:
    (tmp_path / "net.py").write_bytes(data)
    assert place in _refused(tmp_path / "net.py")


def test_no_file_a_folder_and_a_file_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert _refused(tmp_path / "net.py") == f"There is no file {tmp_path / 'net.py'}."
    assert "is a directory" in _refused(tmp_path)
    assert "not a directory" in _refused(tmp_path / "file" / "net.py")
    assert "too long" in _refused(tmp_path / ("n" * 300))
    assert "is no file name" in _refused(tmp_path / "\0")


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    assert "symbolic links" in _refused(tmp_path / "loop.py")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "big.py").open("wb") as file:
        file.truncate(programfile.LARGEST + 1)
    assert "too large for a program" in _refused(tmp_path / "big.py")
    with (tmp_path / "big.py").open("wb") as file:
        file.truncate(programfile.LARGEST)
    assert len(read_program(tmp_path / "big.py").source) == programfile.LARGEST


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end_is_too_large() -> None:
    assert "too large for a program" in _refused(Path("/dev/zero"))


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode here")
def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"n\xff.py")
    path.write_text("x = 1\n")
    assert read_program(path).name == "n\udcff.py"
