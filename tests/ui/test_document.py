from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gradviz.ui.document import Document, DocumentError
from gradviz.ui.draft import DraftStore


@pytest.fixture
def document(qapp: object) -> Document:
    return Document()


def test_a_new_document_is_empty_and_clean(document: Document) -> None:
    assert (document.text, document.path, document.name, document.is_modified) == ("", None, "untitled.py", False)


def test_load_then_save_leaves_the_bytes_alone(document: Document, tmp_path: Path) -> None:
    for data in (b"a\nb\n", b"a\r\nb\r\n", BOM_UTF8 + "é\r\n".encode(), b"", "x = '北京'".encode()):
        path = tmp_path / "p.py"
        path.write_bytes(data)
        document.load(path)
        document.save()
        assert path.read_bytes() == data


def test_line_ends_are_line_feeds_inside(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_bytes(b"a\r\nb\rc\n")
    document.load(path)
    assert document.text == "a\nb\nc\n"


def test_edits_count_as_modified_until_saved(document: Document, tmp_path: Path) -> None:
    told: list[bool] = []
    document.modified_changed.connect(told.append)
    document.set_text("x")
    document.set_text("xy")
    document.save(tmp_path / "new.py")
    assert not document.is_modified
    assert told == [True, False]
    assert document.name == "new.py"
    assert (tmp_path / "new.py").read_text() == "xy"


def test_undoing_every_edit_is_unmodified(document: Document, tmp_path: Path) -> None:
    document.new("abc")
    document.set_text("abcd")
    document.set_text("abc")
    assert not document.is_modified


def test_not_utf8_names_the_byte_and_the_line(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "latin.py"
    path.write_bytes(b"a = 1\n# caf\xe9\n")
    document.new("kept")
    with pytest.raises(DocumentError, match=r"^latin\.py is not UTF-8: byte 11 \(line 2\) is 0xe9; save it as UTF-8"):
        document.load(path)
    assert document.text == "kept"


def test_utf16_is_named(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "wide.py"
    path.write_bytes("x = 1".encode("utf-16"))
    with pytest.raises(DocumentError, match="UTF-16"):
        document.load(path)


def test_what_cannot_be_read_is_one_sentence(document: Document, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^gone\.py could not be opened: no such file or directory\.$"):
        document.load(tmp_path / "gone.py")
    with pytest.raises(DocumentError, match="is a directory"):
        document.load(tmp_path)


def test_a_huge_file_is_refused(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "huge.py"
    path.write_bytes(b"#" * 5_000_001)
    with pytest.raises(DocumentError, match="larger than 5 MB"):
        document.load(path)


def test_a_failed_save_keeps_the_old_file_and_the_text(document: Document, tmp_path: Path) -> None:
    document.new("new text")
    with pytest.raises(DocumentError, match="could not be saved"):
        document.save(tmp_path / "no" / "such" / "folder.py")
    assert document.text == "new text"
    assert list(tmp_path.iterdir()) == []


def test_a_save_keeps_the_mode_and_follows_links(document: Document, tmp_path: Path) -> None:
    target, link = tmp_path / "t.py", tmp_path / "l.py"
    target.write_text("old")
    target.chmod(0o755)
    link.symlink_to(target)
    document.load(link)
    document.set_text("new")
    document.save()
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l.py", "t.py"]


def test_without_a_name_save_says_what_to_do(document: Document) -> None:
    with pytest.raises(DocumentError, match="Save as"):
        document.save()


def test_the_program_carries_name_and_path(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_text("x")
    document.load(path)
    assert (document.program.name, document.program.source, document.program.path) == ("p.py", "x", str(path))


def test_an_unsaved_text_that_is_replaced_can_be_brought_back(document: Document) -> None:
    told: list[str] = []
    document.set_aside.connect(told.append)
    document.new("one", "one.py")
    document.set_text("one, edited")
    document.new("two", "two.py")
    assert told == ["one.py"]
    document.bring_back()
    assert (document.text, document.name, document.is_modified) == ("one, edited", "one.py", True)


def test_a_text_that_is_set_aside_survives_a_crash_too(qapp: object, tmp_path: Path) -> None:
    first = Document(drafts := DraftStore(tmp_path))
    first.restore()
    first.set_text("precious")
    first.new("an example", "e.py")
    drafts.release()  # what the system does when the process is gone
    second = Document(DraftStore(tmp_path))
    assert second.restore()
    assert second.text == "precious"
    second.close()


def test_a_title_is_the_first_comment(document: Document) -> None:
    document.new("# What it shows\nimport torch\n", "x.py")
    assert document.title == "What it shows"
    document.new("#!/usr/bin/python\n", "x.py")
    assert document.title == "x.py"


def test_a_draft_survives_a_crash(qapp: object, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "p.py"
    file.write_bytes(b"saved\r\n")
    first = Document(drafts := DraftStore(tmp_path / "drafts"))
    assert not first.restore()
    first.load(file)
    first.set_text("saved\nand more")
    qtbot.waitUntil((tmp_path / "drafts" / "0.json").exists)
    drafts.release()  # what the system does when the process is gone
    second = Document(DraftStore(tmp_path / "drafts"))
    assert second.restore()
    assert (second.text, second.name, second.path, second.is_modified) == ("saved\nand more", "p.py", file, True)
    second.save()
    assert file.read_bytes() == b"saved\r\nand more"
    second.close()
    third = Document(DraftStore(tmp_path / "drafts"))
    assert not third.restore()
    third.close()


def test_closing_with_unsaved_text_keeps_it(qapp: object, tmp_path: Path) -> None:
    first = Document(DraftStore(tmp_path))
    first.restore()
    first.set_text("only here")
    first.close()
    second = Document(DraftStore(tmp_path))
    assert second.restore()
    assert second.text == "only here"
    second.close()


def test_two_windows_have_a_draft_each(qapp: object, tmp_path: Path) -> None:
    one, two = Document(DraftStore(tmp_path)), Document(DraftStore(tmp_path))
    assert not one.restore()
    one.set_text("one")
    one.keep()
    assert not two.restore()
    two.set_text("two")
    one.close()
    two.close()
    assert {path.name for path in tmp_path.glob("*.json")} == {"0.json", "1.json"}


def test_a_damaged_draft_is_passed_over(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "0.json").write_text('{"name": "x"')
    document = Document(DraftStore(tmp_path))
    assert not document.restore()
    document.close()


def test_a_place_that_cannot_be_written_does_no_harm(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    document = Document(DraftStore(tmp_path / "file" / "drafts"))
    assert not document.restore()
    document.set_text("x")
    document.keep()
    document.close()
