from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.ui.code import editing

TEXT = st.text(st.sampled_from("ab #\t😀图:(\n"), max_size=30)
LINE = st.text(st.sampled_from(string.ascii_letters + "  #:()😀图"), max_size=20)


@given(LINE, st.data())
def test_columns_go_to_qt_and_back(line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(line)))
    assert editing.units(line, column) == len(line[:column].encode("utf-16-le")) // 2
    assert editing.characters(line, editing.units(line, column)) == column


@given(TEXT, TEXT)
def test_a_change_makes_the_new_text_of_the_old_one(old: str, new: str) -> None:
    start, end, text = editing.change(old, new)
    assert old[:start] + text + old[end:] == new
    assert 0 <= start <= end <= len(old)


def test_a_change_is_small() -> None:
    assert editing.change("x = 1\ny = 2\n", "x = 1\ny = 20\n") == (11, 11, "0")
    assert editing.change("aa", "aaa") == (2, 2, "a")
    assert editing.change("aaa", "aa") == (2, 3, "")


@given(st.lists(LINE, min_size=1))
def test_dedent_takes_back_what_indent_did(lines: list[str]) -> None:
    lines = [line if line.strip() else "" for line in lines]
    assert editing.dedent(editing.indent(lines)) == lines


def test_dedent_takes_what_there_is() -> None:
    assert editing.dedent(["  a", "\tb", "c", "      d"]) == ["a", "b", "c", "  d"]


def test_comments_are_in_one_column_and_blank_lines_stay() -> None:
    lines = ["    for t in r:", "", "        print(t)"]
    commented = ["    # for t in r:", "", "    #     print(t)"]
    assert editing.toggle_comment(lines) == commented
    assert editing.toggle_comment(commented) == lines


def test_a_partly_commented_selection_becomes_comments() -> None:
    assert editing.toggle_comment(["# a", "b"]) == ["# # a", "# b"]
    assert editing.toggle_comment(["", "  "]) == ["", "  "]
    assert editing.toggle_comment(["#a"]) == ["a"]


@given(st.lists(LINE, min_size=1))
def test_toggling_comments_twice_changes_nothing(lines: list[str]) -> None:
    once = editing.toggle_comment(lines)
    if not all(line.lstrip().startswith("#") for line in lines if line.strip()):
        assert editing.toggle_comment(once) == lines


@pytest.mark.parametrize(
    ("before", "count"), [("", 1), ("    ", 4), ("      ", 2), ("   ", 3), ("  a", 1), ("a   ", 1)]
)
def test_backspace_goes_to_the_tab_stop_in_an_indent(before: str, count: int) -> None:
    assert editing.spaces_to_remove(before) == count


@pytest.mark.parametrize(("column", "count"), [(0, 4), (1, 3), (4, 4), (7, 1)])
def test_tab_goes_to_the_next_stop(column: int, count: int) -> None:
    assert editing.spaces_to_tab(column) == count


@pytest.mark.parametrize(
    ("before", "balance", "depth"),
    [
        ("x = 1", 0, 0),
        ("for t in r:", 0, 4),
        ("    if x:", 0, 8),
        ("model = Sequential(", 1, 4),
        ("        return x", 0, 4),
        ("    pass", 0, 0),
        ("    returned = 1", 0, 4),
        ("return", 0, 0),
        ("    )", -1, 4),
    ],
)
def test_enter_indents_like_the_code_before(before: str, balance: int, depth: int) -> None:
    assert editing.next_indent(before, before, balance) == " " * depth


def test_home_goes_to_the_text_and_then_to_the_start() -> None:
    assert editing.home_column("    x", 5) == 4
    assert editing.home_column("    x", 4) == 0
    assert editing.home_column("    x", 0) == 4


def test_matches_are_counted_as_qt_counts() -> None:
    assert editing.find_all("x😀x X", "x") == [(0, 1), (3, 4), (5, 6)]
    assert editing.find_all("x😀x X", "x", case_sensitive=True) == [(0, 1), (3, 4)]
    assert editing.find_all("a.b", ".") == [(1, 2)]
    assert editing.find_all("abc", "") == []
    assert editing.find_all("😀", "😀") == [(0, 2)]


def test_replacing_takes_texts_literally() -> None:
    assert editing.replace_all("a.b.c", ".", r"\1") == (r"a\1b\1c", 2)
    assert editing.replace_all("Lr lr", "lr", "rate", case_sensitive=True) == ("Lr rate", 1)
    assert editing.replace_all("abc", "", "x") == ("abc", 0)
