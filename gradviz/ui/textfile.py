"""Read and write program files: their newlines and byte-order mark survive, and a write is whole or not at all."""

from __future__ import annotations

import os
import tempfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gradviz.core.errors import UserError
from gradviz.ui.wording import reason

translate = QCoreApplication.translate

LARGEST = 5_000_000
"""Bytes. What is larger is no program that a person reads."""


class DocumentError(UserError):
    """A file could not be read or written; the message is for the user."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text with line feeds as line ends, and how the file wrote them."""

    text: str
    newline: str = "\n"
    bom: bool = False


def read(path: Path) -> TextFile:
    """Return what ``path`` holds.

    Raises:
        DocumentError: it cannot be read, or is not UTF-8.
    """
    data = _read_bytes(path)
    bom = data.startswith(BOM_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(_not_utf8(path.name, data, error)) from None
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    return TextFile(text.replace("\r\n", "\n").replace("\r", "\n"), newline, bom)


def write(path: Path, file: TextFile) -> None:
    """Replace ``path`` by ``file``.

    Raises:
        DocumentError: it cannot be written; what was there is untouched.
    """
    data = file.text.replace("\n", file.newline).encode("utf-8", errors="surrogatepass")
    try:
        replace(path, (BOM_UTF8 if file.bom else b"") + data)
    except OSError as error:
        sentence = translate(
            "Document", "{name} could not be saved: {why}. Choose another place with “Save as”; the text is still here."
        )
        raise DocumentError(sentence.format(name=path.name, why=_why(error))) from None


def replace(path: Path, data: bytes) -> None:
    """Make ``data`` the content of ``path``: the old or the new content is there at any moment.

    Raises:
        OSError: it cannot be written.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        sentence = translate("Document", "{name} could not be opened: {why}.")
        raise DocumentError(sentence.format(name=path.name, why=_why(error))) from None
    if len(data) > LARGEST:
        sentence = translate(
            "Document", "{name} is larger than {limit} MB, too large for a program; nothing was opened."
        )
        raise DocumentError(sentence.format(name=path.name, limit=LARGEST // 1_000_000))
    return data


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return translate(
            "Document", "{name} is UTF-16 text, not UTF-8; save it as UTF-8 in its editor, then open it again."
        ).format(name=name)
    line = data.count(b"\n", 0, error.start) + 1
    return translate(
        "Document",
        "{name} is not UTF-8: byte {position} (line {line}) is 0x{byte}; save it as UTF-8, then open it again.",
    ).format(name=name, position=error.start, line=line, byte=f"{data[error.start]:02x}")


def _why(error: OSError) -> str:
    return reason((error.strerror or str(error)).lower())
