"""The arguments of a program, as a person types them behind its name in a shell."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable

from gradviz.core.errors import UserError

OPEN = "A quotation mark or a backslash in the arguments has nothing behind it; write 'two words' for one argument."


def split(text: str, *, backslash_escapes: bool = sys.platform != "win32") -> tuple[str, ...]:
    """Return the arguments in ``text``; quotation marks keep blanks together.

    Raises:
        UserError: a quotation mark has no end.
    """
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if not backslash_escapes:
        # It divides the names of folders there.
        lexer.escape = ""
    try:
        return tuple(lexer)
    except ValueError as error:
        raise UserError(OPEN) from error


def join(arguments: Iterable[str]) -> str:
    """Return the text that `split` makes these arguments of."""
    return shlex.join(arguments)
