"""A program as Python itself runs it, in a process that has torch loaded."""

from __future__ import annotations

import sys
from types import ModuleType


def main() -> None:
    """Run the code that is the first argument; it sees the others."""
    code = sys.argv[1]
    sys.argv[:2] = ["-c"]
    module = sys.modules["__main__"] = ModuleType("__main__")
    exec(compile(code, "<string>", "exec"), vars(module))
