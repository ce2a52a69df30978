"""Find the place in the user's text that an op was called from: line, columns, and the variable it is stored in."""

from __future__ import annotations

import dis
import linecache
from collections.abc import Callable
from types import CodeType, FrameType, TracebackType
from typing import NamedTuple

from typing_extensions import override

from gradviz.core.trace import Columns

_STORES = {"STORE_NAME", "STORE_FAST", "STORE_GLOBAL", "STORE_DEREF", "STORE_ATTR"}
_SKIPPED = {"CACHE", "COPY", "EXTENDED_ARG", "NOP", "LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF"}


class Place(NamedTuple):
    """A piece of the source text; ``variables`` are the names that take its value, in order."""

    line: int | None = None
    columns: Columns | None = None
    variables: tuple[str, ...] = ()


NOWHERE = Place()


class Line(int):
    """The number of a line in ``file``, which is another file than the program's own."""

    file: str

    @classmethod
    def of(cls, number: int, file: str) -> Line:
        """Return line ``number`` of ``file``."""
        line = cls(number)
        line.file = file
        return line


class _OneOf:
    """Equals the names of the files that ``follows`` accepts: each is asked for once."""

    def __init__(self, main: str, follows: Callable[[str], bool]) -> None:
        self._follows = follows
        self._known = {main: True}

    @override
    def __eq__(self, name: object) -> bool:
        if not isinstance(name, str):
            return NotImplemented
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._follows(name)
        return known

    @override
    def __hash__(self) -> int:
        return id(self)


class Source:
    """The program's text, and where its instructions stand in it.

    A script has more files than the one that is shown: those that ``follows`` accepts count as the program's too. Their
    texts come from ``linecache``, which knows the cells of notebooks as well; their places have a `Line` for a line.
    """

    def __init__(self, text: str, filename: str, follows: Callable[[str], bool] | None = None) -> None:
        self.filename: object = filename if follows is None else _OneOf(filename, follows)
        """What the ``co_filename`` of the program's code equals."""
        self._main = filename
        # Not splitlines(): Python counts no form feed and no Unicode separator as the end of a line.
        self._lines = {filename: text.split("\n")}
        # By ``id``, with the code that it belongs to: to hash a code object takes longer than to look its place up.
        self._codes: dict[int, tuple[CodeType, dict[int, Place]]] = {}

    def frame(self, frame: FrameType | None) -> FrameType | None:
        """Return the nearest frame of the program, from ``frame`` outwards."""
        filename = self.filename
        while frame is not None and frame.f_code.co_filename != filename:
            frame = frame.f_back
        return frame

    def place(self, code: CodeType, instruction: int) -> Place:
        """Return what the instruction at byte offset ``instruction`` of ``code`` stands for."""
        known = self._codes.get(id(code))
        if known is None:
            known = self._codes[id(code)] = code, self._places(code)
        return known[1].get(instruction, NOWHERE)

    def error_place(self, trace: TracebackType | None) -> Place:
        """Return the innermost place of the program in ``trace``."""
        found = NOWHERE
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.filename:
                found = self.place(trace.tb_frame.f_code, trace.tb_lasti)
                if found.line is None:
                    found = Place(self._line(trace.tb_lineno, trace.tb_frame.f_code.co_filename))
            trace = trace.tb_next
        return found

    def columns(self, line: int, start: int, end: int | None, filename: str | None = None) -> Columns:
        """Return byte offsets into the UTF-8 of line ``line`` (from 1) as columns in characters."""
        lines = self._text(filename or self._main)
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        if text.isascii():
            return start, len(text) if end is None else end
        raw = text.encode()
        first = len(raw[:start].decode(errors="ignore"))
        return first, len(text) if end is None else len(raw[:end].decode(errors="ignore"))

    def _text(self, filename: str) -> list[str]:
        lines = self._lines.get(filename)
        if lines is None:
            lines = self._lines[filename] = [line.rstrip("\n") for line in linecache.getlines(filename)]
        return lines

    def _line(self, number: int, filename: str) -> int:
        return number if filename == self._main else Line.of(number, filename)

    def _places(self, code: CodeType) -> dict[int, Place]:
        filename = code.co_filename
        instructions = [i for i in dis.get_instructions(code) if i.opname != "CACHE"]
        places: dict[int, Place] = {}
        for number, instruction in enumerate(instructions):
            position = instruction.positions
            if position is None or position.lineno is None:
                continue
            columns = None
            if position.col_offset is not None:
                end = position.end_col_offset if position.end_lineno == position.lineno else None
                columns = self.columns(position.lineno, position.col_offset, end, filename)
            place = Place(self._line(position.lineno, filename), columns, _targets(instructions, number + 1))
            # A frame that waits for a Python function stands in the cache entries that follow its call.
            following = instructions[number + 1].offset if number + 1 < len(instructions) else instruction.offset + 2
            places.update(dict.fromkeys(range(instruction.offset, following, 2), place))
        return places


def _targets(instructions: list[dis.Instruction], number: int) -> tuple[str, ...]:
    """Return the names that the value on top of the stack is stored in, from instruction ``number`` on."""
    skipped = 0
    while number < len(instructions) and instructions[number].opname in _SKIPPED:
        skipped += 1
        number += 1
    if number >= len(instructions):
        return ()
    first = instructions[number]
    if first.opname == "UNPACK_SEQUENCE" and not skipped:
        following = instructions[number + 1 : number + 1 + (first.arg or 0)]
        if all(i.opname in _STORES for i in following):
            return tuple(str(i.argval) for i in following)
        return ()
    if first.opname not in _STORES:
        return ()
    # `self.h = f(x)` loads `self` first; anything else that loads first stores another value.
    loads = any(i.opname.startswith("LOAD") for i in instructions[number - skipped : number])
    if loads and first.opname != "STORE_ATTR":
        return ()
    return (str(first.argval),)
