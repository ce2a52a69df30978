"""The licences of everything in the bundle, as one text, from what the installed packages say of themselves.

Used by gradviz.spec. `python3 packaging/notices.py` prints the text for the packages of this environment.
"""

from __future__ import annotations

import re
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

LICENCES = Path(__file__).resolve().parent / "licences"
"""Texts of licences that packages name but do not bring."""

OURS = "gradviz-desktop"
HEADING = """\
gradviz is distributed together with the software and the fonts below. Each of them is under its own licence.
"""

_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS|CC-BY)", re.IGNORECASE)
_NO_TEXTS = {".py", ".pyc", ".renv"}
_NAMED = {"LGPL-3.0": ("LGPL-3.0", "GPL-3.0"), "MIT": ("MIT",), "SIL Open Font License": ("OFL-1.1",)}
"""Which texts belong to a licence that is only named. The LGPL is an addition to the GPL."""


def bundled(modules: Iterable[str]) -> list[Distribution]:
    """Return the installed packages that ``modules`` (names with dots, or paths in the bundle) come from."""
    known = packages_distributions()
    tops = {re.split(r"[./\\]", module, maxsplit=1)[0] for module in modules}
    names = {name for top in tops for name in known.get(top, ())} - {OURS}
    return [distribution(name) for name in sorted(names, key=str.lower)]


def notices(packages: Iterable[Distribution], fonts: Iterable[Path]) -> str:
    """Return the whole text: Python, ``packages``, ``fonts``, and the licences that several of them name."""
    packages, fonts = list(packages), sorted(fonts)
    parts = [HEADING, _python()]
    parts += [_package(package) for package in packages]
    parts += [_font(font) for font in fonts]
    named = [licence_of(package) for package in packages if not any(texts_of(package))]
    named += [font_names(font).get(_LICENCE, "") for font in fonts]
    wanted = [text for name, texts in _NAMED.items() if any(name in licence for licence in named) for text in texts]
    parts += [f"{_title(name)}\n{(LICENCES / f'{name}.txt').read_text('utf-8')}" for name in wanted]
    return "\n".join(parts)


def licence_of(package: Distribution) -> str:
    """Return the name of a package's licence as its metadata give it."""
    named = _field(package, "License-Expression") or _field(package, "License")
    if named.strip() and "\n" not in named.strip():
        return named.strip()
    classified = [line for line in package.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    return ", ".join(line.rsplit(" :: ", 1)[-1] for line in classified) or "not named in its metadata"


def _field(package: Distribution, name: str) -> str:
    return str((package.metadata.get_all(name) or [""])[0])


def texts_of(package: Distribution) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of the licence files that a package brings."""
    for file in package.files or ():
        if _FILE.search(file.name) and file.suffix not in _NO_TEXTS:
            path = Path(str(package.locate_file(file)))
            if path.is_file():
                yield str(file), path.read_text("utf-8", errors="replace")


def _title(name: str) -> str:
    return f"{'=' * 100}\n{name}\n{'=' * 100}\n"


def _package(package: Distribution) -> str:
    home = _field(package, "Home-page") or _field(package, "Project-URL").split(",", 1)[-1].strip()
    author = _field(package, "Author") or _field(package, "Author-email")
    facts = [f"Licence: {licence_of(package)}", f"By: {author}" if author else "", home]
    texts = [f"--- {name}\n{text.rstrip()}\n" for name, text in texts_of(package)]
    if not texts:
        texts = ["Its package brings no licence text: see the end of this file.\n"]
    return _title(f"{package.metadata['Name']} {package.version}") + "\n".join([*filter(None, facts), "", *texts])


def _python() -> str:
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    file = next((folder / "LICENSE.txt" for folder in folders if (folder / "LICENSE.txt").is_file()), None)
    text = "https://docs.python.org/3/license.html\n" if file is None else file.read_text("utf-8", errors="replace")
    return f"{_title(f'Python {sys.version.split()[0]}')}{text}"


# Fonts say in their own table of names who made them and under which licence.

_COPYRIGHT, _LICENCE, _LICENCE_URL = 0, 13, 14
_WINDOWS = 3


def font_names(font: Path) -> dict[int, str]:
    """Return the entries of the table ``name`` of a TrueType or OpenType file, by their numbers."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for number in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if tag == b"name":
            return dict(_entries(data, start))
    return {}


def _entries(data: bytes, start: int) -> Iterator[tuple[int, str]]:
    _, count, strings = struct.unpack_from(">HHH", data, start)
    for number in range(count):
        platform, _, _, name, length, offset = struct.unpack_from(">HHHHHH", data, start + 6 + 12 * number)
        if platform == _WINDOWS:
            begin = start + strings + offset
            yield name, data[begin : begin + length].decode("utf-16-be", errors="replace")


def _font(font: Path) -> str:
    names = font_names(font)
    said = [names.get(number, "") for number in (_COPYRIGHT, _LICENCE, _LICENCE_URL)]
    return _title(f"The font {font.name}") + "\n".join(filter(None, said)) + "\n"


def fonts_of(packages: Iterable[Distribution]) -> list[Path]:
    """Return the fonts in ``packages``."""
    return [
        Path(str(package.locate_file(file)))
        for package in packages
        for file in package.files or ()
        if file.suffix.lower() in (".ttf", ".otf")
    ]


if __name__ == "__main__":
    found = bundled(packages_distributions())
    sys.stdout.write(notices(found, fonts_of(found)))
