from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.ui.code.tokens import Kind, state_after, tokens

CODE = st.text(st.sampled_from("ab1.'\"\\#{}()[]:f rx@=!图😀\t"), max_size=40)
EXAMPLES = sorted((Path(__file__).parents[3] / "resources" / "examples").glob("*.py"))


def kinds(text: str, state: int = 0) -> list[tuple[str, str]]:
    return [(text[start:end], kind.value) for start, end, kind in tokens(text, state)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(self): return 0x1F", ["def", "f", "(", "self", ")", "return", "0x1F"]),
        ("x1 = 1e-3 + .5 + 1_000j", ["1e-3", ".5", "1_000j"]),
        ("x.max(max(x)) # max", ["(", "max", "(", ")", ")", "# max"]),
        ("a @ b @c", []),
        ("    @torch.no_grad()", ["@torch.no_grad", "(", ")"]),
        ("r'\\' + b\"#\"", ["r'\\' + b\"#\""]),
        ("'a' \"b#\" # c", ["'a'", '"b#"', "# c"]),
        ("变量 = '图'", ["'图'"]),
    ],
)
def test_tokens_of_a_line(text: str, expected: list[str]) -> None:
    assert [piece for piece, _ in kinds(text)] == expected


def test_an_f_string_shows_its_fields_as_code() -> None:
    assert kinds('f"a{x["k"]!r:>{w}} {{b}}"') == [
        ('f"a', "string"),
        ("{", "field"),
        ("[", "bracket"),
        ('"k"', "string"),
        ("]", "bracket"),
        (":>", "string"),
        ("{", "field"),
        ("}", "field"),
        ("}", "field"),
        (' {{b}}"', "string"),
    ]


def test_a_plain_string_has_no_fields() -> None:
    assert kinds("'{x}'") == [("'{x}'", "string")]


@pytest.mark.parametrize("quote", ["'''", '"""'])
@pytest.mark.parametrize("prefix", ["", "f", "Rb"])
def test_a_triple_quoted_string_goes_on_until_it_is_closed(quote: str, prefix: str) -> None:
    _, state = tokens(f"x = {prefix}{quote}abc")
    assert state
    assert tokens("# no comment", state) == ([(0, 12, Kind.STRING)], state)
    assert kinds(f"end{quote} # c", state) == [(f"end{quote}", "string"), ("# c", "comment")]


def test_a_backslash_carries_a_string_to_the_next_line() -> None:
    _, state = tokens("x = 'ab\\")
    assert kinds("cd' + 1", state) == [("cd'", "string"), ("1", "number")]
    assert tokens("x = 'ab\\\\")[1] == 0
    assert tokens("x = 'ab")[1] == 0


@given(CODE, st.integers(0, 8))
def test_any_line_has_ordered_tokens_inside_of_it(text: str, state: int) -> None:
    found, after = tokens(text, state)
    ends = [0]
    for start, end, _ in found:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert 0 <= after <= 8
    assert state_after(text, state) == after


def test_nested_f_strings_have_a_bound() -> None:
    found, _ = tokens('f"{' * 5000)
    assert found


@pytest.mark.parametrize("path", [*EXAMPLES, Path(__file__), Path(ast.__file__)], ids=lambda path: path.name)
def test_strings_and_comments_are_where_python_finds_them(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    expected = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in {tokenize.STRING, tokenize.COMMENT} and token.start[0] == token.end[0]:
            expected.add((token.start[0], token.start[1]))
    state, found = 0, set()
    for number, line in enumerate(source.split("\n"), start=1):
        row, state = tokens(line, state)
        found |= {(number, start) for start, _, kind in row if kind in {Kind.STRING, Kind.COMMENT}}
    assert expected <= found
    assert state == 0
