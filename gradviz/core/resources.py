"""Find the files shipped in ``resources/``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def path(name: str) -> Path:
    """Return the path of ``resources/<name>``, installed, frozen or in a checkout."""
    installed = _PACKAGE / "resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root / name


@dataclass(frozen=True, slots=True)
class Example:
    """A program that comes with the application; ``title`` is its first comment line."""

    name: str
    title: str
    path: Path

    def source(self) -> str:
        """Return the program's text."""
        return self.path.read_text(encoding="utf-8")


@cache
def examples(folder: Path | None = None) -> tuple[Example, ...]:
    """Return the examples in ``folder`` (the shipped ones, without it), in the order of their file names."""
    found = sorted((folder or path("examples")).glob("*.py"))
    return tuple(Example(file.stem, _title(file), file) for file in found)


def _title(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                return line.lstrip("#! ").rstrip().rstrip(".")
            if line.strip():
                break
    return file.stem
