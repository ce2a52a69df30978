from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gradviz.ui.code.brackets import Brackets, Place, brackets, match_bracket
from gradviz.ui.code.tokens import state_after


def test_brackets_in_strings_and_comments_do_not_count() -> None:
    assert brackets("f('(' + x[0])  # )") == ((1, "("), (9, "["), (11, "]"), (12, ")"))
    assert brackets("no brackets") == ()


def lines_of(text: str) -> list[Brackets]:
    result, state = [], 0
    for line in text.split("\n"):
        result.append(brackets(line, state))
        state = state_after(line, state)
    return result


def pair(text: str, line: int, column: int) -> tuple[Place, Place | None, bool] | None:
    rows = lines_of(text)
    return match_bracket(Place(line, column), lambda n: rows[n] if 0 <= n < len(rows) else None)


def test_a_bracket_finds_its_partner_in_both_directions() -> None:
    text = "f(\n  g[0],\n  ')',\n)"
    assert pair(text, 0, 2) == (Place(0, 1), Place(3, 0), True)
    assert pair(text, 3, 1) == (Place(3, 0), Place(0, 1), True)
    assert pair(text, 1, 4) == (Place(1, 3), Place(1, 5), True)


def test_the_bracket_before_the_cursor_comes_first() -> None:
    assert pair("()[]", 0, 2) == (Place(0, 1), Place(0, 0), True)
    assert pair(" ()", 0, 1) == (Place(0, 1), Place(0, 2), True)
    assert pair("ab", 0, 1) is None


def test_wrong_and_missing_partners_are_told() -> None:
    assert pair("(]", 0, 1) == (Place(0, 0), Place(0, 1), False)
    assert pair("([)]", 0, 1) == (Place(0, 0), Place(0, 2), False)
    assert pair("(\n(", 0, 1) == (Place(0, 0), None, False)
    assert pair("x)", 0, 2) == (Place(0, 1), None, False)


@given(st.text(st.sampled_from("()[]{}a"), max_size=20), st.integers(0, 20))
def test_matching_is_mutual(text: str, column: int) -> None:
    found = pair(text, 0, min(column, len(text)))
    if found and found[1] and found[2]:
        back = match_bracket(Place(0, found[1].column + 1), lambda n: brackets(text) if n == 0 else None)
        assert back == (found[1], found[0], True)
