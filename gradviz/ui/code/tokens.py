"""The tokens of Python text, one line at a time."""

from __future__ import annotations

import builtins
import keyword
import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a piece of a line is."""

    KEYWORD = "keyword"
    BUILTIN = "builtin"
    DEFINITION = "definition"
    DECORATOR = "decorator"
    NUMBER = "number"
    STRING = "string"
    FIELD = "field"
    COMMENT = "comment"
    BRACKET = "bracket"


class Token(NamedTuple):
    """A piece of a line, in characters from 0."""

    start: int
    end: int
    kind: Kind


_QUOTES = ("'''", '"""', "'", '"')
_CODE = re.compile(
    r"""(?P<comment>\#.*)
    |(?P<string>(?i:br|rb|fr|rf|tr|rt|[bruft])?(?P<quote>'''|\"\"\"|'|"))
    |(?P<decorator>(?<![^\s])@[^\W\d][\w.]*)
    |(?P<number>(?<!\w)(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+
        |(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?))
    |(?P<name>[^\W\d]\w*)
    |(?P<bracket>[()\[\]{}])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS = frozenset(keyword.kwlist)
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"self", "cls"}
_BODY = {quote: re.compile(rf"(?:\\.|(?!{quote}).)*", re.DOTALL) for quote in _QUOTES}
# In an f-string a single brace begins a field; \N{...} names a character.
_F_BODY = {quote: re.compile(rf"(?:\\N\{{[^}}]*\}}|\\[^{{]|\{{\{{|(?!{quote})[^{{])*", re.DOTALL) for quote in _QUOTES}
_SPEC = {quote: re.compile(rf"(?:(?!{quote})[^{{}}])*") for quote in _QUOTES}
_DEEPEST = 6
LONG = 5000
"""Characters. A longer line is data, and shown without colours."""


class _Scanner:
    """Finds the tokens of one line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self._after_def = False

    def run(self, state: int) -> int:
        position = 0
        if state:
            quote, formatted = _QUOTES[(state - 1) // 2], state % 2 == 0
            position, state = self._string(0, 0, quote, formatted, 0)
        while position < len(self.text) and not state:
            position, state = self._next(position, 0)
        return state

    def _add(self, start: int, end: int, kind: Kind) -> None:
        if end > start:
            self.tokens.append(Token(start, end, kind))

    def _next(self, position: int, depth: int) -> tuple[int, int]:
        match = _CODE.match(self.text, position)
        if match is None:  # cannot be: the last alternative takes anything
            return len(self.text), 0
        group = match.lastgroup
        if group == "quote" or match["string"]:
            formatted = match["string"][:-1].lower().strip("'\"") in {"f", "fr", "rf", "t", "tr", "rt"}
            return self._string(position, match.end(), match["quote"], formatted, depth)
        if group == "name":
            self._name(match)
        elif group == "decorator":
            self._decorator(match)
        elif group in {"comment", "number", "bracket"}:
            self._add(position, match.end(), Kind(group))
        return match.end(), 0

    def _name(self, match: re.Match[str]) -> None:
        name = match.group()
        if self._after_def:
            self._add(match.start(), match.end(), Kind.DEFINITION)
        elif name in _KEYWORDS:
            self._add(match.start(), match.end(), Kind.KEYWORD)
        elif name in _BUILTINS and self.text[match.start() - 1 : match.start()] != ".":
            self._add(match.start(), match.end(), Kind.BUILTIN)
        self._after_def = name in {"def", "class"}

    def _decorator(self, match: re.Match[str]) -> None:
        # Elsewhere @ is the matrix product, and what follows is an ordinary name.
        if not self.text[: match.start()].strip():
            self._add(match.start(), match.end(), Kind.DECORATOR)

    def _string(self, start: int, body: int, quote: str, formatted: bool, depth: int) -> tuple[int, int]:
        """Take the rest of a string from ``body`` on; return where it ends and the state after it."""
        formatted = formatted and depth < _DEEPEST
        pattern = (_F_BODY if formatted else _BODY)[quote]
        while True:
            match = pattern.match(self.text, body)
            end = match.end() if match else len(self.text)
            if self.text.startswith(quote, end):
                self._add(start, end + len(quote), Kind.STRING)
                return end + len(quote), 0
            if end >= len(self.text) or self.text[end] != "{":
                self._add(start, len(self.text), Kind.STRING)
                return len(self.text), self._open_state(quote, formatted)
            self._add(start, end, Kind.STRING)
            start = body = self._field(end, quote, depth + 1)

    def _open_state(self, quote: str, formatted: bool) -> int:
        tail = len(self.text) - len(self.text.rstrip("\\"))
        if len(quote) == 1 and tail % 2 == 0:
            return 0
        return 1 + 2 * _QUOTES.index(quote) + formatted

    def _field(self, position: int, quote: str, depth: int) -> int:
        """Take a replacement field, its braces included; return where it ends."""
        self._add(position, position + 1, Kind.FIELD)
        position += 1
        open_brackets = 0
        while position < len(self.text):
            letter = self.text[position]
            if not open_brackets and letter in "}:":
                return self._field_end(position, quote, depth)
            open_brackets += (letter in "([{") - (letter in ")]}")
            position, _ = self._next(position, depth)
        return position

    def _field_end(self, position: int, quote: str, depth: int) -> int:
        if self.text[position] == ":":
            position = self._spec(position, quote, depth)
        if self.text.startswith("}", position):
            self._add(position, position + 1, Kind.FIELD)
            position += 1
        return position

    def _spec(self, position: int, quote: str, depth: int) -> int:
        while True:
            match = _SPEC[quote].match(self.text, position)
            end = match.end() if match else len(self.text)
            self._add(position, end, Kind.STRING)
            if not self.text.startswith("{", end) or depth >= _DEEPEST:
                return end
            position = self._field(end, quote, depth + 1)


def tokens(text: str, state: int = 0) -> tuple[list[Token], int]:
    """Return the tokens of one line and the state after it.

    ``state`` is what the line before it returned: 0, or which kind of string is still open.
    """
    scanner = _Scanner(text)
    return scanner.tokens, scanner.run(state)


def state_after(text: str, state: int = 0) -> int:
    """Return the state after a line, like `tokens`, but at once for nearly every line."""
    if not state and "'" not in text and '"' not in text:
        return 0
    if 1 <= state <= 4 and _QUOTES[(state - 1) // 2] not in text:
        return state
    return tokens(text, state)[1]
