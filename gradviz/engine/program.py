"""Run the user's text as Python would, unchanged, and say in one sentence what went wrong where."""

from __future__ import annotations

import builtins
import linecache
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType

from gradviz.core.trace import Program, ProgramError
from gradviz.engine.hints import hint_for
from gradviz.engine.source import Source

_ADVICE = re.compile(r"\.?\s+Hint: .*$")
"""What torch appends to a message: modes to run again in, which gradviz has no need of."""


class StopRun(BaseException):
    """Raised in the program to end it; not an `Exception`, so that ``except Exception`` does not catch it."""


class Execution:
    """One execution of a program in a module of its own, which is ``__main__`` meanwhile."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.filename = program.path or f"<{program.name}>"
        self.source = Source(program.source, self.filename)
        self.module = ModuleType("__main__")
        self.namespace = self.module.__dict__
        self.namespace["__file__"] = self.filename
        self.namespace["__builtins__"] = builtins
        self.error: ProgramError | None = None
        self.stopped = False

    def compile(self) -> CodeType | None:
        """Return the program's code; where it is not Python, `error` says why."""
        try:
            # The program inherits no ``from __future__`` of this module.
            return compile(self.program.source, self.filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            self.error = self._syntax_error(error)
        except ValueError as error:
            self.error = ProgramError("SyntaxError", str(error), hint="Remove the character that is not text.")
        except (MemoryError, RecursionError):
            self.error = ProgramError("SyntaxError", "an expression is nested too deeply", hint="Split it up.")
        return None

    def run(self, code: CodeType) -> None:
        """Execute ``code``; `error` and `stopped` say how it ended."""
        try:
            with self._as_main():
                exec(code, self.namespace)
        except StopRun:
            self.stopped = True
        except SystemExit as ending:
            self.error = self._ending(ending)
        except BaseException as error:  # noqa: BLE001  whatever the program raises is its own
            self.error = self._runtime_error(error)

    @contextmanager
    def _as_main(self) -> Iterator[None]:
        """Make the program ``__main__``, with its own folder first on the path, and its text known to tracebacks."""
        source = self.program.source
        linecache.cache[self.filename] = (
            len(source),
            None,
            [f"{line}\n" for line in source.split("\n")],
            self.filename,
        )
        main, path, argv = sys.modules["__main__"], list(sys.path), sys.argv
        sys.modules["__main__"] = self.module
        # A list of its own: what the program keeps of it, in an exception for one, is not ours afterwards.
        sys.argv = [self.filename, *self.program.arguments]
        if self.program.path:
            sys.path.insert(0, str(Path(self.program.path).resolve().parent))
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            sys.path[:] = path
            sys.argv = argv

    def _syntax_error(self, error: SyntaxError) -> ProgramError:
        columns = None
        if error.offset and error.lineno:
            start = error.offset - 1
            same_line = error.end_lineno == error.lineno and (error.end_offset or 0) > error.offset
            columns = (start, (error.end_offset or 0) - 1 if same_line else start + 1)
        return ProgramError(
            type(error).__name__, error.msg, error.lineno, columns, hint="Correct the line and run again."
        )

    def _ending(self, ending: SystemExit) -> ProgramError | None:
        if ending.code is None or (isinstance(ending.code, int) and ending.code == 0):
            return None
        place = self.source.error_place(ending.__traceback__)
        code = _in_words(repr, ending.code)
        said = f"the program ended itself with {code}"
        return ProgramError("SystemExit", said, place.line, place.columns, hint_for("SystemExit", code))

    def _runtime_error(self, error: BaseException) -> ProgramError:
        place = self.source.error_place(error.__traceback__)
        kind = type(error).__name__
        message = _first_sentence(error)
        return ProgramError(kind, message, place.line, place.columns, hint_for(kind, message))


def _first_sentence(error: BaseException) -> str:
    """Return what the exception says without the trailing advice and native stack that torch appends."""
    if isinstance(error, KeyError) and error.args:
        return f"no key {_in_words(repr, error.args[0])}"
    lines = [line.strip() for line in _in_words(str, error).splitlines() if line.strip()]
    return _ADVICE.sub("", lines[0]) if lines else ""


def _in_words(describe: Callable[[object], str], value: object) -> str:
    """Return ``value`` as text; its own class may fail at that."""
    try:
        return describe(value)
    except Exception as failure:  # noqa: BLE001  the program's class may raise anything
        return f"(a {type(value).__name__} that cannot be shown: {type(failure).__name__})"
