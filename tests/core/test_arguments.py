"""What a person types behind a program's name becomes its arguments, and is shown as typed again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.core.arguments import join, split
from gradviz.core.errors import UserError


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", ()),
        ("  ", ()),
        ("--epochs 3", ("--epochs", "3")),
        ("--name 'two words' \"and 'more'\"", ("--name", "two words", "and 'more'")),
        ("--note '' # 5", ("--note", "", "#", "5")),
        ("--city 北京", ("--city", "北京")),
    ],
)
def test_it_is_split_as_a_shell_would(text: str, arguments: tuple[str, ...]) -> None:
    assert split(text, backslash_escapes=True) == arguments
    assert split(text, backslash_escapes=False) == arguments


def test_a_backslash_divides_folders_where_it_does_so_in_the_system() -> None:
    assert split(r"C:\data\new.csv", backslash_escapes=False) == (r"C:\data\new.csv",)
    assert split(r"two\ words", backslash_escapes=True) == ("two words",)


@pytest.mark.parametrize("text", ["'two", 'a "b', "a\\"])
def test_what_has_no_end_is_told(text: str) -> None:
    with pytest.raises(UserError, match="nothing behind it"):
        split(text, backslash_escapes=True)


@pytest.mark.parametrize("escapes", [True, False])
@given(arguments=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]))))
def test_what_is_joined_is_split_again(arguments: list[str], escapes: bool) -> None:
    assert split(join(arguments), backslash_escapes=escapes) == tuple(arguments)
